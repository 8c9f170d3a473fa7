import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import { tables } from './promotions.ts'
import type { CouponKind } from './tables.ts'

export type CouponSeries = Readonly<{
  id: bigint
  marketId: bigint
  name: string
  kind: CouponKind
  validUntil: Date | null
  codes: number
  used: number
}>

/** The series of coupons of a market with how many codes they have and how often those were used. */
export async function seriesOf(tx: Tx, marketId: bigint): Promise<CouponSeries[]> {
  const { rows } = await sql<CouponSeries>`
    SELECT s.id, s.market_id AS "marketId", s.name, s.kind, s.valid_until AS "validUntil",
      (SELECT count(*)::int FROM promotions.coupon c WHERE c.series_id = s.id) AS codes,
      (SELECT count(*)::int FROM (SELECT u.order_id FROM promotions.use u JOIN promotions.coupon c ON c.id = u.coupon_id
        WHERE c.series_id = s.id GROUP BY u.order_id HAVING count(*) FILTER (WHERE u.opposite) = 0) o) AS used
    FROM promotions.coupon_series s WHERE s.market_id = ${marketId} ORDER BY s.name`.execute(tx)
  return rows
}

/** Adds a series; undefined when its name is there already. */
export async function addSeries(
  tx: Tx,
  row: Readonly<{ marketId: bigint; name: string; kind: CouponKind; validUntil: Date | null }>,
): Promise<bigint | undefined> {
  const made = await tables(tx)
    .insertInto('promotions.coupon_series')
    .values({ market_id: row.marketId, name: row.name, kind: row.kind, valid_until: row.validUntil })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made?.id
}

/** Adds codes to a series and gives those that were new. */
export async function addCoupons(
  tx: Tx,
  of: Readonly<{ seriesId: bigint; marketId: bigint; codes: readonly string[]; usesMost: number | null }>,
): Promise<readonly string[]> {
  const rows = await tables(tx)
    .insertInto('promotions.coupon')
    .values(
      of.codes.map((code) => ({
        series_id: of.seriesId,
        market_id: of.marketId,
        code,
        uses_most: of.usesMost,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('code')
    .execute()
  return rows.map(({ code }) => code)
}

/** Every code of a series, in its order, with how often it was used. */
export async function couponsOfSeries(
  tx: Tx,
  of: Readonly<{ marketId: bigint; name: string }>,
): Promise<readonly Readonly<{ code: string; uses: number; usesMost: number | null }>[] | undefined> {
  const series = await tables(tx)
    .selectFrom('promotions.coupon_series')
    .select('id')
    .where('market_id', '=', of.marketId)
    .where('name', '=', of.name)
    .executeTakeFirst()
  if (!series) return undefined
  return tables(tx)
    .selectFrom('promotions.coupon')
    .select(['code', 'uses', 'uses_most as usesMost'])
    .where('series_id', '=', series.id)
    .orderBy('id')
    .execute()
}
