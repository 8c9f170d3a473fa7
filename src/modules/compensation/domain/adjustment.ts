import { parseDecimal } from '#shared/decimal.ts'
import { nearestWord } from '#shared/nearest.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Plan } from './language/plan.ts'
import { EVERY_BONUS } from './pay/pay-input.ts'
import { payDigits } from './pay/settle.ts'

/** What of a plan a correction by hand names. */
export const NAMED_KINDS = ['volume', 'rank', 'bonus', 'waiver', 'exclusion'] as const
export type NamedKind = (typeof NAMED_KINDS)[number]
export const ADJUSTMENT_KINDS = [...NAMED_KINDS, 'order', 'end'] as const
export type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number]
export const ADJUSTMENT_STATES = ['requested', 'done', 'rejected', 'withdrawn'] as const
export type AdjustmentState = (typeof ADJUSTMENT_STATES)[number]

/** A rank that is kept from falling, instead of granted. */
export const PROTECTED = 'protected'

const VOLUME_PLACES = 6
/** What is added to one person at once, in major units: more is somebody's mistake. */
const ADDED_MAX = 1_000_000_000n

/** The names of a plan that corrections may use, by kind. */
export function namesFor(plan: Plan): Record<NamedKind, string[]> {
  const bonuses = plan.bonuses.map(({ name }) => name)
  const conditions = plan.measures.filter(({ rule }) => rule.type === 'condition').map(({ name }) => name)
  return {
    volume: plan.volumes.flatMap(({ kind, name }) => (kind === 'personal' ? [name] : [])),
    rank: plan.ranks.map(({ name }) => name),
    bonus: bonuses,
    waiver: ['active', ...bonuses, ...conditions],
    exclusion: [EVERY_BONUS, ...bonuses],
  }
}

/** Whether it holds for a stretch of time; what is added to a volume or bonus is added once. */
export function lasts(kind: AdjustmentKind): boolean {
  return kind === 'rank' || kind === 'waiver' || kind === 'exclusion'
}

/** Checks what a correction names and how much it gives; the value comes back as adjust.csv has it. */
export function checkNamed(
  plan: Plan,
  of: Readonly<{ kind: NamedKind; name: string; value: string }>,
): Result<string> {
  const names = namesFor(plan)[of.kind]
  if (!names.includes(of.name)) {
    const near = nearestWord(of.name, names) ?? names[0] ?? ''
    return refuse('pay.adjustment.unknown_name', { name: of.name, near }, 'name')
  }
  if (of.kind === 'rank')
    return of.value === '' || of.value === PROTECTED
      ? ok(of.value)
      : refuse('pay.adjustment.bad_value', { places: 0 }, 'value')
  if (of.kind !== 'volume' && of.kind !== 'bonus') return ok('')
  const bonus = plan.bonuses.find(({ name }) => name === of.name)
  const places = bonus ? payDigits(plan, bonus.currency) : VOLUME_PLACES
  const amount = parseDecimal(of.value, places)
  const isNumber = typeof amount === 'bigint' && amount !== 0n
  if (!isNumber) return refuse('pay.adjustment.bad_value', { places }, 'value')
  const size = amount < 0n ? -amount : amount
  if (size > ADDED_MAX * 10n ** BigInt(places)) return refuse('pay.adjustment.too_much', {}, 'value')
  return ok(of.value)
}
