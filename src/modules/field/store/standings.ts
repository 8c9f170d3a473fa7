import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { PersonKind, PersonStatus } from '../domain/person.ts'

/** Who writes to each standing when it became known; up to its position what was known stays as it is answered. */
export const STANDINGS_KNOWN = 'field.known'

/** Writes the position that first told of what somebody was from an instant on, once. */
export async function stampStanding(
  tx: Tx,
  told: Readonly<{ personId: bigint; atMs: number; seq: bigint }>,
): Promise<void> {
  await sql`UPDATE field.person_standing SET known_seq = ${told.seq}
    WHERE person_id = ${told.personId} AND known_seq IS NULL AND valid_from <= ${new Date(told.atMs)}`.execute(
    tx,
  )
}

export type StandingThen = Readonly<{ kind: PersonKind; status: PersonStatus }>

/** What people were as of an instant, as far as it was known at a position; who was not known then is not there. */
export async function standingsThen(
  tx: Tx,
  of: Readonly<{ personIds: readonly bigint[]; at: Date; knownSeq: bigint }>,
): Promise<ReadonlyMap<bigint, StandingThen>> {
  const { rows } = await sql<StandingThen & { id: bigint }>`
    SELECT p.id, s.kind, s.status FROM unnest(${of.personIds.map(String)}::bigint[]) p (id)
    CROSS JOIN LATERAL field.standing_as_of(p.id, ${of.at}, ${of.knownSeq}) s`.execute(tx)
  return new Map(rows.map(({ id, kind, status }) => [id, { kind, status }]))
}
