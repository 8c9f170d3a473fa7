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
  /** Every row of a name of a person, oldest period first. */
  rows: (name: string, personId: string) => readonly StateInput[]
  all: readonly StateInput[]
}>

/** Indexes the rows of a state that lie before the end of a period; later ones are no business of this run. */
export function historyOf(plan: Plan, state: readonly StateInput[], period: Period): History {
  const until = (label: string): number => periodOfPlan(plan, label)?.untilMs ?? 0
  const known = state.filter((row) => until(row.period) <= period.fromMs)
  const sorted = known.toSorted((a, b) => until(a.period) - until(b.period))
  const byName = new Map<string, StateInput[]>()
  const periods = new Set<string>()
  for (const row of sorted) {
    periods.add(`${row.name}\n${row.period}`)
    const key = `${row.name}\n${row.personId}`
    const rows = byName.get(key)
    if (rows) rows.push(row)
    else byName.set(key, [row])
  }
  const rows = (name: string, personId: string): readonly StateInput[] =>
    byName.get(`${name}\n${personId}`) ?? []
  return {
    rows,
    latest: (name, personId) => rows(name, personId).at(-1)?.value,
    has: (name, personId) => rows(name, personId).length > 0,
    at: (name, personId, label) =>
      periods.has(`${name}\n${label}`)
        ? (rows(name, personId).find((row) => row.period === label)?.value ?? '')
        : undefined,
    all: sorted,
  }
}

/** The period so many steps before another one of its calendar. */
export function periodsBack(period: Period, steps: number): Period {
  if (period.kind === 'campaign') throw new Error('a campaign has no period before it')
  const cut = { kind: period.kind, timeZone: period.zone }
  let at = period
  for (let i = 0; i < steps; i++) at = periodBefore(cut, at)
  return at
}
