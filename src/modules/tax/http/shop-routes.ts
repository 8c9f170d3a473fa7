import { ok } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { marketOf } from '../use-cases/market-of.ts'
import { shownTaxes } from '../use-cases/preview-tax.ts'

const taxes = route({
  endpoint: contract.shopTaxes,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  perMinute: 240,
  summary: 'Whether prices of a market contain their tax, and where regions are taxed differently.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const market = await marketOf(tx, call.query.market)
      if (!market.ok) return market
      const { prices, regions } = await shownTaxes(deps, tx, market.value.id)
      return ok({ prices, regions: { ...regions } })
    }),
})

export const shopRoutes = [taxes]
