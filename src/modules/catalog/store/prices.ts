import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { PriceKind } from '../domain/price-book.ts'
import { tables } from './goods.ts'

export type NewPrice = Readonly<{
  productId: bigint
  marketId: bigint
  kind: PriceKind
  minor: bigint
  /** Millionths by name. */
  volumes: Readonly<Record<string, bigint>>
  fromMs: number
}>

/** Whose price, and the moment that it begins at. */
type PricePlace = Pick<NewPrice, 'productId' | 'marketId' | 'kind' | 'fromMs'>

const ROWS_AT_ONCE = 2_000

/** Whether one of these prices would begin when another of the same kind does, or before one. */
export async function hasLaterPrice(tx: Tx, prices: readonly PricePlace[]): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM catalog.price p JOIN ${places(prices)} ON ${samePrice}
    WHERE p.taken_back_at IS NULL AND p.valid_from >= a.from_at LIMIT 1`.execute(tx)
  return rows.length > 0
}

/** The names of all volumes that prices carry, in one order. */
export async function knownVolumes(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT DISTINCT v.name FROM catalog.price p, jsonb_object_keys(p.volumes) v (name) ORDER BY v.name`.execute(
    tx,
  )
  return rows.map(({ name }) => name)
}

/** Adds prices; those that held before end where the new ones begin. The caller has looked that none begins later. */
export async function addPrices(tx: Tx, prices: readonly NewPrice[]): Promise<void> {
  if (prices.length === 0) return
  await endPrices(tx, prices)
  for (let at = 0; at < prices.length; at += ROWS_AT_ONCE)
    // One after the other: they go to one connection anyway.
    // oxlint-disable-next-line no-await-in-loop
    await tables(tx)
      .insertInto('catalog.price')
      .values(
        prices.slice(at, at + ROWS_AT_ONCE).map((price) => ({
          product_id: price.productId,
          market_id: price.marketId,
          kind: price.kind,
          minor: price.minor,
          volumes: JSON.stringify(volumesText(price.volumes)),
          valid_from: new Date(price.fromMs),
          valid_until: null,
        })),
      )
      .execute()
}

/** Ends the prices that hold at these moments, there. */
export async function endPrices(tx: Tx, ends: readonly PricePlace[]): Promise<void> {
  await sql`
    UPDATE catalog.price p SET valid_until = a.from_at FROM ${places(ends)}
    WHERE ${samePrice} AND p.taken_back_at IS NULL AND p.valid_from < a.from_at
      AND (p.valid_until IS NULL OR p.valid_until > a.from_at)`.execute(tx)
}

/** Takes back prices that have not begun; the ones before them hold on until where they would have ended. */
export async function takeBackPrices(
  tx: Tx,
  prices: readonly (PricePlace & Readonly<{ beforeUntilMs: number | null }>)[],
): Promise<void> {
  if (prices.length === 0) return
  await sql`
    UPDATE catalog.price p SET taken_back_at = platform.company_now() FROM ${places(prices)}
    WHERE ${samePrice} AND p.taken_back_at IS NULL AND p.valid_from = a.from_at`.execute(tx)
  await sql`
    UPDATE catalog.price p SET valid_until = a.until_at FROM ${places(prices)}
    WHERE ${samePrice} AND p.taken_back_at IS NULL AND p.valid_until = a.from_at`.execute(tx)
}

/** Volumes as JSON keeps them. */
export function volumesText(volumes: Readonly<Record<string, bigint>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(volumes).map(([name, micro]) => [name, micro.toString()]))
}

const samePrice = sql`p.product_id = a.product AND p.market_id = a.market AND p.kind = a.kind`

function places(prices: readonly (PricePlace & { beforeUntilMs?: number | null })[]) {
  const rows = prices.map(({ productId, marketId, kind, fromMs, beforeUntilMs }) => ({
    product: productId.toString(),
    market: marketId.toString(),
    kind,
    from_at: new Date(fromMs).toISOString(),
    until_at: beforeUntilMs == null ? null : new Date(beforeUntilMs).toISOString(),
  }))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    AS a (product bigint, market bigint, kind text, from_at timestamptz, until_at timestamptz)`
}
