import { listMarkets, type Market } from '#modules/company/api.ts'
import { productsByIds, textIn } from '#modules/catalog/api.ts'
import { shippingTableOf, type ShippingTable } from '#modules/shipping/api.ts'
import {
  answerOf,
  namedRate,
  ratesOf,
  taxesIn,
  taxTableOf,
  type NamedRate,
  type TaxAnswer,
  type TaxTable,
} from '#modules/tax/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { billedRows } from '../store/billed-rows.ts'
import { orderTaxes } from '../store/order-tax.ts'

type Products = Awaited<ReturnType<typeof productsByIds>>
type Row = Awaited<ReturnType<typeof billedRows>>[number]

/** See `billedOrders`; undefined when there is none that the viewer may see. */
export async function billedOrder(deps: { db: Db }, tx: Tx, code: string): Promise<BilledOrder | undefined> {
  return (await billedOrders(deps, tx, [code]))[0]
}

/**
 * Orders as they were placed and what was taken back of them since, for the documents that tell of them, in the order of their codes;
 * those that the viewer may see. The rates are those of the moment of placing. However many they are, the questions are as many.
 */
export async function billedOrders(
  deps: { db: Db },
  tx: Tx,
  codes: readonly string[],
): Promise<readonly BilledOrder[]> {
  const rows = new Map((await billedRows(tx, codes)).map((row) => [row.code, row]))
  if (rows.size === 0) return []
  const markets = new Map((await listMarkets(tx)).map((market) => [market.id, market]))
  const productIds = [...rows.values()].flatMap(({ lines }) => lines.map(({ productId }) => productId))
  const products = await productsByIds(tx, [...new Set(productIds)])
  const taxes = new Map<bigint, Readonly<{ tax: TaxTable; shipping: ShippingTable }>>()
  const ids = [...rows.values()].map(({ id }) => id)
  const answers = new Map(
    (await orderTaxes(tx, ids)).map(({ orderId, answer }) => [orderId, answerOf(answer)]),
  )
  for (const { marketId } of rows.values())
    // oxlint-disable-next-line no-await-in-loop -- one of each market, and each is kept in memory
    if (!taxes.has(marketId)) taxes.set(marketId, await tablesOf(deps, tx, marketId))
  return codes.flatMap((code) => {
    const row = rows.get(code)
    const [market, known] = [row && markets.get(row.marketId), row && taxes.get(row.marketId)]
    if (!row || !market || !known) return []
    const at = row.place?.address ?? row.address ?? market
    const answer = answers.get(row.id)
    return [billed(row, { market, ...known, tax: taxesIn(known.tax, at), answer, products })]
  })
}

async function tablesOf(deps: { db: Db }, tx: Tx, marketId: bigint) {
  const tax = await taxTableOf(deps, tx, marketId)
  return { tax, shipping: await shippingTableOf(deps, tx, { marketId, version: tax.version }) }
}

type Of = Readonly<{
  market: Market
  tax: TaxTable
  shipping: ShippingTable
  answer: TaxAnswer | undefined
  products: Products
}>

function billed(order: Row, of: Of) {
  const { market, tax, shipping, answer, products } = of
  const atMs = order.placedAt.getTime()
  const holds = (row: { fromMs: number; untilMs: number | null }) =>
    row.fromMs <= atMs && (row.untilMs === null || atMs < row.untilMs)
  const ratesOfClass = (taxClass: string | undefined, isShipping = false) =>
    ratesShown(
      answer?.amounts.find(
        (one) => one.isShipping === isShipping && (isShipping || one.taxClass === taxClass),
      )?.parts ?? (taxClass === undefined ? [] : ratesOf(tax, { taxClass, atMs })).map(namedRate),
    )
  const prices = shipping.prices.filter((one) => holds(one) && one.wayId === (order.wayId ?? one.wayId))
  // A reward may have taken a part off.
  const delivered = prices.find(({ minor }) => minor === order.shippingMinor) ?? prices[0]
  const { guestName, contact, address, wayName, place } = order
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
    taxAdded: order.taxAdded,
    email: contact?.email ?? null,
    buyerId: order.buyerId,
    buyer: {
      code: order.buyerCode,
      name: contact?.name ?? order.buyerName ?? guestName ?? address?.recipient ?? '',
      address,
    },
    /** How it comes to its buyer, where that was chosen, and where it is picked up. */
    way: wayName === null ? null : { name: wayName, place },
    lines: order.lines.map((line) => {
      const product = products.get(line.productId)
      if (!product) throw new Error('a line of an order has no product')
      const { quantity, unitMinor, discountMinor, totalMinor, taxMinor } = line
      return {
        line: line.line,
        code: line.printed ?? product.code,
        name: textIn(product.texts, market.language).name,
        quantity,
        unitMinor,
        discountMinor,
        totalMinor,
        taxMinor,
        ...ratesOfClass(product.taxClass),
      }
    }),
    shipping: {
      minor: order.shippingMinor,
      taxMinor: order.taxMinor - order.lines.reduce((sum, { taxMinor }) => sum + taxMinor, 0n),
      ...ratesOfClass(delivered?.taxClass, true),
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

/** All rates of a class together, and each of them where there are several or they have names; null where none was looked up. */
function ratesShown(rates: readonly NamedRate[]): Rated {
  const ratePpm = rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate.ratePpm, 0n)
  const named = rates.map(({ name, ratePpm: of }) => ({ name, ratePpm: of }))
  return rates.some(({ name }) => name !== '') ? { ratePpm, rates: named } : { ratePpm }
}

type Rated = Readonly<{ ratePpm: bigint | null; rates?: readonly NamedRate[] | undefined }>

export type BilledOrder = ReturnType<typeof billed>
