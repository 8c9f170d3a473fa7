import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import type { Margin } from '../domain/simulation.ts'
import { explainOrder, previewMarket, tryBasket } from '../use-cases/explain-promotions.ts'
import { showOrder } from '../use-cases/show-order.ts'
import { simulatedMarket, simulatePromotion } from '../use-cases/simulate-promotion.ts'

const explain = route({
  endpoint: contract.explainOrderPromotions,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'safe',
  summary: 'Why promotions apply to an order, or not.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const order = await showOrder(tx, { code: call.params.code }, undefined)
      if (!order || !hasRight(call.viewer, 'orders.read', order.marketId)) return refuse('orders.not_found')
      return (await explainOrder(deps, tx, order.code)) ?? refuse('orders.not_found')
    }),
})

const preview = route({
  endpoint: contract.tryPromotions,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'natural',
  summary: 'What promotions do to a basket.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { market: code, coupons = [], kind, channel, lines, text } = call.body
      const market = await previewMarket(tx, call.viewer, code)
      if (!market.ok) return market
      return tryBasket(deps, tx, { market: market.value, kind, channel, lines, coupons, text })
    }),
})

const simulate = route({
  endpoint: contract.simulatePromotion,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'natural',
  // A replay keeps a processor for seconds.
  perMinute: 20,
  summary: 'What a promotion would have done to the orders of a month.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const market = await simulatedMarket(tx, call.viewer, call.body.market)
      if (!market.ok) return market
      const { text, month } = call.body
      const most = contract.REPLAYED_MOST
      const withCosts = hasRight(call.viewer, 'catalog.costs', market.value.id)
      const asked = { market: market.value, text, month, most, withCosts }
      const simulated = await simulatePromotion(deps, tx, asked)
      if (!simulated.ok) return simulated
      const { sums, currency, ...about } = simulated.value
      const money = (minor: bigint) => ({ minor, currency })
      return ok({
        ...about,
        orders: sums.orders,
        reached: sums.reached,
        discount: money(sums.costMinor),
        gifts: money(sums.giftsMinor),
        netBefore: money(sums.netBeforeMinor),
        net: money(sums.netMinor),
        volumes: sums.volumes,
        days: sums.days.map(({ costMinor, ...one }) => ({ ...one, cost: costMinor })),
        near: sums.near,
        margin: marginOf(sums.margin, money),
      })
    }),
})

const UNKNOWN_SHOWN = 20

function marginOf<M>(margin: Margin | undefined, money: (minor: bigint) => M) {
  if (!margin) return null
  const unknown = Object.entries(margin.unknown)
    .map(([product, orders]) => ({ product, orders }))
    .toSorted((one, other) => other.orders - one.orders || (one.product < other.product ? -1 : 1))
  return {
    orders: margin.orders,
    netBefore: money(margin.netBeforeMinor),
    net: money(margin.netMinor),
    goodsBefore: money(margin.goodsBeforeMinor),
    goods: money(margin.goodsMinor),
    unknownProducts: unknown.length,
    unknown: unknown.slice(0, UNKNOWN_SHOWN),
  }
}

export const promotionRoutes = [explain, preview, simulate]
