import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/**
 * What the viewer of the transaction holds: entitlements with uses left and credits with minor units left, the first to expire first,
 * and points by unit.
 */
export async function rewardsOf(
  tx: Tx,
  of: Readonly<{ personId: bigint; atMs: number }>,
): Promise<
  Readonly<{
    entitlements: readonly Readonly<{ name: string; usesLeft: number; expiresAt: Date }>[]
    credits: readonly Readonly<{ name: string; leftMinor: number; currency: string; expiresAt: Date }>[]
    points: Readonly<Record<string, bigint>>
  }>
> {
  const at = new Date(of.atMs)
  const entitlements = await sql<{ name: string; usesLeft: number; expiresAt: Date }>`
    SELECT name, uses_most - uses AS "usesLeft", expires_at AS "expiresAt" FROM promotions.entitlement
    WHERE person_id = ${of.personId} AND uses < uses_most AND NOT taken_back AND expires_at > ${at} AND NOT is_credit
    ORDER BY expires_at, id`.execute(tx)
  const credits = await sql<{ name: string; leftMinor: number; currency: string; expiresAt: Date }>`
    SELECT e.name, e.uses_most - e.uses AS "leftMinor", m.currency, e.expires_at AS "expiresAt"
    FROM promotions.entitlement e JOIN company.v_market m ON m.id = e.market_id
    WHERE e.person_id = ${of.personId} AND e.uses < e.uses_most AND NOT e.taken_back AND e.expires_at > ${at} AND e.is_credit
    ORDER BY e.expires_at, e.id`.execute(tx)
  const points = await sql<{ unit: string; points: bigint }>`
    SELECT unit, sum(points)::bigint AS points FROM promotions.points_entry WHERE person_id = ${of.personId}
    GROUP BY unit ORDER BY unit`.execute(tx)
  return {
    entitlements: entitlements.rows,
    credits: credits.rows,
    points: Object.fromEntries(points.rows.map((row) => [row.unit, row.points])),
  }
}
