import { instantOf, localOf } from '#shared/time.ts'

/**
 * Until when goods of an order are bought back: the end of the day so many months after it was placed, by the clock of its market; a
 * month that is shorter ends it on its last day.
 */
export function boughtBackUntil(placedAtMs: number, months: number, zone: string): number {
  const placed = localOf(placedAtMs, zone)
  const monthsSince0 = placed.year * MONTHS_A_YEAR + (placed.month - 1) + months
  const year = Math.floor(monthsSince0 / MONTHS_A_YEAR)
  const month = (monthsSince0 % MONTHS_A_YEAR) + 1
  const day = Math.min(placed.day, daysOf(year, month))
  const isLast = day === daysOf(year, month)
  const next = isLast ? firstOf(year, month + 1) : { year, month, day: day + 1 }
  return instantOf({ ...next, hour: 0, minute: 0, second: 0, millisecond: 0 }, zone)
}

const MONTHS_A_YEAR = 12

function firstOf(year: number, month: number) {
  return month > MONTHS_A_YEAR ? { year: year + 1, month: 1, day: 1 } : { year, month, day: 1 }
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
