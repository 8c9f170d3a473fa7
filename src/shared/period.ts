import { instantOf, localOf } from './time.ts'

export type PeriodKind = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** A stretch of a calendar, cut at local midnights of a zone: from `fromMs` up to, not including, `untilMs`. */
export type Period = Readonly<{
  kind: PeriodKind | 'campaign'
  label: string
  zone: string
  fromMs: number
  untilMs: number
}>

/** How time is cut: the kind of period and the zone of its midnights. */
type Cut = Readonly<{ kind: PeriodKind; timeZone: string }>

const DAY_MS = 86_400_000

/** The most periods of one range: some ten years of days. */
export const PERIODS_MAX = 4_000

/**
 * The period that a label names: `2026` a year, `2026-Q4` a quarter, `2026-10` a month, `2026-W41` an ISO 8601 week (from
 * Monday), `2026-10-05` a day. Undefined when the text is none of these.
 */
export function parsePeriod(label: string, zone: string): Period | undefined {
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(label)
  if (month)
    return between('month', label, zone, day(month[1], month[2], 1), day(month[1], Number(month[2]) + 1, 1))
  const quarter = /^(\d{4})-Q([1-4])$/.exec(label)
  if (quarter) {
    const first = Number(quarter[2]) * 3 - 2
    return between('quarter', label, zone, day(quarter[1], first, 1), day(quarter[1], first + 3, 1))
  }
  const year = /^(\d{4})$/.exec(label)
  if (year) return between('year', label, zone, day(year[1], 1, 1), day(year[1], 13, 1))
  const week = /^(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])$/.exec(label)
  if (week) return weekPeriod(label, zone, Number(week[1]), Number(week[2]))
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(label)
  if (date) return dayPeriod(label, zone, Number(date[1]), Number(date[2]), Number(date[3]))
  return undefined
}

/** A stretch of named days of a zone, both included, such as a promotion of some weeks. Days are YYYY-MM-DD. */
export function campaignPeriod(name: string, from: string, to: string, zone: string): Period | undefined {
  const [first, last] = [parsePeriod(from, zone), parsePeriod(to, zone)]
  if (first?.kind !== 'day' || last?.kind !== 'day') return undefined
  return { kind: 'campaign', label: name, zone, fromMs: first.fromMs, untilMs: last.untilMs }
}

/** The period that was found last in each way of cutting time: whoever asks again mostly asks about the same one. */
const foundLast = new Map<string, Period>()

/** The period of a calendar that an instant (epoch milliseconds) falls into, by the calendar's zone. */
export function periodAt(calendar: Cut, instantMs: number): Period {
  const cut = `${calendar.kind} ${calendar.timeZone}`
  const last = foundLast.get(cut)
  if (last !== undefined && last.fromMs <= instantMs && instantMs < last.untilMs) return last
  const period = findPeriod(calendar, instantMs)
  foundLast.set(cut, period)
  return period
}

function findPeriod(calendar: Cut, instantMs: number): Period {
  const { year, month, day: date } = localOf(instantMs, calendar.timeZone)
  const label = labelOf(calendar.kind, year, month, date)
  const period = parsePeriod(label, calendar.timeZone)
  if (!period) throw new Error(`no period is named ${label}`)
  return period
}

/** The period just before. */
export function periodBefore(calendar: Cut, period: Period): Period {
  return periodAt(calendar, period.fromMs - 1)
}

/** The period just after. */
export function periodAfter(calendar: Cut, period: Period): Period {
  return periodAt(calendar, period.untilMs)
}

/**
 * The periods from the first to the last, both included. Undefined when the two are not of one calendar, stand in the
 * wrong order, or are more than `PERIODS_MAX` apart.
 */
export function periodsBetween(first: Period, last: Period): readonly Period[] | undefined {
  if (first.kind !== last.kind || first.zone !== last.zone || first.fromMs > last.fromMs) return undefined
  if (first.kind === 'campaign') return first.label === last.label ? [first] : undefined
  const cut = { kind: first.kind, timeZone: first.zone }
  const periods: Period[] = []
  let period = first
  while (period.fromMs < last.fromMs && periods.length < PERIODS_MAX) {
    periods.push(period)
    period = periodAfter(cut, period)
  }
  return period.fromMs === last.fromMs ? [...periods, last] : undefined
}

function labelOf(kind: PeriodKind, year: number, month: number, date: number): string {
  if (kind === 'year') return `${year}`
  if (kind === 'month') return `${year}-${two(month)}`
  if (kind === 'quarter') return `${year}-Q${Math.ceil(month / 3)}`
  if (kind === 'day') return `${year}-${two(month)}-${two(date)}`
  // ISO 8601: a week belongs to the year of its Thursday.
  const midnightUtc = Date.UTC(year, month - 1, date)
  const weekday = (new Date(midnightUtc).getUTCDay() + 6) % 7
  const thursday = new Date(midnightUtc + (3 - weekday) * DAY_MS)
  const yearOfWeek = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(yearOfWeek, 0, 1)) / DAY_MS / 7) + 1
  return `${yearOfWeek}-W${two(week)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function weekPeriod(label: string, zone: string, year: number, week: number): Period | undefined {
  // ISO 8601: week 1 is the week with 4 January in it.
  const fourth = new Date(Date.UTC(year, 0, 4))
  const weekday = (fourth.getUTCDay() + 6) % 7
  const monday = day(year, 1, 4 - weekday + (week - 1) * 7)
  const thursday = new Date(monday.getTime() + 3 * DAY_MS)
  if (thursday.getUTCFullYear() !== year) return undefined
  return between('week', label, zone, monday, new Date(monday.getTime() + 7 * DAY_MS))
}

function dayPeriod(
  label: string,
  zone: string,
  year: number,
  month: number,
  date: number,
): Period | undefined {
  const start = day(year, month, date)
  if (start.getUTCMonth() !== month - 1 || start.getUTCDate() !== date) return undefined
  return between('day', label, zone, start, day(year, month, date + 1))
}

function day(year: string | number | undefined, month: string | number | undefined, date: number): Date {
  return new Date(Date.UTC(Number(year), Number(month) - 1, date))
}

function between(kind: PeriodKind, label: string, zone: string, from: Date, until: Date): Period {
  return { kind, label, zone, fromMs: midnight(from, zone), untilMs: midnight(until, zone) }
}

function midnight(date: Date, zone: string): number {
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
  return instantOf({ year, month, day: dayOfMonth, hour: 0, minute: 0, second: 0, millisecond: 0 }, zone)
}
