import { pageWindow, type Inside } from '#shared/contract.ts'
import { ok } from '#shared/refusal.ts'
import { decisionRoutes } from '#platform/http/decision-routes.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import * as contract from '../contract/adjustments.ts'
import { adjustmentsPage } from '../store/adjustments.ts'
import { adjustableNow } from '../use-cases/adjustable-now.ts'
import { askPreview } from '../use-cases/ask-preview.ts'
import { decideAdjustment } from '../use-cases/decide-adjustment.ts'
import type { PayDeps } from '../use-cases/pay-deps.ts'
import { requestAdjustment, type AdjustmentRequest } from '../use-cases/request-adjustment.ts'
import { showAdjustment, showAdjustments } from '../use-cases/show-adjustments.ts'
import { showChangeEffect } from '../use-cases/show-change-effect.ts'

const staff = { realms: ['staff'], everywhere: true } as const
const ASK = 'pay.adjust'
const DECIDE = 'pay.approve_adjustment'

const list = route({
  ...staff,
  endpoint: contract.listAdjustments,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'Adjustments by hand, those that wait first.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { state, kind, person } = call.query
      const personId = person === undefined ? undefined : deps.ids.open('per', person)
      const { rows, total } = await adjustmentsPage(tx, { state, kind, personId, ...pageWindow(call.query) })
      return ok({ rows: await showAdjustments(tx, deps.ids, call.actor.accountId, rows), total })
    }),
})

const show = route({
  ...staff,
  endpoint: contract.showAdjustment,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'One adjustment by hand.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, (tx) =>
      showAdjustment(tx, deps.ids, call.actor.accountId, deps.ids.open('adj', call.params.adjustment)),
    ),
})

const adjustable = route({
  ...staff,
  endpoint: contract.listAdjustable,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'What adjustments may name by the plan in effect now.',
  handler: async (deps: PayDeps, call) => read(deps, call.actor, adjustableNow),
})

const ask = route({
  ...staff,
  endpoint: contract.requestAdjustment,
  right: ASK,
  idempotency: 'key',
  summary: 'Asks for an adjustment by hand.',
  handler: async (deps: PayDeps, call) => {
    const once = { useCase: 'compensation.request_adjustment', answer: contract.requestAdjustment.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const asked = await requestAdjustment(tx, about, call.actor, requestOf(deps.ids, call.body))
      return asked.ok ? ok({ adjustment: deps.ids.close('adj', asked.value) }) : asked
    })
  },
})

function requestOf(
  ids: OpaqueIds,
  body: Inside<typeof contract.requestAdjustment, 'body'>,
): AdjustmentRequest {
  const of = { reason: body.reason, fromMs: body.from }
  if (body.kind === 'order') return { ...of, kind: 'order', order: body.order, seller: body.seller }
  if (body.kind === 'end') return { ...of, kind: 'end', endsId: ids.open('adj', body.ends) }
  return {
    ...of,
    kind: body.kind,
    personId: ids.open('per', body.person),
    name: body.name,
    value: 'value' in body ? body.value : '',
    untilMs: 'until' in body ? body.until : undefined,
  }
}

const decisions = decisionRoutes({
  rights: { ask: ASK, decide: DECIDE },
  ways: {
    approve: {
      endpoint: contract.approveAdjustment,
      summary: 'A second person approves an adjustment, which counts at once.',
    },
    reject: { endpoint: contract.rejectAdjustment, summary: 'A second person rejects an adjustment.' },
    withdraw: {
      endpoint: contract.withdrawAdjustment,
      summary: 'Who asked for an adjustment takes it back.',
    },
  },
  decide: (deps: PayDeps, call, decision) => {
    const useCase = `compensation.${decision}_adjustment`
    return transact(deps, { actor: call.actor, useCase }, (tx, about) =>
      decideAdjustment(tx, about, call.actor, {
        adjustmentId: deps.ids.open('adj', call.params.adjustment),
        decision,
        note: call.body.note,
      }),
    )
  },
})

const effect = route({
  ...staff,
  endpoint: contract.showAdjustmentEffect,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'What an adjustment would change of ranks and pay.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const change = { kind: 'adjustment', id: deps.ids.open('adj', call.params.adjustment) } as const
      return ok(await showChangeEffect(tx, { change, period: call.query.period, ...pageWindow(call.query) }))
    }),
})

const compute = route({
  ...staff,
  endpoint: contract.computeAdjustmentEffect,
  right: 'pay.read',
  idempotency: 'natural',
  summary: 'Has it computed again what an adjustment would change.',
  handler: async (deps: PayDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'compensation.ask_preview' }, (tx, about) => {
      const id = deps.ids.open('adj', call.params.adjustment)
      about('adjustment', id)
      return askPreview(tx, { kind: 'adjustment', id })
    }),
})

export const adjustmentRoutes = [list, show, adjustable, ask, ...decisions, effect, compute]
