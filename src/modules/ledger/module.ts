import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { ledgerRoutes } from './http/routes.ts'
import { rollWalletsTask } from './tasks/roll-wallets.ts'

export const ledgerModule: ModuleDefinition<PlatformDeps> = {
  name: 'ledger',
  rights: {
    'ledger.read': "See journals and the company's accounts",
    'ledger.wallets': 'See what the company owes to people',
  },
  messages: {
    'ledger.id_conflict': 'This journal is in the books with other content. Nothing was changed.',
    'ledger.balance_short': 'The wallet does not hold enough. Nothing was changed.',
    'ledger.state_conflict': 'The journal is {state}. Nothing was changed.',
    'ledger.reversed_conflict': 'The journal was reversed before. Nothing was changed.',
    'ledger.journal_not_found': 'There is no such journal.',
    'ledger.journal.not_found': 'There is no such journal.',
    'ledger.person.not_found': 'There is no such person, or you may not see the wallet.',
  },
  routes: ledgerRoutes,
  tasks: [rollWalletsTask],
}
