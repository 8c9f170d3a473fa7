import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { keepSellerPlace, ownSellerPlace } from '../use-cases/keep-seller-place.ts'

const mine = route({
  endpoint: contract.myPickUp,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'Where and when the viewer hands orders over.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { personId } = call.viewer
      return personId === undefined
        ? refuse('shipping.seller_unable')
        : ok(await ownSellerPlace(tx, personId))
    }),
})

const put = route({
  endpoint: contract.putMyPickUp,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Says where and when the viewer hands orders over.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'shipping.keep_seller_place' }, async (tx, about) => {
      const { personId } = call.viewer
      if (personId === undefined) return refuse('shipping.seller_unable')
      about('person', personId)
      return keepSellerPlace(tx, { ...call.body, personId })
    }),
})

export const ownRoutes = [mine, put]
