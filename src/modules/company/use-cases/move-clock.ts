import { ok, type Result } from '#shared/refusal.ts'
import { companyNow, moveClock } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { periodAt } from '#shared/period.ts'
import { calendarByCode } from '../store/markets.ts'
import { MONTHS } from './begin-company.ts'

/** Where to: a moment, or a step from where the clock stands. `month_end` is the last minute of the month. */
export type ClockStep = Readonly<{ to: number }> | Readonly<{ step: 'next_day' | 'month_end' | 'next_month' }>

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Moves a demonstration's clock; refused as `clock.not_demonstration`. Gives the new time in epoch milliseconds. */
export async function moveCompanyClock(tx: Tx, input: ClockStep): Promise<Result<number>> {
  const target = 'to' in input ? input.to : await stepTarget(tx, input.step)
  const moved = await moveClock(tx, target)
  return moved.ok ? ok(target) : moved
}

async function stepTarget(tx: Tx, step: 'next_day' | 'month_end' | 'next_month'): Promise<number> {
  const now = await companyNow(tx)
  if (step === 'next_day') return now + DAY_MS
  const calendar = (await calendarByCode(tx, MONTHS)) ?? { kind: 'month', timeZone: 'UTC' }
  const { untilMs } = periodAt(calendar, now)
  if (step === 'next_month') return untilMs
  // On the last minute already: the end of the month after.
  return untilMs - MINUTE_MS > now ? untilMs - MINUTE_MS : periodAt(calendar, untilMs).untilMs - MINUTE_MS
}
