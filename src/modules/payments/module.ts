import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { buyerRoutes } from './http/buyer-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'
import type { CardDeps } from './use-cases/card-deps.ts'
import { creditLimit } from './use-cases/credit-limit.ts'
import { offeredMethods, transferAccount } from './use-cases/offered-methods.ts'

export const paymentsModule: ModuleDefinition<PlatformDeps & CardDeps> = {
  name: 'payments',
  rights: {
    'payments.read': 'See payments and what is waited for',
    'payments.export': 'Take the list of payments away as a file',
    'payments.credit': 'Say how much single people may owe',
  },
  messages: {
    'payments.not_found': 'There is no such payment, or you may not see it.',
    'payments.person_unknown': 'There is no such person, or you may not see them.',
    'payments.market_unknown': 'There is no market "{market}".',
    'payments.not_offered': 'This way to pay is not offered here. Nothing was ordered; choose another one.',
    'payments.credit_limit':
      'You may owe {limit} at most, of which {left} are left. Nothing was ordered; pay an open order first, or choose another way to pay.',
    'payments.nothing_owed': 'Nothing is owed for this order any more. Nothing was written.',
    'payments.more_than_owed': 'Only {owed} are owed. Nothing was written.',
    'payments.no_wallet': 'A guest has no wallet. Nothing was written; choose another way.',
    'payments.settled_conflict': 'How this payment ended is known already. Nothing was changed.',
    'payments.refund_most': 'At most {most} can go back in this way. Nothing was written.',
    'payments.reversal_method':
      'What was paid from a wallet, or with what another order brought back, was there, and cannot be taken back like this. Nothing was written.',
    'payments.limit_currency': 'This person buys in {currency}. Nothing was changed.',
    'payments.other_way':
      'Money goes back the way it came, or to the wallet. Another way is open once a refund to the card has failed. Nothing was written.',
    'payments.provider_says':
      'How a payment by card ends is said by the provider alone. Nothing was changed.',
    'payments.card_signature': 'This message does not bear the signature of the provider. It was not read.',
    'payments.cards_off': 'Cards are not taken here at the moment. Choose another way to pay.',
    'payments.days_reversed': 'The last day lies before the first one.',
  },
  settings: [creditLimit, ...Object.values(offeredMethods), transferAccount],
  routes: [...staffRoutes, ...buyerRoutes],
  tasks: [],
}
