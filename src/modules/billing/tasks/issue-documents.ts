import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { issueAfterChange, issueAfterPayment, issueInvoice } from '../use-cases/issue-documents.ts'

const placed = z.object({ code: z.string(), channel: z.string() })
const changed = placed.extend({ number: z.int(), change: z.enum(['cancel', 'send', 'return', 'edit']) })
const paid = z.object({ for: z.literal('order'), code: z.string() })

/** Issues an invoice for every order when it is due, and a credit note for whatever is taken back of it. */
export const issueDocumentsConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'billing.documents',
  topics: ['orders.order_placed', 'orders.order_changed', 'payments.money_came'],
  from: 'now',
  handle: async (deps, tx, { topic, payload }, about) => {
    if (topic === 'orders.order_placed') {
      const { code, channel } = placed.parse(payload)
      // What was brought in from another system was invoiced there.
      if (channel !== 'import') await issueInvoice(deps, tx, about, code)
    } else if (topic === 'orders.order_changed') {
      const { code, number, change: kind } = changed.parse(payload)
      await issueAfterChange(deps, tx, about, { code, number, kind })
    } else await issueAfterPayment(deps, tx, about, paid.parse(payload).code)
  },
}
