import type { Bonus, Plan } from '../plan/plan.ts'
import type { Field } from './field.ts'
import type { Standing } from './standing.ts'

/** Why a person is not paid a bonus. */
export type SkipReason = 'kind' | 'status' | 'company_position' | 'not_active'

/** The first reason why a person may not be paid the bonus, or undefined when the person may. */
export function whyNotPaid(
  plan: Plan,
  bonus: Bonus,
  field: Field,
  standing: Standing,
  person: number,
): SkipReason | undefined {
  const [kind, status] = [field.kinds[person], field.statuses[person]]
  if (kind === 'company' && !plan.pays.kinds.includes('company')) return 'company_position'
  if (kind === undefined || !plan.pays.kinds.includes(kind)) return 'kind'
  if (status === undefined || !plan.pays.statuses.includes(status)) return 'status'
  if (bonus.needsActive && standing.active[person] === 0) return 'not_active'
  return undefined
}

/** 1 for everybody who may be paid the bonus. */
export function paidPeople(plan: Plan, bonus: Bonus, field: Field, standing: Standing): Uint8Array {
  const paid = new Uint8Array(field.count)
  for (let i = 0; i < field.count; i++)
    paid[i] = whyNotPaid(plan, bonus, field, standing, i) === undefined ? 1 : 0
  return paid
}
