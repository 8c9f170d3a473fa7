import type { Expression, Rule } from '../../language/expression.ts'
import type { Bonus, DifferentialBonus, LevelsBonus } from '../../language/plan.ts'
import { partsOf } from '../../language/reads.ts'

/** Bonuses that pay a person for what a team brings, source by source. */
export type TeamBonus = LevelsBonus | DifferentialBonus

export function isTeamBonus(bonus: Bonus): bonus is TeamBonus {
  return bonus.kind === 'levels' || bonus.kind === 'differential'
}

/**
 * Whether a bonus is paid source by source, each of them alone on its way up: what it says of single parts, or of who stands
 * between, cannot be said of a whole team at once.
 */
export function goesByClimbs(bonus: Bonus): boolean {
  if (!isTeamBonus(bonus)) return false
  if (bonus.roundedPer === 'line' || bonus.legCap) return true
  if (bonus.kind === 'differential') return readsClimb(bonus.rate.expression)
  const isUnlimited = bonus.depth === undefined
  return (
    bonus.stopAt !== undefined ||
    typeof bonus.depth === 'object' ||
    (bonus.unitValue !== undefined && bonus.unpaid === 'pass_up') ||
    readsClimb(bonus.rate.expression, isUnlimited ? [] : ['level'])
  )
}

/** Whether a rule of a walk says anything of the way, besides some names of it; what is gathered for a person says nothing of it. */
export function readsClimb(expression: Expression, but: readonly string[] = []): boolean {
  if (expression.node === 'aggregate') return false
  if (expression.node === 'running') return true
  if (expression.node === 'field')
    return expression.hops.length > 0 || (expression.of === 'walk' && !but.includes(expression.name))
  return partsOf(expression).some((part) => readsClimb(part, but))
}

/** The largest parts of rules that are about the person on the way alone. */
export function ownParts(rules: readonly (Rule | undefined)[]): readonly Expression[] {
  return rules.flatMap((rule) => (rule ? ownPartsOf(rule.expression) : []))
}

const CONSTANTS: readonly Expression['node'][] = ['number', 'truth', 'text', 'rank']

function ownPartsOf(expression: Expression): readonly Expression[] {
  if (CONSTANTS.includes(expression.node)) return []
  if (!readsClimb(expression)) return [expression]
  return partsOf(expression).flatMap(ownPartsOf)
}
