import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/parties.ts'
import { listParties, partyByCode, type Party } from '../store/parties.ts'
import { actOnParty } from '../use-cases/keep-party.ts'
import { setPartyRule, shownRule } from '../use-cases/party-rule.ts'
import { shownParty, shownPartyOrders, shownPartyRow } from '../use-cases/show-party.ts'

const reading = { realms: ['staff'], right: 'orders.read', idempotency: 'safe' } as const

const list = route({
  endpoint: contract.listParties,
  ...reading,
  summary: 'Parties: those that are open by their days, then the others.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const scope = scopeOf(call.viewer, 'orders.read')
      const { state, market, person, search } = call.query
      const { rows, total } = await listParties(tx, {
        state,
        search,
        market,
        personCode: person,
        marketIds: scope === 'everywhere' ? undefined : [...scope],
        ...pageWindow(call.query),
      })
      return ok({ total, rows: rows.map(shownPartyRow) })
    }),
})

const show = route({
  endpoint: contract.showParty,
  ...reading,
  summary: 'A party with what it has reached and brought.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const party = await seenParty(tx, call, 'orders.read')
      return party ? ok(await shownParty(tx, party, 'staff')) : refuse('orders.party_not_found')
    }),
})

const listOrders = route({
  endpoint: contract.listPartyOrders,
  ...reading,
  summary: 'The orders of a party.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const party = await seenParty(tx, call, 'orders.read')
      if (!party) return refuse('orders.party_not_found')
      return ok(await shownPartyOrders(tx, { partyId: party.id, ...pageWindow(call.query) }))
    }),
})

const act = route({
  endpoint: contract.actOnParty,
  realms: ['staff'],
  right: 'orders.parties',
  idempotency: 'key',
  summary: 'Closes somebody’s party, opens it again, calls it off, or makes another link.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.act_on_party', answer: contract.actOnParty.response },
      async (tx, about) => {
        const party = await seenParty(tx, call, 'orders.parties')
        if (!party) return refuse('orders.party_not_found')
        about('party', party.id)
        const done = await actOnParty(tx, party, { act: call.body.act, seen: call.body.state })
        if (!done.ok) return done
        const after = await partyByCode(tx, party.code)
        return ok(await shownParty(tx, after ?? party, 'staff'))
      },
    ),
})

const showRewards = route({
  endpoint: contract.showPartyRewards,
  ...reading,
  summary: 'What hosts of a market get on a day.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) =>
      shownRule(tx, call.query, (marketId) => hasRight(call.viewer, 'orders.read', marketId)),
    ),
})

const changeRewards = route({
  endpoint: contract.changePartyRewards,
  realms: ['staff'],
  right: 'orders.parties',
  idempotency: 'natural',
  summary: 'Says what hosts of a market get for parties that are closed from a day on.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.change_party_rewards' }, async (tx, about) => {
      const may = (marketId: bigint) => hasRight(call.viewer, 'orders.parties', marketId)
      const set = await setPartyRule(tx, about, call.body, may)
      return set.ok ? shownRule(tx, { market: call.body.market, on: set.value }, may) : set
    }),
})

async function seenParty(
  tx: Tx,
  call: Readonly<{ viewer: Viewer; params: Readonly<{ party: string }> }>,
  right: 'orders.read' | 'orders.parties',
): Promise<Party | undefined> {
  const party = await partyByCode(tx, call.params.party)
  return party && hasRight(call.viewer, right, party.marketId) ? party : undefined
}

export const staffPartyRoutes = [list, show, listOrders, act, showRewards, changeRewards]
