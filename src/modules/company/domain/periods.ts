import { parsePeriod, type Period, type PeriodKind } from '#shared/period.ts'
import { localOf } from '#shared/time.ts'

type Cut = Readonly<{ kind: PeriodKind; timeZone: string }>

const DAY_MS = 86_400_000

/** The period of a calendar that an instant (epoch milliseconds) falls into, by the calendar's zone. */
export function periodAt(calendar: Cut, instantMs: number): Period {
  const { year, month, day } = localOf(instantMs, calendar.timeZone)
  return periodNamed(calendar, labelOf(calendar.kind, year, month, day))
}

/** The period just before. */
export function periodBefore(calendar: Cut, period: Period): Period {
  return periodAt(calendar, period.fromMs - 1)
}

/** The period just after. */
export function periodAfter(calendar: Cut, period: Period): Period {
  return periodAt(calendar, period.untilMs)
}

function periodNamed(calendar: Cut, label: string): Period {
  const period = parsePeriod(label, calendar.timeZone)
  if (!period) throw new Error(`no period is named ${label}`)
  return period
}

function labelOf(kind: PeriodKind, year: number, month: number, day: number): string {
  if (kind === 'month') return `${year}-${two(month)}`
  if (kind === 'quarter') return `${year}-Q${Math.ceil(month / 3)}`
  if (kind === 'day') return `${year}-${two(month)}-${two(day)}`
  // ISO 8601: a week belongs to the year of its Thursday.
  const date = Date.UTC(year, month - 1, day)
  const weekday = (new Date(date).getUTCDay() + 6) % 7
  const thursday = new Date(date + (3 - weekday) * DAY_MS)
  const yearOfWeek = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(yearOfWeek, 0, 1)) / DAY_MS / 7) + 1
  return `${yearOfWeek}-W${two(week)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
