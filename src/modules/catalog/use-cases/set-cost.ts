import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { changedProducts } from '../store/changed-products.ts'
import { addCost, costsOf, hasLaterCost } from '../store/costs.ts'

/**
 * Says what a product costs the company from a moment on, which may have been: nothing was charged by it. Refused as
 * `catalog.product_not_found`, `catalog.price_negative`, or `catalog.cost_conflict` when another one begins then or later.
 */
export async function setCost(
  tx: Tx,
  input: Readonly<{ code: string; currency: string; minor: bigint; fromMs: number | undefined }>,
): Promise<Result<Readonly<{ id: bigint; fromMs: number }>>> {
  const [product] = await changedProducts(tx, [input.code], { holds: true })
  if (!product) return refuse('catalog.product_not_found', { code: input.code })
  if (input.minor < 0n) return refuse('catalog.price_negative', {}, 'cost')
  const { fromMs = await companyNow(tx), minor, currency } = input
  const cost = { productId: product.id, currency, minor, fromMs }
  if (await hasLaterCost(tx, cost)) return refuse('catalog.cost_conflict', {}, 'validFrom')
  await addCost(tx, cost)
  return ok({ id: product.id, fromMs })
}

/** What a product costs the company and cost, the newest first; refused as `catalog.product_not_found`. */
export async function shownCosts(tx: Tx, code: string) {
  const [product] = await changedProducts(tx, [code])
  if (!product) return refuse('catalog.product_not_found', { code })
  const costs = await costsOf(tx, product.id)
  return ok({
    costs: costs.map(({ currency, minor, from, until }) => ({
      cost: { minor, currency },
      validFrom: from.getTime(),
      validUntil: until?.getTime() ?? null,
    })),
  })
}
