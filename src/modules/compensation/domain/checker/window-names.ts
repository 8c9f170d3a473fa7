import type { Expression, Rule } from '../language/expression.ts'
import type { Bonus, Plan } from '../language/plan.ts'

/** What the plan reads of other periods: volumes, measures, `rank` and `active` of windows, and accumulated volumes. */
export type Remembered = Readonly<{ inWindows: ReadonlySet<string>; accumulated: ReadonlySet<string> }>

export function rememberedNames(plan: Plan): Remembered {
  const found = { inWindows: new Set<string>(), accumulated: new Set<string>() }
  for (const expression of rulesIn(plan)) gather(expression, false, found)
  // Bonuses that go by the last closed period find its measures in the state.
  if (plan.bonuses.some((bonus) => bonus.calendar !== plan.calendar && bonus.standing === 'last_closed'))
    for (const { name } of plan.measures) found.inWindows.add(name)
  return found
}

type Found = Readonly<{ inWindows: Set<string>; accumulated: Set<string> }>

function gather(expression: Expression, inWindow: boolean, found: Found): void {
  if (expression.node === 'field' && inWindow) {
    const isStanding = ['rank', 'earned rank', 'active'].includes(expression.name)
    if (expression.of === 'volume' || expression.of === 'measure' || isStanding)
      found.inWindows.add(expression.name)
  }
  if (expression.node === 'accumulated') found.accumulated.add(expression.volume)
  const isWindow = expression.node === 'aggregate' && expression.scope.items.endsWith(' periods')
  for (const part of partsIn(expression)) gather(part, inWindow || isWindow, found)
}

function partsIn(expression: Expression): readonly Expression[] {
  switch (expression.node) {
    case 'as':
    case 'not':
    case 'minus':
      return [expression.of]
    case 'marginal':
      return [expression.of, ...expression.froms, ...expression.values]
    case 'operation':
      return [expression.left, expression.right]
    case 'in':
      return [expression.of, ...expression.options]
    case 'choice':
      return [expression.when, expression.yes, expression.no]
    case 'call':
      return expression.arguments
    case 'table':
      return [...expression.keys, ...expression.froms, ...expression.values]
    case 'aggregate':
      return [expression.scope.where, expression.of].filter((part) => part !== undefined)
    default:
      return []
  }
}

/** Every rule of a plan, wherever it stands. */
function rulesIn(plan: Plan): readonly Expression[] {
  const rules: (Rule | undefined)[] = [
    plan.paid,
    plan.active,
    ...plan.ranks.map((rank) => rank.needs),
    ...plan.measures.map((measure) => measure.rule),
    ...plan.limits.map((limit) => limit.most),
    ...plan.volumes.flatMap((volume) =>
      volume.kind === 'group' ? [volume.until] : [volume.reads, volume.where],
    ),
    ...plan.bonuses.flatMap(rulesOfBonus),
  ]
  const scopes = plan.bonuses.map((bonus) => (bonus.kind === 'amount' ? bonus.forEach?.where : undefined))
  return [...rules.map((rule) => rule?.expression), ...scopes].filter((one) => one !== undefined)
}

function rulesOfBonus(bonus: Bonus): readonly (Rule | undefined)[] {
  const { qualified, unitValue, cap, companyCap, legCap, paysIn } = bonus
  const shared = [qualified, unitValue, cap, companyCap, legCap, paysIn]
  if (bonus.kind === 'amount') return [...shared, bonus.amount, bonus.base, bonus.rate]
  if (bonus.kind === 'differential') return [...shared, bonus.rate]
  if (bonus.kind === 'leadership') return [...shared, bonus.leader, bonus.base, bonus.rate, bonus.guarantee]
  if (bonus.kind === 'levels') {
    const { source, steps } = bonus
    const each = source.from === 'each' ? source.value : undefined
    const counts = steps.by === 'generations' ? steps.boundary : steps.counts
    return [
      ...shared,
      bonus.rate,
      bonus.sourceWhen,
      bonus.stopAt,
      typeof bonus.depth === 'number' ? undefined : bonus.depth,
      each,
      typeof counts === 'string' ? undefined : counts,
    ]
  }
  if (bonus.kind === 'pool') {
    const { divide } = bonus
    if (divide.by === 'position') {
      const places = divide.positions.map(({ share }) => share)
      return [...shared, bonus.fund, divide.score, ...divide.ties, ...places]
    }
    return [...shared, bonus.fund, divide.by === 'shares' ? divide.shares : divide.fraction]
  }
  const { cycle, perCycle, rate, minimumSide, maximumSide, maximumCycles, carryLimit, carryPeriods } = bonus
  const sides = [cycle.strong, cycle.weak, minimumSide, maximumSide, maximumCycles]
  return [...shared, ...sides, perCycle, rate, carryLimit, carryPeriods]
}
