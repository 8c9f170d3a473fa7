import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { OnTermination } from '../domain/roll-up.ts'
import type { Tree } from '../domain/tree.ts'

export type TerminationPolicy = Readonly<{ tree: Tree; onTermination: OnTermination }>

/** What becomes of those below when somebody leaves for good, by tree; the sponsor tree first. */
export async function terminationPolicies(tx: Tx): Promise<readonly TerminationPolicy[]> {
  const { rows } = await sql<TerminationPolicy>`
    SELECT code AS tree, on_termination AS "onTermination" FROM genealogy.tree
    ORDER BY kind = 'sponsor' DESC, code`.execute(tx)
  return rows
}

/** Changes it for one tree; false where there is no such tree. */
export async function changeTermination(tx: Tx, policy: TerminationPolicy): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE genealogy.tree SET on_termination = ${policy.onTermination} WHERE code = ${policy.tree}`.execute(
    tx,
  )
  return numAffectedRows === 1n
}

/** Everybody directly below, with since when. */
export async function directsNow(
  tx: Tx,
  of: Readonly<{ tree: Tree; personId: bigint }>,
): Promise<readonly Readonly<{ personId: bigint; fromMs: number }>[]> {
  const { rows } = await sql<{ personId: bigint; from: Date }>`
    SELECT person_id AS "personId", valid_from AS "from" FROM genealogy.link
    WHERE tree = ${of.tree} AND parent_id = ${of.personId} AND valid_until IS NULL ORDER BY person_id`.execute(
    tx,
  )
  return rows.map(({ personId, from }) => ({ personId, fromMs: from.getTime() }))
}

/** Writes the move of those below somebody who left for good; gives its number. */
export async function insertTermination(
  tx: Tx,
  of: Readonly<{
    tree: Tree
    personId: bigint
    above: bigint
    side: number | null
    at: Date
    people: number
  }>,
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO genealogy.move (kind, tree, person_id, parent_id, side, with_team, valid_from, reason, people, from_parent_id,
      state, requested_at, decided_at, done_number)
    VALUES ('termination', ${of.tree}, ${of.personId}, ${of.above}, ${of.side}, false, ${of.at}, 'termination', ${of.people},
      ${of.above}, 'done', ${of.at}, ${of.at}, nextval('genealogy.move_done'))
    RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a move that was written has no number')
  return row.id
}
