import { readKept } from '#platform/files/files.ts'
import { headSeq } from '#platform/outbox/event.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { letOthers } from '#platform/wait/moments.ts'
import type { Period } from '#shared/period.ts'
import { figuresOf } from '../domain/figures/figures.ts'
import { columnFigures, liveColumns } from '../domain/figures/live-columns.ts'
import { livePeriod, type LivePeriod } from '../domain/figures/live-period.ts'
import type { KnownFigures } from '../domain/figures/told.ts'
import type { FrozenColumns } from '../domain/frozen/columns.ts'
import { decodeColumns, frozenOf } from '../domain/frozen/frozen.ts'
import type { Plan } from '../domain/language/plan.ts'
import { periodOfPlan } from '../domain/pay/periods.ts'
import type { AsKnown } from '../store/as-known.ts'
import { planById, planInEffect } from '../store/plans.ts'
import { readColumns, stateBefore, type ActiveBefore } from './read-facts.ts'
import type { Snapshot } from './figures-origin.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** A period in memory that is still open. */
export type HeldLive = Readonly<{
  live: LivePeriod
  plan: Plan
  period: Period
  /** Who was active in the accepted period before; undefined where none is accepted. */
  before: ActiveBefore | undefined
}>

/** A closed period in memory, as of the position of its cut. */
export type HeldClosed = Readonly<{
  frozen: KnownFigures
  seq: bigint
  numberOf: (personId: bigint) => number | undefined
}>

type Deps = Readonly<{ db: Db }>

/** Told now and then while a period is loaded: how much is done, in percent. */
export type TellDone = (percent: number) => void

// Where the parts of loading end, as measured at a million people: reading takes most of the time.
const KEPT_READ = 60
const PEOPLE_READ = 30
const LINES_READ = 80

/** Computes a closed period again from its frozen bytes, in columns or with an object for each person and line. */
export async function loadClosed(
  deps: Deps,
  { hash, planVersionId }: Snapshot,
  tell: TellDone,
): Promise<HeldClosed> {
  const version = await read(deps, systemActor('figures'), (tx) => planById(tx, planVersionId))
  const plan = readPayPlanText(version.source, version.name)
  const columns = decodeColumns(await readKept(deps.db, hash, (share) => tell(Math.floor(share * KEPT_READ))))
  await told(tell, KEPT_READ)
  const period = periodOfPlan(plan, columns.period)
  if (!period) throw new Error(`${columns.period} is no period of the plan ${version.name}`)
  return heldOf(plan, columns, period)
}

/** A period as of an instant, from the facts that were known at a position, and the plan that was in effect then. */
export type FactsThen = AsKnown & Readonly<{ planVersionId: bigint }>

/** Computes a period as of then from the facts as known then, in columns or with an object for each person and line. */
export async function loadThen(
  deps: Deps,
  label: string,
  { planVersionId, ...asKnown }: FactsThen,
  tell: TellDone,
): Promise<HeldClosed> {
  const { plan, period, columns } = await read(deps, systemActor('figures'), async (tx) => {
    const version = await planById(tx, planVersionId)
    const known = readPayPlanText(version.source, version.name)
    const found = periodOfPlan(known, label)
    if (!found) throw new Error(`${label} is no period of the plan ${version.name}`)
    const { state } = await stateBefore(deps, tx, found.fromMs, asKnown.knownSeq)
    const inPeriod = { plan: known, planHash: version.hash, period: found, cutSeq: asKnown.knownSeq, state }
    const of = { ...inPeriod, late: 'counted', asKnown } as const
    const facts = await readColumns(tx, of, { peopleRead: () => tell(PEOPLE_READ) })
    return { plan: known, period: found, columns: facts }
  })
  await told(tell, LINES_READ)
  return heldOf(plan, columns, period)
}

function heldOf(plan: Plan, columns: FrozenColumns, period: Period): HeldClosed {
  const { cutSeq: seq } = columns
  const { ids } = columns.people
  const byColumns = columnFigures(plan, columns, period)
  if (byColumns) {
    const { figures, ground } = byColumns
    return { frozen: { figures, personIds: ids }, seq, numberOf: ground.people.placeOf }
  }
  const numbers = new Map([...ids].map((personId, number) => [personId, number]))
  const frozen = { figures: figuresOf(plan, frozenOf(columns).input, period), personIds: ids }
  return { frozen, seq, numberOf: (personId) => numbers.get(personId) }
}

/**
 * Loads an open period from the facts as they are now, in columns or with an object for each person and line. Undefined when the
 * company has no plan or period of that label.
 */
export async function loadOpen(deps: Deps, label: string, tell: TellDone): Promise<HeldLive | undefined> {
  const facts = await read(deps, systemActor('figures'), async (tx) => {
    const version = await planInEffect(tx, `${label.slice(0, 7)}-01`)
    const plan = version && readPayPlanText(version.source, version.name)
    const period = plan && periodOfPlan(plan, label)
    if (!version || !period) return undefined
    const cutSeq = await headSeq(tx)
    const { state, before } = await stateBefore(deps, tx, period.fromMs)
    const of = { plan, planHash: version.hash, period, cutSeq, state, late: 'counted' as const }
    const start = await readColumns(tx, of, { peopleRead: () => tell(PEOPLE_READ) })
    return { plan, period, start, before }
  })
  if (!facts) return undefined
  const { plan, period, start, before } = facts
  await told(tell, LINES_READ)
  const live = liveColumns(plan, start, period) ?? livePeriod(plan, frozenOf(start), period)
  return { live, plan, period, before }
}

/** Tells how far it is, and lets questions that wait hear it before the thread is busy with computing. */
async function told(tell: TellDone, percent: number): Promise<void> {
  tell(percent)
  await letOthers()
}
