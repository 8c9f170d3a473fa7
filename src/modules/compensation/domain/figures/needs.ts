import { compare, exactText, subtract, sign, type Exact } from '#shared/exact.ts'
import type { Expression, Operator, Rule } from '../language/expression.ts'
import type { Frame } from '../language/names.ts'
import { clause, noun } from '../language/sentences/rule-words.ts'
import type { Value } from '../language/value.ts'
import { compile } from '../pay/evaluate.ts'
import type { Plan } from '../language/plan.ts'
import { rankName, rankNumber, type At, type World } from '../pay/world.ts'

/** A comparison of two numbers: what is there, what is needed and what is missing, exact. */
export type NumberNeed = Readonly<{
  kind: 'number'
  /** What is compared, in words: "group PV". */
  what: string
  isMet: boolean
  /** `at_least` is met from the needed number on, `more_than` above it; the others say the most. */
  by: 'at_least' | 'more_than' | 'at_most' | 'less_than' | 'exactly'
  needed: string
  reached: string
  missing: string
}>

/** Any other condition, as a clause. */
export type WordsNeed = Readonly<{ kind: 'words'; what: string; isMet: boolean }>

/** Alternatives of which so many have to hold; each is a list of conditions that hold together. */
export type ChoiceNeed = Readonly<{
  kind: 'choice'
  isMet: boolean
  atLeast: number
  alternatives: readonly (readonly (NumberNeed | WordsNeed)[])[]
}>

export type Need = NumberNeed | WordsNeed | ChoiceNeed

/** The parts of a condition that all have to hold, met or not, each with what is there. */
export function needsOf(world: World, rule: Rule, at: At, frame: Frame = 'person'): readonly Need[] {
  return needsIn({ world, at, frame }, rule.expression)
}

/** The parts that do not hold; meeting them makes the condition hold. */
export function unmetNeeds(world: World, rule: Rule, at: At, frame: Frame = 'person'): readonly Need[] {
  return needsOf(world, rule, at, frame).filter((need) => !need.isMet)
}

/**
 * The parts that do not hold, with what these ask for in turn: of activity what activity asks for, of a rank what that rank
 * asks for beside it.
 */
export function unmetDeep(world: World, rule: Rule, at: At, depth = 3): readonly Need[] {
  const place: Place = { world, at, frame: 'person' }
  const parts = allOf(rule.expression).filter((part) => valueOf(place, part) !== true)
  return parts.flatMap((part) => {
    const own = needsIn(place, part)
    const inner = innerRules(world, part)
    if (depth === 0 || inner.length === 0) return own
    const deeper = inner.flatMap((one) => unmetDeep(world, one, at, depth - 1))
    return isActive(part) && deeper.length > 0 ? deeper : [...own, ...deeper]
  })
}

/** The conditions that have to hold together. */
function allOf(expression: Expression): readonly Expression[] {
  return expression.node === 'operation' && expression.operator === 'and'
    ? [...allOf(expression.left), ...allOf(expression.right)]
    : [expression]
}

function isActive(expression: Expression): boolean {
  return expression.node === 'field' && expression.of === 'person' && expression.name === 'active'
}

/** What stands behind a condition about the person's own activity or rank. */
function innerRules({ plan }: World, expression: Expression): readonly Rule[] {
  if (isActive(expression)) return plan.active ? [plan.active] : []
  if (expression.node !== 'operation' || !['>=', '>', '='].includes(expression.operator)) return []
  const { left, right, operator } = expression
  if (left.node !== 'field' || left.hops.length > 0 || left.name !== 'rank' || right.node !== 'rank')
    return []
  return rankRules(plan, rankNumber(plan, right.name) + (operator === '>' ? 1 : 0))
}

/** What has to hold for a rank: its own needs, and where ranks are climbed step by step those of all below it. */
export function rankRules(plan: Plan, rank: number): readonly Rule[] {
  if (plan.ranksGiven) return []
  const ranks = plan.rankRules.firstNeedsLower ? plan.ranks.slice(0, rank) : plan.ranks.slice(rank - 1, rank)
  return ranks.flatMap(({ needs }) => needs ?? [])
}

type Place = Readonly<{ world: World; at: At; frame: Frame }>

function needsIn(place: Place, expression: Expression): readonly Need[] {
  if (expression.node === 'truth' && expression.value) return []
  if (expression.node === 'operation' && expression.operator === 'and')
    return [...needsIn(place, expression.left), ...needsIn(place, expression.right)]
  const alternatives = alternativesOf(expression)
  if (alternatives) {
    const { parts, atLeast } = alternatives
    const isMet = valueOf(place, expression) === true
    return [{ kind: 'choice', isMet, atLeast, alternatives: parts.map((part) => plainNeeds(place, part)) }]
  }
  return [plainNeed(place, expression)]
}

/** Conditions that hold together; choices inside one are told in words. */
function plainNeeds(place: Place, expression: Expression): readonly (NumberNeed | WordsNeed)[] {
  if (expression.node === 'operation' && expression.operator === 'and')
    return [...plainNeeds(place, expression.left), ...plainNeeds(place, expression.right)]
  return [plainNeed(place, expression)]
}

function alternativesOf(
  expression: Expression,
): Readonly<{ parts: readonly Expression[]; atLeast: number }> | undefined {
  if (expression.node !== 'operation') return undefined
  const { operator, left, right } = expression
  if (operator === 'or') return { parts: [...eitherOf(left), ...eitherOf(right)], atLeast: 1 }
  if (operator !== '>=' || left.node !== 'call' || left.name !== 'holds') return undefined
  if (right.node !== 'number' || typeof right.value !== 'number') return undefined
  return { parts: left.arguments, atLeast: right.value / 1_000_000 }
}

function eitherOf(expression: Expression): readonly Expression[] {
  return expression.node === 'operation' && expression.operator === 'or'
    ? [...eitherOf(expression.left), ...eitherOf(expression.right)]
    : [expression]
}

const bys: Partial<Record<Operator, NumberNeed['by']>> = {
  '>=': 'at_least',
  '>': 'more_than',
  '<=': 'at_most',
  '<': 'less_than',
  '=': 'exactly',
}

function plainNeed(place: Place, expression: Expression): NumberNeed | WordsNeed {
  const isMet = valueOf(place, expression) === true
  const by = expression.node === 'operation' ? bys[expression.operator] : undefined
  if (expression.node !== 'operation' || by === undefined) return wordsNeed(expression, isMet)
  const { left, right } = expression
  const [reached, needed] = [valueOf(place, left), valueOf(place, right)]
  if (!isNumber(reached) || !isNumber(needed) || isRank(left) || isRank(right)) {
    const words = clause(expression)
    return { kind: 'words', isMet, what: isMet ? words : `${words} (${sayValue(place, left, reached)})` }
  }
  const off = by === 'at_most' || by === 'less_than' ? subtract(reached, needed) : subtract(needed, reached)
  return {
    kind: 'number',
    what: noun(left),
    isMet,
    by,
    needed: exactText(needed),
    reached: exactText(reached),
    missing: exactText(isMet ? 0 : sign(off) < 0 ? subtract(0, off) : off),
  }
}

function wordsNeed(expression: Expression, isMet: boolean): WordsNeed {
  return { kind: 'words', what: clause(expression), isMet }
}

function valueOf({ world, at, frame }: Place, expression: Expression): Value {
  return compile(world, expression, frame)(at)
}

function isNumber(value: Value): value is Exact {
  return typeof value === 'number' || typeof value === 'object'
}

function isRank(expression: Expression): boolean {
  if (expression.node === 'rank') return true
  return 'type' in expression && expression.type === 'rank'
}

/** What is there instead, in words. */
function sayValue({ world }: Place, expression: Expression, value: Value): string {
  const is = noun(expression)
  if (typeof value === 'string') return `${is}: ${value === '' ? 'nothing' : value}`
  if (typeof value === 'boolean') return `${is}: ${value ? 'yes' : 'no'}`
  for (let rank = 0; rank <= world.plan.ranks.length; rank++)
    if (compare(rank * 1_000_000, value) === 0) return `${is}: ${rankName(world.plan, rank) ?? 'none'}`
  return `${is}: ${exactText(value)}`
}
