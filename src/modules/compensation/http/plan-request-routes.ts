import { ok } from '#shared/refusal.ts'
import { decisionRoutes } from '#platform/http/decision-routes.ts'
import { route } from '#platform/http/route.ts'
import { transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/lab.ts'
import type { PayDeps } from '../use-cases/pay-deps.ts'
import { decidePlan, requestPlan } from '../use-cases/publish-from-lab.ts'

const staff = { realms: ['staff'], everywhere: true } as const
const ASK = 'pay.try_plan'
const DECIDE = 'pay.publish_plan'

const ask = route({
  ...staff,
  endpoint: contract.requestPlan,
  right: ASK,
  idempotency: 'natural',
  summary: 'Asks for the plan of an experiment to be published.',
  handler: async (deps: PayDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'compensation.request_plan' }, async (tx, about) => {
      const experimentId = deps.ids.open('lab', call.params.experiment)
      const asked = await requestPlan(tx, about, call.actor, { experimentId, ...call.body })
      return asked.ok ? ok(undefined) : asked
    }),
})

const decisions = decisionRoutes({
  rights: { ask: ASK, decide: DECIDE },
  ways: {
    approve: {
      endpoint: contract.approvePlan,
      summary: 'A second person approves a plan, which is published.',
    },
    reject: { endpoint: contract.rejectPlan, summary: 'A second person rejects a plan.' },
    withdraw: {
      endpoint: contract.withdrawPlan,
      summary: 'Who asked for a plan to be published takes that back.',
    },
  },
  decide: (deps: PayDeps, call, decision) => {
    const useCase = `compensation.${decision}_plan`
    return transact(deps, { actor: call.actor, useCase }, (tx, about) =>
      decidePlan(tx, about, call.actor, {
        experimentId: deps.ids.open('lab', call.params.experiment),
        decision,
        note: call.body.note,
      }),
    )
  },
})

export const planRequestRoutes = [ask, ...decisions]
