import { route } from '#platform/http/route.ts'
import { read } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import * as contract from '../contract.ts'
import { listPlanVersions } from '../store/plans.ts'
import { acceptClose } from '../use-cases/accept-close.ts'
import { explainPayOfCode } from '../use-cases/explain-pay.ts'
import { listEarnings } from '../use-cases/list-earnings.ts'
import { listPeriods } from '../use-cases/list-periods.ts'
import type { PayDeps } from '../use-cases/pay-deps.ts'
import { showClose } from '../use-cases/show-close.ts'
import { startDelta } from '../use-cases/start-delta.ts'
import { startClose } from '../use-cases/start-close.ts'

const staff = { realms: ['staff'] } as const

const periods = route({
  ...staff,
  endpoint: contract.listPeriods,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'Every period with what it sold and paid, the newest first.',
  handler: async (deps: PayDeps, call) => ok({ periods: await listPeriods(deps, { actor: call.actor }) }),
})

const close = route({
  ...staff,
  endpoint: contract.showClose,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'Where the close of a period stands, what it pays, and how that compares with before.',
  handler: async (deps: PayDeps, call) => showClose(deps, { actor: call.actor, period: call.params.period }),
})

const begin = route({
  ...staff,
  endpoint: contract.startClose,
  right: 'pay.close',
  idempotency: 'natural',
  summary: 'Begins to close a period that has ended; order entry goes on.',
  handler: async (deps: PayDeps, call) => {
    const started = await startClose(deps, { actor: call.actor, period: call.params.period })
    return started.ok ? ok({ period: started.value.period, state: started.value.state }) : started
  },
})

const beginDelta = route({
  ...staff,
  endpoint: contract.startDelta,
  right: 'pay.close',
  idempotency: 'natural',
  summary: 'Begins to compute an accepted period again from what is known by now; the difference is paid.',
  handler: async (deps: PayDeps, call) => {
    const started = await startDelta(deps, { actor: call.actor, period: call.params.period })
    return started.ok ? ok({ period: started.value.period, state: started.value.state }) : started
  },
})

const accept = route({
  ...staff,
  endpoint: contract.acceptClose,
  right: 'pay.accept',
  idempotency: 'natural',
  summary: 'Accepts the results that were looked at, by a second person: one balanced journal follows.',
  handler: async (deps: PayDeps, call) => {
    const accepted = await acceptClose(deps, {
      actor: call.actor,
      period: call.params.period,
      results: call.body.results,
    })
    return accepted.ok ? ok({ period: accepted.value.period, state: accepted.value.state }) : accepted
  },
})

const earnings = route({
  ...staff,
  endpoint: contract.listEarnings,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'Who is paid what in the results of a period.',
  handler: async (deps: PayDeps, call) =>
    listEarnings(deps, { actor: call.actor, period: call.params.period, ...call.query }),
})

const plans = route({
  ...staff,
  endpoint: contract.listPlans,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'Every version of the plan with its text.',
  handler: async (deps: PayDeps, call) => {
    const versions = await read(deps, call.actor, listPlanVersions)
    return ok({
      plans: versions.map(({ name, version, effective, source, hash }) => ({
        name,
        version,
        effective,
        text: source,
        hash,
      })),
    })
  },
})

const explanation = route({
  ...staff,
  endpoint: contract.explainPerson,
  right: 'pay.read',
  idempotency: 'safe',
  summary: 'Why a person, named by code, has an amount of a bonus, or none.',
  handler: async (deps: PayDeps, call) =>
    explainPayOfCode(deps, { actor: call.actor, code: call.params.person, ...call.query }),
})

export const consoleRoutes = [periods, close, begin, beginDelta, accept, earnings, plans, explanation]
