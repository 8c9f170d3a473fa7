import { isDay } from '#shared/time.ts'

/** The weeks that the shop offers; another rhythm that was agreed elsewhere is shown beside them. */
export const WEEKS_OFFERED = [1, 2, 3, 4, 6, 8, 12]

type Rhythm = Readonly<{ everyWeeks: number | null; monthDay: number | null }>

/** A rhythm as the choice of a form: a number of weeks, or `month` for the day of the next date in each month. */
export function choiceOf({ everyWeeks }: Rhythm): string {
  return everyWeeks === null ? 'month' : String(everyWeeks)
}

/** The rhythm that was chosen; who leaves choice and date as they were keeps the day of the month. */
export function rhythmOf(choice: string, next: string, before?: Rhythm & Readonly<{ next: string }>): Rhythm {
  if (choice !== 'month') return { everyWeeks: Number(choice), monthDay: null }
  if (before?.monthDay != null && before.next === next) return { everyWeeks: null, monthDay: before.monthDay }
  return { everyWeeks: null, monthDay: isDay(next) ? Number(next.slice(8)) : 1 }
}
