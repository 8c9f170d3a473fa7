import { randomBytes } from 'node:crypto'
import { divideRounded, PPM } from '#shared/ratio.ts'
import { Refused } from './books.ts'

/** What Stripe calls goods without tax. */
const NONTAXABLE = 'txcd_00000000'
const STATES: Readonly<Record<string, bigint>> = { CA: 60_000n, NY: 40_000n, OR: 0n, TX: 62_500n }
const COUNTY_PPM = 12_500n
const VAT_PPM = 200_000n
const HTTP_BAD = 400

type Rate = Readonly<{ ppm: bigint; level: string; name: string; tax: string }>

/** What Stripe Tax answers, by rates of the simulator's own: made up, and the same for the same question. */
export function calculateTax(form: URLSearchParams) {
  const rates = ratesAt(form)
  const lines = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((at) => {
    const of = `line_items[${at}]`
    const amount = form.get(`${of}[amount]`)
    return amount === null ? [] : [lineOf(form, { of, amount, rates })]
  })
  const shipping = form.get('shipping_cost[amount]')
  return {
    id: `taxcalc_${randomBytes(12).toString('hex')}`,
    object: 'tax.calculation',
    currency: form.get('currency'),
    line_items: { object: 'list', data: lines, has_more: false },
    shipping_cost: shipping === null ? null : lineOf(form, { of: 'shipping_cost', amount: shipping, rates }),
  }
}

function ratesAt(form: URLSearchParams): readonly Rate[] {
  const at = (name: string) => form.get(`customer_details[address][${name}]`) ?? ''
  if (at('country') !== 'US') return [{ ppm: VAT_PPM, level: 'country', name: at('country'), tax: 'VAT' }]
  const state = STATES[at('state')]
  if (state === undefined || !/^\d{5}/.test(at('postal_code'))) {
    const message =
      "We could not determine the customer's tax location based on the provided customer address."
    throw new Refused(HTTP_BAD, {
      type: 'invalid_request_error',
      code: 'customer_tax_location_invalid',
      message,
    })
  }
  const ofState = { ppm: state, level: 'state', name: at('state'), tax: 'Sales tax' }
  // Only where the postal code begins with 9 is there a county with a tax of its own.
  if (state === 0n || !at('postal_code').startsWith('9')) return [ofState]
  return [ofState, { ppm: COUNTY_PPM, level: 'county', name: 'Sample county', tax: 'Sales tax' }]
}

function lineOf(
  form: URLSearchParams,
  { of, amount: text, rates }: Readonly<{ of: string; amount: string; rates: readonly Rate[] }>,
) {
  const amount = BigInt(text)
  const behaviour = form.get(`${of}[tax_behavior]`) ?? 'exclusive'
  const isFree = form.get(`${of}[tax_code]`) === NONTAXABLE
  const ppm = isFree ? 0n : rates.reduce((sum, rate) => sum + rate.ppm, 0n)
  const net = behaviour === 'inclusive' ? amount - divideRounded(amount * ppm, PPM + ppm, 'half_up') : amount
  const breakdown = (isFree ? [] : rates).map((rate) => ({
    amount: Number(divideRounded(net * rate.ppm, PPM, 'half_up')),
    taxable_amount: Number(net),
    taxability_reason: 'standard_rated',
    sourcing: 'destination',
    jurisdiction: { display_name: rate.name, level: rate.level, country: '', state: null },
    tax_rate_details: {
      display_name: rate.tax,
      percentage_decimal: percentOf(rate.ppm),
      tax_type: 'sales_tax',
    },
  }))
  return {
    amount: Number(amount),
    amount_tax: breakdown.reduce((sum, one) => sum + one.amount, 0),
    reference: form.get(`${of}[reference]`) ?? '',
    tax_behavior: behaviour,
    tax_breakdown: breakdown,
  }
}

function percentOf(ppm: bigint): string {
  const digits = ppm.toString().padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, '')
}
