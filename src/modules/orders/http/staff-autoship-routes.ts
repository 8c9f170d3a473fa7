import { pageWindow } from '#shared/contract.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/autoships.ts'
import { autoshipById, listAutoships, type Autoship } from '../store/autoships.ts'
import { actOnAutoship, beginAutoshipFor, changeAutoship } from '../use-cases/keep-autoship.ts'
import { shownAutoship, shownAutoshipRow } from '../use-cases/show-autoship.ts'

const list = route({
  endpoint: contract.listAutoships,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'safe',
  summary: 'Orders that come by themselves, by their next dates.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const scope = scopeOf(call.viewer, 'orders.read')
      const { state, failing, person, search } = call.query
      const { rows, total } = await listAutoships(tx, {
        state,
        search,
        isFailing: failing === 'yes',
        personCode: person,
        marketIds: scope === 'everywhere' ? undefined : [...scope],
        ...pageWindow(call.query),
      })
      return ok({ total, rows: rows.map((row) => shownAutoshipRow(deps, row)) })
    }),
})

const show = route({
  endpoint: contract.showAutoship,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'safe',
  summary: 'What comes to somebody by itself, when, to where, and what it would cost today.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const found = await seenAutoship(deps, tx, call, 'orders.read')
      return found.ok ? ok(await shownAutoship(deps, tx, found.value)) : found
    }),
})

const begin = route({
  endpoint: contract.beginAutoship,
  realms: ['staff'],
  right: 'orders.autoship',
  idempotency: 'key',
  summary: 'Lets goods come to somebody again and again, as they asked for.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.begin_autoship', answer: contract.beginAutoship.response },
      async (tx, about) => {
        const may = (marketId: bigint) => hasRight(call.viewer, 'orders.autoship', marketId)
        const begun = await beginAutoshipFor(deps, tx, call.body, may)
        if (begun.ok) {
          about('person', begun.value.personId)
          about('autoship', begun.value.id)
        }
        return wholeOf(deps, tx, begun)
      },
    ),
})

const change = route({
  endpoint: contract.changeAutoship,
  realms: ['staff'],
  right: 'orders.autoship',
  idempotency: 'natural',
  summary: 'Changes what comes to somebody by itself, when, to where and how it is paid.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.change_autoship' }, async (tx, about) => {
      const found = await seenAutoship(deps, tx, call, 'orders.autoship')
      if (!found.ok) return found
      const { id } = found.value
      about('autoship', id)
      return wholeOf(deps, tx, await changeAutoship(deps, tx, { ...call.body, id }))
    }),
})

const actOn = route({
  endpoint: contract.actOnAutoship,
  realms: ['staff'],
  right: 'orders.autoship',
  idempotency: 'key',
  summary: 'Skips the next order of somebody’s autoship, pauses it, goes on with it, or ends it.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.act_on_autoship', answer: contract.actOnAutoship.response },
      async (tx, about) => {
        const found = await seenAutoship(deps, tx, call, 'orders.autoship')
        if (!found.ok) return found
        const { id } = found.value
        about('autoship', id)
        const done = await actOnAutoship(tx, { ...call.body, id })
        return done.ok ? ok(shownAutoshipRow(deps, done.value)) : done
      },
    ),
})

/** The autoship that is asked for, where the viewer may do this in its market. */
async function seenAutoship(
  deps: PlatformDeps,
  tx: Tx,
  call: Readonly<{ viewer: Viewer; params: { autoship: string } }>,
  right: 'orders.read' | 'orders.autoship',
): Promise<Result<Autoship>> {
  const found = await autoshipById(tx, deps.ids.open('aut', call.params.autoship))
  return found && hasRight(call.viewer, right, found.marketId)
    ? ok(found)
    : refuse('orders.autoship_not_found')
}

async function wholeOf(deps: PlatformDeps, tx: Tx, done: Result<Autoship>) {
  return done.ok ? ok(await shownAutoship(deps, tx, done.value)) : done
}

export const staffAutoshipRoutes = [list, show, begin, change, actOn]
