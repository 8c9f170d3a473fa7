import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import type { CardDeps } from '../use-cases/card-deps.ts'
import { showOfferedIn, showOfferedTo } from '../use-cases/show-offered.ts'

const mine = route({
  endpoint: contract.myPaymentMethods,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'How the viewer may pay own orders.',
  handler: async (deps: PlatformDeps & CardDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) throw new Error('the account has no person')
    return read(deps, call.actor, (tx) => showOfferedTo(deps, tx, personId))
  },
})

const shop = route({
  endpoint: contract.shopPaymentMethods,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  summary: 'How a shopper may pay.',
  handler: async (deps: PlatformDeps & CardDeps, call) =>
    read(deps, call.actor, (tx) =>
      showOfferedIn(deps, tx, { market: call.query.market, buyerId: call.viewer?.personId }),
    ),
})

export const buyerRoutes = [mine, shop]
