import type { PoolBonus } from '../language/plan.ts'
import { compareFigures, figure, numberOf } from './evaluate.ts'
import { byText } from './field.ts'
import {
  fraction,
  isAbove,
  larger,
  minus,
  NOTHING,
  order,
  over,
  plus,
  readFraction,
  sumOf,
  times,
  WHOLE,
  wholeBelow,
  type Fraction,
} from './fraction.ts'
import type { Part } from './part.ts'
import { minorUnit } from './money.ts'
import { companyScene, personScene } from './scene.ts'
import { stateNames, stateRows } from './state.ts'
import { CheckStop, type World } from './world.ts'

/** The fund of a pool, and what share of it each of those gets who have one. */
type Pool = Readonly<{
  fund: Fraction
  shares: readonly Readonly<{ id: string; share: Fraction; place?: number }>[]
}>

/** Divides the fund among the qualified. */
export function poolParts(world: World, bonus: PoolBonus): readonly Part[] {
  const { fund, shares } = poolOf(world, bonus)
  // Where nobody has a share and nothing is carried, the fund is what could have been paid and is not.
  if (shares.length === 0 && bonus.nobody === 'to_company')
    return [
      {
        personId: '',
        amount: larger(fund, NOTHING),
        order: undefined,
        skip: { reason: 'not_qualified', lost: true },
      },
    ]
  const isShared = bonus.divide.by === 'shares' && bonus.divide.residue === 'shared'
  const amounts = isShared
    ? wholeParts(world, bonus, fund, shares)
    : shares.map(({ share }) => times(fund, share))
  return shares.map(({ id, place }, at) => {
    const unit = bonus.unitValue ? numberOf(bonus.unitValue, personScene(world, id)) : WHOLE
    return { personId: id, amount: times(amounts[at] ?? NOTHING, unit), order: undefined, level: place }
  })
}

/** Whole minor units that add up to the fund: what is left after cutting goes to the largest remainders, then the lowest ids. */
function wholeParts(
  world: World,
  bonus: PoolBonus,
  fund: Fraction,
  shares: Pool['shares'],
): readonly Fraction[] {
  const minor = minorUnit(world.plan, bonus.currency)
  const units = fraction(wholeBelow(over(fund, minor)))
  const exact = shares.map(({ share }) => times(units, share))
  const cut = exact.map((value) => wholeBelow(value))
  let left = units.n - cut.reduce((sum, value) => sum + value, 0n)
  const byRemainder = shares
    .map(({ id }, at) => ({
      id,
      at,
      rest: minus(exact[at] ?? NOTHING, fraction(cut[at] ?? 0n)),
    }))
    .toSorted((a, b) => order(b.rest, a.rest) || byText(a.id, b.id))
  for (const { at } of byRemainder) {
    if (left <= 0n) break
    cut[at] = (cut[at] ?? 0n) + 1n
    left -= 1n
  }
  return cut.map((value) => times(fraction(value), minor))
}

/** What goes on to the fund of the next period: all of it where nobody had a share and the plan says so. */
export function carriedFund(world: World, bonus: PoolBonus): Fraction {
  const { fund, shares } = poolOf(world, bonus)
  return bonus.nobody === 'carry' && shares.length === 0 ? fund : NOTHING
}

function poolOf(world: World, bonus: PoolBonus): Pool {
  const carried = stateRows(world, '', stateNames.fund(bonus.name)).at(-1)
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
  // Who has no score above zero has no place.
  const scored = qualified.filter((id) => isAbove(numberOf(divide.score, personScene(world, id)), NOTHING))
  const ranked = scored.map((id) => {
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
    const share = position ? numberOf(position.share, companyScene(world)) : NOTHING
    return { id, share: larger(share, NOTHING), place }
  })
}
