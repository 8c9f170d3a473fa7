import { route } from '#platform/http/route.ts'
import { ok, refuse } from '#shared/refusal.ts'
import * as contract from '../contract.ts'
import { explainPay } from '../use-cases/explain-pay.ts'
import type { PayDeps } from '../use-cases/pay-deps.ts'
import { showExpectedPay } from '../use-cases/show-expected-pay.ts'
import { listStatements, showStatement } from '../use-cases/show-statement.ts'

const expected = route({
  endpoint: contract.expectedPay,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'What the viewer has earned in the open period so far, the rank, and what is missing.',
  handler: async (deps: PayDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) return refuse('pay.no_person')
    return showExpectedPay(deps, { actor: call.actor, personId, sinceSeq: call.query?.sinceSeq })
  },
})

const statements = route({
  endpoint: contract.listStatements,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The accepted statements of the viewer, the newest first.',
  handler: async (deps: PayDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) return refuse('pay.no_person')
    return ok({ statements: await listStatements(deps, { actor: call.actor, personId }) })
  },
})

const statement = route({
  endpoint: contract.showStatement,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'One accepted statement of the viewer with the largest sources of each bonus.',
  handler: async (deps: PayDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) return refuse('pay.no_person')
    return showStatement(deps, { actor: call.actor, personId, period: call.params.period })
  },
})

const why = route({
  endpoint: contract.explainMine,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary:
    'Why the viewer has an amount, or none: orders, way up, rates, who was skipped and what was missing.',
  handler: async (deps: PayDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) return refuse('pay.no_person')
    return explainPay(deps, { actor: call.actor, personId, ...call.query })
  },
})

export const officeRoutes = [expected, statements, statement, why]
