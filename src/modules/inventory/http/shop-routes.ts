import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { shopStock } from '../use-cases/show-stock.ts'

const stock = route({
  endpoint: contract.shopStock,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: 'How much of goods a shop can promise.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      shopStock(tx, { market: call.query.market, products: call.query.products.split(',') }),
    ),
})

export const shopRoutes = [stock]
