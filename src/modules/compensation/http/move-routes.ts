import { pageWindow } from '#shared/contract.ts'
import { ok } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/moves.ts'
import { askPreview } from '../use-cases/ask-preview.ts'
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

export const moveEffectRoutes = [show, compute]
