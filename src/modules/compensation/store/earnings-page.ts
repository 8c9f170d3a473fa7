import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

export type EarningRow = Readonly<{
  personId: bigint
  code: string
  rank: string | null
  active: boolean
  minor: bigint
  bonuses: readonly Readonly<{ bonus: string; currency: string; minor: string }>[]
}>

const orders = {
  code: sql`p.code`,
  '-code': sql`p.code DESC`,
  total: sql`e.minor, p.code`,
  '-total': sql`e.minor DESC, p.code`,
} as const

/** A page of what a run pays; sorted by `total` or `code`, with `-` for the other way; the largest first by default. */
export async function earningsPage(
  tx: Tx,
  runId: bigint,
  window: Readonly<{ limit: number; offset: number; sort?: string | undefined; search?: string | undefined }>,
): Promise<{ rows: EarningRow[]; total: number }> {
  const found = Object.entries(orders).find(([name]) => name === window.sort)
  const order = found ? found[1] : orders['-total']
  const filter = window.search ? sql`AND p.code LIKE ${`${window.search.replaceAll(/\D/g, '')}%`}` : sql``
  const paid = sql`
    FROM (
      SELECT person_id, sum(minor)::bigint AS minor,
        jsonb_agg(jsonb_build_object('bonus', bonus, 'currency', currency, 'minor', minor::text) ORDER BY bonus_place) AS bonuses
      FROM compensation.earning WHERE run_id = ${runId} GROUP BY person_id
    ) e
    JOIN field.v_person p ON p.id = e.person_id
    LEFT JOIN compensation.person_result r ON r.run_id = ${runId} AND r.person_id = e.person_id
    WHERE true ${filter}`
  const { rows } = await sql<EarningRow>`
    SELECT e.person_id AS "personId", p.code, r.rank_name AS rank, coalesce(r.active, false) AS active, e.minor, e.bonuses
    ${paid} ORDER BY ${order} LIMIT ${window.limit} OFFSET ${window.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`SELECT count(*)::int AS total ${paid}`.execute(tx)
  return { rows, total: counted.rows[0]?.total ?? 0 }
}
