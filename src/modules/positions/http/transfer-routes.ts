import { pageWindow } from '#shared/contract.ts'
import { ok } from '#shared/refusal.ts'
import { decisionRoutes } from '#platform/http/decision-routes.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact, type Actor } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { transfersPage } from '../store/transfers.ts'
import { decideTransfer, type TransferDecision } from '../use-cases/decide-transfer.ts'
import { requestTransfer } from '../use-cases/request-transfer.ts'
import { showTransfer, showTransfers } from '../use-cases/show-transfers.ts'

const staff = { realms: ['staff'], everywhere: true } as const
const ASK = 'positions.transfer'
const DECIDE = 'positions.approve_transfer'

const list = route({
  ...staff,
  endpoint: contract.listTransfers,
  right: 'people.read',
  idempotency: 'safe',
  summary: 'Transfers of positions, those that wait first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { state, position } = call.query
      const positionId = position === undefined ? undefined : deps.ids.open('per', position)
      const { rows, total } = await transfersPage(tx, { state, positionId, ...pageWindow(call.query) })
      return ok({ rows: await showTransfers(tx, deps.ids, call.actor.accountId, rows), total })
    }),
})

const show = route({
  ...staff,
  endpoint: contract.showTransfer,
  right: 'people.read',
  idempotency: 'safe',
  summary: 'One transfer: who is paid from when, what stays, and what stands in its way.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      showTransfer(tx, deps.ids, call.actor.accountId, deps.ids.open('trf', call.params.transfer)),
    ),
})

const ask = route({
  ...staff,
  endpoint: contract.requestTransfer,
  right: ASK,
  idempotency: 'key',
  summary: 'Asks for a position to become another person’s.',
  handler: async (deps: PlatformDeps, call) => {
    const once = { useCase: 'positions.request_transfer', answer: contract.requestTransfer.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const { position, to, kind, from, reason, papers = '' } = call.body
      const positionId = deps.ids.open('per', position)
      const request = { positionId, to: to.trim(), kind, fromMs: from, reason, papers }
      const asked = await requestTransfer(tx, about, call.actor, request)
      return asked.ok ? ok({ transfer: deps.ids.close('trf', asked.value) }) : asked
    })
  },
})

const approve = route({
  ...staff,
  endpoint: contract.approveTransfer,
  right: DECIDE,
  idempotency: 'natural',
  summary: 'A second person approves a transfer, which is done at once.',
  handler: async (deps: PlatformDeps, call) => {
    const done = await decide(deps, call, 'approve')
    return done.ok ? ok({ activation: done.value.activation }) : done
  },
})

const decisions = decisionRoutes({
  rights: { ask: ASK, decide: DECIDE },
  ways: {
    reject: { endpoint: contract.rejectTransfer, summary: 'A second person rejects a transfer.' },
    withdraw: { endpoint: contract.withdrawTransfer, summary: 'Who asked for a transfer takes it back.' },
  },
  decide,
})

type DecideCall = Readonly<{
  actor: Actor
  params: Readonly<{ transfer: string }>
  body: Readonly<{ note: string }>
}>

async function decide(deps: PlatformDeps, call: DecideCall, decision: TransferDecision) {
  const useCase = `positions.${decision}_transfer`
  return transact(deps, { actor: call.actor, useCase }, (tx, about) =>
    decideTransfer(tx, about, call.actor, {
      transferId: deps.ids.open('trf', call.params.transfer),
      decision,
      note: call.body.note,
    }),
  )
}

export const transferRoutes = [list, show, ask, approve, ...decisions]
