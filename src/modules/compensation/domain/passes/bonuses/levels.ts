import type { LevelsBonus } from '../../language/plan.ts'
import { asNumberCode, boundValues, numberCode, type Bound, type NumberCode } from '../code.ts'
import { compileRule } from '../compile-rule.ts'
import { countedOrders, sumsOfOrders } from '../asked/counted-orders.ts'
import type { Compiler } from '../compiler.ts'
import { paidOn, type NumberColumn, type TreeColumns } from '../field-columns.ts'
import type { OrderSums } from '../order-sums.ts'
import { keepLevels } from '../renew/renew-levels.ts'
import { barsOf, derived, nothingLost, numberFunction, numbersOf, truthsOf, type Found } from './found.ts'
import { rowOf, walkLevels } from './levels-program.ts'

/** How a walk goes on above a person: to the same level again, or to the next. */
export type Step = Readonly<{
  /** Takes part in nothing at this level, and the level is not used up. */
  passes: Uint8Array | undefined
  /** Where only who is paid uses up a level: also a rate of nothing passes. */
  byPay: boolean
  /** Generations: the level rises above these people only. */
  closes: Uint8Array | undefined
}>

/**
 * Levels and generations for everybody in one pass, deepest first. What comes from below lies in rows, one for each depth
 * of the tree, by the level at which it arrives. Each level is then paid once for the whole team.
 */
export function findLevels(compiler: Compiler, bonus: LevelsBonus): Found {
  const ground = levelsGround(compiler, bonus)
  const { decimals } = numberCode('', ground.decimals.base + ground.decimals.rate)
  const { room } = compiler
  const found = { money: room.floats(), decimals, lost: nothingLost(compiler, bonus) }
  const { renewal } = compiler
  if (renewal) {
    renewal.grounds.set(bonus.name, { kind: 'levels', ...ground })
    keepLevels(renewal, renewal.along(bonus.tree), ground, found)
  } else {
    const length = (deepest(ground.tree.depth) + 2) * rowOf(ground)
    // Whoever walks may be another thread.
    const row = (size: number) => new Float64Array(new SharedArrayBuffer(8 * size))
    const rows = { rows: row(length), pending: row(ground.handsUp ? length : 0) }
    walkLevels(compiler.hand, ground, boundValues(), { ...found, ...rows })
  }
  return found
}

/** The columns that levels and generations go by. */
export function levelsGround(compiler: Compiler, bonus: LevelsBonus): LevelsGround {
  const rate = numberFunction(compiler, bonus.rate, ratePlace(bonus), 'p,l')
  const base = basesOf(compiler, bonus, countedOrders(compiler, bonus))
  return {
    tree: compiler.field.tree(bonus.tree),
    base: base.values,
    decimals: { base: base.decimals, rate: rate.decimals },
    bars: barsOf(compiler, bonus),
    rate: rate.of,
    rateCode: (bound) => rateCode({ ...compiler, bound }, bonus),
    step: stepOf(compiler, bonus),
    first: bonus.firstLevel,
    levels: levelsOf(bonus),
    fromSource: bonus.startsAt === 'source',
    opens: opensOf(compiler, bonus),
    handsUp: bonus.unpaid === 'pass_up',
  }
}

const ratePlace = ({ tree }: LevelsBonus) => ({ person: 'p', level: 'l', tree })

function rateCode(compiler: Compiler, bonus: LevelsBonus): NumberCode {
  return asNumberCode(compileRule(compiler, bonus.rate.expression, ratePlace(bonus)))
}

function deepest(depth: Int32Array): number {
  let most = 0
  for (let person = 0; person < depth.length; person++) most = Math.max(most, depth[person] ?? 0)
  return most
}

/** How many levels are told apart. Without a last one there is one for all, as the rate is the same on each. */
function levelsOf({ depth, firstLevel }: LevelsBonus): number {
  return typeof depth === 'number' ? Math.max(0, depth - firstLevel + 1) : Number.POSITIVE_INFINITY
}

/** What everybody brings; nothing where a source does not count. `counted` are the orders, where a rule looks at their lines. */
export function basesOf(
  compiler: Compiler,
  bonus: LevelsBonus,
  counted: OrderSums | undefined,
): NumberColumn {
  if (counted) return sumsOfOrders(compiler, counted)
  const { source } = bonus
  const base =
    source.from === 'volume'
      ? paidOn(compiler.field, source.volume)
      : source.from === 'each'
        ? numbersOf(compiler, source.value, { person: 'p', tree: 'sponsor' })
        : numbersOf(compiler, earnedRule(source.bonuses), { person: 'p', tree: 'sponsor' })
  const counts = countingSources(compiler, bonus)
  if (!counts) return base
  const countsOf = (person: number): number => (counts[person] === 1 ? (base.values[person] ?? 0) : 0)
  return { ...base, values: derived(compiler, compiler.room.floats(), countsOf) }
}

/** The sources that count, where not all of them do. */
export function countingSources(
  compiler: Compiler,
  { sourceWhen, tree }: LevelsBonus,
): Uint8Array | undefined {
  const place = { person: 'p', source: 'p', level: '0', pathRank: '0', tree }
  return sourceWhen && truthsOf(compiler, sourceWhen, place)
}

function earnedRule(bonuses: readonly string[]) {
  return { expression: { node: 'earned' as const, bonuses }, type: 'number' as const, text: 'earned' }
}

/** How a walk goes on above everybody. */
export function stepOf(compiler: Compiler, { steps, tree }: LevelsBonus): Step {
  const place = { person: 'p', tree }
  if (steps.by === 'generations')
    return {
      passes: undefined,
      byPay: false,
      closes: truthsOf(compiler, steps.boundary, { person: 'p', tree: 'sponsor' }),
    }
  if (typeof steps.counts === 'string')
    return { passes: undefined, byPay: steps.counts === 'paid', closes: undefined }
  const counted = truthsOf(compiler, steps.counts, place)
  const passes = derived(compiler, compiler.room.bytes(), (person) => 1 - (counted[person] ?? 0))
  return { passes, byPay: false, closes: undefined }
}

/** People whose own volume begins a generation higher. */
export function opensOf(compiler: Compiler, { steps }: LevelsBonus): Uint8Array | undefined {
  return steps.by === 'generations' && steps.leaderVolume === 'opens'
    ? truthsOf(compiler, steps.boundary, { person: 'p', tree: 'sponsor' })
    : undefined
}

export type LevelsGround = Readonly<{
  tree: TreeColumns
  base: Float64Array
  /** Decimals of the base and of the rates. */
  decimals: Readonly<{ base: number; rate: number }>
  bars: Uint8Array
  rate: (person: number, level: number) => number
  /** The same as a text about a person `p` and a level `l`. */
  rateCode: (bound: Bound) => NumberCode
  step: Step
  first: number
  levels: number
  fromSource: boolean
  opens: Uint8Array | undefined
  handsUp: boolean
}>
