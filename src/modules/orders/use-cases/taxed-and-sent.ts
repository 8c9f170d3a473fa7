import type { Market } from '#modules/company/api.ts'
import { shippingTableOf } from '#modules/shipping/api.ts'
import { asksRegion, byTables, taxesIn, taxTableOf, type TaxTable } from '#modules/tax/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { howDelivered, type HowDelivered } from './how-delivered.ts'
import type { Look, OrderToDecide } from './place-order.ts'

/** Where an order is delivered or picked up, and what is taxed there: not by where its seller is. */
export async function taxedAndSent(
  deps: { db: Db },
  tx: Tx,
  order: OrderToDecide,
  of: Readonly<{ look: Look; market: Market; atMs: number }>,
): Promise<Result<Readonly<{ tax: TaxTable; delivered: HowDelivered; isKnown: boolean }>>> {
  const { look, market, atMs } = of
  const kept = await taxTableOf(deps, tx, market.id)
  // What another system took was taxed there; nobody is asked again.
  const taxes = look.channel === 'import' ? byTables(kept) : kept
  const table = await shippingTableOf(deps, tx, { marketId: market.id, version: taxes.version })
  const delivered = await howDelivered(tx, table, { asked: order, market, atMs })
  if (!delivered.ok) return delivered
  const { to } = delivered.value.ground
  const isSaid = (order.address ?? order.destination ?? delivered.value.place) !== undefined
  const lacksRegion = asksRegion(taxes, to)
  if (look.isPlacing && isSaid && lacksRegion && look.channel !== 'import')
    return refuse('tax.region_missing', { country: to.country }, 'region')
  const isKnown = order.address !== undefined || (isSaid && !lacksRegion)
  return ok({ tax: taxesIn(taxes, to), delivered: delivered.value, isKnown })
}

/** Whether services may be asked for the tax and for what delivery costs: whoever places waits for them, and whoever says where it goes. */
export function asksOutside(order: OrderToDecide, look: Look): Readonly<{ tax: boolean; rates: boolean }> {
  const tax = look.isPlacing || order.destination !== undefined
  return { tax, rates: look.channel !== 'import' && (tax || look.asksRates === true) }
}
