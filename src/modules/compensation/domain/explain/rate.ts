import { compare, subtract, type Exact } from '#shared/exact.ts'
import { noun } from '../language/sentences/rule-words.ts'
import type { Bonus } from '../language/plan.ts'
import type { Rule } from '../language/expression.ts'
import { asExact, compile } from '../pay/evaluate.ts'
import { atPerson, type World } from '../pay/world.ts'

/** How the own rate of a person came about, where it is a step of a table. */
export type RateStep = Readonly<{
  /** What the table goes by, in words. */
  by: string
  reached: Exact
  /** Where the step that holds begins; undefined below the first. */
  from: Exact | undefined
  rate: Exact
  /** The step above, and how much is missing to it. */
  next: Readonly<{ rate: Exact; from: Exact; missing: Exact }> | undefined
}>

/** The step that gives a person the rate of a bonus; undefined where the rate is no table by steps, or goes by what is outside the person. */
export function rateStepOf(world: World, bonus: Bonus, person: number): RateStep | undefined {
  const rule = rateRule(bonus)
  if (!rule || rule.expression.node !== 'table') return undefined
  const { table: name, keys, froms, values } = rule.expression
  const table = world.plan.tables.find((candidate) => candidate.name === name)
  const [key] = keys
  if (table?.shape !== 'steps' || !key || froms.length + values.length > 0) return undefined
  const outside = key.node === 'field' && (key.of === 'walk' || key.hops.length > 0)
  if (outside || ('type' in key && key.type !== 'number')) return undefined
  const tree = 'tree' in bonus ? bonus.tree : 'sponsor'
  const reached = asExact(compile(world, key, 'person')({ ...atPerson(person), tree }))
  const steps = table.steps.flatMap(({ from, value }) =>
    typeof from === 'string' || (typeof value === 'object' && 'rule' in value) ? [] : [{ from, rate: value }],
  )
  const held = steps.findLast(({ from }) => compare(from, reached) <= 0)
  const next = steps.find(({ from }) => compare(from, reached) > 0)
  return {
    by: noun(key),
    reached,
    from: held?.from,
    rate: held?.rate ?? 0,
    next: next && { ...next, missing: subtract(next.from, reached) },
  }
}

function rateRule(bonus: Bonus): Rule | undefined {
  return bonus.kind === 'amount' || bonus.kind === 'differential' || bonus.kind === 'levels'
    ? bonus.rate
    : undefined
}
