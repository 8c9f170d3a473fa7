import { ok, refuse, type Result } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact, type About, type Actor } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { setBasketWay } from '../contract/basket-way.ts'
import * as destinationContract from '../contract/basket-destination.ts'
import * as advertised from '../contract/advertised.ts'
import * as own from '../contract/own-basket.ts'
import { showToken } from '../store/place.ts'
import * as baskets from '../use-cases/basket.ts'
import {
  createBasket as createBasketFor,
  findOwnBasket,
  joinBasket,
  type BasketName,
} from '../use-cases/own-basket.ts'
import { setBasketWay as saveWay } from '../use-cases/basket-way.ts'
import { setBasketDestination, showTaxedBasket } from '../use-cases/basket-destination.ts'
import { placeShopOrder } from '../use-cases/place-shop-order.ts'
import { showAdvertised } from '../use-cases/show-advertised.ts'
import { outwardChanges } from '../use-cases/show-changes.ts'
import { showBasket as showBasketNow } from '../use-cases/show-basket.ts'
import { showOrder } from '../use-cases/show-order.ts'
import { basketName } from './basket-name.ts'

const createBasket = route({
  endpoint: contract.createBasket,
  realms: ['customer'],
  right: 'public',
  // A second call makes another empty basket, which nobody holds and which weighs nothing.
  idempotency: 'natural',
  perMinute: 60,
  summary: 'Makes an empty basket; somebody who is signed in has one in the market.',
  handler: async (deps: PlatformDeps, call) => {
    const { market, seller, language } = call.body
    const made = await transact(deps, { actor: call.actor, useCase: 'orders.create_basket' }, (tx) =>
      createBasketFor(tx, { market, seller, language, ownerId: call.viewer?.personId }),
    )
    return made.ok ? shown(deps, call, made.value, language) : made
  },
})

const myBasket = route({
  endpoint: own.myBasket,
  realms: ['customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The basket that the customer has in a market, on every device.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { market, language } = call.query
      const personId = ownPerson(call.viewer)
      const id = await findOwnBasket(tx, { market, ownerId: personId })
      if (!id.ok || id.value === undefined) return id.ok ? ok({ basket: null }) : id
      const basket = await showBasketNow(deps, tx, { id: id.value }, { personId, language })
      return basket.ok ? ok({ basket: basket.value }) : basket
    }),
})

const joinGuestBasket = route({
  endpoint: own.joinBasket,
  realms: ['customer'],
  right: 'signed_in',
  // What was joined is gone, so that a second call finds nothing.
  idempotency: 'natural',
  perMinute: 60,
  summary: 'Puts what lies in a guest’s basket into the own one.',
  handler: async (deps: PlatformDeps, call) => {
    const input = { token: call.params.basket, ownerId: ownPerson(call.viewer) }
    const joined = await transact(deps, { actor: call.actor, useCase: 'orders.join_basket' }, (tx, about) =>
      joinBasket(tx, about, input),
    )
    if (!joined.ok) return joined
    const { id, pieces } = joined.value
    const basket = await shown(deps, call, { id }, undefined)
    return basket.ok ? ok({ basket: basket.value, pieces }) : basket
  },
})

const showBasket = route({
  endpoint: contract.showBasket,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  summary: 'What lies in a basket, with prices of this moment.',
  handler: async (deps: PlatformDeps, call) =>
    shown(deps, call, basketName(deps, call.params.basket), call.query.language),
})

const changeBasket = route({
  endpoint: contract.changeBasket,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  summary: 'Says whose shop a basket stands in.',
  handler: async (deps: PlatformDeps, call) => {
    const basket = basketName(deps, call.params.basket)
    return changing(deps, call, { basket, useCase: 'orders.change_basket' }, (tx, about) =>
      baskets.changeSeller(tx, about, { basket, seller: call.body.seller }),
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
    const basket = basketName(deps, call.params.basket)
    const { quantity, seen } = call.body
    const line = { basket, product: call.params.product, quantity, seen, buyerId: call.viewer?.personId }
    return changing(deps, call, { basket, useCase: 'orders.set_basket_line' }, (tx, about) =>
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
    const basket = basketName(deps, call.params.basket)
    const { code } = call.body
    return changing(deps, call, { basket, useCase: 'orders.add_basket_coupon' }, (tx, about) =>
      baskets.addCoupon(tx, about, { basket, code }),
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
    const basket = basketName(deps, call.params.basket)
    const { code } = call.params
    return changing(deps, call, { basket, useCase: 'orders.remove_basket_coupon' }, (tx, about) =>
      baskets.removeCoupon(tx, about, { basket, code }),
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
    const basket = basketName(deps, call.params.basket)
    const { promotion, product } = call.params
    const { quantity } = call.body
    return changing(deps, call, { basket, useCase: 'orders.choose_basket_gift' }, (tx, about) =>
      baskets.chooseGift(deps, tx, about, { basket, promotion, product, quantity }),
    )
  },
})

const chooseWay = route({
  endpoint: setBasketWay,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  summary: 'Says how what lies in the basket comes to its buyer.',
  handler: async (deps: PlatformDeps, call) => {
    const basket = basketName(deps, call.params.basket)
    return changing(deps, call, { basket, useCase: 'orders.set_basket_way' }, (tx, about) =>
      saveWay(tx, about, { basket, ...call.body }),
    )
  },
})

const setDestination = route({
  endpoint: destinationContract.setBasketDestination,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  // Somebody outside may be asked for the tax of each place.
  perMinute: 30,
  summary: 'Says where a basket is going.',
  handler: async (deps: PlatformDeps, call) => {
    const basket = basketName(deps, call.params.basket)
    return changing(deps, call, { basket, useCase: 'orders.set_basket_destination' }, (tx, about) =>
      setBasketDestination(tx, about, { basket, destination: call.body }),
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
    const { contact, delivery, expectedTotal, ofAge, payment } = call.body
    const basket = basketName(deps, call.body.basket)
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

/** Changes a basket and shows what then lies in it. */
async function changing(
  deps: PlatformDeps,
  call: BasketCall,
  { basket, useCase }: Readonly<{ basket: BasketName; useCase: string }>,
  change: (tx: Tx, about: About) => Promise<Result<unknown>>,
) {
  const changed = await transact(deps, { actor: call.actor, useCase }, change)
  return changed.ok ? shown(deps, call, basket, undefined) : changed
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

function shown(deps: PlatformDeps, call: BasketCall, basket: BasketName, language: string | undefined) {
  const shopper = { personId: call.viewer?.personId, language }
  return showTaxedBasket(deps, call.actor, basket, shopper)
}

/** The person behind an account that is not staff; the database holds that there is one. */
function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const shopRoutes = [
  createBasket,
  myBasket,
  joinGuestBasket,
  showBasket,
  changeBasket,
  setBasketLine,
  addCoupon,
  removeCoupon,
  chooseGift,
  chooseWay,
  setDestination,
  placeOrder,
  orderStatus,
  shopPromotions,
]
