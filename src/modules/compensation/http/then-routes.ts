import { ok, refuse } from '#shared/refusal.ts'
import type { Inside } from '#shared/contract.ts'
import { route } from '#platform/http/route.ts'
import * as contract from '../contract/then.ts'
import type { StatementHead } from '../store/earnings.ts'
import type { PayDeps } from '../use-cases/pay-deps.ts'
import { showPayThen, showStandingsThen, type AskedThen } from '../use-cases/show-pay-then.ts'

const staff = { realms: ['staff'], everywhere: true, right: 'pay.read', idempotency: 'safe' } as const

const pay = route({
  ...staff,
  endpoint: contract.showPayThen,
  summary: 'What somebody had sold, reached and earned, and the statement, as of then and as known then.',
  handler: async (deps: PayDeps, call) => {
    const personId = deps.ids.open('per', call.params.person)
    return payOf(deps, { actor: call.actor, personId, asked: askedOf(call.query) })
  },
})

const mine = route({
  endpoint: contract.showMyPayThen,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'What the viewer had sold, reached and earned, and the statement, as of then and as known then.',
  handler: async (deps: PayDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) return refuse('pay.no_person')
    return payOf(deps, { actor: call.actor, personId, asked: askedOf(call.query) })
  },
})

async function payOf(deps: PayDeps, input: Parameters<typeof showPayThen>[1]) {
  const found = await showPayThen(deps, input)
  if (!found.ok) return found
  const { told, statement, atMs, ...stand } = found.value
  const { total, byBonus, volumes, rank, active } = told
  return ok({
    ...stand,
    at: atMs,
    total,
    byBonus,
    volumes,
    rank: rank.name,
    active: active.yes,
    statement: statement && shown(statement),
  })
}

const standings = route({
  ...staff,
  endpoint: contract.listStandingsThen,
  summary: 'Rank and volumes of some people, as of then and as known then.',
  handler: async (deps: PayDeps, call) => {
    const personIds = call.query.people.map((person) => deps.ids.open('per', person))
    const found = await showStandingsThen(deps, { actor: call.actor, personIds, asked: askedOf(call.query) })
    if (!found.ok) return found
    const { standings: told, atMs, ...stand } = found.value
    const rows = told.map(({ personId, rank, ownVolume, branchVolume }) => ({
      person: deps.ids.close('per', personId),
      rank: rank?.name ?? null,
      ownVolume,
      branchVolume,
    }))
    return ok({ ...stand, at: atMs, rows })
  },
})

function askedOf({ at, knownSeq, knownAt }: Inside<typeof contract.showPayThen, 'query'>): AskedThen {
  return { atMs: at, knownSeq, knownAtMs: knownAt }
}

function shown({ minor, currency, rank, active, acceptedAt, deltas }: StatementHead) {
  return {
    total: { minor, currency },
    rank,
    active,
    acceptedAt: acceptedAt.getTime(),
    deltas: deltas.map((one) => ({
      acceptedAt: Date.parse(one.at),
      amount: { minor: BigInt(one.minor), currency },
    })),
  }
}

export const thenRoutes = [pay, mine, standings]
