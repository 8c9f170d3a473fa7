import { firstImage, textIn, productsByIds, type Product } from '#modules/catalog/api.ts'
import { listMarkets, marketById } from '#modules/company/api.ts'
import { promotionTitles, titleIn } from '#modules/promotions/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { progressOf } from '../domain/order-change.ts'
import { orderDetail } from '../store/order-detail.ts'
import type { ListedOrder } from '../store/order-list.ts'
import type { PricedOrder } from './price-order.ts'
import { shownChanges, sumsNow } from './show-changes.ts'
import { shownOrderWay } from './offered-ways.ts'
import { showPaying } from './show-paying.ts'

/** Of a market, what is needed to show its orders. */
export type ShownMarket = Readonly<{
  id: bigint
  code: string
  currency: string
  language: string
  timeZone: string
}>

/** All markets by their ids. */
export async function shownMarkets(tx: Tx): Promise<ReadonlyMap<bigint, ShownMarket>> {
  return new Map((await listMarkets(tx)).map((market) => [market.id, market]))
}

export async function shownMarket(tx: Tx, id: bigint): Promise<ShownMarket> {
  const market = await marketById(tx, id)
  if (!market) throw new Error('an order or basket has no market')
  return market
}

export type ShownAs = Readonly<{ currency: string; languages: readonly (string | undefined)[] }>

/** What a promotion did to a line. */
type LinePromotion = Readonly<{ code: string; title: Readonly<Record<string, string>>; minor: bigint }>

type LineCampaign = Readonly<{
  code: string
  texts: Readonly<Record<string, Readonly<{ name: string }>>>
  printed: string
}>

/** A line as contracts show it. */
export function shownLine(
  as: ShownAs,
  product: Product,
  line: Readonly<{
    quantity: number
    unitMinor: bigint
    discountMinor: bigint
    isGift: boolean
    totalMinor: bigint
    taxMinor: bigint
    /** The catalogue on paper by whose printed code it was ordered. */
    campaign: LineCampaign | null
    promotions: readonly LinePromotion[]
  }>,
) {
  const { currency } = as
  const { code, category, art } = product
  return {
    product: {
      code,
      category,
      art,
      name: textIn(product.texts, ...as.languages).name,
      image: firstImage(product, ...as.languages),
    },
    quantity: line.quantity,
    unitPrice: { minor: line.unitMinor, currency },
    total: { minor: line.totalMinor, currency },
    tax: { minor: line.taxMinor, currency },
    discount: { minor: line.discountMinor, currency },
    gift: line.isGift,
    campaign: line.campaign && {
      code: line.campaign.code,
      name: textIn(line.campaign.texts, ...as.languages).name,
      printed: line.campaign.printed,
    },
    promotions: line.promotions.map((one) => ({
      code: one.code,
      title: titleIn(one.title, ...as.languages),
      discount: { minor: one.minor, currency },
    })),
  }
}

/** Lines and sums of a priced order as contracts show them. */
export function shownPricing(as: ShownAs, priced: PricedOrder) {
  const { currency } = as
  const { cheaper } = priced
  return {
    lines: priced.lines.map((line) =>
      shownLine(as, line.product, {
        ...line,
        campaign: line.printed ? { ...line.printed.campaign, printed: line.printed.code } : null,
        promotions: line.shares.map(({ held: { promotion }, minor }) => ({ ...promotion, minor })),
      }),
    ),
    ...shownSums(currency, priced),
    taxes: priced.taxes.map(({ name, ratePpm, netMinor, taxMinor }) => ({
      name,
      ratePpm,
      net: { minor: netMinor, currency },
      tax: { minor: taxMinor, currency },
    })),
    taxOpen: priced.taxOpen,
    shippingHint: cheaper
      ? {
          missing: { minor: cheaper.missingMinor, currency },
          shipping: { minor: cheaper.minor, currency },
        }
      : null,
  }
}

export function shownSums(
  currency: string,
  sums: Readonly<{
    subtotalMinor: bigint
    discountMinor: bigint
    shippingMinor: bigint
    taxMinor: bigint
    taxAdded: boolean
    totalMinor: bigint
  }>,
) {
  return {
    discount: { minor: sums.discountMinor, currency },
    subtotal: { minor: sums.subtotalMinor, currency },
    shipping: { minor: sums.shippingMinor, currency },
    tax: { minor: sums.taxMinor, currency },
    taxAdded: sums.taxAdded,
    total: { minor: sums.totalMinor, currency },
  }
}

/**
 * An order as contracts show it, with everything that the viewer of the transaction may see; undefined when there is
 * none. Each route takes from it what it tells.
 */
export async function showOrder(
  tx: Tx,
  by: { code: string } | { statusHash: Buffer },
  language: string | undefined,
) {
  const order = await orderDetail(tx, by)
  if (!order) return undefined
  const market = await shownMarket(tx, order.marketId)
  const products = await productsByIds(
    tx,
    order.lines.map((line) => line.productId),
  )
  const as = { currency: order.currency, languages: [language, market.language] }
  const titles = await promotionTitles(
    tx,
    order.lines.flatMap(({ promotions }) => promotions.map(({ versionId }) => versionId)),
  )
  const { code, state, type, channel, payment, buyer, seller, sponsor, guestName } = order
  return {
    code,
    state,
    type,
    channel,
    payment,
    buyer,
    seller,
    sponsor,
    guestName,
    marketId: order.marketId,
    orderId: order.id,
    buyerId: order.buyerId,
    market: market.code,
    placedAt: order.placedAt.getTime(),
    takenAt: order.takenAt?.getTime() ?? null,
    commissionAt: order.commissionAt?.getTime() ?? null,
    late: order.late,
    cancelledAt: order.cancelledAt?.getTime() ?? null,
    lines: order.lines.flatMap((line) => {
      const product = products.get(line.productId)
      if (!product) return []
      const promotions = line.promotions.flatMap(({ versionId, minor }) => {
        const titled = titles.get(versionId)
        return titled ? [{ ...titled, minor }] : []
      })
      const { line: number, cancelled, sent, returned } = line
      return [{ ...shownLine(as, product, { ...line, promotions }), line: number, cancelled, sent, returned }]
    }),
    ...shownSums(order.currency, order),
    progress: progressOf(state, order.lines),
    now: shownSums(order.currency, sumsNow(order, order.changes)),
    changes: shownChanges(order, order.changes),
    links: [...order.links],
    ...(await showPaying(tx, order)),
    volumes: Object.fromEntries(order.volumes),
    volumesNow: Object.fromEntries(order.volumesNow),
    party: order.party,
    contact: order.contact,
    delivery: order.address,
    way: order.way && shownOrderWay(order.way),
  }
}

/** A row of a list as contracts show it. */
export function shownRow(markets: ReadonlyMap<bigint, ShownMarket>, row: ListedOrder) {
  const { code, state, type, channel, buyer, seller, guestName, pieces } = row
  return {
    code,
    state,
    type,
    channel,
    buyer,
    seller,
    guestName,
    pieces,
    progress: row.progress,
    payState: row.payState,
    market: markets.get(row.marketId)?.code ?? '',
    placedAt: row.placedAt.getTime(),
    commissionAt: row.commissionAt?.getTime() ?? null,
    total: { minor: row.totalMinor, currency: row.currency },
    volumes: Object.fromEntries(row.volumes),
  }
}
