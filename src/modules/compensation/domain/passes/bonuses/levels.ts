import type { LevelsBonus } from '../../language/plan.ts'
import { someOf } from '../../language/reads.ts'
import { exactly } from '../arithmetic.ts'
import { NotCompiled, numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { NumberColumn, TreeColumns } from '../field-columns.ts'
import { keepLevels } from '../renew/renew-levels.ts'
import { refuseRenewal, RENEWED_TREE } from '../renew/renewal.ts'
import { barsOf, derived, numberFunction, numbersOf, pay, truthsOf, type Found } from './found.ts'

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
 * of the tree, by the level at which it arrives: as everybody below a person follows that person in the order, a row is
 * read by the person above as soon as the team is through. Each level is then paid once for the whole team.
 */
export function findLevels(compiler: Compiler, bonus: LevelsBonus): Found {
  const ground = levelsGround(compiler, bonus)
  const { decimals } = numberCode('', ground.decimals.base + ground.decimals.rate)
  const { people } = compiler.field
  const found = { money: new Float64Array(people), decimals, lost: new Float64Array(people) }
  const { renewal } = compiler
  if (renewal && bonus.tree === RENEWED_TREE) {
    renewal.grounds.set(bonus.name, { kind: 'levels', ...ground })
    keepLevels(renewal, ground, found)
  } else {
    refuseRenewal(renewal, `${bonus.name} in the tree ${bonus.tree}`)
    walkUp({ ...ground, money: found.money, lost: found.lost })
  }
  return found
}

/** The columns that levels and generations go by. */
export function levelsGround(compiler: Compiler, bonus: LevelsBonus): LevelsGround {
  const rate = rateOf(compiler, bonus)
  const base = basesOf(compiler, bonus)
  if (bonus.unitValue && bonus.unpaid === 'pass_up')
    throw new NotCompiled('units of parts that are passed up')
  return {
    tree: compiler.field.tree(bonus.tree),
    base: base.values,
    decimals: { base: base.decimals, rate: rate.decimals },
    bars: barsOf(compiler, bonus),
    rate: rate.of,
    step: stepOf(compiler, bonus),
    first: bonus.firstLevel,
    levels: levelsOf(bonus),
    fromSource: bonus.startsAt === 'source',
    opens: opensOf(compiler, bonus),
    handsUp: bonus.unpaid === 'pass_up',
  }
}

function rateOf(compiler: Compiler, bonus: LevelsBonus) {
  if (bonus.stopAt) throw new NotCompiled('stop_at')
  const readsPath = someOf(
    bonus.rate.expression,
    (part) =>
      part.node === 'field' && (part.hops.length > 0 || (part.of === 'walk' && part.name !== 'level')),
  )
  if (readsPath) throw new NotCompiled('a rate that reads the source or the path')
  return numberFunction(compiler, bonus.rate, { person: 'p', level: 'l', tree: bonus.tree }, 'p,l')
}

/** How many levels are told apart. Without a last one there is one for all, where the rate is the same on each. */
function levelsOf(bonus: LevelsBonus): number {
  if (typeof bonus.depth === 'object') throw new NotCompiled('a depth that is a rule')
  if (bonus.depth !== undefined) return Math.max(0, bonus.depth - bonus.firstLevel + 1)
  const reads = someOf(bonus.rate.expression, (part) => part.node === 'field' && part.of === 'walk')
  if (reads) throw new NotCompiled('an unlimited depth whose rate reads the level')
  return Number.POSITIVE_INFINITY
}

function basesOf(compiler: Compiler, bonus: LevelsBonus): NumberColumn {
  const { source } = bonus
  const place = { person: 'p', source: 'p', level: '0', pathRank: '0', tree: bonus.tree }
  const base =
    source.from === 'volume'
      ? compiler.field.volume(source.volume)
      : source.from === 'each'
        ? numbersOf(compiler, source.value, { person: 'p', tree: 'sponsor' })
        : numbersOf(compiler, earnedRule(source.bonuses), { person: 'p', tree: 'sponsor' })
  if (!bonus.sourceWhen) return base
  const counts = truthsOf(compiler, bonus.sourceWhen, place)
  const countsOf = (person: number): number => (counts[person] === 1 ? (base.values[person] ?? 0) : 0)
  return { ...base, values: derived(compiler, new Float64Array(counts.length), countsOf) }
}

function earnedRule(bonuses: readonly string[]) {
  return { expression: { node: 'earned' as const, bonuses }, type: 'number' as const, text: 'earned' }
}

function stepOf(compiler: Compiler, { steps, tree }: LevelsBonus): Step {
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
  const passes = derived(compiler, new Uint8Array(counted.length), (person) => 1 - (counted[person] ?? 0))
  return { passes, byPay: false, closes: undefined }
}

/** People whose own volume begins a generation higher. */
function opensOf(compiler: Compiler, { steps }: LevelsBonus): Uint8Array | undefined {
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
  step: Step
  first: number
  levels: number
  fromSource: boolean
  opens: Uint8Array | undefined
  handsUp: boolean
}>

type Walk = LevelsGround & Readonly<{ money: Float64Array; lost: Float64Array }>

function walkUp(walk: Walk): void {
  const { tree, levels } = walk
  const { order, depth } = tree
  const isUnlimited = levels === Number.POSITIVE_INFINITY
  const width = isUnlimited ? 1 : levels
  // One place more than levels: above the last one only what was lost below is still handed on.
  const row = width + 1
  let deepest = 0
  for (let i = 0; i < depth.length; i++) {
    const deep = depth[i] ?? 0
    if (deep > deepest) deepest = deep
  }
  const rows = new Float64Array((deepest + 2) * row)
  const pending = new Float64Array(walk.handsUp ? rows.length : 0)
  for (let i = order.length - 1; i >= 0; i--) {
    const person = order[i] ?? 0
    const own = (depth[person] ?? 0) * row
    const below = own + row
    receive(walk, rows, pending, person, own, below, width, isUnlimited)
    begin(walk, rows, pending, person, own, width, isUnlimited)
    // The row of the roots belongs to nobody: what was lost and found nobody above stays with the company.
    if (own === 0) {
      if (walk.handsUp) for (let k = 0; k < row; k++) pay(walk.lost, person, pending[k] ?? 0)
      for (let k = 0; k < row; k++) rows[k] = pending[k] = 0
    }
  }
}

/** What arrives at a person from below, level by level; what goes on lies in the person's own row. */
export function receive(
  walk: Walk,
  rows: Float64Array,
  pending: Float64Array,
  person: number,
  own: number,
  below: number,
  width: number,
  isUnlimited: boolean,
): void {
  const { bars, step, money, handsUp } = walk
  const isPaid = bars[person] === 0
  const passes = step.passes?.[person] === 1
  for (let k = 0; k <= width; k++) {
    const volume = rows[below + k] ?? 0
    const waiting = handsUp ? (pending[below + k] ?? 0) : 0
    if (volume === 0 && waiting === 0) continue
    // The row is read once, and empty for the next team of this depth.
    rows[below + k] = 0
    if (waiting !== 0) pending[below + k] = 0
    if (k === width) {
      if (isPaid && !passes) pay(money, person, waiting)
      else pay(pending, own + k, waiting)
      continue
    }
    const share = walk.rate(person, walk.first + k)
    const isPassed = passes || (step.byPay && (!isPaid || share <= 0))
    const next = isUnlimited || isPassed || (step.closes && step.closes[person] === 0) ? k : k + 1
    let left = waiting
    if (!isPassed) {
      if (isPaid) {
        pay(money, person, waiting)
        left = 0
      }
      left += take(walk, person, volume, share, isPaid)
    }
    if (next < width) pay(rows, own + next, volume)
    if (left !== 0) pay(pending, own + next, left)
  }
}

/** The own volume of a person begins here: it is paid to the person's self first where the walk starts at the source. */
export function begin(
  walk: Walk,
  rows: Float64Array,
  pending: Float64Array,
  person: number,
  own: number,
  width: number,
  isUnlimited: boolean,
): void {
  const volume = walk.base[person] ?? 0
  if (volume === 0) return
  const first = isUnlimited ? 0 : Math.min(width, walk.opens?.[person] === 1 ? 1 : 0)
  let level = first
  if (walk.fromSource && first < width) {
    const { step, bars } = walk
    const isPaid = bars[person] === 0
    const share = walk.rate(person, walk.first + first)
    const isPassed = step.passes?.[person] === 1 || (step.byPay && (!isPaid || share <= 0))
    if (!isPassed) {
      const left = take(walk, person, volume, share, isPaid)
      if (!isUnlimited && !step.closes) level += 1
      if (left !== 0) pay(pending, own + level, left)
    }
  }
  if (level < width) pay(rows, own + level, volume)
}

/** Pays a person of a level for what arrived; gives what waits for somebody above who may be paid. */
function take(walk: Walk, person: number, volume: number, share: number, isPaid: boolean): number {
  if (share <= 0) return 0
  const amount = exactly(volume * share)
  if (isPaid) {
    pay(walk.money, person, amount)
    return 0
  }
  // By generations only who ends one hands a part on: the next one within has an own part.
  if (walk.handsUp && walk.step.closes?.[person] !== 0) return amount
  pay(walk.lost, person, amount)
  return 0
}
