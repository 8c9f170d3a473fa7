import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** Whose a position is now: another person's, or the own. */
export async function ownerOf(tx: Tx, positionId: bigint): Promise<bigint> {
  const { rows } = await sql<{ owner: bigint }>`SELECT field.owner_of(${positionId}) AS owner`.execute(tx)
  return rows[0]?.owner ?? positionId
}

/** A position of an owner; `since` is null for the one that the owner always was. */
export type OwnedPosition = Readonly<{ personId: bigint; since: Date | null }>

/** The positions of an owner now, the oldest first. */
export async function positionsOf(tx: Tx, ownerId: bigint): Promise<readonly OwnedPosition[]> {
  const { rows } = await sql<OwnedPosition>`
    SELECT person_id AS "personId", since FROM field.positions_of(${ownerId})`.execute(tx)
  return rows
}

/** Gives a position an owner from an instant on; the database refuses a second one at the same time. */
export async function addOwner(
  tx: Tx,
  of: Readonly<{ positionId: bigint; ownerId: bigint; from: Date }>,
): Promise<void> {
  await sql`INSERT INTO field.ownership (position_id, owner_id, valid_from)
    VALUES (${of.positionId}, ${of.ownerId}, ${of.from})`.execute(tx)
}

/**
 * Lets a position be another owner's from an instant on; whoever had it before had it until then, and no less than a moment.
 */
export async function changeOwner(
  tx: Tx,
  of: Readonly<{ positionId: bigint; ownerId: bigint; from: Date }>,
): Promise<void> {
  const { rows } = await sql<{ until: Date }>`
    UPDATE field.ownership SET valid_until = greatest(${of.from}::timestamptz, valid_from + interval '1 millisecond')
    WHERE position_id = ${of.positionId} AND valid_until IS NULL RETURNING valid_until AS until`.execute(tx)
  await addOwner(tx, { ...of, from: rows[0]?.until ?? of.from })
}

/** Everything that an owner has besides the own position, merged ones too. */
export async function ownedBy(tx: Tx, ownerId: bigint): Promise<readonly bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT position_id AS id FROM field.ownership
    WHERE owner_id = ${ownerId} AND position_id <> ${ownerId} AND valid_until IS NULL ORDER BY id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Writes the position of the feed that first told whose somebody's position is, once. */
export async function stampOwners(tx: Tx, told: Readonly<{ personId: bigint; seq: bigint }>): Promise<void> {
  await sql`UPDATE field.ownership SET known_seq = ${told.seq}
    WHERE position_id = ${told.personId} AND known_seq IS NULL`.execute(tx)
}
