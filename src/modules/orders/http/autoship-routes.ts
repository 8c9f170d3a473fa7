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
import { actOnAutoship, beginAutoship, changeAutoship, priceAutoship } from '../use-cases/keep-autoship.ts'

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
      for (const row of rows) autoships.push(await shownWhole(deps, tx, row))
      return ok({ autoships })
    }),
})

const begin = route({
  endpoint: contract.beginAutoship,
  ...mine,
  idempotency: 'key',
  summary: 'Orders the goods of an own order again and again.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.begin_autoship', answer: contract.beginAutoship.response },
      async (tx, about) => {
        const personId = ownPerson(call.viewer)
        const begun = await beginAutoship(deps, tx, { ...call.body, personId })
        if (begun.ok) about('autoship', begun.value.id)
        return wholeOf(deps, tx, begun)
      },
    ),
})

const change = route({
  endpoint: contract.changeAutoship,
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
      return ok({ total, rows: rows.map((row) => shownRow(deps, row)) })
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
        const id = deps.ids.open('aut', call.params.autoship)
        const found = await autoshipById(tx, id)
        if (!found || !hasRight(call.viewer, 'orders.autoship', found.marketId))
          return refuse('orders.autoship_not_found')
        about('autoship', id)
        const done = await actOnAutoship(tx, { ...call.body, id })
        return done.ok ? ok(shownRow(deps, done.value)) : done
      },
    ),
})

async function wholeOf(deps: PlatformDeps, tx: Tx, done: Result<Autoship>) {
  return done.ok ? ok(await shownWhole(deps, tx, done.value)) : done
}

async function shownWhole(deps: PlatformDeps, tx: Tx, autoship: Autoship) {
  const { payment, address: delivery, orders } = autoship
  const priced = autoship.course.state === 'ended' ? undefined : await priceAutoship(deps, tx, autoship)
  return {
    ...shownRow(deps, autoship),
    payment,
    delivery,
    orders,
    total: priced?.ok === true ? priced.value : null,
  }
}

function shownRow(deps: PlatformDeps, autoship: Autoship) {
  const { id, personCode, personName, market, begunAt, course } = autoship
  const { state, rhythm, nextOn, tryOn, tries, problem } = course
  return {
    autoship: deps.ids.close('aut', id),
    person: personName === null ? { code: personCode } : { code: personCode, name: personName },
    market,
    state,
    ...rhythm,
    next: nextOn,
    tryOn,
    tries,
    problem,
    begunAt: begunAt.getTime(),
    lines: autoship.lines.map(({ product, name, quantity }) => ({ product, name, quantity })),
  }
}

/** The person behind an account that is not staff; the database holds that there is one. */
function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const autoshipRoutes = [listMine, begin, change, actOnMine, list, actOn]
