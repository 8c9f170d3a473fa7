import { pageWindow } from '#shared/contract.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact, type About, type Actor } from '#platform/postgres/transact.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/drafts.ts'
import {
  beginDraft,
  changeDraft,
  handDraft,
  removeDraft,
  shareDraft,
  type Keeper,
} from '../use-cases/keep-draft.ts'
import { placeOwnDraft } from '../use-cases/place-draft.ts'
import { shownDraft, shownDrafts } from '../use-cases/show-draft.ts'
import { placedAnswer } from './placed-answer.ts'

const mine = { realms: ['distributor'], right: 'signed_in' } as const

const list = route({
  endpoint: contract.listMyDrafts,
  ...mine,
  idempotency: 'safe',
  summary: 'Orders that the distributor began or was handed.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => {
      const { personId } = keeperOf(call.viewer)
      const question = { personId, search: call.query.search, ...pageWindow(call.query) }
      return shownDrafts(deps, tx, keeperOf(call.viewer), question)
    }),
})

const show = route({
  endpoint: contract.showMyDraft,
  ...mine,
  idempotency: 'safe',
  summary: 'An order that is begun, with all that it holds.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      shownDraft(deps, tx, keeperOf(call.viewer), deps.ids.open('bas', call.params.draft)),
    ),
})

const begin = route({
  endpoint: contract.beginMyDraft,
  ...mine,
  idempotency: 'key',
  summary: 'Keeps an order that is begun.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.begin_draft', answer: contract.beginMyDraft.response },
      async (tx, about) => {
        const keeper = keeperOf(call.viewer)
        const begun = await beginDraft(deps, tx, about, keeper, { ...call.body, channel: 'office' })
        return begun.ok ? shownDraft(deps, tx, keeper, begun.value) : begun
      },
    ),
})

const change = route({
  endpoint: contract.changeMyDraft,
  ...mine,
  idempotency: 'natural',
  summary: 'Puts something else into an order that is begun.',
  handler: async (deps: PlatformDeps, call) =>
    keeping(deps, call, 'orders.change_draft', (tx, about, of) =>
      changeDraft(deps, tx, about, of.keeper, { ...call.body, id: of.id }),
    ),
})

const hand = route({
  endpoint: contract.handMyDraft,
  ...mine,
  idempotency: 'natural',
  summary: 'Hands an order that is begun over to the customer whom it is for.',
  handler: async (deps: PlatformDeps, call) =>
    keeping(deps, call, 'orders.hand_draft', (tx, about, of) =>
      handDraft(tx, about, of.keeper, { id: of.id, seen: call.body.seen }),
    ),
})

const remove = route({
  endpoint: contract.removeMyDraft,
  ...mine,
  idempotency: 'natural',
  summary: 'Removes an order that is begun.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.remove_draft' }, (tx, about) =>
      removeDraft(tx, about, keeperOf(call.viewer), deps.ids.open('bas', call.params.draft)),
    ),
})

const share = route({
  endpoint: contract.shareMyDraft,
  ...mine,
  idempotency: 'natural',
  summary: 'The link by which anybody puts the goods of a draft into a basket.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.share_draft' }, async (tx, about) => {
      const id = deps.ids.open('bas', call.params.draft)
      const secret = await shareDraft(tx, about, keeperOf(call.viewer), id)
      return secret.ok ? ok({ link: `/basket/${secret.value}` }) : secret
    }),
})

const place = route({
  endpoint: contract.placeMyDraft,
  lane: 'orders',
  ...mine,
  idempotency: 'key',
  summary: 'Places what an order that was begun holds.',
  handler: async (deps: PlatformDeps, call) => {
    // The order keeps its key itself, so that one question answers both.
    call.once.markClaimed()
    const of = { id: deps.ids.open('bas', call.params.draft), distributorId: keeperOf(call.viewer).personId }
    const placed = await placeOwnDraft(deps, call, { ...call.body, ...of })
    return placed.ok ? ok(placedAnswer(placed.value)) : placed
  },
})

type DraftCall = Readonly<{ actor: Actor; viewer: Viewer; params: Readonly<{ draft: string }> }>

/** Does something to a draft, and shows how it then stands. */
async function keeping(
  deps: PlatformDeps,
  call: DraftCall,
  useCase: string,
  act: (tx: Tx, about: About, of: Readonly<{ keeper: Keeper; id: bigint }>) => Promise<Result<undefined>>,
) {
  return transact(deps, { actor: call.actor, useCase }, async (tx, about) => {
    const of = { keeper: keeperOf(call.viewer), id: deps.ids.open('bas', call.params.draft) }
    const done = await act(tx, about, of)
    return done.ok ? shownDraft(deps, tx, of.keeper, of.id) : done
  })
}

function keeperOf({ personId }: Viewer): Extract<Keeper, { realm: 'distributor' }> {
  if (personId === undefined) throw new Error('the account has no person')
  return { realm: 'distributor', personId }
}

export const draftRoutes = [list, show, begin, change, hand, remove, share, place]
