import { pageWindow } from '#shared/contract.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact, type About, type Actor } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/drafts.ts'
import { beginDraft, changeDraft, handDraft, removeDraft, type Keeper } from '../use-cases/keep-draft.ts'
import { askingOutside } from '../use-cases/ask-outside.ts'
import { placeDraftFor, quoteDraftFor } from '../use-cases/place-draft.ts'
import { shownDraft, shownDrafts } from '../use-cases/show-draft.ts'
import { placedAnswer } from './placed-answer.ts'

const staff = { realms: ['staff'], right: 'orders.place' } as const

const list = route({
  endpoint: contract.listDrafts,
  ...staff,
  idempotency: 'safe',
  summary: 'Orders that anybody began.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => {
      const scope = scopeOf(call.viewer, 'orders.place')
      const marketIds = scope === 'everywhere' ? undefined : [...scope]
      const { search, channel } = call.query
      const question = { marketIds, search, channel, ...pageWindow(call.query) }
      return shownDrafts(deps, tx, keeperOf(call.viewer), question)
    }),
})

const show = route({
  endpoint: contract.showDraft,
  ...staff,
  idempotency: 'safe',
  summary: 'An order that is begun, with all that it holds.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      shownDraft(deps, tx, keeperOf(call.viewer), deps.ids.open('bas', call.params.draft)),
    ),
})

const begin = route({
  endpoint: contract.beginDraft,
  ...staff,
  idempotency: 'key',
  summary: 'Begins an order for somebody.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.begin_draft', answer: contract.beginDraft.response },
      async (tx, about) => {
        const keeper = keeperOf(call.viewer)
        const begun = await beginDraft(deps, tx, about, keeper, { ...call.body, channel: 'desk' })
        return begun.ok ? shownDraft(deps, tx, keeper, begun.value) : begun
      },
    ),
})

const change = route({
  endpoint: contract.changeDraft,
  ...staff,
  idempotency: 'natural',
  summary: 'Puts something else into an order that is begun.',
  handler: async (deps: PlatformDeps, call) =>
    keeping(deps, call, 'orders.change_draft', (tx, about, of) =>
      changeDraft(deps, tx, about, of.keeper, { ...call.body, id: of.id }),
    ),
})

const hand = route({
  endpoint: contract.handDraft,
  ...staff,
  idempotency: 'natural',
  summary: 'Hands an order that is begun over to who buys.',
  handler: async (deps: PlatformDeps, call) =>
    keeping(deps, call, 'orders.hand_draft', (tx, about, of) =>
      handDraft(tx, about, of.keeper, { id: of.id, seen: call.body.seen }),
    ),
})

const remove = route({
  endpoint: contract.removeDraft,
  ...staff,
  idempotency: 'natural',
  summary: 'Removes an order that is begun.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.remove_draft' }, (tx, about) =>
      removeDraft(tx, about, keeperOf(call.viewer), deps.ids.open('bas', call.params.draft)),
    ),
})

const quote = route({
  endpoint: contract.quoteDraft,
  ...staff,
  idempotency: 'safe',
  summary: 'What the order of a draft would cost and carry.',
  handler: async (deps: PlatformDeps, call) =>
    askingOutside(deps, () =>
      read(deps, call.actor, (tx) => {
        const asked = { id: deps.ids.open('bas', call.params.draft), language: call.query.language }
        return quoteDraftFor(deps, tx, keeperOf(call.viewer), asked)
      }),
    ),
})

const place = route({
  endpoint: contract.placeDraft,
  lane: 'orders',
  ...staff,
  idempotency: 'key',
  summary: 'Places what an order that was begun holds, in the name of who buys.',
  handler: async (deps: PlatformDeps, call) => {
    // The order keeps its key itself, so that one question answers both.
    call.once.markClaimed()
    const id = deps.ids.open('bas', call.params.draft)
    const placed = await placeDraftFor(deps, call, keeperOf(call.viewer), { ...call.body, id })
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

function keeperOf(viewer: Viewer): Extract<Keeper, { realm: 'staff' }> {
  const may = (marketId: bigint) => hasRight(viewer, 'orders.place', marketId)
  return { realm: 'staff', accountId: viewer.accountId, may }
}

export const staffDraftRoutes = [list, show, begin, change, hand, remove, quote, place]
