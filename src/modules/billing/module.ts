import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { documentRoutes } from './http/document-routes.ts'
import { issueDocumentsConsumer } from './tasks/issue-documents.ts'
import {
  invoiceDue,
  numberPrefix,
  numberWidth,
  sellerAddress,
  taxNumber,
} from './use-cases/billing-settings.ts'

export const billingModule: ModuleDefinition<PlatformDeps> = {
  name: 'billing',
  rights: {
    'billing.read': 'See invoices and credit notes',
    'billing.export': 'Take the list of invoices and credit notes away as a file',
  },
  messages: {
    'billing.not_found': 'There is no such invoice or credit note, or you may not see it.',
  },
  settings: [
    sellerAddress,
    invoiceDue,
    taxNumber,
    numberPrefix.invoice,
    numberPrefix.credit_note,
    numberWidth,
  ],
  routes: documentRoutes,
  tasks: [],
  consumers: [issueDocumentsConsumer],
}
