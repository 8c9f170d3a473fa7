import type { Exact } from '#shared/exact.ts'
import type { Bonus } from '../language/plan.ts'
import { collectorFor, type Focus } from './bonuses/collect.ts'
import { runBonus } from './bonuses/run-bonus.ts'
import { coinsIn, convert } from './convert.ts'
import { applyTaken, type LimitTook } from './limits.ts'
import type { PayLine, SkippedLine } from './pay-result.ts'
import { linesOf } from './result.ts'
import { asRounded, plainPart, settle } from './settle.ts'
import type { World } from './world.ts'

/** One person's part of a run: the lines of one bonus and what they come to. */
export type PartWalked = Readonly<{
  minor: bigint
  lines: readonly PayLine[]
  skipped: readonly SkippedLine[]
}>

/**
 * Walks one bonus for one person alone, with the same engines as a whole run, in a world in which everything that needs
 * everybody is known: its columns, what the focus says of everybody, and what limits took.
 */
export function walkPart(world: World, bonus: Bonus, focus: Focus, limits: readonly LimitTook[]): PartWalked {
  const collector = collectorFor(world, bonus, focus)
  runBonus(collector, bonus)
  const one = settle(collector, bonus)
  applyTaken(one, focus.payee, limits)
  convert(world, one)
  return { minor: one.minor.get(focus.payee) ?? 0n, ...linesOf(world, one) }
}

/** What was found for a person: in one sum, or the sum of one leg. */
export type Found = Readonly<{ leg: number | undefined; amount: Exact }>

/** What changes a person's amount as a whole, where only sums of what was found are known. */
export function walkSum(
  world: World,
  bonus: Bonus,
  focus: Focus,
  found: readonly Found[],
  limits: readonly LimitTook[],
): PartWalked {
  const collector = collectorFor(world, bonus, focus)
  for (const { leg, amount } of found)
    collector.parts.push({ ...plainPart(focus.payee, amount, FOUND), source: leg ?? -1 })
  const one = settle(collector, bonus)
  applyTaken(one, focus.payee, limits)
  convert(world, one)
  const { lines, skipped } = linesOf(world, one)
  const whole = lines.filter(({ note }) => note !== FOUND)
  return { minor: one.minor.get(focus.payee) ?? 0n, lines: whole, skipped }
}

const FOUND = 'found'

/** The lines that some sources bring to everybody on their way up to a person, before caps and before what a person gets is rounded. */
export function walkWay(world: World, bonus: Bonus, focus: Focus): Pick<PartWalked, 'lines' | 'skipped'> {
  const collector = collectorFor(world, bonus, { ...focus, keepsOthers: true })
  runBonus(collector, bonus)
  const coinOf = coinsIn(world, bonus)
  const parts = asRounded(world, bonus, collector.parts).map((part) => {
    const coin = coinOf(part.payee)
    return coin ? { ...part, amount: coin.ofLine(part.amount) } : part
  })
  return linesOf(world, { bonus, parts, skips: collector.skips })
}
