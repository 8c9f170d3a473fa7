import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { readKept } from '#platform/files/files.ts'
import { headSeq } from '#platform/outbox/event.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { letOthers } from '#platform/wait/moments.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import { figuresOf } from '../domain/figures/figures.ts'
import { columnFigures, liveColumns } from '../domain/figures/live-columns.ts'
import { livePeriod, type LivePeriod } from '../domain/figures/live-period.ts'
import type { KnownFigures } from '../domain/figures/told.ts'
import { decodeColumns, frozenOf } from '../domain/frozen/frozen.ts'
import type { Plan } from '../domain/language/plan.ts'
import { periodOfPlan } from '../domain/pay/periods.ts'
import { planById, planInEffect } from '../store/plans.ts'
import { standingRun } from '../store/deltas.ts'
import { lastAccepted } from '../store/runs.ts'
import { readColumns, stateBefore } from './read-facts.ts'
import { readPayPlanText } from './read-plan-text.ts'

export type HeldLive = Readonly<{ madeFrom: string; live: LivePeriod; plan: Plan; period: Period }>

/** A period in memory. What it was made from is kept beside it, so that it is made again when that is another. */
export type Held =
  | HeldLive
  | Readonly<{
      madeFrom: string
      frozen: KnownFigures
      seq: bigint
      numberOf: (personId: bigint) => number | undefined
    }>

type Deps = Readonly<{ db: Db }>

/** What the figures of a period have to be made from now: a snapshot with its plan, or the facts of a period that is open. */
export type Origin = Readonly<{
  madeFrom: string
  snapshot: Readonly<{ hash: string; planVersionId: bigint }> | undefined
}>

/** Undefined when the company has no plan or period of that label. */
export async function originOf(deps: Deps, label: string): Promise<Origin | undefined> {
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

/** Told now and then while a period is loaded: how much is done, in percent. */
export type TellDone = (percent: number) => void

// Where the parts of loading end, as measured at a million people: reading takes most of the time.
const KEPT_READ = 60
const PEOPLE_READ = 30
const LINES_READ = 80

/** Loads the figures of a period: from columns, or with an object for each person and line where the plan needs that. */
export async function loadFigures(
  deps: Deps,
  label: string,
  origin: Origin,
  tell: TellDone,
): Promise<Held | undefined> {
  const { madeFrom, snapshot } = origin
  return snapshot ? loadFrozen(deps, madeFrom, snapshot, tell) : loadLive(deps, label, madeFrom, tell)
}

async function loadFrozen(
  deps: Deps,
  madeFrom: string,
  { hash, planVersionId }: NonNullable<Origin['snapshot']>,
  tell: TellDone,
): Promise<Held> {
  const version = await read(deps, systemActor('figures'), (tx) => planById(tx, planVersionId))
  const plan = readPayPlanText(version.source, version.name)
  const columns = decodeColumns(await readKept(deps.db, hash, (share) => tell(Math.floor(share * KEPT_READ))))
  await told(tell, KEPT_READ)
  const period = periodOfPlan(plan, columns.period)
  if (!period) throw new Error(`${columns.period} is no period of the plan ${version.name}`)
  const { cutSeq: seq } = columns
  const { ids } = columns.people
  const byColumns = columnFigures(plan, columns, period)
  if (byColumns) {
    const { figures, ground } = byColumns
    return { madeFrom, frozen: { figures, personIds: ids }, seq, numberOf: ground.people.placeOf }
  }
  const numbers = new Map([...ids].map((personId, number) => [personId, number]))
  const frozen = { figures: figuresOf(plan, frozenOf(columns).input, period), personIds: ids }
  return { madeFrom, frozen, seq, numberOf: (personId) => numbers.get(personId) }
}

async function loadLive(
  deps: Deps,
  label: string,
  madeFrom: string,
  tell: TellDone,
): Promise<HeldLive | undefined> {
  const facts = await read(deps, systemActor('figures'), async (tx) => {
    const version = await planInEffect(tx, `${label.slice(0, 7)}-01`)
    const plan = version && readPayPlanText(version.source, version.name)
    const period = plan && periodOfPlan(plan, label)
    if (!version || !period) return undefined
    const cutSeq = await headSeq(tx)
    const { state } = await stateBefore(deps, tx, period.fromMs)
    const of = { plan, planHash: version.hash, period, cutSeq, state, late: 'counted' as const }
    const start = await readColumns(tx, of, { peopleRead: () => tell(PEOPLE_READ) })
    return { plan, period, start }
  })
  if (!facts) return undefined
  const { plan, period, start } = facts
  await told(tell, LINES_READ)
  return {
    madeFrom,
    live: liveColumns(plan, start, period) ?? livePeriod(plan, frozenOf(start), period),
    plan,
    period,
  }
}

/** Tells how far it is, and lets questions that wait hear it before the thread is busy with computing. */
async function told(tell: TellDone, percent: number): Promise<void> {
  tell(percent)
  await letOthers()
}
