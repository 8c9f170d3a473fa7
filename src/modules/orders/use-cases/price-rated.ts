import {
  carrierQuestionText,
  keptRates,
  RatesToAsk,
  usesCarriers,
  type CarrierAnswer,
} from '#modules/shipping/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { priceOrder, type PricedOrder, type PricingInput } from './price-order.ts'

type Of = Readonly<{
  currency: string
  /** It is known where the order goes, so that carriers can be asked. */
  isKnown: boolean
  /** Whoever waits for the answer may have carriers asked; all others get an estimate. */
  mayAsk: boolean
}>

/**
 * Prices an order by what carriers said to the same questions lately, if its market has prices of carriers at all. Throws `RatesToAsk`
 * where they are to be asked first.
 */
export async function priceRated(
  tx: Tx,
  input: PricingInput,
  of: Of,
): Promise<Result<Readonly<{ priced: PricedOrder; input: PricingInput }>>> {
  const isRated = of.isKnown && usesCarriers(input.delivery.table, input.atMs)
  return isRated ? ratedBy(tx, input, { ...of, told: new Map() }) : pricedBy(input)
}

async function ratedBy(
  tx: Tx,
  input: PricingInput,
  of: Of & Readonly<{ told: ReadonlyMap<string, CarrierAnswer> }>,
): ReturnType<typeof priceRated> {
  const { currency, told } = of
  const rated = pricedBy({ ...input, delivery: { ...input.delivery, carriers: { currency, told } } })
  const asks = rated.ok ? rated.value.priced.asksRates : undefined
  if (!asks) return rated
  const answer = await keptRates(tx, asks)
  if (answer)
    return ratedBy(tx, input, {
      ...of,
      told: new Map([...told, [carrierQuestionText(asks.question), answer]]),
    })
  if (of.mayAsk) throw new RatesToAsk(asks)
  return pricedBy(input)
}

function pricedBy(input: PricingInput) {
  const priced = priceOrder(input)
  return priced.ok ? ok({ priced: priced.value, input }) : priced
}
