import { periodsBetween } from '#shared/period.ts'
import { ZERO, type Exact } from '#shared/exact.ts'
import type { BinaryBonus, Plan } from '../../language/plan.ts'
import type { Rule } from '../../language/expression.ts'
import { capRoom } from '../caps.ts'
import { heldBack, payeeMoment } from '../changes.ts'
import { numberRule } from '../evaluate.ts'
import { periodOfPlan } from '../periods.ts'
import { exactOfText, exactToText } from '../state-text.ts'
import { atPayee, type World } from '../world.ts'
import { arrivalsIn, windowsOf } from './arrivals.ts'
import { payeesOf, type Collector } from './collect.ts'
import { matchPerson, type Carried, type MatchPeople, type MatchRules, type Unpaid } from './match-person.ts'

/** Matches the two sides of everybody, once or several times in the period, and remembers what stays on them. */
export function runBinary(collector: Collector, bonus: BinaryBonus): void {
  const { world } = collector
  const { plan, period } = world
  const match: MatchPeople = {
    bonus,
    evaluations: windowsOf(plan, period, bonus.evaluated).map((window) =>
      arrivalsIn(collector, bonus, window),
    ),
    rules: rulesOf(collector, bonus),
    payeeMsOf: ({ untilMs }) => payeeMoment(plan, untilMs - 1),
    bar: collector.bar,
    held: (person, payeeMs) => heldBack(world, person, payeeMs ?? period.untilMs - 1)?.carry,
    ageOf: agesOf(plan),
    paid: (payee, of) =>
      void collector.parts.push({ payee, order: '', source: -1, level: undefined, ...of, note: '' }),
    unpaid: (payee, of) => skip(collector, payee, of),
  }
  // Positions that share a cap are paid in the order of their ids.
  const caps = capRoom(world, bonus)
  for (const person of matchedOf(collector, bonus)) {
    const carried = carriedBefore(world, bonus, person)
    const wasQualified = world.history.has(
      `${bonus.name} qualified`,
      world.population.people[person]?.id ?? '',
    )
    const isQualified = matchPerson(match, person, { carried, caps, wasQualified })
    const value = { value: 'true', period: period.label }
    if (isQualified && !wasQualified)
      collector.marks.push({ person, name: `${bonus.name} qualified`, ...value })
    remember(collector, bonus, person, carried)
  }
}

/** Whoever is computed, and who of a shared cap, which leaves volume on the sides, is paid before. */
function matchedOf(collector: Collector, bonus: BinaryBonus): Iterable<number> {
  const { focus } = collector
  if (!focus || bonus.overCap !== 'keep') return payeesOf(collector)
  return [...focus.everybody.before.map(({ person }) => person), focus.payee]
}

/** How many evaluations lie between two of them, which are asked for again and again. */
export function agesOf(plan: Plan): MatchPeople['ageOf'] {
  const ages = new Map<string, Map<string, number | undefined>>()
  const ageNow = (arose: string, evaluation: string): number | undefined => {
    const [from, now] = [periodOfPlan(plan, arose), periodOfPlan(plan, evaluation)]
    const span = from && now && periodsBetween(from, now)
    return span && span.length - 1
  }
  return (arose, evaluation) => {
    let known = ages.get(evaluation)
    if (!known) ages.set(evaluation, (known = new Map()))
    if (!known.has(arose)) known.set(arose, ageNow(arose, evaluation))
    return known.get(arose)
  }
}

function carriedBefore(world: World, bonus: BinaryBonus, person: number): Carried {
  const id = world.population.people[person]?.id ?? ''
  const lots = (side: string): Carried['left'] =>
    world.history
      .rows(`${bonus.name} ${side}`, id)
      .map((row) => ({ period: row.period, amount: exactOfText(row.value) }))
  return { left: lots('left'), right: lots('right') }
}

function rulesOf({ world, unit }: Collector, bonus: BinaryBonus): MatchRules {
  const of = (rule: Rule | undefined) => {
    const read = rule && numberRule(world, rule, 'person')
    return (person: number): Exact | undefined => read?.(atPayee(bonus, person))
  }
  const [strong, weak] = [of(bonus.cycle.strong), of(bonus.cycle.weak)]
  return {
    cycle: (person) => ({ strong: strong(person) ?? ZERO, weak: weak(person) ?? ZERO }),
    perCycle: of(bonus.perCycle),
    rate: of(bonus.rate),
    unit,
    minimumSide: of(bonus.minimumSide),
    maximumSide: of(bonus.maximumSide),
    maximumCycles: of(bonus.maximumCycles),
    carryLimit: of(bonus.carryLimit),
    carryPeriods: of(bonus.carryPeriods),
  }
}

function skip(collector: Collector, payee: number, { amount, why, lost, payeeMs }: Unpaid): void {
  const [reason, missing] =
    why === 'maximum'
      ? (['flushed', 'cycles above the maximum'] as const)
      : why === 'dropped'
        ? (['not_paid', 'carry is dropped by the status'] as const)
        : ([why, collector.missing(payee, payeeMs)] as const)
  collector.skips.push({
    payee,
    order: '',
    source: -1,
    level: undefined,
    amount,
    reason: lost ? reason : 'passed_over',
    missing,
    lost,
  })
}

function remember(collector: Collector, bonus: BinaryBonus, person: number, carried: Carried): void {
  for (const side of ['left', 'right'] as const) {
    for (const lot of carried[side])
      collector.marks.push({
        person,
        name: `${bonus.name} ${side}`,
        value: exactToText(lot.amount),
        period: lot.period,
      })
  }
}
