import { ok } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract/costs.ts'
import { setCost, shownCosts } from '../use-cases/set-cost.ts'

const list = route({
  endpoint: contract.listCosts,
  realms: ['staff'],
  right: 'catalog.costs',
  idempotency: 'safe',
  summary: 'What a product costs the company.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => shownCosts(tx, call.params.code)),
})

const set = route({
  endpoint: contract.setCost,
  realms: ['staff'],
  right: 'catalog.costs',
  everywhere: true,
  idempotency: 'key',
  summary: 'Says what a product costs the company from a moment on.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.set_cost', answer: contract.setCost.response },
      async (tx, about) => {
        const { cost, validFrom: fromMs } = call.body
        const done = await setCost(tx, { code: call.params.code, ...cost, fromMs })
        if (!done.ok) return done
        about('product', done.value.id)
        return ok({ validFrom: done.value.fromMs })
      },
    ),
})

export const costRoutes = [list, set]
