import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { TaxRate } from './tax.ts'

/** A row that holds over a stretch of time. */
export type Dated = Readonly<{ id: bigint; fromMs: number; untilMs: number | null }>

/** What has to be written so that something begins: until when it holds, and which row ends where it begins. */
export type Begun = Readonly<{ untilMs: number | null; ends: bigint | undefined }>

/**
 * Begins something at a moment: it takes the place of what holds then, and lasts until what comes after it. Nothing that was in force is
 * changed. Refused as `tax.past` before this moment, and as `tax.begun_conflict` where something begins at the same moment.
 */
export function begin(
  rows: readonly Dated[],
  at: Readonly<{ fromMs: number; nowMs: number }>,
): Result<Begun> {
  const { fromMs, nowMs } = at
  if (fromMs < nowMs) return refuse('tax.past', {}, 'from')
  if (rows.some((row) => row.fromMs === fromMs)) return refuse('tax.begun_conflict', {}, 'from')
  const later = rows.map((row) => row.fromMs).filter((one) => one > fromMs)
  const before = rows.find((row) => row.fromMs < fromMs && (row.untilMs === null || row.untilMs > fromMs))
  return ok({ untilMs: later.length === 0 ? null : Math.min(...later), ends: before?.id })
}

/** Ends a row at a moment from now on. Refused as `tax.past`, or `tax.ended_conflict` where it ends before or begins later. */
export function end(row: Dated, at: Readonly<{ untilMs: number; nowMs: number }>): Result<undefined> {
  if (at.untilMs < at.nowMs) return refuse('tax.past', {}, 'until')
  const isOver = row.untilMs !== null && row.untilMs <= at.untilMs
  return isOver || row.fromMs >= at.untilMs ? refuse('tax.ended_conflict', {}, 'until') : ok(undefined)
}

/**
 * Calls off what did not begin yet: what it would have ended lasts as long as it would have. Gives the row that lasts longer. Refused as
 * `tax.begun_already`.
 */
export function callOff(
  rows: readonly Dated[],
  row: Dated,
  nowMs: number,
): Result<Readonly<{ longer: bigint | undefined; untilMs: number | null }>> {
  if (row.fromMs <= nowMs) return refuse('tax.begun_already')
  return ok({ longer: rows.find((one) => one.untilMs === row.fromMs)?.id, untilMs: row.untilMs })
}

/** Whether two rates are the same one at different times. */
export function isSameRate(a: TaxRate, b: TaxRate): boolean {
  return (
    placeText(a) === placeText(b) &&
    (a.postal?.from ?? '') === (b.postal?.from ?? '') &&
    (a.postal?.until ?? '') === (b.postal?.until ?? '')
  )
}

/** Whether two rates of one name count for the same postal codes by different rows, so that nobody could tell which one holds. */
export function crosses(a: TaxRate, b: TaxRate): boolean {
  if (placeText(a) !== placeText(b) || isSameRate(a, b) || !a.postal || !b.postal) return false
  const isBefore = (until: string, from: string): boolean => {
    const width = Math.min(until.length, from.length)
    return until.slice(0, width) < from.slice(0, width)
  }
  return !isBefore(a.postal.until, b.postal.from) && !isBefore(b.postal.until, a.postal.from)
}

function placeText({ class: of, name = '', country, region }: TaxRate): string {
  return JSON.stringify([of, name, country ?? '', region ?? ''])
}
