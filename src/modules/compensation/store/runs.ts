import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import type { CompensationTables, RunState } from './tables.ts'

export type StepName = CompensationTables['compensation.run_step']['step']

export type Run = Readonly<{
  id: bigint
  period: string
  fromMs: number
  untilMs: number
  planVersionId: bigint
  state: RunState
  cutSeq: bigint | null
  cutAtMs: number | null
  snapshot: string | null
  results: string | null
  totals: RunTotals | null
  startedBy: bigint | null
  acceptedBy: bigint | null
  acceptedAtMs: number | null
  failure: string | null
  /** The accepted run whose period a delta computes again; null for the close of a period. */
  deltaOf: bigint | null
  /** Hash of the results whose state was taken over. */
  stateFrom: string | null
  /** The number of the last move of people whose places the frozen facts have. */
  movesSeen: bigint
  /** The last correction by hand that its facts have seen. */
  adjustmentsSeen: bigint
}>

const bonusSums = z.object({
  bonus: z.string(),
  currency: z.string(),
  potential: z.string(),
  paid: z.string(),
  skipped: z.string(),
  capped: z.string(),
  cut: z.string(),
  rounded: z.string(),
})

/** The sums of a run as they are kept. */
export const totalsShape = z.object({
  orders: z.int(),
  people: z.int(),
  salesMinor: z.string(),
  currency: z.string(),
  byBonus: z.array(z.object({ bonus: z.string(), currency: z.string(), minor: z.string() })),
  sums: z.array(bonusSums),
  peopleWithPay: z.int(),
  active: z.int(),
})
export type RunTotals = z.infer<typeof totalsShape>

export const runColumns = [
  'id',
  'period',
  'from_at',
  'until_at',
  'plan_version_id',
  'state',
  'cut_seq',
  'cut_at',
  'snapshot',
  'results',
  'totals',
  'started_by',
  'accepted_by',
  'accepted_at',
  'failure',
  'delta_of',
  'state_from',
  'moves_seen',
  'adjustments_seen',
] as const

function tables(tx: Tx) {
  return tx.$extendTables<CompensationTables>()
}

export async function insertRun(
  tx: Tx,
  run: Readonly<{
    period: string
    fromMs: number
    untilMs: number
    planVersionId: bigint
    startedBy: bigint | null
    startedAtMs: number
    deltaOf?: bigint
  }>,
): Promise<bigint> {
  const row = await tables(tx)
    .insertInto('compensation.run')
    .values({
      period: run.period,
      from_at: new Date(run.fromMs),
      until_at: new Date(run.untilMs),
      plan_version_id: run.planVersionId,
      state: 'cutting',
      started_by: run.startedBy,
      started_at: new Date(run.startedAtMs),
      delta_of: run.deltaOf ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The close of a period that has not failed, else one that has, or undefined while nobody closed it; deltas are others. */
export async function runOfPeriod(tx: Tx, period: string): Promise<Run | undefined> {
  const row = await tables(tx)
    .selectFrom('compensation.run')
    .select(runColumns)
    .where('period', '=', period)
    .where('delta_of', 'is', null)
    .orderBy(sql`state = 'failed'`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toRun(row)
}

/** A run by id, its row locked until the transaction ends where `lock` is set. */
export async function runById(tx: Tx, id: bigint, lock: 'lock' | 'read' = 'read'): Promise<Run> {
  const query = tables(tx).selectFrom('compensation.run').select(runColumns).where('id', '=', id)
  return toRun(await (lock === 'lock' ? query.forUpdate() : query).executeTakeFirstOrThrow())
}

/** Closes that have not failed, the newest period first. */
export async function listRuns(tx: Tx): Promise<Run[]> {
  const rows = await tables(tx)
    .selectFrom('compensation.run')
    .select(runColumns)
    .where('state', '<>', 'failed')
    .where('delta_of', 'is', null)
    .orderBy('from_at', 'desc')
    .limit(200)
    .execute()
  return rows.map(toRun)
}

/**
 * The accepted run of the last period that ended by an instant: its newest delta, else its close; as far as it was known at a position
 * where that is said.
 */
export async function lastAccepted(tx: Tx, untilMs: number, knownSeq?: bigint): Promise<Run | undefined> {
  const row = await tables(tx)
    .selectFrom('compensation.run')
    .select(runColumns)
    .where('state', '=', 'accepted')
    .where('until_at', '<=', new Date(untilMs))
    .$if(knownSeq !== undefined, (query) => query.where('known_seq', '<=', knownSeq ?? null))
    .orderBy('until_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toRun(row)
}

/** The run by which a period stood as known at a position: its newest accepted delta, else its close; undefined before that. */
export async function standingRunKnown(tx: Tx, period: string, knownSeq: bigint): Promise<Run | undefined> {
  const row = await tables(tx)
    .selectFrom('compensation.run')
    .select(runColumns)
    .where('period', '=', period)
    .where('state', '=', 'accepted')
    .where('known_seq', '<=', knownSeq)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toRun(row)
}

/** Notes the position that told that a run was accepted. */
export async function stampRun(tx: Tx, of: Readonly<{ id: bigint; seq: bigint }>): Promise<void> {
  await sql`UPDATE compensation.run SET known_seq = ${of.seq} WHERE id = ${of.id} AND known_seq IS NULL`.execute(
    tx,
  )
}

/** Changes of a run as its steps make them. */
export type RunChange = Readonly<{
  state: RunState
  cutSeq?: bigint
  cutAtMs?: number
  snapshot?: string
  stateFrom?: string | null
  results?: string
  totals?: RunTotals
  acceptedBy?: bigint | null
  acceptedAtMs?: number
  failure?: string
  movesSeen?: bigint
  adjustmentsSeen?: bigint
}>

export async function changeRun(tx: Tx, id: bigint, change: RunChange): Promise<void> {
  await tables(tx)
    .updateTable('compensation.run')
    .set({
      state: change.state,
      ...(change.cutSeq === undefined ? {} : { cut_seq: change.cutSeq }),
      ...(change.cutAtMs === undefined ? {} : { cut_at: new Date(change.cutAtMs) }),
      ...(change.snapshot === undefined ? {} : { snapshot: change.snapshot }),
      ...(change.stateFrom === undefined ? {} : { state_from: change.stateFrom }),
      ...(change.results === undefined ? {} : { results: change.results }),
      ...(change.totals === undefined ? {} : { totals: JSON.stringify(change.totals) }),
      ...(change.acceptedBy === undefined ? {} : { accepted_by: change.acceptedBy }),
      ...(change.acceptedAtMs === undefined ? {} : { accepted_at: new Date(change.acceptedAtMs) }),
      ...(change.failure === undefined ? {} : { failure: change.failure }),
      ...(change.movesSeen === undefined ? {} : { moves_seen: change.movesSeen }),
      ...(change.adjustmentsSeen === undefined ? {} : { adjustments_seen: change.adjustmentsSeen }),
    })
    .where('id', '=', id)
    .execute()
}

export type Step = Readonly<{
  step: StepName
  progressPpm: number
  startedAtMs: number
  doneAtMs: number | null
  detail: string
}>

export async function stepsOf(tx: Tx, runId: bigint): Promise<Step[]> {
  const rows = await tables(tx)
    .selectFrom('compensation.run_step')
    .select(['step', 'progress_ppm', 'started_at', 'done_at', 'detail'])
    .where('run_id', '=', runId)
    .execute()
  return rows.map((row) => ({
    step: row.step,
    progressPpm: row.progress_ppm,
    startedAtMs: row.started_at.getTime(),
    doneAtMs: row.done_at?.getTime() ?? null,
    detail: row.detail,
  }))
}

/** Says where a step is; a step that is done stays done. Times are real ones: they tell how long something took. */
export async function saveStep(
  tx: Tx,
  runId: bigint,
  step: StepName,
  at: Readonly<{ progressPpm: number; done: boolean; detail?: string }>,
): Promise<void> {
  await sql`
    INSERT INTO compensation.run_step AS s (run_id, step, progress_ppm, started_at, done_at, detail)
    VALUES (${runId}, ${step}, ${at.progressPpm}, clock_timestamp(), CASE WHEN ${at.done} THEN clock_timestamp() END, ${at.detail ?? ''})
    ON CONFLICT (run_id, step) DO UPDATE SET progress_ppm = excluded.progress_ppm, done_at = coalesce(s.done_at, excluded.done_at),
      detail = CASE WHEN excluded.detail = '' THEN s.detail ELSE excluded.detail END`.execute(tx)
}

type RunRow = Readonly<{
  id: bigint
  period: string
  from_at: Date
  until_at: Date
  plan_version_id: bigint
  state: RunState
  cut_seq: bigint | null
  cut_at: Date | null
  snapshot: string | null
  results: string | null
  totals: unknown
  started_by: bigint | null
  accepted_by: bigint | null
  accepted_at: Date | null
  failure: string | null
  delta_of: bigint | null
  state_from: string | null
  moves_seen: bigint
  adjustments_seen: bigint
}>

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    period: row.period,
    fromMs: row.from_at.getTime(),
    untilMs: row.until_at.getTime(),
    planVersionId: row.plan_version_id,
    state: row.state,
    cutSeq: row.cut_seq,
    cutAtMs: row.cut_at?.getTime() ?? null,
    snapshot: row.snapshot,
    results: row.results,
    totals: row.totals === null ? null : totalsShape.parse(row.totals),
    startedBy: row.started_by,
    acceptedBy: row.accepted_by,
    acceptedAtMs: row.accepted_at?.getTime() ?? null,
    failure: row.failure,
    deltaOf: row.delta_of,
    stateFrom: row.state_from,
    movesSeen: row.moves_seen,
    adjustmentsSeen: row.adjustments_seen,
  }
}

/** The end of the last period whose close has begun, or undefined before the first: what it pays is fixed, and to whom. */
export async function begunUntil(tx: Tx): Promise<number | undefined> {
  const row = await tables(tx)
    .selectFrom('compensation.run')
    .select((select) => select.fn.max('until_at').as('until'))
    .where('state', '<>', 'failed')
    .executeTakeFirst()
  return row?.until?.getTime()
}
