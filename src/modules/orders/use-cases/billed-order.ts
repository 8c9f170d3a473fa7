import { productsByIds, textIn } from '#modules/catalog/api.ts'
import { taxTableOf } from '#modules/tax/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { orderDetail } from '../store/order-detail.ts'
import { shownMarket } from './show-order.ts'

/**
 * An order as it was placed and what was taken back of it since, for the documents that tell of it; undefined when there is none that
 * the viewer may see. The rates are those of the moment of placing.
 */
export async function billedOrder(deps: { db: Db }, tx: Tx, code: string) {
  const order = await orderDetail(tx, { code })
  if (!order) return undefined
  const market = await shownMarket(tx, order.marketId)
  const products = await productsByIds(
    tx,
    order.lines.map(({ productId }) => productId),
  )
  const table = await taxTableOf(deps, tx, order.marketId)
  const atMs = order.placedAt.getTime()
  const holds = (row: { fromMs: number; untilMs: number | null }) =>
    row.fromMs <= atMs && (row.untilMs === null || atMs < row.untilMs)
  const rateOf = (taxClass: string | undefined) =>
    table.rates.find((one) => one.class === taxClass && holds(one))?.ratePpm ?? null
  const delivered = table.shipping.find((one) => holds(one) && one.minor === order.shippingMinor)
  const { buyer, guestName, contact, address } = order
  return {
    id: order.id,
    code: order.code,
    marketId: order.marketId,
    channel: order.channel,
    language: market.language,
    placedAtMs: atMs,
    currency: order.currency,
    payment: order.payment,
    totalMinor: order.totalMinor,
    taxMinor: order.taxMinor,
    email: contact?.email ?? null,
    buyerId: order.buyerId,
    buyer: {
      code: buyer?.code ?? null,
      name: contact?.name ?? buyer?.name ?? guestName ?? address?.recipient ?? '',
      address,
    },
    lines: order.lines.map((line) => {
      const product = products.get(line.productId)
      if (!product) throw new Error('a line of an order has no product')
      const { quantity, unitMinor, discountMinor, totalMinor, taxMinor } = line
      return {
        line: line.line,
        code: line.campaign?.printed ?? product.code,
        name: textIn(product.texts, market.language).name,
        quantity,
        unitMinor,
        discountMinor,
        totalMinor,
        taxMinor,
        ratePpm: rateOf(product.taxClass),
      }
    }),
    shipping: {
      minor: order.shippingMinor,
      taxMinor: order.taxMinor - order.lines.reduce((sum, { taxMinor }) => sum + taxMinor, 0n),
      ratePpm: rateOf(delivered?.taxClass),
    },
    changes: order.changes.map(({ number, kind, lines, shippingMinor, taxMinor, feeMinor }) => ({
      number,
      kind,
      lines,
      shippingMinor,
      shippingTaxMinor: taxMinor - lines.reduce((sum, line) => sum + line.taxMinor, 0n),
      feeMinor,
    })),
  }
}

export type BilledOrder = NonNullable<Awaited<ReturnType<typeof billedOrder>>>
