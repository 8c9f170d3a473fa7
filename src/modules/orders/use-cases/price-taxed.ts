import {
  keptTax,
  TaxToAsk,
  withTaxAsked,
  type TaxAnswer,
  type TaxDeps,
  type TaxPlace,
} from '#modules/tax/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { priceOrder, type PricedOrder, type PricingInput } from './price-order.ts'

type Of = Readonly<{
  market: Readonly<{ id: bigint; currency: string }>
  place: TaxPlace
  /** Whoever waits for the answer may have a service asked; all others get an estimate. */
  mayAsk: boolean
}>

/** An order with its tax, and what a service said of that, where one was asked. */
export type TaxedOrder = Readonly<{ priced: PricedOrder; input: PricingInput; answer: TaxAnswer | undefined }>

/**
 * Prices an order with its tax: where a service reckons that, by what it said to the same question lately. Throws `TaxToAsk` where it is
 * to be asked first.
 */
export async function priceTaxed(tx: Tx, input: PricingInput, of: Of): Promise<Result<TaxedOrder>> {
  const priced = priceOrder(input)
  if (!priced.ok) return priced
  const { asksTax: amounts, taxService: source, taxAdded: isAdded } = priced.value
  if (!amounts || !source) return ok({ priced: priced.value, input, answer: undefined })
  const { market, place } = of
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
  if (!answer && of.mayAsk) throw new TaxToAsk(question)
  const withTax = answer ? { ...input, taxAnswer: answer } : { ...input, estimates: true }
  const taxed = priceOrder(withTax)
  return taxed.ok ? ok({ priced: taxed.value, input: withTax, answer }) : taxed
}

/** Does a deed in which orders are priced, once a service was asked for what it has to be asked for; a refusal of that is the deed's. */
export function askingTax<T>(deps: { db: Db } & TaxDeps, deed: () => Promise<T>) {
  return withTaxAsked(deps, deed)
}
