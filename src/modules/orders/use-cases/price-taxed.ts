import { keptTax, TaxToAsk, type TaxAnswer, type TaxPlace } from '#modules/tax/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { priceOrder, type PricedOrder, type PricingInput } from './price-order.ts'
import { priceRated } from './price-rated.ts'

type Of = Readonly<{
  market: Readonly<{ id: bigint; currency: string }>
  place: TaxPlace
  /** It is known where the order goes. */
  isKnown: boolean
  /** Whoever waits for the answer may have services asked; all others get an estimate. */
  asks: Readonly<{ tax: boolean; rates: boolean }>
}>

/** An order with its tax, and what a service said of that, where one was asked. */
export type TaxedOrder = Readonly<{ priced: PricedOrder; input: PricingInput; answer: TaxAnswer | undefined }>

/**
 * Prices an order with its tax: where a service reckons that, by what it said to the same question lately. Throws `TaxToAsk` where it is
 * to be asked first, and `RatesToAsk` where a carrier is.
 */
export async function priceTaxed(tx: Tx, asked: PricingInput, of: Of): Promise<Result<TaxedOrder>> {
  const { market, place, isKnown, asks } = of
  const rated = await priceRated(tx, asked, { currency: market.currency, isKnown, mayAsk: asks.rates })
  if (!rated.ok) return rated
  const { priced, input } = rated.value
  const { asksTax: amounts, taxService: source, taxAdded: isAdded } = priced
  if (!amounts || !source) return ok({ priced, input, answer: undefined })
  const { country, region, postalCode } = place
  const question = {
    source,
    marketId: market.id,
    currency: market.currency,
    isAdded,
    amounts,
    place: { country, region, postalCode },
    day: dayText(input.atMs, 'UTC'),
  }
  const answer = await keptTax(tx, question)
  if (!answer && asks.tax) throw new TaxToAsk(question)
  const withTax = answer ? { ...input, taxAnswer: answer } : { ...input, estimates: true }
  const taxed = priceOrder(withTax)
  return taxed.ok ? ok({ priced: taxed.value, input: withTax, answer }) : taxed
}
