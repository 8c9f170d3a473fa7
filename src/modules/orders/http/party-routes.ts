import { pageWindow } from '#shared/contract.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/parties.ts'
import { listParties, partyByCode, partyByLink, type Party } from '../store/parties.ts'
import { setBasketParty as putBasketIntoParty } from '../use-cases/basket.ts'
import { showBasket } from '../use-cases/show-basket.ts'
import { basketName } from './basket-name.ts'
import { actOnParty, changeParty, nameHost, openParty } from '../use-cases/keep-party.ts'
import { shownParty, shownPartyOrders, shownPartyRow, shownToGuests } from '../use-cases/show-party.ts'

const mine = { realms: ['distributor'], right: 'signed_in' } as const
const hostToo = { realms: ['distributor', 'customer'], right: 'signed_in' } as const

const listMine = route({
  endpoint: contract.listMyParties,
  ...hostToo,
  idempotency: 'safe',
  summary: 'Parties that the viewer sells at, or hosts.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { role, state, search } = call.query
      const personId = ownPerson(call.viewer)
      const { rows, total } = await listParties(tx, {
        ...(role === 'seller' ? { sellerId: personId } : { hostId: personId }),
        state,
        search,
        ...pageWindow(call.query),
      })
      return ok({ total, rows: rows.map(shownPartyRow) })
    }),
})

const showMine = route({
  endpoint: contract.showMyParty,
  ...hostToo,
  idempotency: 'safe',
  summary: 'A party that the viewer sells at, or hosts.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const personId = ownPerson(call.viewer)
      const party = await partyByCode(tx, call.params.party)
      const isSeller = party?.sellerId === personId
      if (!party || (!isSeller && party.hostId !== personId)) return refuse('orders.party_not_found')
      return ok(await shownParty(tx, party, isSeller ? 'seller' : 'host'))
    }),
})

const open = route({
  endpoint: contract.openParty,
  ...mine,
  idempotency: 'key',
  summary: 'Opens a party that the viewer sells at.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.open_party', answer: contract.openParty.response },
      async (tx, about) => {
        const opened = await openParty(tx, { ...call.body, sellerId: ownPerson(call.viewer) })
        if (!opened.ok) return opened
        about('party', opened.value.id)
        return shownAgain(tx, opened.value.code)
      },
    ),
})

const change = route({
  endpoint: contract.changeParty,
  ...mine,
  idempotency: 'natural',
  summary: 'Changes when and where a party is held, and who hosts it.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.change_party' }, (tx, about) =>
      keeping(tx, call, about, (party) => changeParty(tx, party, call.body)),
    ),
})

const name = route({
  endpoint: contract.nameHost,
  ...mine,
  idempotency: 'natural',
  summary: 'Says who the host of a party is that had no account.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.name_party_host' }, (tx, about) =>
      keeping(tx, call, about, (party) => nameHost(tx, party, call.body.code)),
    ),
})

const actOnMine = route({
  endpoint: contract.actOnMyParty,
  ...mine,
  idempotency: 'key',
  summary: 'Closes a party, opens it again, calls it off, or makes another link.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.act_on_party', answer: contract.actOnMyParty.response },
      (tx, about) => {
        const { act, state: seen } = call.body
        return keeping(tx, call, about, (party) => actOnParty(tx, party, { act, seen }))
      },
    ),
})

const listMyOrders = route({
  endpoint: contract.listMyPartyOrders,
  ...mine,
  idempotency: 'safe',
  summary: 'The orders of a party that the viewer sells at.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const party = await ownParty(tx, call)
      if (!party) return refuse('orders.party_not_found')
      return ok(await shownPartyOrders(tx, { partyId: party.id, ...pageWindow(call.query) }))
    }),
})

const showToGuests = route({
  endpoint: contract.showPartyByLink,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  // So that nobody finds parties by trying.
  perMinute: 120,
  summary: 'What guests see of a party, for whoever has its link.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const party = await partyByLink(tx, hashToken(call.params.link))
      return party ? ok(await shownToGuests(tx, party)) : refuse('orders.party_not_found')
    }),
})

const setBasketParty = route({
  endpoint: contract.setBasketParty,
  realms: ['customer'],
  right: 'public',
  idempotency: 'natural',
  perMinute: 60,
  summary: 'Puts a basket into a party, or takes it out.',
  handler: async (deps: PlatformDeps, call) => {
    const basket = basketName(deps, call.params.basket)
    const input = { basket, link: call.body.link }
    const done = await transact(
      deps,
      { actor: call.actor, useCase: 'orders.set_basket_party' },
      (tx, about) => putBasketIntoParty(tx, about, input),
    )
    if (!done.ok) return done
    const shopper = { personId: call.viewer?.personId, language: undefined }
    return read(deps, call.actor, (tx) => showBasket(deps, tx, basket, shopper))
  },
})

type OwnCall = Readonly<{ viewer: Viewer; params: Readonly<{ party: string }> }>

async function ownParty(tx: Tx, call: OwnCall): Promise<Party | undefined> {
  const party = await partyByCode(tx, call.params.party)
  return party?.sellerId === ownPerson(call.viewer) ? party : undefined
}

/** Does something to a party of the viewer, and shows how it then stands. */
async function keeping(
  tx: Tx,
  call: OwnCall,
  about: (kind: string, id: bigint) => void,
  act: (party: Party) => Promise<Result<undefined>>,
) {
  const party = await ownParty(tx, call)
  if (!party) return refuse('orders.party_not_found')
  about('party', party.id)
  const done = await act(party)
  return done.ok ? shownAgain(tx, party.code) : done
}

async function shownAgain(tx: Tx, code: string) {
  const party = await partyByCode(tx, code)
  if (!party) throw new Error('what was written is there')
  return ok(await shownParty(tx, party, 'seller'))
}

/** The person behind an account that is not staff; the database holds that there is one. */
function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const partyRoutes = [
  listMine,
  showMine,
  open,
  change,
  name,
  actOnMine,
  listMyOrders,
  showToGuests,
  setBasketParty,
]
