import { Stripe } from 'stripe'
import { parseDecimal } from '#shared/decimal.ts'
import { divideRounded } from '#shared/ratio.ts'
import { fromStripe, toStripe } from '#shared/stripe-amount.ts'
import { stripeClient, type StripeAccess } from '#platform/stripe/stripe-client.ts'
import type { TaxAmount, TaxAnswer, TaxQuestion, TaxService, TaxTold } from '../domain/tax-service.ts'
import type { TaxPart } from '../domain/taxed.ts'

const TIMEOUT_MS = 5_000
const HTTP_SERVER = 500

/** Stripe Tax as the service that reckons taxes, through Stripe's official library. */
export function openStripeTax(access: StripeAccess): TaxService {
  const stripe = stripeClient({ ...access, timeoutMs: access.timeoutMs ?? TIMEOUT_MS })
  return {
    ask: async (question): Promise<TaxTold> => {
      const asked = askedOf(question)
      if (!asked) return { kind: 'refused', why: `Stripe takes no such amounts of ${question.currency}.` }
      try {
        return { kind: 'answer', value: answerOf(question, await stripe.tax.calculations.create(asked)) }
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeError)) throw error
        const { statusCode, message: why } = error
        const isDown =
          error instanceof Stripe.errors.StripeConnectionError ||
          error instanceof Stripe.errors.StripeRateLimitError ||
          statusCode === undefined ||
          statusCode >= HTTP_SERVER
        return { kind: isDown ? 'down' : 'refused', why }
      }
    },
  }
}

function askedOf(question: TaxQuestion): Stripe.Tax.CalculationCreateParams | undefined {
  const { currency, place, amounts, isAdded } = question
  const behaviour = isAdded ? ('exclusive' as const) : ('inclusive' as const)
  const said = amounts.map((of) => ({ of, amount: toStripe(of.minor, currency) }))
  if (said.some(({ amount }) => amount === undefined)) return undefined
  const line = ({ of, amount }: (typeof said)[number]) => ({
    amount: Number(amount),
    tax_behavior: behaviour,
    ...(of.code === undefined ? {} : { tax_code: of.code }),
  })
  const goods = said.filter(({ of }) => !of.isShipping)
  const shipping = said.find(({ of }) => of.isShipping)
  return {
    currency: currency.toLowerCase(),
    line_items: goods.map((one) => ({ ...line(one), reference: one.of.taxClass })),
    ...(shipping ? { shipping_cost: line(shipping) } : {}),
    customer_details: {
      address: {
        country: place.country,
        ...(place.region === undefined ? {} : { state: place.region }),
        ...(place.postalCode === undefined ? {} : { postal_code: place.postalCode }),
      },
      address_source: 'shipping',
    },
    expand: ['line_items.data.tax_breakdown', 'shipping_cost.tax_breakdown'],
  }
}

function answerOf(question: TaxQuestion, found: Stripe.Tax.Calculation): TaxAnswer {
  const { currency } = question
  const lines = found.line_items?.data ?? []
  return {
    source: 'stripe',
    reference: found.id ?? '',
    amounts: question.amounts.map((amount) => {
      const said = amount.isShipping
        ? found.shipping_cost
        : lines.find(({ reference }) => reference === amount.taxClass)
      if (!said) throw new Error(`Stripe said nothing of ${amount.taxClass}`)
      const parts = partsOf(said.tax_breakdown ?? [], currency)
      return { ...amount, ...taxedOf(amount, { taxMinor: minorOf(said.amount_tax, currency), parts }) }
    }),
  }
}

type Breakdown = NonNullable<Stripe.Tax.CalculationLineItem['tax_breakdown']>

/** The rates that take something, each by its jurisdiction. */
function partsOf(breakdown: Breakdown, currency: string): readonly TaxPart[] {
  return breakdown.flatMap((one) => {
    const rate = one.tax_rate_details
    if (rate === null) return []
    return [
      {
        name: `${one.jurisdiction.display_name}: ${rate.display_name}`,
        ratePpm: ppmOf(rate.percentage_decimal),
        netMinor: minorOf(one.taxable_amount, currency),
        taxMinor: minorOf(one.amount, currency),
      },
    ]
  })
}

/** What is not told by its rates is one without a name, so that parts always add up to the tax. */
function taxedOf(amount: TaxAmount, of: Readonly<{ taxMinor: bigint; parts: readonly TaxPart[] }>) {
  const told = of.parts.reduce((sum, { taxMinor }) => sum + taxMinor, 0n)
  const rest = of.taxMinor - told
  if (rest === 0n) return of
  return { ...of, parts: [...of.parts, { name: '', ratePpm: 0n, netMinor: amount.minor, taxMinor: rest }] }
}

const PERCENT_PLACES = 12
const PPM_PLACES = 4

/** A percentage as parts per million, to the nearest. */
function ppmOf(percent: string): bigint {
  const exact = parseDecimal(percent, PERCENT_PLACES)
  if (typeof exact !== 'bigint') throw new Error(`Stripe said the rate ${percent}`)
  return divideRounded(exact, 10n ** BigInt(PERCENT_PLACES - PPM_PLACES), 'half_up')
}

function minorOf(amount: number, currency: string): bigint {
  return fromStripe(BigInt(amount), currency)
}
