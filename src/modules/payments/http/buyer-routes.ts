import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { showOfferedIn, showOfferedTo } from '../use-cases/show-offered.ts'

const mine = route({
  endpoint: contract.myPaymentMethods,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'How the viewer may pay own orders.',
  handler: async (deps: PlatformDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) throw new Error('the account has no person')
    return read(deps, call.actor, (tx) => showOfferedTo(tx, personId))
  },
})

const shop = route({
  endpoint: contract.shopPaymentMethods,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  summary: 'How a shopper may pay.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      showOfferedIn(tx, { market: call.query.market, buyerId: call.viewer?.personId }),
    ),
})

export const buyerRoutes = [mine, shop]
