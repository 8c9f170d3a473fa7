import { instantOf, localOf } from '#shared/time.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { costAt, costBook, priceBookOf, type CostBook, type PriceBook } from '#modules/catalog/api.ts'
import type { Market } from '#modules/company/api.ts'
import {
  countUses,
  groundAt,
  leftOf,
  marketFor,
  problemText,
  promotionsAt,
  setWithout,
  trialOf,
  type PromotionSet,
} from '#modules/promotions/api.ts'
import { shippingTableOf, type DeliveryGround } from '#modules/shipping/api.ts'
import { byTables, taxesIn, taxTableOf, type TaxTable } from '#modules/tax/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import {
  addReplay,
  nothingSimulated,
  type GoodsCost,
  type Replay,
  type Simulated,
} from '../domain/simulation.ts'
import { partyFacts } from '../domain/party.ts'
import { countPlaced, placedOrders, type ReplayedOrder } from '../store/replayed-orders.ts'
import { priceOrder, promotedLines, type PricedOrder } from './price-order.ts'

export type Simulation = Readonly<{
  code: string
  month: string
  currency: string
  /** Orders of the month that were not looked at, because there are more than are replayed, or their goods are gone. */
  leftOut: number
  /** It asks for what was bought before, or for coupons or entitlements, which a replay does not know. */
  isPartial: boolean
  sums: Simulated
}>

/**
 * What a promotion would have done to the orders of a month: each is priced anew at its moment, with the promotions that are active
 * now and with the new one beside them, as it was bought. Uses and budgets of the new one are counted from its first order
 * on. Without a month it is the last whole one. `withCosts`: what goods cost is told too, for whoever may know it. Refused as
 * `promotions.text_wrong`.
 */
export async function simulatePromotion(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{
    market: Market
    text: string
    month: string | undefined
    most: number
    withCosts?: boolean
  }>,
): Promise<Result<Simulation>> {
  const { market } = of
  const trial = trialOf(of.text, market.currency)
  if (!trial.ok) {
    const [first] = trial.problems
    return refuse('promotions.text_wrong', { problem: first ? problemText(first) : '' }, 'text')
  }
  const now = await companyNow(tx)
  const { month, fromMs, untilMs } = monthOf(of.month, now, market.timeZone)
  const stretch = { marketId: market.id, fromMs, untilMs }
  const all = await countPlaced(tx, stretch)
  const orders = await placedOrders(tx, { ...stretch, most: of.most })
  const holding = await promotionsAt(deps, tx, { marketId: market.id, currency: market.currency, atMs: now })
  const taxes = await taxTableOf(deps, tx, market.id)
  const table = await shippingTableOf(deps, tx, { marketId: market.id, version: taxes.version })
  const to = { country: market.country }
  const replayer = replayerOf({
    market,
    trial,
    book: await priceBookOf(deps, tx, market.id),
    tax: byTables(taxesIn(taxes, to)),
    delivery: { table, to },
    costs: of.withCosts === true ? await costBook(tx, market.currency) : undefined,
    without: setWithout(holding, trial.code),
    withIt: trial.instead(holding),
  })
  const sums = nothingSimulated()
  for (const [place, order] of orders.entries()) {
    const replay = replayer(order)
    if (replay) addReplay(sums, replay)
    // Others are answered in between.
    // oxlint-disable-next-line no-await-in-loop -- a pause after so many orders, and not work that could go side by side
    if (place % ORDERS_AT_ONCE === ORDERS_AT_ONCE - 1) await pause()
  }
  const leftOut = all - sums.orders
  return ok({ code: trial.code, month, currency: market.currency, leftOut, isPartial: trial.isPartial, sums })
}

/** The market of a simulation, in which the viewer may see promotions. */
export async function simulatedMarket(tx: Tx, viewer: Viewer, code: string): Promise<Result<Market>> {
  return marketFor(tx, viewer, 'promotions.read', code)
}

const ORDERS_AT_ONCE = 100

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}

type Replayer = (order: ReplayedOrder) => Replay | undefined

function replayerOf(
  of: Readonly<{
    market: Market
    trial: Extract<ReturnType<typeof trialOf>, { ok: true }>
    book: PriceBook
    tax: TaxTable
    delivery: DeliveryGround
    /** What goods cost in the market's currency; undefined where that is not asked. */
    costs: CostBook | undefined
    without: PromotionSet
    withIt: PromotionSet
  }>,
): Replayer {
  const { market, trial } = of
  const counted = countUses()
  return (order) => {
    const { atMs, lines, kind, channel, party, buyerId, orderNumber, known } = order
    if (lines.length === 0) return undefined
    const asked = {
      market,
      kinds: buyerId === undefined ? [kind, 'guest'] : [kind],
      channel,
      party: party && partyFacts(party, buyerId),
      atMs,
      orderNumber,
      known,
    }
    const wanted = promotedLines({ book: of.book, kind, atMs, lines })
    if (!wanted.ok) return undefined
    const price = (set: PromotionSet, left: Readonly<Record<string, ReturnType<typeof leftOf>>>) => {
      const ground = groundAt(set, { ...asked, left, lines: wanted.value })
      const promoting = { ground, chosen: [], currency: market.currency }
      const priced = priceOrder({ ...of, kind, atMs, lines, promoting })
      return priced.ok ? { priced: priced.value, day: ground.basket.day } : undefined
    }
    const month = groundAt(of.without, { ...asked, left: {}, lines: [] }).basket.day.slice(0, 7)
    const keys = { month, buyerId }
    const left = leftOf(trial.limits, counted.used(keys), {
      isGuest: buyerId === undefined,
      campaignBudgetMinor: null,
    })
    const before = price(of.without, {})
    const after = price(of.withIt, { [trial.code]: left })
    if (!before || !after) return undefined
    const given = after.priced.promoted?.given.find(({ held }) => held.promotion.code === trial.code)
    if (given) counted.add(keys, { uses: BigInt(given.times), minor: given.minor })
    return {
      day: after.day,
      isReached: given !== undefined,
      costMinor: costOf(before.priced, after.priced),
      giftsMinor: giftsOf(after.priced) - giftsOf(before.priced),
      netMinor: after.priced.totalMinor - after.priced.taxMinor,
      netBeforeMinor: before.priced.totalMinor - before.priced.taxMinor,
      volumes: after.priced.volumes,
      volumesBefore: before.priced.volumes,
      tenths: tenthsOf(after.priced, trial.code),
      goods: of.costs && goodsCost({ costs: of.costs, book: of.book }, before.priced, after.priced, atMs),
    }
  }
}

/** What the pieces of an order cost the company, gifts too, with the promotion and without it. */
function goodsCost(
  of: Parameters<typeof costAt>[0],
  before: PricedOrder,
  after: PricedOrder,
  atMs: number,
): GoodsCost {
  const unknown = new Set<string>()
  const sum = ({ lines }: PricedOrder): bigint =>
    lines.reduce((total, { product, quantity }) => {
      const minor = costAt(of, product, atMs)
      if (minor === undefined) unknown.add(product.code)
      return total + (minor ?? 0n) * BigInt(quantity)
    }, 0n)
  return { minor: sum(after), beforeMinor: sum(before), unknown: [...unknown] }
}

/** What goods and delivery cost less. */
function costOf(before: PricedOrder, after: PricedOrder): bigint {
  const sum = ({ subtotalMinor, shippingMinor }: PricedOrder): bigint => subtotalMinor + shippingMinor
  return sum(before) - sum(after)
}

function giftsOf({ promoted }: PricedOrder): bigint {
  return (promoted?.given ?? []).reduce((sum, { giftsMinor }) => sum + giftsMinor, 0n)
}

/** How much of the one thing that is missing was there. */
function tenthsOf({ promoted }: PricedOrder, code: string): number | undefined {
  const found = promoted?.notApplied.find(({ promotion }) => promotion.code === code)
  const [missing, ...others] = found?.missing ?? []
  if (missing?.is !== 'at_least' || others.length > 0 || missing.needed === 0n) return undefined
  return Number((missing.reached * 10n) / missing.needed)
}

/** A month of the market's calendar of days, `2026-10`; without one the last that is whole. */
function monthOf(
  asked: string | undefined,
  now: number,
  timeZone: string,
): Readonly<{ month: string; fromMs: number; untilMs: number }> {
  const local = localOf(now, timeZone)
  const [year = local.year, month = local.month - 1] = asked?.split('-').map(Number) ?? []
  const first = (monthIndex: number): number => {
    const day = new Date(Date.UTC(year, monthIndex, 1))
    const midnight = { hour: 0, minute: 0, second: 0, millisecond: 0 }
    return instantOf(
      { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: 1, ...midnight },
      timeZone,
    )
  }
  const begun = new Date(Date.UTC(year, month - 1, 1))
  return {
    month: `${begun.getUTCFullYear()}-${String(begun.getUTCMonth() + 1).padStart(2, '0')}`,
    fromMs: first(month - 1),
    untilMs: first(month),
  }
}
