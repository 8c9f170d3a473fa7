export const AUTOSHIP_STATES = ['active', 'paused', 'ended'] as const
export type AutoshipState = (typeof AUTOSHIP_STATES)[number]
export const AUTOSHIP_ACTS = ['skip', 'pause', 'resume', 'end'] as const
export type AutoshipAct = (typeof AUTOSHIP_ACTS)[number]
export const AUTOSHIP_PROBLEMS = ['payment', 'goods', 'person', 'other'] as const
export type AutoshipProblem = (typeof AUTOSHIP_PROBLEMS)[number]

/** Every so many weeks, or on a day of each month: its last one where the month is shorter. The other one is null. */
export type Rhythm = Readonly<{ everyWeeks: number | null; monthDay: number | null }>

/** How an autoship stands; days are texts such as `2026-11-30`. */
export type AutoshipCourse = Readonly<{
  state: AutoshipState
  rhythm: Rhythm
  /** The date of the next order, and the day on which it is tried. */
  nextOn: string
  tryOn: string
  /** How often the order of this date could not be placed, and why not. */
  tries: number
  problem: AutoshipProblem | null
}>

const DAY_MS = 86_400_000
const RETRIES_MAX = 10
const RETRY_DAY_MAX = 60

/** So many days after its date an order that could not be placed is tried again, of a text such as `1, 3, 7`; none of `0`. */
export function retryDaysOf(text: string): readonly number[] | undefined {
  if (text.trim() === '0') return []
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length > RETRIES_MAX || !parts.every((part) => /^[1-9]\d?$/.test(part))) return undefined
  const days = parts.map(Number)
  const isRising = days.every((day, at) => day > (days[at - 1] ?? 0))
  return isRising && days.every((day) => day <= RETRY_DAY_MAX) ? days : undefined
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

/** The first date of the rhythm that comes after a date of it, and after today. Dates that were missed are left out. */
export function dateAfter(rhythm: Rhythm, date: string, today: string): string {
  let next = date
  while (next <= today || next <= date) next = following(rhythm, next)
  return next
}

function following({ everyWeeks, monthDay }: Rhythm, date: string): string {
  if (monthDay === null) return addDays(date, 7 * Math.max(everyWeeks ?? 1, 1))
  const [year = 0, month = 0] = date.split('-').map(Number)
  const inThis = dayOfMonth(year, month - 1, monthDay)
  return inThis > date ? inThis : dayOfMonth(year, month, monthDay)
}

/** Months count from 0, and beyond 11 into the next year. */
function dayOfMonth(year: number, month: number, monthDay: number): string {
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(monthDay, last))).toISOString().slice(0, 10)
}

export function isDue(course: AutoshipCourse, today: string): boolean {
  return course.state === 'active' && course.tryOn <= today
}

/** Goes on to another date; what stood in the way of the last one is forgotten. */
export function goOn(course: AutoshipCourse, nextOn: string): AutoshipCourse {
  return { ...course, nextOn, tryOn: nextOn, tries: 0, problem: null }
}

/** After an order was placed, or the date was skipped. */
export function passDate(course: AutoshipCourse, today: string): AutoshipCourse {
  return goOn(course, dateAfter(course.rhythm, course.nextOn, today))
}

/** After an order could not be placed: it is tried again so many days after its date, or the autoship pauses. */
export function afterFailure(
  course: AutoshipCourse,
  problem: AutoshipProblem,
  on: Readonly<{ today: string; retryDays: readonly number[] }>,
): AutoshipCourse {
  const { today, retryDays } = on
  const wait = retryDays[course.tries]
  if (wait === undefined) return { ...course, state: 'paused', problem }
  const tryOn = addDays(course.nextOn, wait)
  return { ...course, problem, tries: course.tries + 1, tryOn: tryOn > today ? tryOn : addDays(today, 1) }
}

/** What an act makes of an autoship; undefined where it cannot be done as it stands. */
export function act(course: AutoshipCourse, which: AutoshipAct, today: string): AutoshipCourse | undefined {
  const { state, nextOn, rhythm } = course
  if (state === 'ended') return undefined
  if (which === 'end') return { ...course, state: 'ended' }
  if (which === 'resume')
    return state === 'paused'
      ? { ...goOn(course, nextOn > today ? nextOn : dateAfter(rhythm, nextOn, today)), state: 'active' }
      : undefined
  if (state === 'paused') return undefined
  return which === 'pause' ? { ...course, state: 'paused' } : passDate(course, today)
}

/** What kind of reason a refusal of an order is, for its buyer to know what to do. */
export function problemOf(code: string): AutoshipProblem {
  if (/^(payments|ledger)\./.test(code)) return 'payment'
  if (code === 'orders.buyer_unable' || code === 'orders.seller_unable') return 'person'
  return /^inventory\.|^orders\.(product_gone|limit_)/.test(code) ? 'goods' : 'other'
}
