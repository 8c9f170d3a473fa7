import type { EvaluationOrder } from '../../language/dependencies.ts'
import type { Expression, Rule } from '../../language/expression.ts'
import type { Plan } from '../../language/plan.ts'
import { everyPart, isRolled, partsOf, rolledKey } from '../../language/reads.ts'
import type { Compiler } from '../compiler.ts'

/** A definition or a bonus that steps compute. */
export type Kept = Readonly<{
  key: string
  /** What it goes by itself; what that goes by in turn is held against what it was. */
  reads: ReadonlySet<string>
  /** Whether its own rules name what everybody has together. */
  namesEverybody: boolean
  /** The columns of everybody that it is in, once they are there; undefined where it is in more than these. */
  columns: (() => readonly (Float64Array | Uint8Array)[] | undefined) | undefined
}>

/** Whether something is what is paid, and no volume, rank or other definition. */
export function isPay(key: string): boolean {
  return key.startsWith('bonus:') || key === LIMITS
}

const LIMITS = 'limits'

/** Where the columns of definitions are once a run has written them. */
export type Written = Pick<Compiler, 'columns' | 'gathers'>

/** What the steps of a stratum compute. */
export function keptOf(
  plan: Plan,
  order: EvaluationOrder,
  keys: readonly string[],
  written: Written,
): readonly Kept[] {
  return keys.map((key) => ({
    key,
    reads: new Set((order.reads.get(key) ?? []).map(({ to }) => to)),
    namesEverybody: key.startsWith('bonus:') || rulesOf(plan, order, key).some(namesEverybody),
    columns: key.startsWith('bonus:') ? undefined : () => columnsOf(written, key),
  }))
}

/** A definition is a column; a team's aggregate is what was gathered with the own value and without. */
function columnsOf(
  { columns, gathers }: Written,
  key: string,
): readonly (Float64Array | Uint8Array)[] | undefined {
  const column = columns.get(key)
  if (column) return column.is === 'quotient' ? [column.over.values, column.under.values] : [column.values]
  const [whole, below] = [gathers.get(key), gathers.get(`${key} below`)]
  return whole && below && [whole.values, below.values]
}

/** Limits go by what bonuses pay, and by what their own rules read. */
export function limitsKept({ bonuses, limits }: Plan): Kept {
  const rules = limits.flatMap(({ most }) => [...everyPart(most.expression)])
  const reads = new Set([...bonuses.map(({ name }) => `bonus:${name}`), ...rules.flatMap(keysOf)])
  return { key: LIMITS, reads, namesEverybody: true, columns: undefined }
}

function keysOf(part: Expression): readonly string[] {
  if (part.node === 'field') return [part.name, `volume:${part.name}`, `measure:${part.name}`]
  return part.node === 'aggregate' && isRolled(part) ? [rolledKey(part)] : []
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
