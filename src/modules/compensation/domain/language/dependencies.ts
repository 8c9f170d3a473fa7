import { unreachable } from '#shared/unreachable.ts'
import type { Expression, Rule } from './expression.ts'
import type { Bonus, Plan } from './plan.ts'
import { isRolled, partsOf, rolledKey, type Aggregate } from './reads.ts'

/** Where the person whose value is read stands, seen from the person whose value is computed. */
type Relation = 'same' | 'below' | 'above' | 'all'

export type Edge = Readonly<{ to: string; by: Relation; tree: string }>

/** Definitions that are evaluated together, and in which order of people. */
export type Stratum = Readonly<{
  keys: readonly string[]
  people: 'bottom_up' | 'top_down'
  tree: string
}>

export type EvaluationOrder = Readonly<{
  strata: readonly Stratum[]
  /** What each definition reads. */
  reads: ReadonlyMap<string, readonly Edge[]>
  /** The aggregates over teams that are carried up as columns, by key. */
  rolled: ReadonlyMap<string, Aggregate>
  /** Definitions that need themselves for the same person, as the circle of their names. */
  circles: readonly (readonly string[])[]
}>

/**
 * The order in which a plan's definitions are evaluated, from what reads what: each after everything that it reads.
 * Definitions that need their own result of people strictly below are taken together, bottom-up.
 */
export function evaluationOrder(plan: Plan): EvaluationOrder {
  const edges = new Map<string, Edge[]>()
  const rolled = new Map<string, Aggregate>()
  const collect = (key: string, rules: readonly (Rule | undefined)[], relation: Relation): Edge[] => {
    const found = rules.flatMap((rule) =>
      rule ? edgesOf(plan, rule.expression, relation, 'sponsor', rolled) : [],
    )
    edges.set(key, [...(edges.get(key) ?? []), ...found])
    return found
  }
  for (const volume of plan.volumes) {
    const key = `volume:${volume.name}`
    if (volume.kind === 'personal') collect(key, [volume.reads, volume.where], 'all')
    else {
      collect(key, [volume.until], 'below')
      edges
        .get(key)
        ?.push(
          { to: `volume:${volume.of}`, by: 'same', tree: volume.tree },
          { to: key, by: 'below', tree: volume.tree },
        )
    }
  }
  for (const measure of plan.measures) collect(`measure:${measure.name}`, [measure.rule], 'same')
  collect('active', [plan.active], 'same')
  collect('paid', [plan.paid], 'same')
  collect(
    'earned rank',
    plan.ranks.map((rank) => rank.needs),
    'same',
  )
  edges.set('rank', [{ to: 'earned rank', by: 'same', tree: 'sponsor' }])
  edges.set('career rank', [{ to: 'rank', by: 'same', tree: 'sponsor' }])
  for (const bonus of plan.bonuses) {
    collect(`bonus:${bonus.name}`, rulesOf(bonus), 'all')
    edges.get(`bonus:${bonus.name}`)?.push(...plainReads(bonus))
  }
  for (const [key, aggregate] of rolled) addRolled(plan, edges, rolled, key, aggregate)
  return { ...stratified(edges), reads: edges, rolled }
}

/** What an expression about a person reads of definitions; `tree` is the one whose sides it means. */
export function readsOf(plan: Plan, expression: Expression, tree: string): readonly Edge[] {
  return edgesOf(plan, expression, 'same', tree, new Map())
}

/** A Map grows while it is walked: aggregates inside an aggregate are added in turn. */
function addRolled(
  plan: Plan,
  edges: Map<string, Edge[]>,
  rolled: Map<string, Aggregate>,
  key: string,
  aggregate: Aggregate,
): void {
  const { where, tree } = aggregate.scope
  const inner = [where, aggregate.of].flatMap((part) =>
    part ? edgesOf(plan, part, 'same', tree, rolled) : [],
  )
  edges.set(key, [...inner, { to: key, by: 'below', tree }])
}

/** Every rule of a bonus. */
export function rulesOf(bonus: Bonus): readonly Rule[] {
  const own = ((): readonly (Rule | undefined)[] => {
    switch (bonus.kind) {
      case 'amount':
        return [bonus.amount, bonus.base, bonus.rate, scopeRule(bonus.forEach?.where)]
      case 'levels':
        return [
          bonus.rate,
          bonus.sourceWhen,
          bonus.stopAt,
          typeof bonus.depth === 'number' ? undefined : bonus.depth,
          bonus.source.from === 'each' ? bonus.source.value : undefined,
          bonus.steps.by === 'generations'
            ? bonus.steps.boundary
            : typeof bonus.steps.counts === 'string'
              ? undefined
              : bonus.steps.counts,
        ]
      case 'differential':
        return [bonus.rate]
      case 'leadership':
        return [bonus.leader, bonus.base, bonus.rate, bonus.guarantee]
      case 'binary':
        return [
          bonus.cycle.strong,
          bonus.cycle.weak,
          bonus.perCycle,
          bonus.rate,
          bonus.minimumSide,
          bonus.maximumSide,
          bonus.maximumCycles,
          bonus.carryLimit,
          bonus.carryPeriods,
        ]
      case 'pool':
        return [bonus.fund, ...divideRules(bonus.divide)]
      default:
        return unreachable(bonus)
    }
  })()
  return [
    bonus.qualified,
    bonus.unitValue,
    bonus.cap,
    bonus.companyCap,
    bonus.legCap,
    bonus.paysIn,
    ...own,
  ].filter((rule) => rule !== undefined)
}

function scopeRule(where: Expression | undefined): Rule | undefined {
  return where && { expression: where, type: 'condition', text: '' }
}

function divideRules(divide: Extract<Bonus, { kind: 'pool' }>['divide']): readonly Rule[] {
  if (divide.by === 'shares') return [divide.shares]
  return divide.by === 'fraction'
    ? [divide.fraction]
    : [divide.score, ...divide.ties, ...divide.positions.map(({ share }) => share)]
}

/** What a bonus reads without a rule: who may be paid, its volume, the bonuses that it matches, ranks and activity. */
function plainReads(bonus: Bonus): Edge[] {
  const reads = ['paid', 'rank', 'active', 'career rank']
  if (bonus.kind === 'differential' || bonus.kind === 'binary') reads.push(`volume:${bonus.on}`)
  if (bonus.kind === 'levels' && bonus.source.from === 'volume') reads.push(`volume:${bonus.source.volume}`)
  if (bonus.kind === 'levels' && bonus.source.from === 'earned')
    reads.push(...bonus.source.bonuses.map((name) => `bonus:${name}`))
  return reads.map((to) => ({ to, by: 'all', tree: 'sponsor' }))
}

function edgesOf(
  plan: Plan,
  expression: Expression,
  relation: Relation,
  tree: string,
  rolled: Map<string, Aggregate>,
): Edge[] {
  const into = (part: Expression, by: Relation, inTree = tree) => edgesOf(plan, part, by, inTree, rolled)
  if (expression.node === 'field') return fieldEdges(expression, relation, tree)
  if (expression.node === 'earned' || expression.node === 'unpaid')
    return expression.bonuses
      .filter((name) => plan.bonuses.some((bonus) => bonus.name === name))
      .map((name) => ({ to: `bonus:${name}`, by: 'all', tree }))
  if (expression.node === 'running' || expression.node === 'accumulated')
    return [{ to: `volume:${expression.volume}`, by: expression.node === 'running' ? 'all' : relation, tree }]
  if (expression.node !== 'aggregate') return partsOf(expression).flatMap((part) => into(part, relation))
  const { scope } = expression
  if (scope.items === 'previous periods') return []
  // Below somebody in one tree, and from there below in another, may be anybody.
  const step = (one: Relation): Relation =>
    relation !== 'same' && one !== 'same' && tree !== scope.tree ? 'all' : composed(relation, one)
  if (isRolled(expression)) {
    const key = rolledKey(expression)
    if (!rolled.has(key)) rolled.set(key, expression)
    if (scope.items === 'team' && relation !== 'same') return [{ to: key, by: relation, tree }]
    const by = scope.items === 'team' ? relation : step('below')
    return [{ to: key, by, tree: scope.tree }]
  }
  const parts = [scope.where, expression.of].filter((part) => part !== undefined)
  return parts.flatMap((part) =>
    stepsOf(scope.items).flatMap((one) => into(part, step(one), one === 'same' ? tree : scope.tree)),
  )
}

const columns = new Set(['active', 'rank', 'earned rank', 'career rank'])

function fieldEdges(field: Extract<Expression, { node: 'field' }>, relation: Relation, tree: string): Edge[] {
  const isColumn =
    field.of === 'volume' || field.of === 'measure' || (field.of === 'person' && columns.has(field.name))
  if (!isColumn) return []
  const to = field.of === 'person' ? field.name : `${field.of}:${field.name}`
  const [hop] = field.hops
  const by = hop === undefined ? relation : hop === 'self' ? (relation === 'all' ? 'all' : 'same') : 'all'
  return [{ to, by, tree }]
}

function stepsOf(items: Aggregate['scope']['items']): readonly Relation[] {
  if (items === 'legs' || items === 'levels' || items === 'downline') return ['below']
  if (items === 'team') return ['same', 'below']
  if (items === 'upline') return ['above']
  if (items === 'everyone' || items === 'positions') return ['all']
  return ['same']
}

function composed(a: Relation, b: Relation): Relation {
  if (a === 'same') return b
  if (b === 'same') return a
  return a === b ? a : 'all'
}

function stratified(
  edges: ReadonlyMap<string, readonly Edge[]>,
): Pick<EvaluationOrder, 'strata' | 'circles'> {
  const strata: Stratum[] = []
  const circles: (readonly string[])[] = []
  for (const keys of components(edges)) {
    const inside = keys.flatMap((key) =>
      (edges.get(key) ?? []).filter((edge) => keys.includes(edge.to)).map((edge) => ({ from: key, ...edge })),
    )
    const trees = new Set(inside.filter((edge) => edge.by !== 'same').map((edge) => edge.tree))
    const directions = new Set(
      inside.filter((edge) => edge.by === 'below' || edge.by === 'above').map((edge) => edge.by),
    )
    const strict = inside.filter((edge) => edge.by === 'same' || edge.by === 'all')
    // Both directions, or two trees, in one circle leave nobody to begin with.
    const mixed = directions.size > 1 || (trees.size > 1 && directions.size > 0)
    const circle = circleIn(keys, mixed ? inside : strict)
    if (circle) circles.push(circle)
    const people = directions.has('above') && directions.size === 1 ? 'top_down' : 'bottom_up'
    strata.push({ keys, people, tree: [...trees][0] ?? 'sponsor' })
  }
  return { strata, circles }
}

/** A way from a key back to itself along the edges, or undefined. */
function circleIn(
  keys: readonly string[],
  edges: readonly Readonly<{ from: string; to: string }>[],
): readonly string[] | undefined {
  const state = new Map<string, 'open' | 'done'>()
  const visit = (key: string, path: readonly string[]): readonly string[] | undefined => {
    if (state.get(key) === 'done') return undefined
    if (state.get(key) === 'open') return [...path.slice(path.indexOf(key)), key]
    state.set(key, 'open')
    for (const edge of edges) {
      if (edge.from !== key) continue
      const found = visit(edge.to, [...path, key])
      if (found) return found
    }
    state.set(key, 'done')
    return undefined
  }
  for (const key of keys) {
    const found = visit(key, [])
    if (found) return found
  }
  return undefined
}

/** Strongly connected components (Tarjan 1972), each after everything that it reads. */
function components(edges: ReadonlyMap<string, readonly Edge[]>): string[][] {
  const found: string[][] = []
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const visit = (key: string): void => {
    index.set(key, index.size)
    low.set(key, index.get(key) ?? 0)
    stack.push(key)
    for (const { to } of edges.get(key) ?? []) {
      if (!edges.has(to)) continue
      if (!index.has(to)) visit(to)
      else if (!stack.includes(to)) continue
      low.set(key, Math.min(low.get(key) ?? 0, low.get(to) ?? 0))
    }
    if (low.get(key) !== index.get(key)) return
    found.push(stack.splice(stack.indexOf(key)))
  }
  for (const key of edges.keys()) if (!index.has(key)) visit(key)
  return found
}
