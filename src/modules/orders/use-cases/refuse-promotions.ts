import { refuse, type Result } from '#shared/refusal.ts'
import type { TypedCoupon } from '#modules/promotions/api.ts'
import { priceOrder, type PricedOrder, type PricingInput } from './price-order.ts'

/** Why an order with these coupons is not placed: one is not known, or was used up. Baskets show the same and go on. */
export function refuseCoupons(coupons: readonly TypedCoupon[]): Result<never> | undefined {
  const bad = coupons.find(({ usable }) => !usable)
  if (!bad) return undefined
  const code = bad.series === undefined ? 'promotions.coupon_unknown' : 'promotions.coupon_used_up'
  return refuse(code, { code: bad.code }, 'coupons')
}

/** Why an order is not placed whose total is no longer the one that was seen. */
export function refuseTotal(
  priced: PricedOrder,
  of: Readonly<{ expectedMinor: bigint | undefined; currency: string; input: PricingInput }>,
): Result<never> | undefined {
  const { expectedMinor, currency, input } = of
  if (expectedMinor === undefined || expectedMinor === priced.totalMinor) return undefined
  const now = { minor: priced.totalMinor, currency }
  const spent = priced.promoted?.notApplied.find(({ because }) => because === 'used_up')
  // If the buyer's total is that of before a promotion was used up, this says more than a number.
  if (spent && unlimitedTotal(input) === expectedMinor)
    return refuse('promotions.used_up', { promotion: spent.promotion.code, ...now })
  return refuse('orders.total_changed', now)
}

/** What the order would cost if nothing of any promotion were used yet. */
function unlimitedTotal(input: PricingInput): bigint | undefined {
  const { promoting } = input
  if (!promoting) return undefined
  const { ground } = promoting
  const basket = { ...ground.basket, left: {} }
  const priced = priceOrder({ ...input, promoting: { ...promoting, ground: { ...ground, basket } } })
  return priced.ok ? priced.value.totalMinor : undefined
}
