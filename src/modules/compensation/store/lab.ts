import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { LabSummary } from '../domain/lab/compare.ts'
import type { PlanRequestState } from './plan-requests.ts'

export type ExperimentState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export type Experiment = Readonly<{
  id: bigint
  name: string
  baseVersionId: bigint
  source: string
  hash: string
  periods: readonly string[]
  payoutLimitPpm: number
  ownLimitPpm: number
  state: ExperimentState
  progressPpm: number
  askedBy: bigint
  askedAtMs: number
  endedAtMs: number | null
  failure: string | null
}>

const ms = (column: string): RawBuilder<unknown> =>
  sql`(extract(epoch FROM ${sql.ref(column)}) * 1000)::float8`
const columns = sql`e.id, e.name, e.base_version_id AS "baseVersionId", e.source, e.hash, e.periods,
  e.payout_limit_ppm AS "payoutLimitPpm", e.own_limit_ppm AS "ownLimitPpm", e.state, e.progress_ppm AS "progressPpm",
  e.asked_by AS "askedBy", ${ms('e.asked_at')} AS "askedAtMs", ${ms('e.ended_at')} AS "endedAtMs", e.failure`

export async function insertExperiment(
  tx: Tx,
  of: Pick<
    Experiment,
    'name' | 'baseVersionId' | 'source' | 'hash' | 'periods' | 'payoutLimitPpm' | 'ownLimitPpm' | 'askedBy'
  >,
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO compensation.lab_experiment (name, base_version_id, source, hash, periods, payout_limit_ppm, own_limit_ppm,
      asked_by, asked_at)
    VALUES (${of.name}, ${of.baseVersionId}, ${of.source}, ${of.hash}, ${[...of.periods]}::text[], ${of.payoutLimitPpm},
      ${of.ownLimitPpm}, ${of.askedBy}, platform.company_now())
    RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('an experiment that was written has no number')
  return row.id
}

export async function experimentById(tx: Tx, id: bigint): Promise<Experiment | undefined> {
  const { rows } = await sql<Experiment>`
    SELECT ${columns} FROM compensation.lab_experiment e WHERE e.id = ${id}`.execute(tx)
  return rows[0]
}

/** What an experiment that is done says, as it is kept; null before. */
export async function experimentSummary(tx: Tx, id: bigint): Promise<unknown> {
  const { rows } = await sql<{ summary: unknown }>`
    SELECT summary FROM compensation.lab_experiment WHERE id = ${id}`.execute(tx)
  return rows[0]?.summary ?? null
}

/** The sums of an experiment in its plan's currency, for lists. */
type ExperimentSums = Readonly<{ currency: string; before: string; after: string }>

export type ExperimentsAsked = Readonly<{
  limit: number
  offset: number
  state: ExperimentState | undefined
  /** How the newest wish to publish its plan stands. */
  request: PlanRequestState | undefined
}>

export type ListedExperiment = Experiment &
  Readonly<{ sums: ExperimentSums | null; request: PlanRequestState | null }>

/** A page of experiments, the newest first. */
export async function experimentsPage(
  tx: Tx,
  asked: ExperimentsAsked,
): Promise<Readonly<{ rows: readonly ListedExperiment[]; total: number }>> {
  const request = sql`(SELECT r.state FROM compensation.plan_request r WHERE r.experiment_id = e.id ORDER BY r.id DESC LIMIT 1)`
  const which = sql`e.state = coalesce(${asked.state ?? null}, e.state)
    AND (${asked.request ?? null}::text IS NULL OR ${request} = ${asked.request ?? null})`
  const { rows } = await sql<ListedExperiment>`
    SELECT ${columns}, ${request} AS request, CASE WHEN e.state = 'done' THEN jsonb_build_object('currency', e.summary->'currency',
      'before', e.summary->'currencies'->0->'total'->'before', 'after', e.summary->'currencies'->0->'total'->'after') END AS sums
    FROM compensation.lab_experiment e WHERE ${which}
    ORDER BY e.asked_at DESC, e.id DESC LIMIT ${asked.limit} OFFSET ${asked.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM compensation.lab_experiment e WHERE ${which}`.execute(tx)
  return { rows, total: counted.rows[0]?.total ?? 0 }
}

/** Notes how far an experiment is; false where it is over, as somebody cancelled it. */
export async function progressExperiment(tx: Tx, id: bigint, progressPpm: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE compensation.lab_experiment SET state = 'running', progress_ppm = ${progressPpm}
    WHERE id = ${id} AND ended_at IS NULL`.execute(tx)
  return numAffectedRows === 1n
}

/** Ends an experiment that is not over yet; false where it is. */
export async function endExperiment(
  tx: Tx,
  id: bigint,
  as:
    | Readonly<{ state: 'cancelled' }>
    | Readonly<{ state: 'failed'; failure: string }>
    | Readonly<{ state: 'done'; summary: LabSummary }>,
): Promise<boolean> {
  const failure = as.state === 'failed' ? as.failure : null
  const summary = as.state === 'done' ? JSON.stringify(as.summary) : null
  const { numAffectedRows } = await sql`
    UPDATE compensation.lab_experiment SET state = ${as.state}, ended_at = platform.company_now(), failure = ${failure},
      summary = ${summary}::jsonb, progress_ppm = CASE WHEN ${as.state} = 'done' THEN 1000000 ELSE progress_ppm END
    WHERE id = ${id} AND ended_at IS NULL`.execute(tx)
  return numAffectedRows === 1n
}
