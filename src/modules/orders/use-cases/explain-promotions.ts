import { ok, refuse } from '#shared/refusal.ts'
import { priceBookOf, type PriceKind } from '#modules/catalog/api.ts'
import { marketById, type Market } from '#modules/company/api.ts'
import { marketFor, problemText, trialOf } from '#modules/promotions/api.ts'
import { shippingTableOf } from '#modules/shipping/api.ts'
import { byTables, taxesIn, taxTableOf } from '#modules/tax/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import type { OrderChannel, WantedLine } from '../domain/order.ts'
import { couponsOfOrder, orderFacts } from '../store/order-facts.ts'
import { priceOrder } from './price-order.ts'
import { partyFactsOf } from './party-of-order.ts'
import { promotingFor, type PromotingAsked } from './promoting.ts'
import { promotionReasons } from './promotion-reasons.ts'
import { shownPricing } from './show-order.ts'
import { shownPromoted } from './show-promoted.ts'

type Deps = Readonly<{ db: Db }>

/**
 * Why each promotion that is active now did or does not apply to an order that was placed: asked again about its goods, its buyer
 * and its moment, as that is known now. What it was priced with stays on its lines. Undefined when there is no such order.
 */
export async function explainOrder(deps: Deps, tx: Tx, code: string) {
  const order = await orderFacts(tx, code)
  const market = order && (await marketById(tx, order.marketId))
  if (!order || !market) return undefined
  const { buyerId, channel, kind, lines } = order
  const party = await partyFactsOf(tx, order)
  const atMs = order.placedAt.getTime()
  const codes = await couponsOfOrder(tx, order.id)
  const asked = { market, buyerId, channel, party, codes, chosen: [], isPlacing: false }
  return explained(deps, tx, { asked, kind, atMs, lines, language: market.language })
}

/** The market of a preview, in which the viewer may see promotions. */
export async function previewMarket(tx: Tx, viewer: Viewer, code: string) {
  return marketFor(tx, viewer, 'promotions.read', code)
}

/** A basket that somebody puts together to see what promotions do to it, also with a text that is not active. */
export type TriedBasket = Readonly<{
  market: Market
  kind: PriceKind
  channel: OrderChannel
  lines: readonly WantedLine[]
  coupons: readonly string[]
  text: string | undefined
}>

/** What promotions do to such a basket; refused as `promotions.text_wrong`, or as its lines are. */
export async function tryBasket(deps: Deps, tx: Tx, tried: TriedBasket) {
  const { market, kind, channel, lines, coupons: codes, text } = tried
  const trial = text === undefined ? undefined : trialOf(text, market.currency)
  if (trial?.ok === false) {
    const [first] = trial.problems
    return refuse('promotions.text_wrong', { problem: first ? problemText(first) : '' }, 'text')
  }
  const asked = {
    market,
    buyerId: undefined,
    channel,
    codes,
    chosen: [],
    isPlacing: false,
    instead: trial?.instead,
  }
  const atMs = await companyNow(tx)
  return explained(deps, tx, { asked, kind, atMs, lines, language: market.language })
}

type About = Readonly<{
  asked: PromotingAsked & Readonly<{ market: Market }>
  kind: PriceKind
  atMs: number
  lines: readonly WantedLine[]
  language: string
}>

async function explained(deps: Deps, tx: Tx, { asked, kind, atMs, lines, language }: About) {
  const { market } = asked
  const book = await priceBookOf(deps, tx, market.id)
  const taxes = await taxTableOf(deps, tx, market.id)
  const table = await shippingTableOf(deps, tx, { marketId: market.id, version: taxes.version })
  const to = { country: market.country }
  const input = { book, tax: byTables(taxesIn(taxes, to)), delivery: { table, to }, kind, atMs, lines }
  const promoting = await promotingFor(deps, tx, asked, input)
  if (!promoting.ok) return promoting
  const priced = priceOrder({ ...input, promoting: promoting.value })
  if (!priced.ok) return priced
  const as = { currency: market.currency, languages: [language] }
  const { ground } = promoting.value
  return ok({
    ...shownPricing(as, priced.value),
    promotions: shownPromoted(as, { priced: priced.value, coupons: ground.coupons, book }),
    reasons: promotionReasons(as, priced.value, ground),
    isExact: priced.value.promoted?.isExact ?? true,
  })
}
