import { exactOf, exactText, least, most, sign, subtract, type Exact } from '#shared/exact.ts'
import { unmetDeep, type Need, type NumberNeed } from '../figures/needs.ts'
import type {
  BinaryBonus,
  Bonus,
  DifferentialBonus,
  LeadershipBonus,
  LevelsBonus,
  PoolBonus,
} from '../language/plan.ts'
import { noun, ruleClause } from '../language/sentences/rule-words.ts'
import { collectorFor, creditsOfOwner } from '../pay/bonuses/collect.ts'
import { asExact, compileRule, numberRule } from '../pay/evaluate.ts'
import { below } from '../pay/tree.ts'
import { atCompany, atPayee, type At, type World } from '../pay/world.ts'
import { positiveNeeds } from './positive.ts'
import { baseVolume } from './sources.ts'
import type { Why } from './why.ts'

/** What is not there of what a bonus is paid on, and of the rate that it is paid by. */
export function lacksOf(world: World, bonus: Bonus, person: number): readonly Why[] {
  const at = atPayee(bonus, person)
  switch (bonus.kind) {
    case 'amount': {
      if (bonus.forEach) return [{ code: 'nothing_to_pay', needs: [] }]
      if (bonus.amount) return lack('nothing_to_pay', positiveNeeds(world, bonus.amount.expression, at))
      const volume = baseVolume(world.plan, bonus)
      const base = bonus.base ? positiveNeeds(world, bonus.base.expression, at) : []
      const rate = bonus.rate ? positiveNeeds(world, bonus.rate.expression, at) : []
      return [...lack(volume === undefined ? 'nothing_to_pay' : 'no_volume', base), ...lack('no_rate', rate)]
    }
    case 'levels':
      return ofLevels(world, bonus, person)
    case 'differential':
      return ofDifferential(world, bonus, person)
    case 'leadership':
      return ofLeader(world, bonus, at)
    case 'binary':
      return ofSides(world, bonus, person)
    case 'pool':
      return ofPool(world, bonus, at)
    default:
      return []
  }
}

function lack(code: Why['code'], needs: readonly Need[]): readonly Why[] {
  return needs.length === 0 ? [] : [{ code, needs }]
}

/** A volume that is not there: any of it meets this. */
function moreThanNothing(what: string, reached: Exact = 0): NumberNeed {
  return {
    kind: 'number',
    what,
    isMet: false,
    by: 'more_than',
    needed: '0',
    reached: exactText(reached),
    missing: exactText(sign(reached) < 0 ? subtract(0, reached) : 0),
  }
}

/** Whether a line of a volume lies in the team of a person. */
function hasVolume(world: World, tree: string, volume: string, person: number, withSelf = true): boolean {
  for (const one of below(world.population.tree(tree), person, withSelf))
    if (creditsOfOwner(world, volume, one).some(({ value }) => sign(value) > 0)) return true
  return false
}

function ofDifferential(world: World, bonus: DifferentialBonus, person: number): readonly Why[] {
  const at = atPayee(bonus, person)
  const rule = bonus.rate.expression
  const isOwn = bonus.own === 'paid'
  if (hasVolume(world, bonus.tree, bonus.on, person, isOwn)) {
    const rate = positiveNeeds(world, rule, at)
    if (rate.length > 0) return [{ code: 'no_rate', needs: rate }]
    const taken = leastTaken(world, bonus, person)
    const higher = taken === undefined ? [] : positiveNeeds(world, rule, at, taken)
    return [{ code: 'no_difference', needs: isOwn ? [eitherOf(moreThanNothing(bonus.on), higher)] : higher }]
  }
  const what = isOwn ? `${bonus.on} of the team` : `${bonus.on} of people below whose rate is lower`
  // Whoever is not paid takes all the same where what is not paid stays with the company.
  const now = asExact(compileRule(world, bonus.rate, 'walk')(at))
  const than = !isOwn && bonus.unpaid === 'to_company' ? now : 0
  return [
    { code: 'no_volume', needs: [moreThanNothing(what)] },
    ...lack('no_rate', positiveNeeds(world, rule, at, than)),
  ]
}

type Looked = Readonly<{ person: number; above: Exact | undefined }>

/** Own volume is paid at the whole rate; or the rate has to rise above what is taken below. */
function eitherOf(own: NumberNeed, higher: readonly Need[]): Need {
  const plain = higher.flatMap((need) => (need.kind === 'choice' ? [] : [need]))
  const alternatives = plain.length > 0 ? [[own], plain] : [[own]]
  return { kind: 'choice', isMet: false, atLeast: 1, alternatives }
}

/** People below who are looked at for what they take; beyond that nothing is said of it. */
const LOOKED_MAX = 5_000

/** The least that is taken on the way up from anybody below who sells; undefined where nobody does. */
function leastTaken(world: World, bonus: DifferentialBonus, payee: number): Exact | undefined {
  const { bar } = collectorFor(world, bonus)
  const rate = numberRule(world, bonus.rate, 'walk')
  const tree = world.population.tree(bonus.tree)
  let found: Exact | undefined
  const stack: Looked[] = [...tree.children(payee)].map((person): Looked => ({ person, above: undefined }))
  for (let next = stack.pop(), looked = 0; next && looked < LOOKED_MAX; next = stack.pop(), looked++) {
    const { person, above } = next
    const takes = bonus.unpaid === 'to_company' || bar(person) === undefined
    const taken = takenAt(bonus, above, takes ? rate(atPayee(bonus, person)) : undefined)
    if (creditsOfOwner(world, bonus.on, person).some(({ value }) => sign(value) > 0))
      found = least(found ?? taken ?? 0, taken ?? 0)
    for (const child of tree.children(person)) stack.push({ person: child, above: taken })
  }
  return found
}

function takenAt(
  { against }: DifferentialBonus,
  above: Exact | undefined,
  own: Exact | undefined,
): Exact | undefined {
  if (against === 'source') return own
  if (own === undefined) return above
  if (against === 'first_line') return above ?? own
  return most(above ?? 0, own)
}

function ofLevels(world: World, bonus: LevelsBonus, person: number): readonly Why[] {
  const { source, firstLevel, depth, startsAt, tree } = bonus
  const to =
    depth === undefined
      ? 'below'
      : typeof depth === 'number' && depth <= firstLevel
        ? `on level ${firstLevel}`
        : `on levels ${firstLevel} to ${typeof depth === 'number' ? depth : depth.text}`
  const who = startsAt === 'source' ? `of the person and ${to}` : to
  const what =
    source.from === 'volume'
      ? source.volume
      : source.from === 'earned'
        ? source.bonuses.join(', ')
        : noun(source.value.expression)
  const at = {
    ...atPayee(bonus, person),
    level: Math.max(firstLevel, startsAt === 'source' || firstLevel > 0 ? firstLevel : 0),
  }
  const rate = lack('no_rate', positiveNeeds(world, bonus.rate.expression, at))
  const isThere = source.from !== 'volume' || hasVolume(world, tree, source.volume, person)
  const volume: Why = {
    code: isThere ? 'nothing_to_pay' : 'no_volume',
    needs: [moreThanNothing(`${what} ${who}`)],
  }
  return [volume, ...rate]
}

/** A leader is paid for the leaders right below, by what these bring above their guarantee. */
function ofLeader(world: World, bonus: LeadershipBonus, at: At): readonly Why[] {
  const leads = asLeader(world, bonus, at)
  const clause = ruleClause(bonus.leader)
  const belowNeed: Need = {
    kind: 'words',
    what: `somebody below is a leader who brings something: ${clause}`,
    isMet: false,
  }
  return [{ code: 'nothing_to_pay', needs: [...leads, belowNeed] }]
}

function asLeader(world: World, bonus: LeadershipBonus, at: At): readonly Need[] {
  return unmetDeep(world, bonus.leader, at)
}

/** A cycle needs both sides, and room for it within what the plan counts at most. */
function ofSides(world: World, bonus: BinaryBonus, person: number): readonly Why[] {
  const at = atPayee(bonus, person)
  const of = (rule: BinaryBonus['perCycle']): Exact | undefined =>
    rule && asExact(compileRule(world, rule, 'person')(at))
  const [isWhole, minimum] = [bonus.cycles === 'whole', of(bonus.minimumSide) ?? 0]
  const sized = (['strong', 'weak'] as const).map((side) => {
    const rule = bonus.cycle[side]
    const size = of(rule) ?? 0
    const needed = most(size, minimum)
    const what = `${bonus.on} on the ${side}er side is ${sign(needed) > 0 ? 'at least' : 'more than'} ${exactText(needed)}`
    return { needed, size: positiveNeeds(world, rule.expression, at), words: words(what) }
  })
  const counted = isWhole ? sized.map(({ needed }) => needed).reduce(most) : minimum
  const within = (rule: BinaryBonus['perCycle'], room: Exact): readonly Need[] =>
    rule ? positiveNeeds(world, rule.expression, at, room, sign(room) > 0 ? 'at_least' : 'more_than') : []
  const sides: Need[] = [
    ...sized.map((one) => one.words),
    ...sized.flatMap((one) => one.size),
    ...within(bonus.maximumSide, counted),
    ...within(bonus.maximumCycles, isWhole ? exactOf(1) : 0),
  ]
  const money = bonus.perCycle ?? bonus.rate
  const rate = money ? positiveNeeds(world, money.expression, at) : []
  return [{ code: 'nothing_to_pay', needs: sides }, ...lack('no_rate', rate)]
}

function words(what: string): Need {
  return { kind: 'words', what, isMet: false }
}

function ofPool(world: World, bonus: PoolBonus, at: At): readonly Why[] {
  const fund = positiveNeeds(world, bonus.fund.expression, atCompany)
  const share = bonus.divide.by === 'shares' ? positiveNeeds(world, bonus.divide.shares.expression, at) : []
  return lack('nothing_to_pay', [...fund, ...share])
}
