import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import type { OutboxEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { issueAfterChange, issueAfterPayment, issueInvoices } from '../use-cases/issue-documents.ts'

const placed = z.object({ code: z.string(), channel: z.string() })
const changed = placed.extend({ number: z.int(), change: z.enum(['cancel', 'send', 'return', 'edit']) })
const paid = z.object({ for: z.literal('order'), code: z.string() })

/** Issues an invoice for every order when it is due, and a credit note for whatever is taken back of it. */
export const issueDocumentsConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'billing.documents',
  topics: ['orders.order_placed', 'orders.order_changed', 'payments.money_came'],
  from: 'now',
  handle: take,
  // Orders that were placed go together; what happens to one comes after its placing.
  handleTogether: async (deps, tx, events, about) => {
    const isPlaced = ({ topic }: OutboxEvent) => topic === 'orders.order_placed'
    await issueInvoices(deps, tx, about, events.filter(isPlaced).flatMap(toInvoice))
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as they happened
    for (const event of events) if (!isPlaced(event)) await take(deps, tx, event, about)
  },
}

async function take(deps: PlatformDeps, tx: Tx, event: OutboxEvent, about: About): Promise<void> {
  const { topic, payload } = event
  if (topic === 'orders.order_placed') await issueInvoices(deps, tx, about, toInvoice(event))
  else if (topic === 'orders.order_changed') {
    const { code, number, change: kind } = changed.parse(payload)
    await issueAfterChange(deps, tx, about, { code, number, kind })
  } else await issueAfterPayment(deps, tx, about, paid.parse(payload).code)
}

function toInvoice({ payload }: OutboxEvent): readonly string[] {
  const { code, channel } = placed.parse(payload)
  // What was brought in from another system was invoiced there.
  return channel === 'import' ? [] : [code]
}
