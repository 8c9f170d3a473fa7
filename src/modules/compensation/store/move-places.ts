import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

export type KnownPlace = Readonly<{
  personId: bigint
  parentId: bigint | null
  side: string
  fromMs: number
  untilMs: number
}>

/** Every place that some people had in a tree, in order of time; an open end is Infinity. */
export async function placesKnown(
  tx: Tx,
  tree: string,
  personIds: readonly bigint[],
): Promise<readonly KnownPlace[]> {
  const { rows } = await sql<{
    personId: bigint
    parentId: bigint | null
    side: string
    from: Date
    until: Date | null
  }>`
    SELECT l.person_id AS "personId", l.parent_id AS "parentId", coalesce(l.side_name, '') AS side,
      l.valid_from AS "from", l.valid_until AS "until"
    FROM genealogy.v_link l
    WHERE l.tree = ${tree} AND l.person_id = ANY(${personIds.map(String)}::bigint[])
    ORDER BY l.person_id, l.valid_from`.execute(tx)
  return rows.map(({ from, until, ...place }) => ({
    ...place,
    fromMs: from.getTime(),
    untilMs: until?.getTime() ?? Infinity,
  }))
}

type Run = Readonly<{ id: bigint; untilMs: number; deltaOf: bigint | null }>

/** The moves that were done by now, by the number of the last one. */
export async function movesDone(tx: Tx): Promise<bigint> {
  const { rows } = await sql<{ last: bigint }>`
    SELECT coalesce(max(done_number), 0)::bigint AS last FROM genealogy.v_move`.execute(tx)
  return rows[0]?.last ?? 0n
}

/** How many moves that touch a period were done after the facts of its newest run were frozen. */
export async function movesSince(
  tx: Tx,
  period: Readonly<{ untilMs: number; movesSeen: bigint }>,
): Promise<number> {
  const { rows } = await sql<{ moves: number }>`
    SELECT count(*)::int AS moves FROM genealogy.v_move
    WHERE done_number > ${period.movesSeen} AND valid_from < ${new Date(period.untilMs)}`.execute(tx)
  return rows[0]?.moves ?? 0
}

/** Notes which moves a delta counts first: those that touch its period and that no run of it before has seen. */
export async function countMoves(tx: Tx, run: Run): Promise<void> {
  await sql`
    INSERT INTO compensation.delta_move (run_id, move_id)
    SELECT ${run.id}, m.id FROM genealogy.v_move m
    WHERE m.valid_from < ${new Date(run.untilMs)} AND m.done_number > (
      SELECT max(r.moves_seen) FROM compensation.run r
      WHERE r.state <> 'failed' AND r.id <> ${run.id} AND (r.id = ${run.deltaOf} OR r.delta_of = ${run.deltaOf}))`.execute(
    tx,
  )
}

/** How many moves each of the runs counts. */
export async function movesCounted(tx: Tx, runIds: readonly bigint[]): Promise<ReadonlyMap<bigint, number>> {
  const { rows } = await sql<{ runId: bigint; moves: number }>`
    SELECT run_id AS "runId", count(*)::int AS moves FROM compensation.delta_move
    WHERE run_id = ANY(${runIds.map(String)}::bigint[]) GROUP BY run_id`.execute(tx)
  return new Map(rows.map(({ runId, moves }) => [runId, moves]))
}
