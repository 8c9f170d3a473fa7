import { instantOf } from '#shared/time.ts'

/** The zone in which the demonstration's days and months end. */
export const TIME_ZONE = 'Europe/Dublin'

/** In the demonstration the first order within so many days after joining is of the type "first". */
export const FIRST_ORDER_DAYS = 60

/** From when on the rules of the demonstration hold. */
export const DAY_OF_RULES = '2000-01-01'

/** How large a demonstration is, where chance begins, and the day on which its clock stands. */
export type SeedOptions = Readonly<{ people: number; months: number; seed: number; until: string }>

/** Local noon of a day, in epoch milliseconds. */
export function noonOf(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return instantOf({ year, month, day: date, hour: 12, minute: 0, second: 0, millisecond: 0 }, TIME_ZONE)
}
