import { periodAt, type Period } from '#shared/period.ts'
import type { Plan } from '../language/plan.ts'
import type { StateInput } from './pay-input.ts'
import { periodOfPlan } from './periods.ts'

const DAY_MS = 86_400_000

/** The name of a row that stood in the state until a run of that label took another one or none in its place. */
export function outdatedName(label: string, name: string): string {
  return `until ${label}: ${name}`
}

/** What an outdated row was called, and the period of the run that it stood until; undefined for a row that stands. */
export function outdatedOf(plan: Plan, name: string): Readonly<{ name: string; until: Period }> | undefined {
  const start = 'until '
  if (!name.startsWith(start)) return undefined
  // A campaign's name may have colons of its own.
  for (let at = name.indexOf(': '); at >= 0; at = name.indexOf(': ', at + 1)) {
    const until = periodOfPlan(plan, name.slice(start.length, at))
    if (until) return { name: name.slice(at + 2), until }
  }
  return undefined
}

/**
 * From when on orders may still come back after a run, so that the periods which they lie in may have to be computed again: the
 * beginning of the earliest of these periods (epoch milliseconds). What stood in the state then is kept for that. Infinity where
 * no return asks for an earlier period, -Infinity where an order may come back at any time.
 */
export function reachedFromMs(plan: Plan, run: Period): number {
  const { mode, windowDays } = plan.returns
  if (mode === 'net') return Infinity
  if (windowDays === undefined) return -Infinity
  // One day more, as days of a zone are not all of 24 hours.
  const reachedMs = run.untilMs - (windowDays + 1) * DAY_MS
  const kinds = [plan.calendar, ...plan.bonuses.map(({ calendar }) => calendar)]
  const starts = kinds.map((kind) =>
    kind === 'campaign' ? Infinity : periodAt({ kind, timeZone: plan.timeZone }, reachedMs).fromMs,
  )
  const campaigns = plan.campaigns
    .map(({ name }) => periodOfPlan(plan, name))
    .filter((campaign) => campaign !== undefined && campaign.untilMs > reachedMs)
  return Math.min(...starts, ...campaigns.map((campaign) => campaign?.fromMs ?? Infinity))
}

/** Rows of before that a run took another one or none in the place of, under the names by which they are found again. */
export function outdatedRows(
  plan: Plan,
  run: Period,
  before: readonly StateInput[],
  after: readonly StateInput[],
): readonly StateInput[] {
  if (run.untilMs <= reachedFromMs(plan, run)) return []
  const same = new Set(after.map(textOf))
  return before
    .filter((row) => row.period !== run.label && !same.has(textOf(row)) && !outdatedOf(plan, row.name))
    .map((row) => ({ ...row, name: outdatedName(run.label, row.name) }))
}

function textOf(row: StateInput): string {
  return [row.personId, row.period, row.name, row.value].join('\n')
}

/**
 * The state as it stood before the run of an earlier period, for that period to be computed again: what later runs took away or
 * changed stands as it was.
 */
export function stateThen(plan: Plan, state: readonly StateInput[], period: Period): readonly StateInput[] {
  const then = new Map<string, Readonly<{ row: StateInput; untilMs: number }>>()
  const keyOf = (row: StateInput, name: string): string => [row.personId, row.period, name].join('\n')
  for (const row of state) {
    const outdated = outdatedOf(plan, row.name)
    if (!outdated || ranBefore(plan, outdated.until, period)) continue
    const key = keyOf(row, outdated.name)
    const { untilMs } = outdated.until
    if (untilMs < (then.get(key)?.untilMs ?? Infinity))
      then.set(key, { row: { ...row, name: outdated.name }, untilMs })
  }
  if (then.size === 0) return state
  const rest = state.filter((row) => !then.has(keyOf(row, row.name)))
  return [...rest, ...[...then.values()].map(({ row }) => row)]
}

/** Whether a run was made before that of another period: periods of the main calendar as they end, others as they begin. */
function ranBefore(plan: Plan, run: Period, period: Period): boolean {
  if (run.label === period.label) return false
  return run.kind === plan.calendar ? run.untilMs <= period.untilMs : run.fromMs < period.fromMs
}
