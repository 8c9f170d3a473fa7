import type { Rule } from '../../language/expression.ts'
import type { DifferentialBonus, LevelsBonus } from '../../language/plan.ts'
import { barsOf, numberFunction, numbersOf, toldApart, truthFunction, unitsOf } from '../bonuses/found.ts'
import { basesOf, countingSources, opensOf, stepOf } from '../bonuses/levels.ts'
import { countedOrders } from '../asked/counted-orders.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler, Place } from '../compiler.ts'
import { paidOn, type NumberColumn, type TreeColumns } from '../field-columns.ts'
import type { OrderSums } from '../order-sums.ts'
import { differentialClimb } from './differential-climb.ts'
import { climbTimes, type ClimbTimes } from './climb-times.ts'
import { ownParts, readsClimb, type TeamBonus } from './goes-by-climbs.ts'
import { levelsClimb } from './levels-climb.ts'
import type { ClimbOf, ClimbRule } from './climb.ts'

/** What a bonus that goes by climbs goes by: the columns, the climb from a source, and what each source is paid on. */
export type ClimbGround = Readonly<{
  tree: TreeColumns
  /** What is paid on, in one sum. */
  base: Float64Array
  bars: Uint8Array
  /** Who is passed over, where somebody is. */
  passes: Uint8Array | undefined
  /** Whether what somebody may not be paid goes to the next one above. */
  handsUp: boolean
  decimals: Readonly<{ base: number; rate: number }>
  climb: ClimbOf
  /** The parts of what is paid on: single orders where these are paid one by one. */
  parts: OrderSums
  /** Where each of these goes up by itself, as rules read volumes in their course. */
  times: ClimbTimes | undefined
  units: NumberColumn | undefined
  /** Columns that decide how a walk goes on at a person, and what the person gets. */
  decides: readonly (Float64Array | Uint8Array | undefined)[]
}>

export function climbGround(compiler: Compiler, bonus: TeamBonus): ClimbGround {
  const times = climbTimes(compiler, bonus)
  const rules = times?.compiler ?? compiler
  const counted = bonus.kind === 'levels' ? countedOrders(compiler, bonus) : undefined
  const base = bonus.kind === 'levels' ? basesOf(compiler, bonus, counted) : paidOn(compiler.field, bonus.on)
  const bars = barsOf(compiler, bonus)
  const units = unitsOf(compiler, bonus)
  const ranks = readsRanks(bonus) ? ranksOf(compiler) : undefined
  const { climb, decimals, decides, passes } =
    bonus.kind === 'levels'
      ? ofLevels(compiler, bonus, { bars, ranks, rules })
      : ofDifferential(compiler, bonus, { bars, ranks, rules })
  compiler.hand.finish()
  return {
    tree: compiler.field.tree(bonus.tree),
    base: base.values,
    bars,
    passes,
    handsUp: bonus.kind === 'levels' && bonus.unpaid === 'pass_up',
    decimals: { base: base.decimals, rate: decimals },
    climb,
    parts: counted ?? partsOf(compiler, bonus, base, times),
    times,
    units,
    decides: [bars, ranks, units?.values, ...decides],
  }
}

/** `rules` compiles what is said of the way. */
type Known = Readonly<{ bars: Uint8Array; ranks: Uint8Array | undefined; rules: Compiler }>
type Walking = Readonly<{ decimals: number }> & Pick<ClimbGround, 'climb' | 'decides' | 'passes'>

function ofLevels(compiler: Compiler, bonus: LevelsBonus, { bars, ranks, rules: onTheWay }: Known): Walking {
  const { tree, depth, stopAt } = bonus
  const step = stepOf(compiler, bonus)
  const opens = opensOf(compiler, bonus)
  const rate = climbRule(onTheWay, bonus.rate, tree)
  const stops = stopAt && truthFunction(onTheWay, stopAt, placeIn(tree), PARAMETERS)
  const rules = [bonus.rate, stopAt, typeof depth === 'object' ? depth : undefined]
  const climb = levelsClimb({
    tree: compiler.field.tree(tree),
    bars,
    step,
    opens,
    first: bonus.firstLevel,
    last: typeof depth === 'number' ? depth : Number.POSITIVE_INFINITY,
    fromSource: bonus.startsAt === 'source',
    handsUp: bonus.unpaid === 'pass_up',
    rate: typeof depth === 'object' ? until(climbRule(onTheWay, depth, tree), rate.of) : rate.of,
    stops,
    ranks,
  })
  const decides = [step.passes, step.closes, ...ownColumns(compiler, rules, tree)]
  return { climb, decimals: rate.decimals, decides, passes: step.passes }
}

function ofDifferential(
  compiler: Compiler,
  bonus: DifferentialBonus,
  { bars, ranks, rules }: Known,
): Walking {
  const rate = climbRule(rules, bonus.rate, bonus.tree)
  const climb = differentialClimb({
    tree: compiler.field.tree(bonus.tree),
    bars,
    rate: rate.of,
    ranks,
    bonus,
  })
  const decides = ownColumns(compiler, [bonus.rate], bonus.tree)
  return { climb, decimals: rate.decimals, decides, passes: undefined }
}

const PARAMETERS = 'p,s,l,r'

const placeIn = (tree: string): Place => ({
  person: 'p',
  source: 's',
  level: 'l',
  pathRank: 'r',
  tree,
})

/** A rule of a walk; what it says of the person alone is a column. */
function climbRule(
  compiler: Compiler,
  rule: Rule,
  tree: string,
): Readonly<{ of: ClimbRule; decimals: number }> {
  if (readsClimb(rule.expression)) return numberFunction(compiler, rule, placeIn(tree), PARAMETERS)
  const { values, decimals } = numbersOf(compiler, rule, { person: 'p', tree })
  return { of: (person) => values[person] ?? 0, decimals }
}

/** The rate up to the last level that a rule says of each payee, and nothing above it. */
function until({ of, decimals }: ReturnType<typeof climbRule>, rate: ClimbRule): ClimbRule {
  const scale = 10 ** decimals
  return (person, source, level, pathRank) =>
    level * scale > of(person, source, level, pathRank) ? 0 : rate(person, source, level, pathRank)
}

function ownColumns(
  compiler: Compiler,
  rules: readonly (Rule | undefined)[],
  tree: string,
): ClimbGround['decides'] {
  return ownParts(rules).map((part) => toldApart(compiler, part, { person: 'p', tree }))
}

/** Whether a rule of the climb reads the highest rank on the way. */
function readsRanks(bonus: TeamBonus): boolean {
  const rules = bonus.kind === 'levels' ? [bonus.rate, bonus.stopAt, bonus.depth] : [bonus.rate]
  return rules.some((rule) => typeof rule === 'object' && readsClimb(rule.expression, ['level']))
}

function ranksOf({ columns }: Compiler): Uint8Array | undefined {
  const ranks = columns.get('rank')
  if (ranks && ranks.is !== 'rank') throw new NotCompiled('ranks that are none')
  return ranks?.values
}

function partsOf(
  compiler: Compiler,
  bonus: TeamBonus,
  { values, decimals }: NumberColumn,
  times: ClimbTimes | undefined,
): OrderSums {
  const volume = bonus.kind === 'differential' ? bonus.on : volumeOf(bonus)
  if (volume === undefined || (!times && bonus.roundedPer !== 'line'))
    return {
      decimals,
      read(person, into) {
        into[0] = values[person] ?? 0
        return into[0] === 0 ? 0 : 1
      },
    }
  const orders = times?.parts() ?? compiler.field.orders(volume)
  const counts = bonus.kind === 'levels' ? countingSources(compiler, bonus) : undefined
  if (!counts) return orders
  return { ...orders, read: (person, into) => (counts[person] === 1 ? orders.read(person, into) : 0) }
}

function volumeOf({ source }: LevelsBonus): string | undefined {
  return source.from === 'volume' ? source.volume : undefined
}
