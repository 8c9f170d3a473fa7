import type { Period } from '#shared/period.ts'
import type { FactColumns, FrozenColumns, SpanColumns } from '../../frozen/columns.ts'
import type { Plan } from '../../language/plan.ts'

/** Whether payees of one bonus have to be looked at by the time of each order, as their kinds or statuses change. */
export function payeesChangeIn({ changes }: Plan, { facts }: FrozenColumns, period: Period): boolean {
  return changes?.payees === 'at_order' && standingsChange(facts, period)
}

/** Whether orders count where people stood when they came, and somebody stood elsewhere in the period. */
export function placesChangeIn(plan: Plan, { facts, links }: FrozenColumns, period: Period): boolean {
  if (plan.changes?.upline !== 'at_order') return false
  return edgesInside(links, period) || (plan.terminated === 'roll_up' && standingsChange(facts, period))
}

function standingsChange(facts: FactColumns, period: Period): boolean {
  const scope = facts.scope.words.indexOf('person')
  const told = facts.name.words.map((name) => name === 'kind' || name === 'status')
  return edgesInside(
    facts,
    period,
    (row) => facts.scope.place[row] === scope && told[facts.name.place[row] ?? 0] === true,
  )
}

function edgesInside(
  { fromMs, untilMs }: SpanColumns,
  period: Period,
  counts: (row: number) => boolean = () => true,
): boolean {
  const inside = (edge: number): boolean => period.fromMs < edge && edge < period.untilMs
  for (let row = 0; row < fromMs.length; row++)
    if ((inside(fromMs[row] ?? 0) || inside(untilMs[row] ?? 0)) && counts(row)) return true
  return false
}

/** Whether anything changes inside a period that a plan without `changes` would have to rule. */
export function changesInside({ facts, links }: FrozenColumns, period: Period): boolean {
  return standingsChange(facts, period) || edgesInside(links, period)
}
