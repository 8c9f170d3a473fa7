import { ok, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact, type Actor } from '#platform/postgres/transact.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { addCarrierPrice, endCarrierPrice } from '../use-cases/keep-carrier-prices.ts'
import type { CarrierDeps } from '../use-cases/ask-rates.ts'
import { addShowroom, changeShowroom } from '../use-cases/keep-showrooms.ts'
import { addPrice, addWay, changeWay, endPrice } from '../use-cases/keep-ways.ts'
import { putZone } from '../use-cases/put-zone.ts'
import { marketFor, type InMarket } from '../use-cases/shipping-market.ts'
import { showShipping } from '../use-cases/show-shipping.ts'

type Call = Readonly<{ params: Readonly<{ market: string }>; viewer: Viewer; actor: Actor }>

/** Changes something of a market in which the viewer keeps what shipping says. */
function keeping<T>(
  deps: PlatformDeps,
  call: Call,
  useCase: string,
  change: (tx: Tx, at: InMarket) => Promise<Result<T>>,
): Promise<Result<T>> {
  return transact(deps, { actor: call.actor, useCase }, async (tx, about) => {
    const at = await marketFor(tx, call.viewer, { right: 'shipping.write', code: call.params.market })
    if (!at.ok) return at
    about('market', at.value.market.id)
    return change(tx, at.value)
  })
}

const show = route({
  endpoint: contract.showShipping,
  realms: ['staff'],
  right: 'shipping.read',
  idempotency: 'safe',
  summary: 'Ways, zones, prices and showrooms of a market.',
  handler: async (deps: PlatformDeps & CarrierDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const at = await marketFor(tx, call.viewer, { right: 'shipping.read', code: call.params.market })
      return at.ok ? ok(await showShipping(deps, tx, at.value)) : at
    }),
})

const newWay = route({
  endpoint: contract.addWay,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'natural',
  summary: 'Offers another way of delivery.',
  handler: async (deps: PlatformDeps, call) =>
    nothingOf(await keeping(deps, call, 'shipping.add_way', (tx, at) => addWay(tx, at, call.body))),
})

const way = route({
  endpoint: contract.changeWay,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'natural',
  summary: 'Calls a way otherwise, or ends it.',
  handler: async (deps: PlatformDeps, call) =>
    nothingOf(
      await keeping(deps, call, 'shipping.change_way', (tx, at) =>
        changeWay(tx, at, { ...call.body, way: call.params.way }),
      ),
    ),
})

const zone = route({
  endpoint: contract.putZone,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'natural',
  summary: 'Says of what a zone is made.',
  handler: async (deps: PlatformDeps, call) =>
    nothingOf(
      await keeping(deps, call, 'shipping.put_zone', (tx, at) =>
        putZone(tx, at, { ...call.body, zone: call.params.zone }),
      ),
    ),
})

const newPrice = route({
  endpoint: contract.addPrice,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'key',
  summary: 'Adds a price of a way from a day on.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'shipping.add_price', answer: contract.addPrice.response },
      async (tx, about) => {
        const at = await marketFor(tx, call.viewer, { right: 'shipping.write', code: call.params.market })
        if (!at.ok) return at
        about('market', at.value.market.id)
        const added = await addPrice(tx, at.value, call.body)
        return added.ok ? ok({ price: added.value }) : added
      },
    ),
})

const end = route({
  endpoint: contract.endPrice,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'natural',
  summary: 'Ends a price.',
  handler: async (deps: PlatformDeps, call) =>
    keeping(deps, call, 'shipping.end_price', (tx, at) =>
      endPrice(tx, at, { ...call.body, price: call.params.price }),
    ),
})

const newCarrierPrice = route({
  endpoint: contract.addCarrierPrice,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'key',
  summary: 'Lets a way cost what a carrier takes from a day on.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'shipping.add_carrier_price', answer: contract.addCarrierPrice.response },
      async (tx, about) => {
        const at = await marketFor(tx, call.viewer, { right: 'shipping.write', code: call.params.market })
        if (!at.ok) return at
        about('market', at.value.market.id)
        const added = await addCarrierPrice(tx, at.value, call.body)
        return added.ok ? ok({ price: added.value }) : added
      },
    ),
})

const endCarrier = route({
  endpoint: contract.endCarrierPrice,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'natural',
  summary: 'Lets a way cost what its prices say again.',
  handler: async (deps: PlatformDeps, call) =>
    keeping(deps, call, 'shipping.end_carrier_price', (tx, at) =>
      endCarrierPrice(tx, at, { ...call.body, price: call.params.price }),
    ),
})

const newShowroom = route({
  endpoint: contract.addShowroom,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'natural',
  summary: 'Opens a showroom.',
  handler: async (deps: PlatformDeps, call) =>
    nothingOf(await keeping(deps, call, 'shipping.add_showroom', (tx, at) => addShowroom(tx, at, call.body))),
})

const showroom = route({
  endpoint: contract.changeShowroom,
  realms: ['staff'],
  right: 'shipping.write',
  idempotency: 'natural',
  summary: 'Says anew where a showroom is, or closes it.',
  handler: async (deps: PlatformDeps, call) =>
    nothingOf(
      await keeping(deps, call, 'shipping.change_showroom', (tx, at) =>
        changeShowroom(tx, at, { ...call.body, showroom: call.params.showroom }),
      ),
    ),
})

function nothingOf(result: Result<unknown>): Result<undefined> {
  return result.ok ? ok(undefined) : result
}

export const staffRoutes = [
  show,
  newWay,
  way,
  zone,
  newPrice,
  end,
  newCarrierPrice,
  endCarrier,
  newShowroom,
  showroom,
]
