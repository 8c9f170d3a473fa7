import type { PoolBonus } from '../language/plan.ts'
import { compareFigures, figure, numberOf } from './evaluate.ts'
import { byText } from './field.ts'
import {
  fromPlan,
  isAbove,
  larger,
  NOTHING,
  order,
  over,
  plus,
  readFraction,
  sumOf,
  times,
  WHOLE,
  type Fraction,
} from './fraction.ts'
import type { Part } from './part.ts'
import { companyScene, personScene } from './scene.ts'
import { stateNames, stateRows } from './state.ts'
import { CheckStop, type World } from './world.ts'

/** The fund of a pool, and what share of it each of those gets who have one. */
type Pool = Readonly<{
  fund: Fraction
  shares: readonly Readonly<{ id: string; share: Fraction }>[]
}>

/** Divides the fund among the qualified. */
export function poolParts(world: World, bonus: PoolBonus): readonly Part[] {
  const { fund, shares } = poolOf(world, bonus)
  return shares.map(({ id, share }) => {
    const unit = bonus.unitValue ? numberOf(bonus.unitValue, personScene(world, id)) : WHOLE
    return {
      personId: id,
      amount: times(times(fund, share), unit),
      order: undefined,
    }
  })
}

/** What goes on to the fund of the next period: all of it where nobody had a share and the plan says so. */
export function carriedFund(world: World, bonus: PoolBonus): Fraction {
  const { fund, shares } = poolOf(world, bonus)
  return bonus.nobody === 'carry' && shares.length === 0 ? fund : NOTHING
}

function poolOf(world: World, bonus: PoolBonus): Pool {
  const carried = stateRows(
    world.input,
    world.plan.timeZone,
    '',
    stateNames.fund(bonus.name),
    world.period.fromMs,
  ).at(-1)
  const added = larger(numberOf(bonus.fund, companyScene(world)), NOTHING)
  const fund = plus(added, readFraction(carried?.value ?? '0') ?? NOTHING)
  const qualified = world.field.ids.filter((id) => world.mayGet(bonus, id))
  return { fund, shares: sharesOf(world, bonus, qualified).filter(({ share }) => share.n !== 0n) }
}

function sharesOf(world: World, bonus: PoolBonus, qualified: readonly string[]): Pool['shares'] {
  const { divide } = bonus
  if (divide.by === 'position') return byPosition(world, divide, qualified)
  const rule = divide.by === 'shares' ? divide.shares : divide.fraction
  const weights = qualified.map((id) => ({
    id,
    share: larger(numberOf(rule, personScene(world, id)), NOTHING),
  }))
  const all = sumOf(weights.map((weight) => weight.share))
  if (divide.by === 'fraction') {
    if (divide.over100 === 'refuse' && isAbove(all, WHOLE))
      throw new CheckStop(`the fractions of ${bonus.name} add up to more than 1`)
    return weights
  }
  return all.n === 0n ? [] : weights.map(({ id, share }) => ({ id, share: over(share, all) }))
}

function byPosition(
  world: World,
  divide: Extract<PoolBonus['divide'], { by: 'position' }>,
  qualified: readonly string[],
): Pool['shares'] {
  const ranked = qualified.map((id) => {
    const scene = personScene(world, id)
    return {
      id,
      score: numberOf(divide.score, scene),
      ties: divide.ties.map((tie) => figure(tie.expression, scene)),
    }
  })
  ranked.sort((a, b) => {
    const byScore = order(b.score, a.score)
    if (byScore !== 0) return byScore
    for (const [at, tie] of a.ties.entries()) {
      const byTie = compareFigures(tie, b.ties[at] ?? '')
      if (byTie !== 0) return byTie
    }
    return byText(a.id, b.id)
  })
  return ranked.map(({ id }, at) => {
    const place = at + 1
    const position = divide.positions.find((one) => one.from <= place && place <= one.to)
    return { id, share: position ? fromPlan(position.share) : NOTHING }
  })
}
