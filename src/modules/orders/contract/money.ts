import { z } from 'zod'
import { instant, money } from '#shared/contract.ts'

/** What buyers choose when they order. */
export const payment = z.enum(['pay_later', 'transfer', 'wallet', 'card'])

export const payState = z.enum(['open', 'partly_paid', 'paid', 'nothing_due'])

/** How the money of an order stands, by the books; told to staff and to the buyer. */
export const orderMoney = z.object({
  state: payState,
  owed: money,
  paid: money,
  refunded: money,
  /** It came back, or was paid too much, and waits to be sent. */
  waiting: money,
})

/** Something that was said about an order; what staff say among themselves is told to nobody else. */
const note = z.object({
  at: instant,
  text: z.string(),
  byBuyer: z.boolean(),
  forBuyer: z.boolean(),
  /** Who of the staff said it; told to staff only. */
  by: z.string().nullable(),
})

export const paying = {
  money: orderMoney.nullable(),
  /** What the buyer transfers, where to, and what to write on it; null where nothing is expected by transfer. */
  transfer: z.object({ to: z.string().nullable(), reference: z.string(), amount: money }).nullable(),
  notes: z.array(note),
}

/** What an order earned for later ones, told to staff. */
export const earned = z.object({
  name: z.string(),
  promotion: z.string(),
  expiresAt: instant,
  uses: z.int(),
  used: z.int(),
  takenBack: z.boolean(),
  /** Uses that stay although goods came back for which they were earned: they were used already. */
  unearned: z.int(),
})

const eur = (minor: string) => ({ minor, currency: 'EUR' })
export const moneyExample = {
  state: 'open' as const,
  owed: eur('5290'),
  paid: eur('0'),
  refunded: eur('0'),
  waiting: eur('0'),
}
export const payingExample = { money: moneyExample, transfer: null, notes: [] }
