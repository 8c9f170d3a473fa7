import { refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import {
  allowBackordersRow,
  countRow,
  endReceiptRow,
  expectRow,
  moveRow,
  type Moved,
} from '../store/levels.ts'
import { listPools } from '../store/pools.ts'
import { productIdOf } from '../store/taken.ts'

/** A product in a pool, by the codes of both, and who works on it. */
export type StockPlace = Readonly<{ product: string; pool: string; accountId?: bigint | null | undefined }>

type Found = Readonly<{ productId: bigint; poolId: bigint }>

/** Says how many pieces were counted; the first count begins to count the product in the pool. */
export async function countStock(
  tx: Tx,
  of: StockPlace & Readonly<{ counted: number; note?: string | undefined }>,
): Promise<Result<Moved & Found>> {
  const place = await placeOf(tx, of)
  if (!place.ok) return place
  const { counted, note, accountId: account } = of
  const document = { product: place.value.productId, pool: place.value.poolId, counted, note, account }
  return withPlace(await countRow(tx, document, await now(tx)), place.value)
}

/** Pieces that came or went; refused as `inventory.below_zero` when more went than were there. */
export async function moveStock(
  tx: Tx,
  of: StockPlace &
    Readonly<{ pieces: number; reason: 'received' | 'found' | 'lost'; note?: string | undefined }>,
): Promise<Result<Moved & Found>> {
  const place = await placeOf(tx, of)
  if (!place.ok) return place
  const { reason, note, accountId: account } = of
  const pieces = reason === 'lost' ? -of.pieces : of.pieces
  const document = { product: place.value.productId, pool: place.value.poolId, pieces, reason, note, account }
  return withPlace(await moveRow(tx, document, await now(tx)), place.value)
}

/** A delivery that is expected; refused as `inventory.not_counted` for what is not counted in the pool. */
export async function expectStock(
  tx: Tx,
  of: StockPlace & Readonly<{ pieces: number; expectedOn: string }>,
): Promise<Result<Readonly<{ receipt: bigint }> & Found>> {
  const place = await placeOf(tx, of)
  if (!place.ok) return place
  const { pieces, expectedOn } = of
  const receipt = await expectRow(tx, { ...place.value, pieces, expectedOn }, await now(tx))
  if (receipt === undefined) return refuse('inventory.not_counted', { product: of.product, pool: of.pool })
  return { ok: true, value: { receipt, ...place.value } }
}

/** A delivery came with so many pieces, or is called off (null). */
export async function endReceipt(
  tx: Tx,
  of: Readonly<{ receipt: bigint; arrived: number | null; accountId?: bigint | null | undefined }>,
): Promise<Result<Moved>> {
  return endReceiptRow(tx, { receipt: of.receipt, arrived: of.arrived, account: of.accountId }, await now(tx))
}

/** Whether what is expected may be promised; refused as `inventory.not_counted`. */
export async function allowBackorders(
  tx: Tx,
  of: StockPlace & Readonly<{ allowed: boolean }>,
): Promise<Result<Found>> {
  const place = await placeOf(tx, of)
  if (!place.ok) return place
  const isDone = await allowBackordersRow(tx, { ...place.value, allowed: of.allowed })
  return isDone ? place : refuse('inventory.not_counted', { product: of.product, pool: of.pool })
}

async function placeOf(tx: Tx, { product, pool }: StockPlace): Promise<Result<Found>> {
  const productId = await productIdOf(tx, product)
  if (productId === undefined) return refuse('inventory.product_unknown', { product }, 'product')
  const found = (await listPools(tx)).find(({ code }) => code === pool)
  if (!found) return refuse('inventory.pool_unknown', { pool }, 'pool')
  return { ok: true, value: { productId, poolId: found.id } }
}

async function now(tx: Tx): Promise<Date> {
  return new Date(await companyNow(tx))
}

function withPlace(moved: Result<Moved>, place: Found): Result<Moved & Found> {
  return moved.ok ? { ok: true, value: { ...moved.value, ...place } } : moved
}
