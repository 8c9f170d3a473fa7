import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { parsePeriod, periodAt } from '#shared/period.ts'
import { originMark } from '../store/origin-mark.ts'
import { standingRun } from '../store/deltas.ts'
import { planInEffect } from '../store/plans.ts'
import { lastAccepted, listRuns } from '../store/runs.ts'

type Deps = Readonly<{ db: Db }>

/** The frozen bytes of a period with the plan that is run over them. */
export type Snapshot = Readonly<{ hash: string; planVersionId: bigint }>

/** What the figures of a period have to be made from now: a snapshot with its plan, or the facts of a period that is open. */
export type Origin = Readonly<{
  madeFrom: string
  snapshot: Snapshot | undefined
}>

/** Undefined when the company has no plan or period of that label. */
export type Origins = (label: string) => Promise<Origin | undefined>

/**
 * Tells what periods have to be made from. Whoever looks at the own figures asks for it each time, so that what was found is kept
 * until something changed that decides it, which is one short question.
 */
export function knownOrigins(deps: Deps): Origins {
  let mark = ''
  let known = new Map<string, Origin>()
  return async (label) => {
    const now = await originMark(deps.db)
    if (now !== mark) {
      mark = now
      known = new Map()
    }
    // What is found later than the mark is put where it is thrown away with it.
    const kept = known
    const origin = kept.get(label) ?? (await originOf(deps, label))
    if (origin) kept.set(label, origin)
    return origin
  }
}

async function originOf(deps: Deps, label: string): Promise<Origin | undefined> {
  return read(deps, systemActor('figures'), async (tx) => {
    const run = await standingRun(tx, label)
    const snapshot = run && run.state !== 'failed' ? run.snapshot : null
    if (run && snapshot !== null)
      return { madeFrom: snapshot, snapshot: { hash: snapshot, planVersionId: run.planVersionId } }
    const calendar = await calendarByCode(tx, MONTHS)
    const period = calendar && parsePeriod(label, calendar.timeZone)
    const version = await planInEffect(tx, `${label.slice(0, 7)}-01`)
    if (!period || !version) return undefined
    // An open period stands, besides on the feed, on the plan in effect and on what the last accepted period left.
    const left = (await lastAccepted(tx, period.fromMs))?.results ?? ''
    return { madeFrom: `${version.hash} ${left}`, snapshot: undefined }
  })
}

/** The months that go on now and some time later, one or two, and the newest closed ones; none before the company has begun. */
export async function latestPeriods(
  deps: Deps,
  of: Readonly<{ closed: number; laterMs: number }>,
): Promise<Readonly<{ open: ReadonlySet<string>; closed: readonly string[] }>> {
  return read(deps, systemActor('figures'), async (tx) => {
    const calendar = await calendarByCode(tx, MONTHS)
    if (!calendar) return { open: new Set(), closed: [] }
    const runs = (await listRuns(tx)).slice(0, of.closed)
    const nowMs = await companyNow(tx)
    const open = [nowMs, nowMs + of.laterMs].map((atMs) => periodAt(calendar, atMs).label)
    return { open: new Set(open), closed: runs.map(({ period }) => period) }
  })
}
