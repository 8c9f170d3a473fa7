import { ok, refuse, type Result } from '#shared/refusal.ts'
import { isTimeZone } from '#shared/time.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Calendar } from '../domain/company.ts'
import { addCalendar } from '../store/markets.ts'

/** Adds a period calendar; refused as `company.code_conflict` or `company.time_zone_unknown`. Gives its id. */
export async function createCalendar(tx: Tx, input: Omit<Calendar, 'id'>): Promise<Result<bigint>> {
  if (!isTimeZone(input.timeZone))
    return refuse('company.time_zone_unknown', { zone: input.timeZone }, 'timeZone')
  const id = await addCalendar(tx, input)
  return id === undefined ? refuse('company.code_conflict', { code: input.code }, 'code') : ok(id)
}
