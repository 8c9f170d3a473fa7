import { rulesOf } from '../../language/dependencies.ts'
import type { Expression, Hop, ScopeItems } from '../../language/expression.ts'
import type { Bonus, Plan } from '../../language/plan.ts'
import { isRolled, partsOf, readsSelf, rolledKey, type Aggregate } from '../../language/reads.ts'
import { columnKey } from '../../pay/fields.ts'

/** A look from people to others: to those below or above in a tree, to positions, or through orders and parties. */
export type Look =
  | Readonly<{ to: 'below'; tree: string; levels: number }>
  | Readonly<{ to: 'above'; tree: string }>
  | Readonly<{ to: 'positions' | 'everyone' }>
  | Readonly<{ to: 'in items'; hop: Hop }>

/**
 * What a rule reads, and how it comes there from whoever is asked: the key of a definition or bonus, or undefined for what the
 * field itself says of somebody.
 */
export type Way = Readonly<{ reads: string | undefined; looks: readonly Look[] }>

type At = Readonly<{
  looks: readonly Look[]
  /** In earlier periods definitions change no more. */
  isPast: boolean
  /** Within orders and parties. */
  isInItems: boolean
}>

const ROOT: At = { looks: [], isPast: false, isInItems: false }

/** All ways of rules, each of them once. */
export function waysOf(plan: Plan, rules: readonly Expression[]): readonly Way[] {
  return distinct(rules.flatMap((rule) => [...ways(plan, rule, ROOT)]))
}

/** The same of what a bonus says of a payee; amounts may be for each of something, which is another person then. */
export function waysOfBonus(plan: Plan, bonus: Bonus): readonly Way[] {
  const rules = rulesOf(bonus).map(({ expression }) => expression)
  const scope = bonus.kind === 'amount' ? bonus.forEach : undefined
  const ofItems = scope
    ? rules.map((of): Aggregate => ({ node: 'aggregate', name: 'sum', scope, of, type: 'number' }))
    : []
  const plain = ['paid', 'rank', 'active', 'career rank'].map((reads) => ({ reads, looks: [] }))
  return distinct([...waysOf(plan, [...rules, ...ofItems]), ...plain])
}

function distinct(all: readonly Way[]): readonly Way[] {
  return [...new Map(all.map((way) => [JSON.stringify(way), way])).values()]
}

function ways(plan: Plan, expression: Expression, at: At): Iterable<Way> {
  switch (expression.node) {
    case 'field':
      return ofField(expression, at)
    case 'earned':
      return expression.bonuses.map((name) => ({ reads: `bonus:${name}`, looks: at.looks }))
    case 'accumulated':
      return [{ reads: at.isPast ? undefined : `volume:${expression.volume}`, looks: at.looks }]
    case 'running':
      // In a walk it is the one on the way whose volume is read, and else whoever is asked.
      return [ROOT, at].flatMap((place) => [...ofRunning(plan, expression.volume, place)])
    case 'aggregate':
      return ofAggregate(plan, expression, at)
    default:
      return partsOf(expression).flatMap((part) => [...ways(plan, part, at)])
  }
}

const DEFINED: ReadonlySet<string> = new Set(['active', 'rank', 'earned rank', 'career rank'])

function* ofField(field: Extract<Expression, { node: 'field' }>, at: At): Generator<Way> {
  if (field.of === 'period' || field.of === 'walk') return
  const isDefined =
    field.of === 'volume' || field.of === 'measure' || (field.of === 'person' && DEFINED.has(field.name))
  const reads = isDefined && !at.isPast ? columnKey(field) : undefined
  const [first] = field.hops
  const people = field.hops.filter((hop) => hop === 'buyer' || hop === 'seller' || hop === 'host')
  const from = first === 'self' || first === 'source' ? [] : at.looks
  yield { reads, looks: [...from, ...people.map((hop): Look => ({ to: 'in items', hop }))] }
}

function* ofRunning(plan: Plan, name: string, { looks }: At): Generator<Way> {
  const volume = plan.volumes.find((one) => one.name === name)
  yield { reads: undefined, looks }
  if (volume?.kind !== 'group') return
  const inTeam = { ...ROOT, looks: [...looks, downline(volume.tree)] }
  yield { reads: undefined, looks: inTeam.looks }
  if (volume.until) yield* ways(plan, volume.until.expression, inTeam)
}

function* ofAggregate(plan: Plan, aggregate: Aggregate, at: At): Generator<Way> {
  const { scope, name, of } = aggregate
  // What everybody has together is gathered once, and whoever reads it is asked again where it is another sum.
  if (scope.items === 'everyone' && !readsSelf(aggregate)) return
  if (isRolled(aggregate) && !at.isPast) {
    const isOfLegs = scope.items === 'downline'
    yield { reads: rolledKey(aggregate), looks: isOfLegs ? [...at.looks, legs(scope.tree)] : at.looks }
    const isLooked = at.isInItems || (isOfLegs && (name === 'min' || name === 'max'))
    if (!isLooked) return
  }
  for (const inside of insideOf(aggregate, at)) {
    // Who is new there is counted too. Above somebody nobody is new.
    if (scope.items !== 'upline') yield { reads: undefined, looks: inside.looks }
    for (const part of [scope.where, of]) if (part) yield* ways(plan, part, inside)
  }
}

/** Where the items of an aggregate stand. */
function insideOf({ scope: { items, tree, to } }: Aggregate, at: At): readonly At[] {
  const by = (look: Look): At => ({ ...at, looks: [...at.looks, look] })
  switch (items) {
    case 'legs':
      return [by(legs(tree))]
    case 'levels':
      return [by({ to: 'below', tree, levels: to })]
    case 'downline':
      return [by(downline(tree))]
    case 'team':
      return [at, by(downline(tree))]
    case 'upline':
      return [by({ to: 'above', tree })]
    case 'positions':
    case 'everyone':
      return [by({ to: items })]
    case 'last periods':
      return [at]
    case 'previous periods':
      return [{ ...at, isPast: true }]
    default:
      return [{ ...at, isInItems: true }]
  }
}

function legs(tree: string): Look {
  return { to: 'below', tree, levels: 1 }
}

function downline(tree: string): Look {
  return { to: 'below', tree, levels: Number.POSITIVE_INFINITY }
}

/** The trees in which people below are looked at one by one, in the period that is computed. */
export function treesBelow(expression: Expression): ReadonlySet<string> {
  return new Set([...partsNow(expression)].flatMap((part) => (isBelow(part) ? [part.scope.tree] : [])))
}

function isBelow(part: Expression): part is Aggregate {
  return part.node === 'aggregate' && BELOW.has(part.scope.items)
}

const BELOW: ReadonlySet<ScopeItems> = new Set(['legs', 'levels', 'team', 'downline'])

/** The parts of a rule that are asked of the period that is computed: what stands in earlier ones changes no more. */
export function* partsNow(expression: Expression): Generator<Expression> {
  yield expression
  if (expression.node === 'aggregate' && expression.scope.items === 'previous periods') return
  for (const part of partsOf(expression)) yield* partsNow(part)
}
