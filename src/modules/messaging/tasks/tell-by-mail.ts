import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { integer } from '#shared/contract.ts'
import type { OutboxEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { mailsDocuments, mailsOrders } from '../use-cases/messaging-settings.ts'
import { marketsSending } from '../use-cases/post-composed.ts'
import { tellAutoship } from '../use-cases/tell-autoship.ts'
import { tellDocument } from '../use-cases/tell-document.ts'
import { tellLink } from '../use-cases/tell-link.ts'
import { tellEarlierLogin } from '../use-cases/tell-login.ts'
import { tellReady } from '../use-cases/tell-ready.ts'
import { tellOrder } from '../use-cases/tell-order.ts'

const placed = z.object({ code: z.string(), channel: z.string(), marketId: integer })
const ready = z.object({ code: z.string(), marketId: integer })
const issued = z.object({ documentId: integer, marketId: integer })
const autoship = z.object({
  autoshipId: integer,
  personId: integer,
  marketId: integer,
  dueOn: z.string(),
  problem: z.enum(['payment', 'goods', 'person', 'other']).nullable(),
})

const linkAsked = z.object({
  accountId: integer.nullable(),
  purpose: z.enum(['new_password', 'confirm_login']),
})

const loginChanged = z.object({ accountId: integer, earlierId: integer })

const AUTOSHIP_TOPICS = {
  'orders.autoship_reminded': 'reminded',
  'orders.autoship_failed': 'failed',
  'orders.autoship_paused': 'paused',
} as const

/** Tells people by mail what happened: never in what happens itself, and once, as each mail has the key of what it tells. */
export const tellByMailConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'messaging.mails',
  topics: [
    'orders.order_placed',
    'orders.order_ready',
    'billing.document_issued',
    'identity.link_asked',
    'identity.login_changed',
    ...Object.keys(AUTOSHIP_TOPICS),
  ],
  from: 'now',
  handle: tell,
  // Where nobody is told of orders or documents, they are passed together.
  handleTogether: async (deps, tx, events, about) => {
    const left = await withoutSilent(tx, await withoutSilent(tx, events, ORDERS), DOCUMENTS)
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as they happened
    for (const event of left) await tell(deps, tx, event, about)
  },
}

const ORDERS = { topic: 'orders.order_placed', setting: mailsOrders }
const DOCUMENTS = { topic: 'billing.document_issued', setting: mailsDocuments }
const inMarket = z.object({ marketId: integer })

async function withoutSilent(
  tx: Tx,
  events: readonly OutboxEvent[],
  { topic, setting }: typeof ORDERS,
): Promise<readonly OutboxEvent[]> {
  const marketOf = ({ payload }: OutboxEvent) => inMarket.parse(payload).marketId
  const told = events.filter((event) => event.topic === topic)
  const sending = await marketsSending(tx, setting, told.map(marketOf))
  return events.filter((event) => event.topic !== topic || sending.has(marketOf(event)))
}

async function tell(
  deps: PlatformDeps,
  tx: Tx,
  { topic, payload, seq }: OutboxEvent,
  about: About,
): Promise<void> {
  if (topic === 'orders.order_placed') {
    const { channel, ...of } = placed.parse(payload)
    // Whatever was brought in from another system was confirmed there.
    if (channel !== 'import') await tellOrder(deps, tx, about, of)
  } else if (topic === 'orders.order_ready') {
    await tellReady(deps, tx, about, ready.parse(payload))
  } else if (topic === 'billing.document_issued') {
    await tellDocument(deps, tx, about, issued.parse(payload))
  } else if (topic === 'identity.link_asked') {
    const { accountId, purpose } = linkAsked.parse(payload)
    if (accountId !== null) await tellLink(tx, about, { accountId, purpose, seq })
  } else if (topic === 'identity.login_changed') {
    await tellEarlierLogin(tx, about, loginChanged.parse(payload))
  } else if (isAutoshipTopic(topic)) {
    await tellAutoship(tx, about, { ...autoship.parse(payload), what: AUTOSHIP_TOPICS[topic], seq })
  }
}

function isAutoshipTopic(topic: string): topic is keyof typeof AUTOSHIP_TOPICS {
  return topic in AUTOSHIP_TOPICS
}
