import { z } from 'zod'
import type { TaskDefinition } from '#platform/module/module.ts'
import { askCard, sendCardRefunds, type AskDeps } from '../use-cases/ask-card.ts'
import { askOpenCards } from '../use-cases/ask-open-cards.ts'
import { ASK_CARD_TASK, SEND_REFUNDS_TASK } from '../use-cases/card-jobs.ts'

const about = z.object({ payment: z.string().regex(/^\d+$/) })

/** Looks at one payment by card; what nobody knows yet is asked again later. */
export const askCardTask: TaskDefinition<AskDeps> = {
  name: ASK_CARD_TASK,
  async run(deps, payload) {
    const { payment } = about.parse(payload)
    const asked = await askCard(deps, BigInt(payment))
    if (asked.kind === 'unknown' || asked.kind === 'refused')
      throw new Error(`how the payment by card ${payment} stands is not known yet; it is asked again`)
  },
}

/** Sends what goes back to the card of a payment; what nobody knows yet is asked again later. */
export const sendCardRefundsTask: TaskDefinition<AskDeps> = {
  name: SEND_REFUNDS_TASK,
  async run(deps, payload) {
    const { payment } = about.parse(payload)
    if (!(await sendCardRefunds(deps, BigInt(payment))))
      throw new Error(`whether money went back by the payment ${payment} is not known yet; it is asked again`)
  },
}

/** Looks after payments by card that did not end, also where the provider's own messages were lost. */
export const askOpenCardsTask: TaskDefinition<AskDeps> = {
  name: 'orders.ask_open_cards',
  everyHours: 0.25,
  async run(deps, _payload, signal) {
    await askOpenCards(deps, signal)
  },
}
