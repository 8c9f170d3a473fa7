import { currencyDigits } from './money.ts'

const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const THOUSANDTHS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND'])
const TEN = 10n

/** Decimals in which Stripe counts a currency; of a few that is another number than the minor unit has. */
function stripeDigits(currency: string): number {
  if (WHOLE.has(currency)) return 0
  return THOUSANDTHS.has(currency) ? 3 : 2
}

/** An amount as Stripe counts it; undefined where it cannot be said to Stripe exactly. */
export function toStripe(minor: bigint, currency: string): bigint | undefined {
  const digits = stripeDigits(currency)
  const more = digits - currencyDigits(currency)
  const unit = TEN ** BigInt(Math.abs(more))
  if (more < 0 && minor % unit !== 0n) return undefined
  // Of three decimals the last one has to be nothing.
  if (digits === 3 && minor % TEN !== 0n) return undefined
  return more < 0 ? minor / unit : minor * unit
}

/** The same back. What Stripe took in parts of the minor unit is none of ours and throws. */
export function fromStripe(amount: bigint, currency: string): bigint {
  const more = stripeDigits(currency) - currencyDigits(currency)
  const unit = TEN ** BigInt(Math.abs(more))
  if (more <= 0) return amount * unit
  if (amount % unit !== 0n) throw new Error(`${amount} is no amount of ${currency}`)
  return amount / unit
}
