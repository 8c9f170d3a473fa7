import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/moves.ts'
import { changeTermination, terminationPolicies } from '../store/terminations.ts'

const staff = { realms: ['staff'], everywhere: true } as const

const list = route({
  ...staff,
  endpoint: contract.listTerminations,
  right: 'genealogy.read',
  idempotency: 'safe',
  summary: 'What becomes of those below when somebody leaves for good, by tree.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => ok({ trees: [...(await terminationPolicies(tx))] })),
})

const change = route({
  ...staff,
  endpoint: contract.setTermination,
  right: 'genealogy.place',
  idempotency: 'natural',
  summary: 'Says what becomes of those below when somebody leaves for good.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'genealogy.set_termination' }, async (tx, about) => {
      const policy = { tree: call.params.tree, ...call.body }
      if (!(await changeTermination(tx, policy))) return refuse('genealogy.tree.not_found')
      about('tree', policy.tree)
      return ok(policy)
    }),
})

export const terminationRoutes = [list, change]
