import type { EvaluationOrder } from '../../language/dependencies.ts'
import type { Expression, Rule } from '../../language/expression.ts'
import type { Plan } from '../../language/plan.ts'
import { partsOf } from '../../language/reads.ts'
import { readBy } from '../shared-out.ts'

/** A definition or a bonus that steps compute. */
export type Kept = Readonly<{
  key: string
  /** Everything that it goes by, by itself or through others. */
  reads: ReadonlySet<string>
  /** Whether its own rules name what everybody has together. */
  namesEverybody: boolean
}>

/** What the steps of a stratum compute. */
export function keptOf(plan: Plan, order: EvaluationOrder, keys: readonly string[]): readonly Kept[] {
  return keys.map((key) => ({
    key,
    reads: readBy(order, key),
    namesEverybody: key.startsWith('bonus:') || rulesOf(plan, order, key).some(namesEverybody),
  }))
}

/** Limits go by everything that bonuses and their own rules go by. */
export function limitsKept(order: EvaluationOrder): Kept {
  return { key: 'limits', reads: new Set(order.reads.keys()), namesEverybody: true }
}

function rulesOf(plan: Plan, { rolled }: EvaluationOrder, key: string): readonly Expression[] {
  const of = (...rules: readonly (Rule | undefined)[]) => rules.flatMap((rule) => rule?.expression ?? [])
  const volume = plan.volumes.find(({ name }) => key === `volume:${name}`)
  if (volume) return volume.kind === 'personal' ? of(volume.reads, volume.where) : of(volume.until)
  if (key === 'active') return of(plan.active)
  if (key === 'paid') return of(plan.paid)
  if (key === 'earned rank') return of(...plan.ranks.map(({ needs }) => needs))
  const { scope, of: inner } = rolled.get(key) ?? {}
  return [
    ...of(plan.measures.find(({ name }) => key === `measure:${name}`)?.rule),
    ...[scope?.where, inner].filter((part) => part !== undefined),
  ]
}

function namesEverybody(expression: Expression): boolean {
  return (
    (expression.node === 'aggregate' && expression.scope.items === 'everyone') ||
    partsOf(expression).some(namesEverybody)
  )
}
