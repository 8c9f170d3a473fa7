import { ok, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/autoships.ts'
import { listAutoships, type Autoship } from '../store/autoships.ts'
import { actOnAutoship, beginAutoship, changeAutoship } from '../use-cases/keep-autoship.ts'
import { shownAutoship } from '../use-cases/show-autoship.ts'

const OWN_MAX = 100
const mine = { realms: ['distributor', 'customer'], right: 'signed_in' } as const

const listMine = route({
  endpoint: contract.listMyAutoships,
  ...mine,
  idempotency: 'safe',
  summary: 'The own orders that come by themselves.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const personId = ownPerson(call.viewer)
      const { rows } = await listAutoships(tx, { personId, limit: OWN_MAX, offset: 0 })
      const autoships = []
      for (const row of rows) autoships.push(await shownAutoship(deps, tx, row))
      return ok({ autoships })
    }),
})

const begin = route({
  endpoint: contract.beginMyAutoship,
  ...mine,
  idempotency: 'key',
  summary: 'Orders the goods of an own order again and again.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.begin_autoship', answer: contract.beginMyAutoship.response },
      async (tx, about) => {
        const personId = ownPerson(call.viewer)
        const begun = await beginAutoship(deps, tx, { ...call.body, personId })
        if (begun.ok) about('autoship', begun.value.id)
        return wholeOf(deps, tx, begun)
      },
    ),
})

const change = route({
  endpoint: contract.changeMyAutoship,
  ...mine,
  idempotency: 'natural',
  summary: 'Changes what comes by itself, when, to where and how it is paid.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.change_autoship' }, async (tx, about) => {
      const id = deps.ids.open('aut', call.params.autoship)
      about('autoship', id)
      return wholeOf(deps, tx, await changeAutoship(deps, tx, { ...call.body, id }))
    }),
})

const actOnMine = route({
  endpoint: contract.actOnMyAutoship,
  ...mine,
  idempotency: 'key',
  summary: 'Skips the next order of an own autoship, pauses it, goes on with it, or ends it.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.act_on_autoship', answer: contract.actOnMyAutoship.response },
      async (tx, about) => {
        const id = deps.ids.open('aut', call.params.autoship)
        about('autoship', id)
        return wholeOf(deps, tx, await actOnAutoship(tx, { ...call.body, id }))
      },
    ),
})

async function wholeOf(deps: PlatformDeps, tx: Tx, done: Result<Autoship>) {
  return done.ok ? ok(await shownAutoship(deps, tx, done.value)) : done
}

/** The person behind an account that is not staff; the database holds that there is one. */
function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const autoshipRoutes = [listMine, begin, change, actOnMine]
