import { z } from 'zod'
import type { CatalogViews } from '#modules/catalog/views.ts'
import type { FieldViews } from '#modules/field/views.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrdersViews } from '../views.ts'
import { partyOf, volumesNow, volumesOf } from './order-list.ts'
import { wayOfOrder } from './delivery-ways.ts'
import { linksOf } from './order-links.ts'
import { changesOf } from './standing-order.ts'
import type { OrdersTables } from './tables.ts'

export const contactShape = z.object({
  name: z.string(),
  email: z.string().optional(),
  phone: z.string().optional(),
})
const namesShape = z.record(z.string(), z.object({ name: z.string() }))
export const addressShape = z.object({
  recipient: z.string(),
  line1: z.string(),
  line2: z.string().optional(),
  postalCode: z.string(),
  city: z.string(),
  region: z.string().optional(),
  country: z.string(),
})

/**
 * An order with its lines and people, by its code or by the hash of its status token; undefined when there is none that
 * the viewer may see. Names, contact and delivery are there where the viewer may see them.
 */
export async function orderDetail(tx: Tx, by: { code: string } | { statusHash: Buffer }) {
  const base = orderRows(tx)
  const row = await (
    'code' in by
      ? base.where('order.code', '=', by.code)
      : base.where('order.status_hash', '=', by.statusHash)
  ).executeTakeFirst()
  if (!row) return undefined
  const lines = await tables(tx)
    .selectFrom('orders.order_line as l')
    .innerJoin('orders.v_line_stand as s', (join) =>
      join.onRef('s.order_id', '=', 'l.order_id').onRef('s.line', '=', 'l.line'),
    )
    .leftJoin('catalog.v_campaign as campaign', 'campaign.id', 'l.campaign_id')
    .select([
      'l.line',
      'l.product_id as productId',
      'l.quantity',
      'l.unit_minor as unitMinor',
      'l.discount_minor as discountMinor',
      'l.gift as isGift',
      'l.total_minor as totalMinor',
      'l.tax_minor as taxMinor',
      'l.printed_code as printed',
      'campaign.code as campaignCode',
      'campaign.texts as campaignTexts',
      's.cancelled',
      's.sent',
      's.returned',
    ])
    .where('l.order_id', '=', row.id)
    .orderBy('l.line')
    .execute()
  const shares = await tables(tx)
    .selectFrom('orders.line_promotion')
    .select(['line', 'version_id as versionId', 'minor'])
    .where('order_id', '=', row.id)
    .orderBy('promotion_id')
    .execute()
  const { buyerCode, buyerName, sellerCode, sellerName, sponsorCode, sponsorName, ...placed } = row
  const { partyCode, partyHost, partyShipsTo, ...rest } = placed
  return {
    ...rest,
    lines: lines.map(({ printed, campaignCode, campaignTexts, ...line }) => ({
      ...line,
      campaign:
        printed === null || campaignCode === null
          ? null
          : { printed, code: campaignCode, texts: namesShape.parse(campaignTexts) },
      promotions: shares.filter((share) => share.line === line.line),
    })),
    buyer: partyOf(buyerCode, buyerName),
    seller: partyOf(sellerCode, sellerName),
    sponsor: partyOf(sponsorCode, sponsorName),
    party:
      partyCode === null || partyHost === null || partyShipsTo === null
        ? null
        : { code: partyCode, host: partyHost, shipsTo: partyShipsTo },
    contact: row.contact === null ? null : contactShape.parse(row.contact),
    address: row.address === null ? null : addressShape.parse(row.address),
    way: (await wayOfOrder(tx, row.id)) ?? null,
    changes: await changesOf(tx, row.id),
    links: await linksOf(tx, row.id),
    volumes: (await volumesOf(tx, [row.id])).get(row.id) ?? new Map<string, bigint>(),
    volumesNow: await volumesNow(tx, row.id),
  }
}

function orderRows(tx: Tx) {
  return tables(tx)
    .selectFrom('orders.order as order')
    .leftJoin('orders.guest as guest', 'guest.order_id', 'order.id')
    .leftJoin('orders.delivery as delivery', 'delivery.order_id', 'order.id')
    .leftJoin('orders.party as party', 'party.id', 'order.party_id')
    .leftJoin('orders.party_host as party_host', 'party_host.party_id', 'party.id')
    .leftJoin('field.v_person as buyer', 'buyer.id', 'order.buyer_person_id')
    .leftJoin('field.v_person as seller', 'seller.id', 'order.seller_person_id')
    .leftJoin('field.v_person as sponsor', 'sponsor.id', 'order.sponsor_person_id')
    .leftJoin('field.v_person_name as buyer_name', 'buyer_name.person_id', 'order.buyer_person_id')
    .leftJoin('field.v_person_name as seller_name', 'seller_name.person_id', 'order.seller_person_id')
    .leftJoin('field.v_person_name as sponsor_name', 'sponsor_name.person_id', 'order.sponsor_person_id')
    .select([
      'order.id',
      'order.code',
      'order.state',
      'order.type',
      'order.channel',
      'order.market_id as marketId',
      'order.payment',
      'order.buyer_person_id as buyerId',
      'order.placed_at as placedAt',
      'order.taken_at as takenAt',
      'order.commission_at as commissionAt',
      'order.late',
      'order.cancelled_at as cancelledAt',
      'order.currency',
      'order.subtotal_minor as subtotalMinor',
      'order.discount_minor as discountMinor',
      'order.shipping_minor as shippingMinor',
      'order.tax_minor as taxMinor',
      'order.tax_added as taxAdded',
      'order.total_minor as totalMinor',
      'party.code as partyCode',
      'party.ships_to as partyShipsTo',
      'party_host.name as partyHost',
      'guest.name as guestName',
      'delivery.contact',
      'delivery.address',
      'buyer.code as buyerCode',
      'seller.code as sellerCode',
      'sponsor.code as sponsorCode',
      'buyer_name.display_name as buyerName',
      'seller_name.display_name as sellerName',
      'sponsor_name.display_name as sponsorName',
    ])
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables & OrdersViews & FieldViews & CatalogViews>()
}
