import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/moves.ts'
import * as transfers from '../contract/transfers.ts'
import { transferOf } from '../store/change-effects.ts'
import { askPreview } from '../use-cases/ask-preview.ts'
import { askTransferPreview } from '../use-cases/preview-transfer.ts'
import type { PayDeps } from '../use-cases/pay-deps.ts'
import { showChangeEffect } from '../use-cases/show-change-effect.ts'

const staff = { realms: ['staff'], everywhere: true, right: 'pay.read' } as const

const show = route({
  ...staff,
  endpoint: contract.showMoveEffect,
  idempotency: 'safe',
  summary: 'What a move of people would change of volumes, ranks and pay.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const change = { kind: 'move', id: deps.ids.open('mov', call.params.move) } as const
      return ok(await showChangeEffect(tx, { change, period: call.query.period, ...pageWindow(call.query) }))
    }),
})

const compute = route({
  ...staff,
  endpoint: contract.computeMoveEffect,
  idempotency: 'natural',
  summary: 'Has it computed again what a move would change.',
  handler: async (deps: PayDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'compensation.ask_preview' }, (tx, about) => {
      const id = deps.ids.open('mov', call.params.move)
      about('move', id)
      return askPreview(tx, { kind: 'move', id })
    }),
})

const showTransfer = route({
  ...staff,
  endpoint: transfers.showTransferEffect,
  idempotency: 'safe',
  summary: 'What it would change of pay if a position became another person’s.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const change = { kind: 'transfer', id: deps.ids.open('trf', call.params.transfer) } as const
      return ok(await showChangeEffect(tx, { change, period: call.query.period, ...pageWindow(call.query) }))
    }),
})

const computeTransfer = route({
  ...staff,
  endpoint: transfers.computeTransferEffect,
  idempotency: 'natural',
  summary: 'Has it computed again what a transfer of a position would change.',
  handler: async (deps: PayDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'compensation.ask_preview' }, async (tx, about) => {
      const id = deps.ids.open('trf', call.params.transfer)
      about('transfer', id)
      const transfer = await transferOf(tx, id)
      if (!transfer) return refuse('pay.no_preview')
      await askTransferPreview(tx, transfer)
      return ok(undefined)
    }),
})

export const moveEffectRoutes = [show, compute, showTransfer, computeTransfer]
