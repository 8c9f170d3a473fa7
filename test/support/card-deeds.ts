import { constantFrom, integer, record } from 'fast-check'

const DEEDS = [
  'pay',
  'pay',
  'declined',
  'take_back',
  'refund',
  'outside',
  'outside',
  'dispute',
  'won',
  'lost',
  'bounce',
  'bounce',
  'look',
  'look',
] as const
type Deed = (typeof DEEDS)[number]
/** What may happen to a payment by card, with an amount where one is needed. */
export const cardStep = record({ deed: constantFrom(...DEEDS), minor: integer({ min: 1, max: 9_000 }) })

/** What is rarely drawn and has to be right: refunds, asked for here and made at Stripe, that come again after they were sent. */
export const bounced = [
  'pay look take_back refund look bounce look refund look',
  'pay look outside look bounce look take_back look',
].map((text): [{ deed: Deed; minor: number }[]] => [
  text
    .split(' ')
    .flatMap((word) => DEEDS.filter((deed) => deed === word))
    .map((deed) => ({ deed, minor: 5_000 })),
])
