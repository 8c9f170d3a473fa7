import { pageWindow } from '#shared/contract.ts'
import { ok } from '#shared/refusal.ts'
import { decisionRoutes } from '#platform/http/decision-routes.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/moves.ts'
import { movesPage } from '../store/moves.ts'
import { decideMove } from '../use-cases/decide-move.ts'
import { requestMerge } from '../use-cases/request-merge.ts'
import { requestMove } from '../use-cases/request-move.ts'
import { showMove, showMoves } from '../use-cases/show-moves.ts'

const staff = { realms: ['staff'], everywhere: true } as const
const ASK = 'genealogy.move'
const DECIDE = 'genealogy.approve_move'

const list = route({
  ...staff,
  endpoint: contract.listMoves,
  right: 'genealogy.read',
  idempotency: 'safe',
  summary: 'Moves, those that wait first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { rows, total } = await movesPage(tx, { state: call.query.state, ...pageWindow(call.query) })
      return ok({ rows: await showMoves(tx, deps.ids, call.actor.accountId, rows), total })
    }),
})

const show = route({
  ...staff,
  endpoint: contract.showMove,
  right: 'genealogy.read',
  idempotency: 'safe',
  summary: 'One move, and what stands in its way.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      showMove(tx, deps.ids, call.actor.accountId, deps.ids.open('mov', call.params.move)),
    ),
})

const ask = route({
  ...staff,
  endpoint: contract.requestMove,
  right: ASK,
  idempotency: 'key',
  summary: 'Asks for a person to be moved, alone or with the team.',
  handler: async (deps: PlatformDeps, call) => {
    const once = { useCase: 'genealogy.request_move', answer: contract.requestMove.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const { person, parent, tree, side, withTeam, from, reason } = call.body
      const personId = deps.ids.open('per', person)
      const request = { tree, personId, parent: parent.trim(), side, withTeam, fromMs: from, reason }
      const asked = await requestMove(tx, about, call.actor, request)
      return asked.ok ? ok({ move: deps.ids.close('mov', asked.value) }) : asked
    })
  },
})

const askMerge = route({
  ...staff,
  endpoint: contract.requestMerge,
  right: ASK,
  idempotency: 'key',
  summary: 'Asks for a position to be merged into another one of the same person.',
  handler: async (deps: PlatformDeps, call) => {
    const once = { useCase: 'genealogy.request_merge', answer: contract.requestMerge.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const { person, into, from, reason } = call.body
      const request = { personId: deps.ids.open('per', person), into: into.trim(), fromMs: from, reason }
      const asked = await requestMerge(tx, about, call.actor, request)
      return asked.ok ? ok({ move: deps.ids.close('mov', asked.value) }) : asked
    })
  },
})

const decisions = decisionRoutes({
  rights: { ask: ASK, decide: DECIDE },
  ways: {
    approve: {
      endpoint: contract.approveMove,
      summary: 'A second person approves a move, which is done at once.',
    },
    reject: { endpoint: contract.rejectMove, summary: 'A second person rejects a move.' },
    withdraw: { endpoint: contract.withdrawMove, summary: 'Who asked for a move takes it back.' },
  },
  decide: (deps: PlatformDeps, call, decision) => {
    const useCase = `genealogy.${decision}_move`
    return transact(deps, { actor: call.actor, useCase }, (tx, about) =>
      decideMove(tx, about, call.actor, {
        moveId: deps.ids.open('mov', call.params.move),
        decision,
        note: call.body.note,
      }),
    )
  },
})

export const moveRoutes = [list, show, ask, askMerge, ...decisions]
