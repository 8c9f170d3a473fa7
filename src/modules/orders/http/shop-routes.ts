import { ok, refuse, type Result } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact, type About, type Actor } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import * as placeContract from '../contract/basket-place.ts'
import * as advertised from '../contract/advertised.ts'
import { showToken } from '../store/place.ts'
import * as baskets from '../use-cases/basket.ts'
import { setBasketPlace, showTaxedBasket } from '../use-cases/basket-place.ts'
import { placeShopOrder } from '../use-cases/place-shop-order.ts'
import { showAdvertised } from '../use-cases/show-advertised.ts'
import { outwardChanges } from '../use-cases/show-changes.ts'
import { showOrder } from '../use-cases/show-order.ts'

const createBasket = route({
  endpoint: contract.createBasket,
  realms: ['customer'],
  right: 'public',
  // A second call makes another empty basket, which nobody holds and which weighs nothing.
  idempotency: 'natural',
  perMinute: 60,
  summary: 'Makes an empty basket.',
  handler: async (deps: PlatformDeps, call) => {
    const { market, seller, language } = call.body
    const made = await transact(deps, { actor: call.actor, useCase: 'orders.create_basket' }, (tx) =>
      baskets.createBasket(tx, { market, seller, language }),
    )
    return made.ok ? shown(deps, call, made.value, language) : made
  },
})

const showBasket = route({
  endpoint: contract.showBasket,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  summary: 'What lies in a basket, with prices of this moment.',
  handler: async (deps: PlatformDeps, call) => shown(deps, call, call.params.basket, call.query.language),
})

const changeBasket = route({
  endpoint: contract.changeBasket,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  summary: 'Says whose shop a basket stands in.',
  handler: async (deps: PlatformDeps, call) => {
    const token = call.params.basket
    return changing(deps, call, { token, useCase: 'orders.change_basket' }, (tx, about) =>
      baskets.changeSeller(tx, about, { token, seller: call.body.seller }),
    )
  },
})

const setBasketLine = route({
  endpoint: contract.setBasketLine,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  summary: 'Sets how many pieces of a product lie in a basket.',
  handler: async (deps: PlatformDeps, call) => {
    const { basket: token, product } = call.params
    const line = { token, product, quantity: call.body.quantity, buyerId: call.viewer?.personId }
    return changing(deps, call, { token, useCase: 'orders.set_basket_line' }, (tx, about) =>
      baskets.changeLine(deps, tx, about, line),
    )
  },
})

const addCoupon = route({
  endpoint: contract.addBasketCoupon,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  // So that nobody finds codes by trying.
  perMinute: 30,
  summary: 'Puts a coupon into a basket.',
  handler: async (deps: PlatformDeps, call) => {
    const token = call.params.basket
    const { code } = call.body
    return changing(deps, call, { token, useCase: 'orders.add_basket_coupon' }, (tx, about) =>
      baskets.addCoupon(tx, about, { token, code }),
    )
  },
})

const removeCoupon = route({
  endpoint: contract.removeBasketCoupon,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  summary: 'Takes a coupon out of a basket.',
  handler: async (deps: PlatformDeps, call) => {
    const { basket: token, code } = call.params
    return changing(deps, call, { token, useCase: 'orders.remove_basket_coupon' }, (tx, about) =>
      baskets.removeCoupon(tx, about, { token, code }),
    )
  },
})

const chooseGift = route({
  endpoint: contract.chooseBasketGift,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  summary: 'Chooses a gift that a promotion offers.',
  handler: async (deps: PlatformDeps, call) => {
    const { basket: token, promotion, product } = call.params
    const { quantity } = call.body
    return changing(deps, call, { token, useCase: 'orders.choose_basket_gift' }, (tx, about) =>
      baskets.chooseGift(deps, tx, about, { token, promotion, product, quantity }),
    )
  },
})

const setPlace = route({
  endpoint: placeContract.setBasketPlace,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  // Somebody outside may be asked for the tax of each place.
  perMinute: 30,
  summary: 'Says where a basket is going.',
  handler: async (deps: PlatformDeps, call) => {
    const token = call.params.basket
    return changing(deps, call, { token, useCase: 'orders.set_basket_place' }, (tx, about) =>
      setBasketPlace(tx, about, { token, place: call.body }),
    )
  },
})

const placeOrder = route({
  endpoint: contract.placeShopOrder,
  lane: 'orders',
  realms: ['customer'],
  right: 'public',
  idempotency: 'key',
  perMinute: 60,
  summary: 'Buys what lies in a basket.',
  handler: async (deps: PlatformDeps, call) => {
    // The order keeps its key itself, so that one question answers both.
    call.once.markClaimed()
    const { basket, contact, delivery, expectedTotal, ofAge, payment } = call.body
    const placed = await placeShopOrder(
      deps,
      { actor: call.actor, key: call.once.key, payloadHash: call.once.payloadHash },
      { basket, contact, delivery, expectedTotal, ofAge, payment },
    )
    if (!placed.ok) return placed
    const { code, totalMinor, currency, placedAt, status } = placed.value
    return ok({ order: code, total: { minor: totalMinor, currency }, placedAt, status })
  },
})

const orderStatus = route({
  endpoint: contract.shopOrderStatus,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  perMinute: 120,
  summary: 'How an order stands, for whoever has the secret of its page.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const statusHash = hashToken(call.params.status)
      await showToken(tx, statusHash)
      const order = await showOrder(tx, { statusHash }, call.query.language)
      if (!order) return refuse('orders.not_found')
      const changes = outwardChanges(order.changes)
      return ok({ ...order, changes, seller: order.seller?.code ?? null })
    }),
})

/** The basket as it is now. */
/** Changes a basket and shows what then lies in it. */
async function changing(
  deps: PlatformDeps,
  call: BasketCall,
  { token, useCase }: Readonly<{ token: string; useCase: string }>,
  change: (tx: Tx, about: About) => Promise<Result<unknown>>,
) {
  const changed = await transact(deps, { actor: call.actor, useCase }, change)
  return changed.ok ? shown(deps, call, token, undefined) : changed
}

const shopPromotions = route({
  endpoint: advertised.shopPromotions,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  summary: 'Promotions of the moment in a market.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => {
      const { market, language } = call.query
      return showAdvertised(deps, tx, { market, language, personId: call.viewer?.personId })
    }),
})

type BasketCall = Readonly<{ viewer: Viewer | undefined; actor: Actor }>

function shown(deps: PlatformDeps, call: BasketCall, token: string, language: string | undefined) {
  const shopper = { personId: call.viewer?.personId, language }
  return showTaxedBasket(deps, call.actor, token, shopper)
}

export const shopRoutes = [
  createBasket,
  showBasket,
  changeBasket,
  setBasketLine,
  addCoupon,
  removeCoupon,
  chooseGift,
  setPlace,
  placeOrder,
  orderStatus,
  shopPromotions,
]
