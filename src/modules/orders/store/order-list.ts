import { sql, type SqlBool } from 'kysely'
import { readCode } from '#shared/code.ts'
import type { FieldViews } from '#modules/field/views.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrderChannel, OrderState, OrderType } from '../domain/order.ts'
import { progressOf, type Progress } from '../domain/order-change.ts'
import { payStateOf, type PayState } from '../domain/order-money.ts'
import type { OrdersViews } from '../views.ts'
import type { OrdersTables } from './tables.ts'

export const ORDER_SORTS = ['placedAt', '-placedAt', 'total', '-total', 'code', '-code'] as const
export type OrderSort = (typeof ORDER_SORTS)[number]

export type OrdersQuestion = Readonly<{
  search?: string | undefined
  state?: OrderState | undefined
  type?: OrderType | undefined
  channel?: OrderChannel | undefined
  /** Undefined: all markets. */
  marketIds?: readonly bigint[] | undefined
  /** Somebody who bought or sold. */
  personId?: bigint | undefined
  buyerId?: bigint | undefined
  sellerId?: bigint | undefined
  /** Sold to others: orders for oneself are left out. */
  soldOnly?: boolean | undefined
  fromMs?: number | undefined
  untilMs?: number | undefined
  sort: OrderSort
  limit: number
  offset: number
}>

type Party = Readonly<{ code: string; name: string | undefined }>

export type ListedOrder = Readonly<{
  id: bigint
  code: string
  placedAt: Date
  commissionAt: Date | null
  state: OrderState
  progress: Progress
  payState: PayState
  type: OrderType
  channel: OrderChannel
  marketId: bigint
  currency: string
  totalMinor: bigint
  pieces: number
  buyerId: bigint | null
  buyer: Party | null
  seller: Party | null
  guestName: string | null
  volumes: ReadonlyMap<string, bigint>
}>

/** A page of the orders that the viewer may see, and how many match. Names are there where the viewer may see them. */
export async function listOrders(
  tx: Tx,
  question: OrdersQuestion,
): Promise<{ rows: ListedOrder[]; total: number }> {
  const { total } = await matching(tx, question)
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  const descending = question.sort.startsWith('-')
  const column = { placedAt: 'order.placed_at', total: 'order.total_minor', code: 'order.code' } as const
  const plain = question.sort.replace('-', '')
  const by = plain === 'total' ? column.total : plain === 'code' ? column.code : column.placedAt
  const rows = await matching(tx, question)
    .leftJoin('field.v_person as buyer', 'buyer.id', 'order.buyer_person_id')
    .leftJoin('field.v_person as seller', 'seller.id', 'order.seller_person_id')
    .leftJoin('field.v_person_name as buyer_name', 'buyer_name.person_id', 'order.buyer_person_id')
    .leftJoin('field.v_person_name as seller_name', 'seller_name.person_id', 'order.seller_person_id')
    .select([
      'order.id',
      'order.code',
      'order.placed_at as placedAt',
      'order.commission_at as commissionAt',
      'order.state',
      'order.type',
      'order.channel',
      'order.market_id as marketId',
      'order.currency',
      'order.total_minor as totalMinor',
      'order.pieces',
      'guest.name as guestName',
      'order.buyer_person_id as buyerId',
      'buyer.code as buyerCode',
      'buyer_name.display_name as buyerName',
      'seller.code as sellerCode',
      'seller_name.display_name as sellerName',
    ])
    .orderBy(by, descending ? 'desc' : 'asc')
    .orderBy('order.id', descending ? 'desc' : 'asc')
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const ids = rows.map((row) => row.id)
  const volumes = await volumesOf(tx, ids)
  const lines = await whereabouts(tx, ids)
  const paid = await payStates(tx, ids)
  return {
    total: Number(total),
    rows: rows.map(({ buyerCode, buyerName, sellerCode, sellerName, ...row }) => ({
      ...row,
      progress: progressOf(row.state, lines.get(row.id) ?? []),
      payState: paid.get(row.id) ?? 'nothing_due',
      buyer: partyOf(buyerCode, buyerName),
      seller: partyOf(sellerCode, sellerName),
      volumes: volumes.get(row.id) ?? new Map<string, bigint>(),
    })),
  }
}

/** Where the pieces of orders' lines are, by order. */
async function whereabouts(tx: Tx, orderIds: readonly bigint[]) {
  const rows = await tables(tx)
    .selectFrom('orders.v_line_stand')
    .select(['order_id as orderId', 'placed as quantity', 'cancelled', 'sent'])
    .where('order_id', 'in', orderIds.length === 0 ? [0n] : orderIds)
    .execute()
  return Map.groupBy(rows, ({ orderId }) => orderId)
}

/** How orders are paid, in one word. */
async function payStates(tx: Tx, orderIds: readonly bigint[]): Promise<ReadonlyMap<bigint, PayState>> {
  const rows = await tables(tx)
    .selectFrom('orders.v_order_money')
    .select(['order_id as orderId', 'owed_minor as owedMinor', 'paid_minor as paidMinor'])
    .where('order_id', 'in', orderIds.length === 0 ? [0n] : orderIds)
    .execute()
  return new Map(rows.map((row) => [row.orderId, payStateOf(row)]))
}

/** The volumes that orders brought, by order and name, in millionths; what changes took back is not counted in. */
export async function volumesOf(
  tx: Tx,
  orderIds: readonly bigint[],
): Promise<Map<bigint, Map<string, bigint>>> {
  const found = new Map<bigint, Map<string, bigint>>()
  if (orderIds.length === 0) return found
  const rows = await tables(tx)
    .selectFrom('orders.v_volume_entry')
    .select(['order_id', 'name', 'micro'])
    .where('order_id', 'in', orderIds)
    .where('opposite', '=', false)
    .execute()
  for (const row of rows) {
    const names = found.get(row.order_id) ?? new Map<string, bigint>()
    names.set(row.name, (names.get(row.name) ?? 0n) + row.micro)
    found.set(row.order_id, names)
  }
  return found
}

/** The volumes of an order that its changes left, by name, in millionths. */
export async function volumesNow(tx: Tx, orderId: bigint): Promise<Map<string, bigint>> {
  const rows = await tables(tx)
    .selectFrom('orders.v_volume_entry')
    .select(['name', 'micro'])
    .where('order_id', '=', orderId)
    .execute()
  const names = new Map<string, bigint>()
  for (const { name, micro } of rows) names.set(name, (names.get(name) ?? 0n) + micro)
  return names
}

export function partyOf(code: string | null, name: string | null): Party | null {
  return code === null ? null : { code, name: name ?? undefined }
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables & OrdersViews & FieldViews>()
}

function matching(tx: Tx, asked: OrdersQuestion) {
  let query = tables(tx)
    .selectFrom('orders.order as order')
    .leftJoin('orders.guest as guest', 'guest.order_id', 'order.id')
  if (asked.state) query = query.where('order.state', '=', asked.state)
  if (asked.type) query = query.where('order.type', '=', asked.type)
  if (asked.channel) query = query.where('order.channel', '=', asked.channel)
  if (asked.marketIds) query = query.where('order.market_id', 'in', asked.marketIds)
  if (asked.buyerId !== undefined) query = query.where(boughtBy(asked.buyerId))
  if (asked.sellerId !== undefined) query = query.where('order.seller_person_id', '=', asked.sellerId)
  if (asked.soldOnly === true)
    query = query.where(sql<SqlBool>`"order".buyer_person_id IS DISTINCT FROM "order".seller_person_id`)
  if (asked.fromMs !== undefined) query = query.where('order.placed_at', '>=', new Date(asked.fromMs))
  if (asked.untilMs !== undefined) query = query.where('order.placed_at', '<', new Date(asked.untilMs))
  const { personId, search } = asked
  if (personId !== undefined)
    query = query.where((where) =>
      where.or([
        where('order.buyer_person_id', '=', personId),
        where('order.seller_person_id', '=', personId),
      ]),
    )
  return search === undefined || search.trim() === '' ? query : query.where(searched(tx, search.trim()))
}

/** What somebody bought, or ordered as a guest and joined to the account later. */
function boughtBy(personId: bigint) {
  // An array, so that both sides are looked up by an index among millions of orders.
  return sql<SqlBool>`("order".buyer_person_id = ${personId} OR "order".id = ANY (ARRAY(
    SELECT j.order_id FROM orders.joined_order j WHERE j.person_id = ${personId})))`
}

/** A code of an order or a person as somebody typed it, the beginning of an order's code, or words of a name. */
function searched(tx: Tx, search: string) {
  const pattern = `% ${search.toLowerCase().replaceAll(/[%_\\]/g, String.raw`\$&`)}%`
  const digits = /^\d+$/.test(search.replaceAll(/[\s.-]/g, '')) ? search.replaceAll(/[\s.-]/g, '') : undefined
  if (digits !== undefined) {
    const people = tables(tx)
      .selectFrom('field.v_person')
      .select('id')
      .where('code', '=', readCode(digits) ?? '')
    return sql<SqlBool>`("order".code LIKE ${`${digits}%`}
      OR "order".buyer_person_id IN (${people}) OR "order".seller_person_id IN (${people}))`
  }
  const named = tables(tx)
    .selectFrom('field.v_person_name')
    .select('person_id')
    .where('search', 'like', pattern)
  return sql<SqlBool>`(lower(' ' || guest.name) LIKE ${pattern}
    OR "order".buyer_person_id IN (${named}) OR "order".seller_person_id IN (${named}))`
}
