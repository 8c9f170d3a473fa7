import { periodBefore, type Period } from '#shared/period.ts'
import type { Plan } from '../language/plan.ts'
import type { StateInput } from './pay-input.ts'
import { periodOfPlan } from './periods.ts'

/** What earlier runs remember, as a run reads it. */
export type History = Readonly<{
  /** The value of a name that is kept once for each person: the newest before the period. */
  latest: (name: string, personId: string) => string | undefined
  /** Newest rows of all people of names that begin so, for one-off marks of items. */
  has: (name: string, personId: string) => boolean
  /** The value of a name in a period; undefined when the state knows nothing of that name and period. */
  at: (name: string, personId: string, period: string) => string | undefined
  /** The newest main period that the state tells ranks or activity of. */
  closedPeriod: Period | undefined
  /** Rank, career rank, missed periods or activity as the last closed main period left them; undefined without any state. */
  closed: (name: string, personId: string) => string | undefined
  /** Every row of a name of a person, oldest period first. */
  rows: (name: string, personId: string) => readonly StateInput[]
  /** The newest period of which the state tells a name, of anybody. */
  newest: (name: string) => Period | undefined
  /** Every period that a row is of. */
  periods: readonly Period[]
}>

/**
 * Indexes the rows of a state that a run knows: those of earlier periods; of the main calendar also a period that ends inside
 * the paid one, when it ends by `mainUntilMs`. Later rows are no business of this run.
 */
export function historyOf(
  plan: Plan,
  state: readonly StateInput[],
  period: Period,
  mainUntilMs: number,
): History {
  const until = (label: string): number => periodOfPlan(plan, label)?.untilMs ?? 0
  const known = state.filter((row) => {
    const own = periodOfPlan(plan, row.period)
    if (own === undefined) return true
    // A week that lies across the edge of a month has begun, and what its first part left belongs to its second.
    return own.kind === plan.calendar ? own.untilMs <= mainUntilMs : own.fromMs < period.fromMs
  })
  const sorted = known.toSorted((a, b) => until(a.period) - until(b.period))
  const byName = new Map<string, StateInput[]>()
  const told = new Set<string>()
  const newest = new Map<string, string>()
  for (const row of sorted) {
    told.add(`${row.name}\n${row.period}`)
    newest.set(row.name, row.period)
    const key = `${row.name}\n${row.personId}`
    const rows = byName.get(key)
    if (rows) rows.push(row)
    else byName.set(key, [row])
  }
  const rows = (name: string, personId: string): readonly StateInput[] =>
    byName.get(`${name}\n${personId}`) ?? []
  const stood = sorted.findLast(
    (row) => standingNames.includes(row.name) && periodOfPlan(plan, row.period)?.kind === plan.calendar,
  )
  return {
    rows,
    closedPeriod: stood && periodOfPlan(plan, stood.period),
    closed: (name, personId) =>
      stood && (rows(name, personId).find((row) => row.period === stood.period)?.value ?? ''),
    latest: (name, personId) => rows(name, personId).at(-1)?.value,
    has: (name, personId) => rows(name, personId).length > 0,
    at: (name, personId, label) =>
      told.has(`${name}\n${label}`)
        ? (rows(name, personId).find((row) => row.period === label)?.value ?? '')
        : undefined,
    newest: (name) => periodOfPlan(plan, newest.get(name) ?? ''),
    periods: [...new Set(known.map((row) => row.period))].flatMap((label) => periodOfPlan(plan, label) ?? []),
  }
}

/** What every run of the main calendar remembers of people. */
export const standingNames = ['rank', 'career rank', 'rank missed', 'active']

/** The period so many steps before another one of its calendar. */
export function periodsBack(period: Period, steps: number): Period {
  if (period.kind === 'campaign') throw new Error('a campaign has no period before it')
  const cut = { kind: period.kind, timeZone: period.zone }
  let at = period
  for (let i = 0; i < steps; i++) at = periodBefore(cut, at)
  return at
}
