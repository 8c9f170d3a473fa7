import { ok } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { saveVariants } from '../use-cases/save-variants.ts'

const saveVariantsRoute = route({
  endpoint: contract.saveProductVariants,
  realms: ['staff'],
  right: 'catalog.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Writes what can be chosen of a product, and its variants.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'catalog.save_variants' }, async (tx, about) => {
      const { accountId } = call.viewer
      const saved = await saveVariants(tx, { code: call.params.code, ...call.body, accountId })
      if (!saved.ok) return saved
      const { id, ...answer } = saved.value
      about('product', id)
      return ok(answer)
    }),
})

export const variantRoutes = [saveVariantsRoute]
