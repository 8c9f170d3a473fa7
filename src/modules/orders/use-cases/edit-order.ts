import { ok, refuse, type Result } from '#shared/refusal.ts'
import { productsByIds } from '#modules/catalog/api.ts'
import { marketById } from '#modules/company/api.ts'
import { deliver, shippingTableOf } from '#modules/shipping/api.ts'
import { taxTableOf } from '#modules/tax/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import {
  editPieces,
  goodsAnew,
  parcelLeft,
  type EditableLine,
  type EditedPieces,
  type EditWay,
  type WantedEdit,
} from '../domain/order-edit.ts'
import { orderDetail } from '../store/order-detail.ts'
import { standingAfter } from '../store/order-links.ts'
import { promotedBy } from '../store/order-promotions.ts'
import type { Placed } from '../store/place.ts'
import { standingOrder, type ChangeableOrder } from '../store/standing-order.ts'
import { changeOrder } from './change-order.ts'
import { statusToken } from './order-marks.ts'
import type { OrderKey, OrderToPlace } from './place-order.ts'
import { holdReplaced, orderLike, placeLinked } from './replace-goods.ts'

type Detail = NonNullable<Awaited<ReturnType<typeof orderDetail>>>

export type OrderEdit = WantedEdit &
  Readonly<{
    orderId: bigint
    key: string
    /** Staff may change whatever is not sent; a buyer what is no party's, and pays as before. */
    isByStaff: boolean
    accountId: bigint
    reason?: string | undefined
    ofAge?: number | undefined
  }>

/** How an order was edited: the change that took pieces back, and the order that was placed; undefined where there is none. */
export type EditedOrder = Readonly<{ way: EditWay; change: number | undefined; placed: Placed | undefined }>

/**
 * Changes what was ordered, as one deed, as long as nothing of it was sent. Pieces are taken back by their shares, and goods that come
 * are an order of their own, at the prices of now, that goes in the same parcel. Where promotions made anything of the order, where
 * delivery of what stays costs more, or where nothing stays, all is taken back and ordered anew, so that nobody keeps an advantage for
 * goods that were given up. What was paid pays what takes its place. Refused as editPieces, changeOrder and placeOrder say, and as
 * `orders.edit_party` and `orders.edit_along`.
 */
export async function editOrder(deps: { db: Db }, tx: Tx, input: OrderEdit): Promise<Result<EditedOrder>> {
  const { orderId, isByStaff, accountId, reason } = input
  await holdReplaced(tx, orderId)
  const order = await standingOrder(tx, orderId)
  const detail = order && (await orderDetail(tx, { code: order.code }))
  if (!order || !detail) return refuse('orders.not_found')
  if (order.partyId !== null && !isByStaff) return refuse('orders.edit_party')
  const edited = editPieces({ code: order.code, lines: await editable(tx, order, detail) }, input)
  if (!edited.ok) return edited
  const goods = edited.value
  const way = await wayOf(deps, tx, { order, detail, goods })
  if (!way.ok) return way
  const isAnew = way.value === 'anew'
  const wanted = isAnew ? goodsAnew(goods) : goods.more
  if (isAnew && wanted.length === 0) {
    const along = await standingAfter(tx, orderId)
    if (along !== undefined) return refuse('orders.edit_along', { order: along })
  }
  const takes = isAnew || goods.back.length > 0
  const change = takes
    ? await changeOrder(tx, {
        orderId,
        kind: 'cancel',
        key: `edit ${input.key}`,
        lines: isAnew ? undefined : goods.back,
        reason,
        accountId,
        isReplaced: wanted.length > 0,
      })
    : undefined
  if (change && !change.ok) return change
  const number = change?.value.number
  if (wanted.length === 0) return ok({ way: way.value, change: number, placed: undefined })
  const key = keyOf(input, detail)
  const placed = await placeLinked(
    deps,
    tx,
    {
      orderId,
      key,
      kind: takes ? 'substitute' : 'addition',
      change: number ?? null,
      settledMinor: change?.value.refundedMinor ?? 0n,
      accountId,
    },
    (inside) => toPlace(inside, { input, detail, key, goods, isAnew }),
  )
  return placed.ok ? ok({ way: way.value, change: number, placed: placed.value }) : placed
}

/** The order that takes the place of what was ordered, or is added to it. */
async function toPlace(
  tx: Tx,
  of: Readonly<{
    input: OrderEdit
    detail: Detail
    key: OrderKey
    goods: EditedPieces
    isAnew: boolean
  }>,
): Promise<Result<OrderToPlace>> {
  const { input, detail, key, goods, isAnew } = of
  const { isByStaff, ofAge } = input
  const like = await orderLike(tx, detail.id, isAnew ? goodsAnew(goods) : goods.more)
  if (!like.ok) return like
  // Nobody pays from the wallet of somebody else.
  const payment = isByStaff && detail.payment === 'wallet' ? ('pay_later' as const) : detail.payment
  const { coupons, gifts } = isAnew ? await promotedBy(tx, detail.id) : { coupons: [], gifts: [] }
  const { type } = detail
  return ok({
    ...like.value,
    type: type === 'first' || type === 'return' ? 'order' : type,
    coupons,
    gifts,
    ofAge,
    payment,
    isByStaff,
    // What is only added comes into a party that is open.
    isReplacement: isAnew || goods.back.length > 0,
    parcel: isAnew ? undefined : parcelLeft(goods),
    statusHash: key.channel === 'shop' ? await statusHashOf(tx, key) : undefined,
  })
}

/** The page of an order of the shop is known by its key. */
async function statusHashOf(tx: Tx, key: OrderKey): Promise<Buffer> {
  const installation = await findInstallation(tx)
  if (!installation) throw new Error('orders are placed in an installation that has begun')
  return hashToken(statusToken(installation.seed, key))
}

/** It comes by the way by which the order came, so that it costs what it would have cost there. */
function keyOf({ orderId, key, lines, goods }: OrderEdit, { channel }: Detail): OrderKey {
  const payloadHash = hashToken(JSON.stringify(['edit', lines, goods]))
  return { channel: channel === 'import' ? 'desk' : channel, scope: `order ${orderId}`, key, payloadHash }
}

/** Whether pieces can be taken back by themselves, or something else hangs on them. */
async function wayOf(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{ order: ChangeableOrder; detail: Detail; goods: EditedPieces }>,
): Promise<Result<EditWay>> {
  const { order, detail, goods } = of
  if (goods.back.length === 0) return ok('pieces')
  if (goods.stay.length === 0 || (await promotedBy(tx, order.id)).isPromoted) return ok('anew')
  const market = await marketById(tx, order.marketId)
  if (!market) throw new Error('an order has a market')
  const { version } = await taxTableOf(deps, tx, market.id)
  const table = await shippingTableOf(deps, tx, { marketId: market.id, version })
  const way = table.ways.find(({ id }) => id === detail.way?.wayId)
  const to = detail.way?.place?.address ?? detail.address ?? { country: market.country }
  const delivery = deliver({ table, to, way }, { ...parcelLeft(goods), atMs: await companyNow(tx) }, false)
  if (!delivery.ok) return delivery
  const paidMinor = order.shippingGivenBack ? 0n : order.shippingMinor
  return ok(delivery.value.shipping.minor > paidMinor ? 'anew' : 'pieces')
}

/** The lines with the codes that they were ordered by. */
async function editable(tx: Tx, order: ChangeableOrder, { lines }: Detail): Promise<readonly EditableLine[]> {
  const products = await productsByIds(
    tx,
    lines.map(({ productId }) => productId),
  )
  return order.lines.flatMap((standing) => {
    const placed = lines.find(({ line }) => line === standing.line)
    const product = placed && products.get(placed.productId)
    if (!placed || !product) return []
    const code = placed.campaign?.printed ?? product.code
    return [{ ...standing, code, grams: product.weightGrams, isGift: placed.isGift }]
  })
}
