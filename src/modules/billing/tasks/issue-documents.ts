import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { issueCreditNote, issueInvoice } from '../use-cases/issue-documents.ts'

const placed = z.object({ code: z.string(), channel: z.string() })
const changed = placed.extend({ number: z.int(), change: z.string() })

/** Issues an invoice for every order that is placed, and a credit note for whatever is taken back of it. */
export const issueDocumentsConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'billing.documents',
  topics: ['orders.order_placed', 'orders.order_changed'],
  from: 'now',
  handle: async (deps, tx, event, about) => {
    if (event.topic === 'orders.order_placed') {
      const { code, channel } = placed.parse(event.payload)
      // What was brought in from another system was invoiced there.
      if (channel !== 'import') await issueInvoice(deps, tx, about, code)
      return
    }
    const { code, number, change } = changed.parse(event.payload)
    if (change === 'cancel' || change === 'return')
      await issueCreditNote(deps, tx, about, { code, change: number })
  },
}
