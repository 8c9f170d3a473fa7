import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { integer } from '#shared/contract.ts'
import { tellAutoship } from '../use-cases/tell-autoship.ts'
import { tellDocument } from '../use-cases/tell-document.ts'
import { tellLink } from '../use-cases/tell-link.ts'
import { tellOrder } from '../use-cases/tell-order.ts'

const placed = z.object({ code: z.string(), channel: z.string(), marketId: integer })
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
    'billing.document_issued',
    'identity.link_asked',
    ...Object.keys(AUTOSHIP_TOPICS),
  ],
  from: 'now',
  handle: async (deps, tx, { topic, payload, seq }, about) => {
    if (topic === 'orders.order_placed') {
      const { channel, ...of } = placed.parse(payload)
      // Whatever was brought in from another system was confirmed there.
      if (channel !== 'import') await tellOrder(deps, tx, about, of)
    } else if (topic === 'billing.document_issued') {
      await tellDocument(deps, tx, about, issued.parse(payload))
    } else if (topic === 'identity.link_asked') {
      const { accountId, purpose } = linkAsked.parse(payload)
      if (accountId !== null) await tellLink(tx, about, { accountId, purpose, seq })
    } else if (isAutoshipTopic(topic)) {
      await tellAutoship(tx, about, { ...autoship.parse(payload), what: AUTOSHIP_TOPICS[topic], seq })
    }
  },
}

function isAutoshipTopic(topic: string): topic is keyof typeof AUTOSHIP_TOPICS {
  return topic in AUTOSHIP_TOPICS
}
