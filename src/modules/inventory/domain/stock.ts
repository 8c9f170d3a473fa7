/** Pieces of a product in a pool. `onHand` lie there, `promised` of them belong to orders, `expected` are on their way. */
export type Stock = Readonly<{ onHand: number; promised: number; expected: number; backorders: boolean }>

/** How many more pieces can be promised; none when a count found fewer than were promised. */
export function promisable(stock: Stock): number {
  return Math.max(0, stock.onHand + (stock.backorders ? stock.expected : 0) - stock.promised)
}

/** How many pieces were promised that neither lie there nor may be promised of what is expected. */
export function missing(stock: Stock): number {
  return Math.max(0, stock.promised - stock.onHand - (stock.backorders ? stock.expected : 0))
}

/** What an order takes: of what the buyer knows as `shown`, each piece takes `each` pieces of a product. */
export type StockItem = Readonly<{ productId: bigint; shown: string; each: number; pieces: number }>

/**
 * An item of which too few are left, and how many of it the buyer could have; of several the one of which a piece takes least. Items
 * that take the same product are counted together; a product that is not in `left` is not counted and never short.
 */
export function firstShort(
  items: readonly StockItem[],
  left: ReadonlyMap<bigint, number>,
): Readonly<{ shown: string; left: number }> | undefined {
  const wanted = new Map<bigint, number>()
  for (const { productId, pieces } of items) wanted.set(productId, (wanted.get(productId) ?? 0) + pieces)
  const short = items
    .filter(({ productId }) => (wanted.get(productId) ?? 0) > (left.get(productId) ?? Infinity))
    .toSorted((one, other) => one.each - other.each || (one.shown < other.shown ? -1 : 1))
  const [first] = short
  return first && { shown: first.shown, left: Math.floor((left.get(first.productId) ?? 0) / first.each) }
}

export const RECEIPT_STATES = ['expected', 'arrived', 'called_off'] as const
export type ReceiptState = (typeof RECEIPT_STATES)[number]

/**
 * Begun: counted for the first time. Received: a delivery. Counted: the difference that a count found. Sent and returned: pieces of
 * orders that left, and that came back and can be sold again.
 */
export const MOVE_REASONS = ['begun', 'received', 'counted', 'lost', 'found', 'sent', 'returned'] as const
export type MoveReason = (typeof MOVE_REASONS)[number]

/** Channels that rules of pools can name. */
export const POOL_CHANNELS = ['office', 'shop', 'reported', 'desk'] as const
export type PoolChannel = (typeof POOL_CHANNELS)[number]

/** How orders come to their buyers, as far as rules of pools can name it. */
export const PICKUPS = ['address', 'host', 'seller', 'showroom'] as const
export type Pickup = (typeof PICKUPS)[number]
