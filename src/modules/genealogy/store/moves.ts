import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { AskedMove, MoveFacts, MoveState, NewPlace, StandingPlace } from '../domain/move.ts'
import { LEVELS_MAX, SPONSOR_TREE, type Tree } from '../domain/tree.ts'

export type Move = AskedMove &
  Readonly<{
    id: bigint
    reason: string
    people: number
    fromParentId: bigint
    /** A termination that rolled the team up is a move that nobody asked for; by a merge a position ends in another one. */
    kind: 'asked' | 'termination' | 'merge'
    state: MoveState
    requestedBy: bigint | null
    requestedAtMs: number
    decidedBy: bigint | null
    decidedAtMs: number | null
    note: string
  }>

const columns = sql`id, kind, tree, person_id AS "personId", parent_id AS "parentId", side, with_team AS "withTeam",
  (extract(epoch FROM valid_from) * 1000)::float8 AS "fromMs", reason, people, from_parent_id AS "fromParentId", state,
  requested_by AS "requestedBy", (extract(epoch FROM requested_at) * 1000)::float8 AS "requestedAtMs",
  decided_by AS "decidedBy", (extract(epoch FROM decided_at) * 1000)::float8 AS "decidedAtMs", note`

/** Moves are done one after the other: of all trees, so that their numbers come in the order of their commits. */
export async function lockMoves(tx: Tx, tree: Tree): Promise<void> {
  await lockAnyMove(tx)
  // Newcomers look for a free place of the tree one after the other, too.
  if (tree !== SPONSOR_TREE)
    await sql`SELECT pg_advisory_xact_lock(hashtext('genealogy.place'), hashtext(${tree}))`.execute(tx)
  await sql`SELECT pg_advisory_xact_lock(hashtext('genealogy.move'), hashtext(${tree}))`.execute(tx)
}

/** Until the end of the transaction nothing moves in any tree; taken before any row of a tree is. */
export async function lockAnyMove(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('genealogy.move'), 0)`.execute(tx)
}

/** What a tree says about a move that is asked for. */
export async function factsOfMove(tx: Tx, asked: AskedMove, nowMs: number): Promise<MoveFacts | undefined> {
  const { tree, personId, parentId, side, fromMs } = asked
  const from = new Date(fromMs)
  const place = await placeNow(tx, { tree, personId })
  const { rows } = await sql<{
    width: number | null
    parentSince: Date | null
    aboveSince: Date | null
    circles: boolean
    isFree: boolean
    lastLeft: Date | null
  }>`
    SELECT t.width, genealogy.stands_since(${tree}, ${parentId}) AS "parentSince",
      genealogy.stands_since(${tree}, ${place?.parentId ?? null}::bigint) AS "aboveSince",
      genealogy.would_circle(${tree}, ${personId}, ${parentId}, ${from}) AS circles,
      ${side}::smallint IS NULL OR genealogy.is_free_since(${tree}, ${parentId}, ${side}::smallint, ${from}, ${personId}) AS "isFree",
      (SELECT max(l.valid_until) FROM genealogy.link l JOIN field.v_person p ON p.id = l.person_id
        WHERE l.tree = ${tree} AND l.parent_id = ${personId} AND l.valid_until > l.valid_from AND ${risesIn(tree)}) AS "lastLeft"
    FROM genealogy.tree t WHERE t.code = ${tree}`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  return {
    nowMs,
    width: row.width,
    place,
    parentSinceMs: row.parentSince?.getTime(),
    aboveSinceMs: row.aboveSince?.getTime(),
    circles: row.circles,
    isFree: row.isFree,
    directs: await risingBelow(tx, { tree, personId }),
    lastLeftMs: row.lastLeft?.getTime(),
  }
}

/** Customers stay with who looks after them; sellers roll up. */
function risesIn(tree: Tree) {
  return tree === SPONSOR_TREE ? sql`p.kind IN ('distributor', 'company')` : sql`true`
}

export async function placeNow(
  tx: Tx,
  of: Readonly<{ tree: Tree; personId: bigint }>,
): Promise<StandingPlace | undefined> {
  const { rows } = await sql<{ parentId: bigint | null; side: number | null; from: Date }>`
    SELECT parent_id AS "parentId", side, valid_from AS "from" FROM genealogy.link
    WHERE tree = ${of.tree} AND person_id = ${of.personId} AND valid_until IS NULL`.execute(tx)
  const [row] = rows
  return row && { parentId: row.parentId, side: row.side, fromMs: row.from.getTime() }
}

async function risingBelow(
  tx: Tx,
  of: Readonly<{ tree: Tree; personId: bigint }>,
): Promise<MoveFacts['directs']> {
  const { rows } = await sql<{ personId: bigint; from: Date }>`
    SELECT l.person_id AS "personId", l.valid_from AS "from"
    FROM genealogy.link l JOIN field.v_person p ON p.id = l.person_id
    WHERE l.tree = ${of.tree} AND l.parent_id = ${of.personId} AND l.valid_until IS NULL AND ${risesIn(of.tree)}
    ORDER BY l.person_id`.execute(tx)
  return rows.map(({ personId, from }) => ({ personId, fromMs: from.getTime() }))
}

/** How many stand below somebody at present. */
export async function countBelow(tx: Tx, of: Readonly<{ tree: Tree; personId: bigint }>): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    WITH RECURSIVE below (id, level) AS (
      SELECT l.person_id, 1 FROM genealogy.link l
        WHERE l.tree = ${of.tree} AND l.parent_id = ${of.personId} AND l.valid_until IS NULL
      UNION ALL
      SELECT l.person_id, b.level + 1 FROM below b JOIN genealogy.link l
        ON l.tree = ${of.tree} AND l.parent_id = b.id AND l.valid_until IS NULL
      WHERE b.level <= ${LEVELS_MAX}
    )
    SELECT count(*)::int AS people FROM below`.execute(tx)
  return rows[0]?.people ?? 0
}

export async function insertMove(
  tx: Tx,
  move: Pick<Move, keyof AskedMove | 'kind' | 'reason' | 'people' | 'fromParentId' | 'requestedAtMs'> &
    Readonly<{ requestedBy: bigint }>,
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO genealogy.move (kind, tree, person_id, parent_id, side, with_team, valid_from, reason, people, from_parent_id,
      requested_by, requested_at)
    VALUES (${move.kind}, ${move.tree}, ${move.personId}, ${move.parentId}, ${move.side}, ${move.withTeam}, ${new Date(move.fromMs)},
      ${move.reason}, ${move.people}, ${move.fromParentId}, ${move.requestedBy}, ${new Date(move.requestedAtMs)})
    RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a move that was written has no number')
  return row.id
}

/** A move by its number; locked, nobody else decides it meanwhile. */
export async function moveById(
  tx: Tx,
  id: bigint,
  lock: 'lock' | 'read' = 'read',
): Promise<Move | undefined> {
  const { rows } = await sql<Move>`
    SELECT ${columns} FROM genealogy.move WHERE id = ${id} ${lock === 'lock' ? sql`FOR UPDATE` : sql``}`.execute(
    tx,
  )
  return rows[0]
}

/** A page of moves, those that wait first, then the newest. */
export async function movesPage(
  tx: Tx,
  asked: Readonly<{ state: MoveState | undefined; limit: number; offset: number }>,
): Promise<Readonly<{ rows: readonly Move[]; total: number }>> {
  const which = sql`state = coalesce(${asked.state ?? null}, state)`
  const { rows } = await sql<Move>`
    SELECT ${columns} FROM genealogy.move WHERE ${which}
    ORDER BY state = 'requested' DESC, coalesce(decided_at, requested_at) DESC, id DESC
    LIMIT ${asked.limit} OFFSET ${asked.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM genealogy.move WHERE ${which}`.execute(tx)
  return { rows, total: counted.rows[0]?.total ?? 0 }
}

type Decision = Readonly<{
  id: bigint
  state: Exclude<MoveState, 'requested'>
  by: bigint
  at: Date
  note: string
}>

/** Writes how a move was decided; one that is done gets the next number. */
export async function decideMoveRow(tx: Tx, { id, state, by, at, note }: Decision): Promise<void> {
  await sql`
    UPDATE genealogy.move SET state = ${state}, decided_by = ${by}, decided_at = ${at}, note = ${note},
      done_number = CASE WHEN ${state} = 'done' THEN nextval('genealogy.move_done') END
    WHERE id = ${id}`.execute(tx)
}

type Moving = Readonly<{ id: bigint; tree: Tree }>

/**
 * Ends the present places of people and gives them others. The mover comes last: whoever rolls up has left the place before
 * the mover may come to stand below them.
 */
export async function changePlaces(tx: Tx, move: Moving, places: readonly NewPlace[]): Promise<void> {
  await endPlaces(tx, move, places)
  await addPlaces(tx, move, places.slice(0, -1))
  await addPlaces(tx, move, places.slice(-1))
}

/** Ends the present places of people; who never had a place before that moment never had this one. */
export async function endPlaces(
  tx: Tx,
  move: Moving,
  people: readonly Pick<NewPlace, 'personId' | 'fromMs'>[],
): Promise<void> {
  await sql`
    UPDATE genealogy.link l SET valid_until = greatest(l.valid_from, n.at), ended_by_move = ${move.id}
    FROM unnest(${people.map(({ personId }) => String(personId))}::bigint[], ${people.map(fromText)}::timestamptz[])
      n (person_id, at)
    WHERE l.tree = ${move.tree} AND l.person_id = n.person_id AND l.valid_until IS NULL`.execute(tx)
}

export async function addPlaces(tx: Tx, move: Moving, places: readonly NewPlace[]): Promise<void> {
  if (places.length === 0) return
  const people = places.map(({ personId }) => String(personId))
  const parents = places.map(({ parentId }) => String(parentId))
  const sides = places.map(({ side }) => (side === null ? null : String(side)))
  await sql`
    INSERT INTO genealogy.link (tree, person_id, parent_id, side, valid_from, move_id)
    SELECT ${move.tree}, n.person_id, n.parent_id, n.side, n.at, ${move.id}
    FROM unnest(${people}::bigint[], ${parents}::bigint[], ${sides}::smallint[], ${places.map(fromText)}::timestamptz[])
      n (person_id, parent_id, side, at)`.execute(tx)
}

function fromText({ fromMs }: Readonly<{ fromMs: number }>): string {
  return new Date(fromMs).toISOString()
}
