import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/drafts.ts'
import {
  removePrepared,
  shownPrepared,
  shownShared,
  takePrepared,
  takeShared,
} from '../use-cases/prepared-basket.ts'
import { showBasket } from '../use-cases/show-basket.ts'
import { basketName } from './basket-name.ts'

const list = route({
  endpoint: contract.listPrepared,
  realms: ['customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'What was prepared for the customer.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => shownPrepared(deps, tx, ownPerson(call.viewer))),
})

const take = route({
  endpoint: contract.takePrepared,
  realms: ['customer'],
  right: 'signed_in',
  // What was taken is gone, so that a second call finds nothing.
  idempotency: 'natural',
  summary: 'Puts what was prepared into the own basket.',
  handler: async (deps: PlatformDeps, call) => {
    const personId = ownPerson(call.viewer)
    const of = { id: deps.ids.open('bas', call.params.draft), personId }
    const taken = await transact(deps, { actor: call.actor, useCase: 'orders.take_prepared' }, (tx, about) =>
      takePrepared(tx, about, of),
    )
    if (!taken.ok) return taken
    const shopper = { personId, language: undefined }
    return read(deps, call.actor, (tx) => showBasket(deps, tx, { id: taken.value }, shopper))
  },
})

const remove = route({
  endpoint: contract.removePrepared,
  realms: ['customer'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Says no to what was prepared.',
  handler: async (deps: PlatformDeps, call) => {
    const of = { id: deps.ids.open('bas', call.params.draft), personId: ownPerson(call.viewer) }
    return transact(deps, { actor: call.actor, useCase: 'orders.remove_prepared' }, (tx, about) =>
      removePrepared(tx, about, of),
    )
  },
})

const showLink = route({
  endpoint: contract.showShared,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  // So that nobody finds links by trying.
  perMinute: 120,
  summary: 'The goods behind a link that a distributor gave away.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => shownShared(tx, call.params.link)),
})

const takeLink = route({
  endpoint: contract.takeShared,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  perMinute: 60,
  summary: 'Puts the goods of a link into a basket.',
  handler: async (deps: PlatformDeps, call) => {
    const { basket } = call.body
    const personId = call.viewer?.personId
    const input = {
      link: call.params.link,
      basket: basket === undefined ? undefined : basketName(deps, basket),
      ownerId: personId,
    }
    const taken = await transact(deps, { actor: call.actor, useCase: 'orders.take_shared' }, (tx, about) =>
      takeShared(tx, about, input),
    )
    if (!taken.ok) return taken
    return read(deps, call.actor, (tx) =>
      showBasket(deps, tx, taken.value, { personId, language: undefined }),
    )
  },
})

/** The person behind an account that is not staff; the database holds that there is one. */
function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const preparedRoutes = [list, take, remove, showLink, takeLink]
