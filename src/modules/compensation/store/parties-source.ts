import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { PartyInput } from '../domain/pay/pay-input.ts'
import type { AsKnown } from './as-known.ts'
import type { Merge } from './merges.ts'

/** A party with the internal id by which orders name it. */
export type KnownParty = Readonly<{ id: number; party: PartyInput }>

/** Parties as of then, as known then, without what they were that was not known and has no position yet. */
export type PartiesThen = AsKnown &
  Readonly<{ leftOut: readonly Readonly<{ partyId: bigint; number: number }>[] }>

/**
 * Parties that count in a stretch of time, and those that orders name besides, by their codes. One that is called off is none. A party
 * that still takes orders counts at its last moment, so that each counts in one period. As known then where that is said.
 */
export async function partiesBetween(
  tx: Tx,
  stretch: Readonly<{ fromMs: number; untilMs: number }>,
  named: readonly number[],
  merges: readonly Merge[],
  then?: PartiesThen,
): Promise<readonly KnownParty[]> {
  const from = Number.isFinite(stretch.fromMs) ? new Date(stretch.fromMs) : null
  const { rows } = await sql<{
    id: bigint
    code: string
    host: string | null
    seller: string
    kind: string
    at: Date
    countsAt: Date
  }>`
    SELECT p.id, p.code, h.code AS host, s.code AS seller, p.kind, p.held_at AS at, p.counts_at AS "countsAt"
    FROM ${partiesFrom(then)} p JOIN field.v_person s ON s.id = p.seller_person_id
    LEFT JOIN field.v_person h ON h.id = p.host_person_id
    WHERE p.counts_at >= coalesce(${from}::timestamptz, '-infinity') AND p.counts_at < ${new Date(stretch.untilMs)}
      OR p.id = ANY (${named.map(String)}::bigint[])
    ORDER BY p.code`.execute(tx)
  return rows.map(({ id, code, host, seller, kind, at, countsAt }) => {
    const closedAtMs = countsAt.getTime()
    const counted = (person: string): string => countedFor(person, closedAtMs, merges)
    return {
      id: Number(id),
      party: {
        partyId: code,
        hostId: counted(host ?? ''),
        sellerId: counted(seller),
        type: kind,
        atMs: at.getTime(),
        closedAtMs,
        attributes: NOTHING,
      },
    }
  })
}

/** The view of parties, or the same as of then and as known then: each as the last stand that was known says. */
function partiesFrom(then: PartiesThen | undefined) {
  if (!then) return sql`orders.v_party`
  const { atMs, knownSeq, leftOut } = then
  return sql`(SELECT DISTINCT ON (k.id) k.id, k.code, k.seller_person_id, k.host_person_id, k.kind, k.held_at, k.counts_at
    FROM orders.v_party_known k WHERE k.valid_from <= ${new Date(atMs)} AND coalesce(k.known_seq, 0) <= ${knownSeq}
      AND NOT EXISTS (SELECT FROM unnest(${leftOut.map(({ partyId }) => String(partyId))}::bigint[],
        ${leftOut.map(({ number }) => number)}::integer[]) l (id, number) WHERE l.id = k.id AND l.number = k.number)
    ORDER BY k.id, k.number DESC)`
}

const NOTHING: PartyInput['attributes'] = new Map()

/** Whom somebody counts for at an instant, after the merges. */
function countedFor(code: string, atMs: number, merges: readonly Merge[]): string {
  return merges.reduce((now, merge) => (now === merge.code && atMs >= merge.fromMs ? merge.into : now), code)
}
