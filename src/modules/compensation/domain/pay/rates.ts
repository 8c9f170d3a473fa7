import { divide, exactMicro, exactWhole, multiply, sign, type Exact } from '#shared/exact.ts'
import type { EarnedInput } from './pay-input.ts'
import { PayProblem, type World } from './world.ts'

const PICO = 1_000_000_000_000n

/** Units of one currency for one of another, in a period: as the file says it, or turned around. */
export function rateIn({ input }: World, label: string, from: string, to: string): Exact {
  const rates = input.rates.filter((rate) => rate.period === label)
  const direct = rates.find((rate) => rate.from === from && rate.to === to)
  if (direct) return divide(exactWhole(direct.ratePico), exactWhole(PICO))
  const back = rates.find((rate) => rate.from === to && rate.to === from)
  if (back) return divide(exactWhole(PICO), exactWhole(back.ratePico))
  throw new PayProblem(
    `no rate from ${from} to ${to} in ${label}, expected a row "${label},${from},${to}" in the rates`,
  )
}

/** Given pay in the currency of its bonus, or of the plan where the plan does not compute it, at the rate of its own period. */
export function givenAmount(world: World, given: EarnedInput): Exact {
  const { plan } = world
  const amount = exactMicro(given.amountMicro)
  const currency = plan.bonuses.find(({ name }) => name === given.bonus)?.currency ?? plan.currency
  if (given.currency === '' || given.currency === currency || sign(amount) === 0) return amount
  return multiply(amount, rateIn(world, given.period, given.currency, currency))
}
