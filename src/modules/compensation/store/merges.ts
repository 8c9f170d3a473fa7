import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { LineInput } from '../domain/pay/pay-input.ts'

/** A position that ends in another one from an instant on. */
export type Merge = Readonly<{ personId: bigint; intoId: bigint; code: string; into: string; fromMs: number }>

/** The merges that were done, in their order; those that were known at a position where it is said. */
export async function mergesDone(tx: Tx, knownSeq?: bigint): Promise<readonly Merge[]> {
  const { rows } = await sql<Omit<Merge, 'fromMs'> & { from: Date }>`
    SELECT m.person_id AS "personId", m.parent_id AS "intoId", p.code, s.code AS into, m.valid_from AS "from"
    FROM genealogy.v_move m JOIN field.v_person p ON p.id = m.person_id JOIN field.v_person s ON s.id = m.parent_id
    WHERE m.kind = 'merge' AND m.state = 'done'
      AND (${knownSeq ?? null}::bigint IS NULL OR m.known_seq <= ${knownSeq ?? null}::bigint) ORDER BY m.done_number`.execute(
    tx,
  )
  return rows.map(({ from, ...merge }) => ({ ...merge, fromMs: from.getTime() }))
}

/** A line with whom it counts for after the merges. */
export function mergedLine(line: LineInput, merges: readonly Merge[]): LineInput {
  let { buyerId, sellerId } = line
  for (const { code, into, fromMs } of merges) {
    if (line.atMs < fromMs) continue
    if (buyerId === code) buyerId = into
    if (sellerId === code) sellerId = into
  }
  return { ...line, buyerId, sellerId }
}
