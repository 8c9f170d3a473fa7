import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import { showToken } from './place.ts'
import type { OrdersTables } from './tables.ts'

export type Basket = Readonly<{
  id: bigint
  tokenHash: Buffer
  /** Whose it is on every device; null where it belongs to whoever has its token. */
  ownerId: bigint | null
  /** Rises with each change. */
  version: number
  /** The basket of the shop, or an order that was begun and is kept beside it. */
  kind: 'basket' | 'draft'
  marketId: bigint
  sellerId: bigint | null
  language: string | null
  /** The party that it stands in. */
  partyId: bigint | null
  /** Codes of the way that was chosen, and of a showroom; null is the usual way. */
  way: string | null
  place: string | null
  /** Where it is going, as far as its shopper said; null as long as nobody did. */
  country: string | null
  region: string | null
  postalCode: string | null
  /** In the order in which they were put in; `printed` is the code of a catalogue on paper, or empty. */
  lines: readonly Readonly<{ productId: bigint; printed: string; quantity: number }>[]
  /** Coupons as they were typed, in capitals. */
  coupons: readonly string[]
  /** Gifts that were chosen where a promotion leaves a choice. */
  gifts: readonly Readonly<{ promotion: string; productId: bigint; quantity: number }>[]
}>

/** A basket by the hash of its token, or, for whoever owns it, by its id. */
export type BasketNamed = Readonly<{ tokenHash: Buffer }> | Readonly<{ id: bigint }>

/** A basket that the viewer may see; undefined when there is none. */
export async function basketNamed(tx: Tx, named: BasketNamed): Promise<Basket | undefined> {
  if ('tokenHash' in named) await showToken(tx, named.tokenHash)
  const found = await tables(tx)
    .selectFrom('orders.basket')
    .select(COLUMNS)
    .where((where) =>
      'id' in named ? where('id', '=', named.id) : where('token_hash', '=', named.tokenHash),
    )
    .executeTakeFirst()
  return wholeBasket(tx, found)
}

/** The same, held until the transaction ends, and of a version that is one higher. */
export async function holdBasket(tx: Tx, named: BasketNamed): Promise<Basket | undefined> {
  if ('tokenHash' in named) await showToken(tx, named.tokenHash)
  const held = await tables(tx)
    .updateTable('orders.basket')
    .set({ touched_at: sql`now()`, version: sql`version + 1` })
    .where((where) =>
      'id' in named ? where('id', '=', named.id) : where('token_hash', '=', named.tokenHash),
    )
    .returning(COLUMNS)
    .executeTakeFirst()
  return wholeBasket(tx, held)
}

/** What lies in the draft of a link, for whoever has it. */
export async function basketByLink(tx: Tx, linkHash: Buffer): Promise<Basket | undefined> {
  await showToken(tx, linkHash)
  const found = await tables(tx)
    .selectFrom('orders.basket')
    .select(COLUMNS)
    .where('link_hash', '=', linkHash)
    .executeTakeFirst()
  return found && withGoods(tx, found)
}

/** The one basket that somebody has in a market. */
export async function ownBasket(
  tx: Tx,
  of: Readonly<{ ownerId: bigint; marketId: bigint }>,
): Promise<bigint | undefined> {
  const row = await tables(tx)
    .selectFrom('orders.basket')
    .select('id')
    .where('owner_person_id', '=', of.ownerId)
    .where('market_id', '=', of.marketId)
    .where('kind', '=', 'basket')
    .executeTakeFirst()
  return row?.id
}

/**
 * Puts what lies in one basket into another one of the same market, and removes the first: pieces of the same goods add up. Gives how
 * many pieces were put in. Both are held.
 */
export async function joinBaskets(
  tx: Tx,
  of: Readonly<{ guestId: bigint; ownId: bigint; pieces: number; coupons: number; gifts: number }>,
): Promise<number> {
  const { rows } = await sql<{ joined: number }>`
    SELECT orders.join_baskets(${of.guestId}, ${of.ownId}, ${of.pieces}, ${of.coupons}, ${of.gifts}) AS joined`.execute(
    tx,
  )
  return rows[0]?.joined ?? 0
}

type BasketRow = Omit<Basket, 'lines' | 'coupons' | 'gifts'>

const COLUMNS = [
  'id',
  'token_hash as tokenHash',
  'owner_person_id as ownerId',
  'version',
  'kind',
  'market_id as marketId',
  'seller_person_id as sellerId',
  'language',
  'party_id as partyId',
  'way_code as way',
  'place_code as place',
  'country',
  'region',
  'postal_code as postalCode',
] as const

async function wholeBasket(tx: Tx, row: BasketRow | undefined): Promise<Basket | undefined> {
  if (!row) return undefined
  // Whoever has a basket sees the party that it stands in.
  if (row.ownerId !== null) await showToken(tx, row.tokenHash)
  return withGoods(tx, row)
}

async function withGoods(tx: Tx, row: BasketRow): Promise<Basket> {
  const lines = await tables(tx)
    .selectFrom('orders.basket_line')
    .select(['product_id as productId', 'printed_code as printed', 'quantity'])
    .where('basket_id', '=', row.id)
    .orderBy('added_at')
    .execute()
  // Both are few and asked together, so that a basket costs one question more and not two.
  const { rows } = await sql<{ coupons: string[]; gifts: unknown }>`
    SELECT ARRAY(SELECT c.code FROM orders.basket_coupon c WHERE c.basket_id = ${row.id} ORDER BY c.added_at) AS coupons,
      (SELECT coalesce(json_agg(json_build_object('promotion', g.promotion, 'productId', g.product_id::text,
        'quantity', g.quantity) ORDER BY g.promotion, g.product_id), '[]')
        FROM orders.basket_gift g WHERE g.basket_id = ${row.id}) AS gifts`.execute(tx)
  return { ...row, lines, coupons: rows[0]?.coupons ?? [], gifts: giftsShape.parse(rows[0]?.gifts ?? []) }
}

const giftsShape = z.array(
  z.object({
    promotion: z.string(),
    productId: z.string().transform((text) => BigInt(text)),
    quantity: z.number(),
  }),
)

/** Puts a coupon into a basket, as far as so many fit; nothing happens when it is there already. */
export async function addBasketCoupon(
  tx: Tx,
  input: Readonly<{ basketId: bigint; code: string }>,
): Promise<void> {
  await tables(tx)
    .insertInto('orders.basket_coupon')
    .values({ basket_id: input.basketId, code: input.code })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function removeBasketCoupon(
  tx: Tx,
  input: Readonly<{ basketId: bigint; code: string }>,
): Promise<void> {
  await tables(tx)
    .deleteFrom('orders.basket_coupon')
    .where('basket_id', '=', input.basketId)
    .where('code', '=', input.code)
    .execute()
}

/** Sets how many pieces of a product are chosen as a gift of a promotion; 0 takes the choice back. */
export async function setBasketGift(
  tx: Tx,
  input: Readonly<{ basketId: bigint; promotion: string; productId: bigint; quantity: number }>,
): Promise<void> {
  const { basketId, promotion, productId, quantity } = input
  const row = { basket_id: basketId, promotion, product_id: productId }
  if (quantity === 0) {
    await tables(tx)
      .deleteFrom('orders.basket_gift')
      .where('basket_id', '=', basketId)
      .where('promotion', '=', promotion)
      .where('product_id', '=', productId)
      .execute()
    return
  }
  await tables(tx)
    .insertInto('orders.basket_gift')
    .values({ ...row, quantity })
    .onConflict((conflict) =>
      conflict.columns(['basket_id', 'promotion', 'product_id']).doUpdateSet({ quantity }),
    )
    .execute()
}

/** Makes an empty basket; somebody who has one in the market already keeps that. */
export async function addBasket(
  tx: Tx,
  basket: Readonly<{
    tokenHash: Buffer
    marketId: bigint
    sellerId: bigint | null
    language: string | null
    ownerId: bigint | null
    begunAtMs: number
  }>,
): Promise<void> {
  await showToken(tx, basket.tokenHash)
  await tables(tx)
    .insertInto('orders.basket')
    .values({
      token_hash: basket.tokenHash,
      market_id: basket.marketId,
      seller_person_id: basket.sellerId,
      language: basket.language,
      owner_person_id: basket.ownerId,
      begun_at: new Date(basket.begunAtMs),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function setBasketSeller(
  tx: Tx,
  input: { basketId: bigint; sellerId: bigint | null },
): Promise<void> {
  await tables(tx)
    .updateTable('orders.basket')
    .set({ seller_person_id: input.sellerId })
    .where('id', '=', input.basketId)
    .execute()
}

/** Puts a basket into a party, in whose seller's name it then stands; null takes it out and leaves the seller. */
export async function saveBasketParty(
  tx: Tx,
  input: Readonly<{ basketId: bigint; party: Readonly<{ id: bigint; sellerId: bigint }> | null }>,
): Promise<void> {
  const { basketId, party } = input
  await tables(tx)
    .updateTable('orders.basket')
    .set({ party_id: party?.id ?? null, ...(party ? { seller_person_id: party.sellerId } : {}) })
    .where('id', '=', basketId)
    .execute()
}

/** Says by which way a basket's goods come, and to which showroom; null is the usual way. */
export async function saveBasketWay(
  tx: Tx,
  input: Readonly<{ basketId: bigint; way: string | null; place: string | null }>,
): Promise<void> {
  await tables(tx)
    .updateTable('orders.basket')
    .set({ way_code: input.way, place_code: input.place })
    .where('id', '=', input.basketId)
    .execute()
}

/** Sets how many pieces of a product lie in the basket under a printed code, or under its own (empty); 0 takes the line out. */
export async function setBasketLine(
  tx: Tx,
  input: { basketId: bigint; productId: bigint; printed: string; quantity: number },
): Promise<void> {
  const { basketId, productId, printed, quantity } = input
  if (quantity === 0) {
    await tables(tx)
      .deleteFrom('orders.basket_line')
      .where('basket_id', '=', basketId)
      .where('product_id', '=', productId)
      .where('printed_code', '=', printed)
      .execute()
    return
  }
  await tables(tx)
    .insertInto('orders.basket_line')
    .values({ basket_id: basketId, product_id: productId, printed_code: printed, quantity })
    .onConflict((conflict) =>
      conflict.columns(['basket_id', 'product_id', 'printed_code']).doUpdateSet({ quantity }),
    )
    .execute()
}

/** Removes up to so many baskets that nobody touched for so many days, with their lines; gives how many it removed. */
export async function removeLeftBaskets(tx: Tx, input: { days: number; most: number }): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM orders.basket WHERE id IN (
      SELECT id FROM orders.basket WHERE touched_at < now() - make_interval(days => ${input.days})
      ORDER BY touched_at LIMIT ${input.most} FOR UPDATE SKIP LOCKED)`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables>()
}
