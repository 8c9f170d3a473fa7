import type { Compared } from '../domain/lab/compare.ts'
import type { MonthOfLab } from '../domain/lab/months.ts'
import type { Both } from '../domain/lab/replay-month.ts'
import type { Plan } from '../domain/language/plan.ts'
import { payDigits } from '../domain/pay/settle.ts'

/** Months of both plans with what a comparison of them needs besides. */
export function comparedOf(
  plans: Both<Plan>,
  months: readonly MonthOfLab[],
  people: Compared['people'],
): Omit<Compared, 'limits'> {
  const names = (plan: Plan) => plan.ranks.map(({ name }) => name)
  return {
    months,
    people,
    ranks: { before: names(plans.before), after: names(plans.after) },
    currency: plans.before.currency,
    digitsOf: (one) => plans.before.units[one] ?? payDigits(plans.after, one),
  }
}
