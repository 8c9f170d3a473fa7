import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** Until the end of the transaction nobody's position changes hands or ends in another one; the database asks for the same lock. */
export async function lockOwners(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('field.ownership'))`.execute(tx)
}

/** Whose a position is now: another person's, or the own. */
export async function ownerOf(tx: Tx, positionId: bigint): Promise<bigint> {
  const { rows } = await sql<{ owner: bigint }>`SELECT field.owner_of(${positionId}) AS owner`.execute(tx)
  return rows[0]?.owner ?? positionId
}

/** A position of an owner; both are null for the one that the owner always was, `handedAt` is when it came to be so in the books. */
export type OwnedPosition = Readonly<{ personId: bigint; since: Date | null; handedAt: Date | null }>

/** The positions of an owner now, the oldest first. */
export async function positionsOf(tx: Tx, ownerId: bigint): Promise<readonly OwnedPosition[]> {
  const { rows } = await sql<OwnedPosition>`
    SELECT person_id AS "personId", since, handed_at AS "handedAt" FROM field.positions_of(${ownerId})`.execute(
    tx,
  )
  return rows
}

/** Whose a position is from an instant on, and when that came to be so in the books. */
export type NewOwner = Readonly<{ positionId: bigint; ownerId: bigint; from: Date; handedAt: Date }>

/** Gives a position an owner from an instant on; the database refuses a second one at the same time. */
export async function addOwner(tx: Tx, of: NewOwner): Promise<void> {
  await sql`INSERT INTO field.ownership (position_id, owner_id, valid_from, handed_at)
    VALUES (${of.positionId}, ${of.ownerId}, ${of.from}, ${of.handedAt})`.execute(tx)
}

/**
 * Lets a position be another owner's from an instant on; whoever had it before had it until then, and no less than a moment.
 */
export async function changeOwner(tx: Tx, of: NewOwner): Promise<void> {
  const { rows } = await sql<{ until: Date }>`
    UPDATE field.ownership SET valid_until = greatest(${of.from}::timestamptz, valid_from + interval '1 millisecond')
    WHERE position_id = ${of.positionId} AND valid_until IS NULL RETURNING valid_until AS until`.execute(tx)
  await addOwner(tx, { ...of, from: rows[0]?.until ?? of.from })
}

/**
 * Writes the position of the feed that first told whose somebody's position is from an instant of the books on, once. What came later has
 * an event of its own, also where both are told at once.
 */
export async function stampOwners(
  tx: Tx,
  told: Readonly<{
    positions: readonly bigint[]
    formerId?: bigint | null
    atMs: number
    seq: bigint
  }>,
): Promise<void> {
  const positions = told.positions.map(String)
  await sql`UPDATE field.ownership SET known_seq = ${told.seq}
    WHERE position_id = ANY(${positions}::bigint[]) AND known_seq IS NULL AND handed_at <= ${new Date(told.atMs)}`.execute(
    tx,
  )
  await sql`UPDATE field.former_owner SET known_seq = ${told.seq}
    WHERE person_id = ${told.formerId ?? null}::bigint AND known_seq IS NULL`.execute(tx)
}

/** Notes who had a position until an instant that was the own one, under the number that this person goes by since. */
export async function addFormerOwner(
  tx: Tx,
  of: Readonly<{ positionId: bigint; personId: bigint; until: Date }>,
): Promise<void> {
  await sql`INSERT INTO field.former_owner (position_id, person_id, until_at)
    VALUES (${of.positionId}, ${of.personId}, ${of.until})`.execute(tx)
}

/** The person behind a position as of an instant, as known at a position of the feed. */
export async function holderThen(
  tx: Tx,
  of: Readonly<{ positionId: bigint; at: Date; knownSeq: bigint }>,
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT field.holder_as_of(${of.positionId}, ${of.at}, ${of.knownSeq}) AS id`.execute(tx)
  return rows[0]?.id ?? of.positionId
}

/** How a position is owned; both instants are undefined where it always was so. */
export type Ownership = Readonly<{
  ownerId: bigint
  since: Date | undefined
  /** When it came to be so in the books. */
  handedAt: Date | undefined
  /** How many positions the owner has, and how many of them sell. */
  owned: number
  selling: number
  isMerged: boolean
}>

export async function ownershipOf(tx: Tx, positionId: bigint): Promise<Ownership> {
  const { rows } = await sql<
    Omit<Ownership, 'since' | 'handedAt'> & { since: Date | null; handedAt: Date | null }
  >`
    SELECT owner_id AS "ownerId", since, handed_at AS "handedAt", owned, selling, is_merged AS "isMerged"
    FROM field.ownership_of(${positionId})`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('every position is somebody’s')
  return { ...row, since: row.since ?? undefined, handedAt: row.handedAt ?? undefined }
}
