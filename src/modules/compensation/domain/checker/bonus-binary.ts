import type { Rule } from '../language/expression.ts'
import type { BinaryBonus } from '../language/plan.ts'
import {
  added,
  EMPTY,
  limited,
  matched,
  other,
  strongerOf,
  totalOf,
  used,
  type Cycle,
  type Lot,
  type Match,
  type SideName,
  type Sides,
} from './binary-sides.ts'
import { barOf } from './bars.ts'
import { capBook, type CapBook } from './caps.ts'
import { heldBackFor, payeeTime } from './changes.ts'
import { ageAt, evaluationsIn, type Evaluation } from './evaluations.ts'
import { numberOf } from './evaluate.ts'
import {
  count,
  fraction,
  isAbove,
  larger,
  minus,
  NOTHING,
  over,
  plus,
  readFraction,
  smaller,
  sumOf,
  times,
  wholeBelow,
  WHOLE,
  type Fraction,
} from './fraction.ts'
import type { Part } from './part.ts'
import { payeeScene } from './scene.ts'
import { stateNames, stateRows } from './state.ts'
import { sourcesOf } from './volumes.ts'
import type { VolumeEntry, World } from './world.ts'

/** What a person got evaluation by evaluation, and what stays on both sides. */
export type Binary = Readonly<{
  personId: string
  parts: readonly Part[]
  sides: Sides
  /** Whether the person was qualified in this period or in an earlier one. */
  everQualified: boolean
}>

/** Fills and matches the sides of everybody. Positions that share a cap are paid in the order of their ids. */
export function binaryOf(world: World, bonus: BinaryBonus): readonly Binary[] {
  const caps = capBook(world, bonus, () => NOTHING)
  const evaluations = evaluationsIn(bonus, world.period)
  return world.field.ids.map((id) => binaryOfPerson(world, bonus, { caps, evaluations }, id))
}

function binaryOfPerson(
  world: World,
  bonus: BinaryBonus,
  { caps, evaluations }: Readonly<{ caps: CapBook; evaluations: readonly Evaluation[] }>,
  id: string,
): Binary {
  const first = stateNames.qualified(bonus.name)
  let everQualified = stateRows(world, id, first).length > 0
  const parts: Part[] = []
  let sides: Sides = {
    left: carried(world, bonus, id, 'left'),
    right: carried(world, bonus, id, 'right'),
  }
  for (const evaluation of evaluations) {
    const payeeMs = payeeTime(world.plan, evaluation.untilMs - 1)
    const eligible = world.mayGet(bonus, id, payeeMs)
    if (eligible) everQualified = true
    const carry = heldBackFor(world, id, payeeMs)?.carry
    if (carry === 'frozen') continue
    sides = filled(world, bonus, id, young(world, bonus, id, sides, evaluation), evaluation)
    if (!everQualified && bonus.beforeFirstQualified === 'drop') sides = EMPTY
    const part = (amount: Fraction, skip?: Part['skip']): void => {
      if (amount.n !== 0n) parts.push({ personId: id, amount, order: undefined, ...(skip ? { skip } : {}) })
    }
    if (carry === 'dropped') {
      part(matchable(world, bonus, id, sides), { reason: 'not_paid', lost: true })
      sides = EMPTY
    } else if (eligible) {
      const paid = evaluate(world, bonus, caps, id, sides)
      const lost = bonus.overMaximum !== 'keep'
      part(paid.money)
      part(paid.above, { reason: lost ? 'flushed' : 'passed_over', lost })
      sides = carriedOn(bonus, paid.sides)
    } else {
      const lost = bonus.unqualified !== 'keep'
      const reason = (lost && barOf(world, bonus, id, payeeMs)) || 'passed_over'
      part(matchable(world, bonus, id, sides), { reason, lost })
      sides = unqualified(bonus, sides)
    }
    sides = bounded(world, bonus, id, sides)
  }
  return { personId: id, parts, sides, everQualified }
}

/** What earlier periods left on a side. */
function carried(world: World, bonus: BinaryBonus, id: string, side: SideName): readonly Lot[] {
  const name = stateNames.side(bonus.name, side)
  return stateRows(world, id, name).map((row) => ({
    born: row.period,
    value: readFraction(row.value) ?? NOTHING,
  }))
}

/** Drops what is too old for an evaluation. */
function young(world: World, bonus: BinaryBonus, id: string, sides: Sides, at: Evaluation): Sides {
  if (!bonus.carryPeriods) return sides
  const oldest = numberOf(bonus.carryPeriods, payeeScene(world, bonus, id))
  const kept = (lots: readonly Lot[]) =>
    lots.filter((lot) => !isAbove(count(ageAt(world, bonus, lot.born, at)), oldest))
  return { left: kept(sides.left), right: kept(sides.right) }
}

/** Adds the volume of an evaluation: walking up from every line, the side on which the walk arrives gets it. */
function filled(world: World, bonus: BinaryBonus, id: string, sides: Sides, at: Evaluation): Sides {
  const entries = sourcesOf(world, bonus, bonus.on).filter(
    (one) => at.fromMs <= one.atMs && one.atMs < at.untilMs,
  )
  const arrivedOn = ({ owner, atMs }: VolumeEntry): string | undefined => {
    const field = world.fieldOf(atMs)
    for (let below = owner; ;) {
      const above = field.parentOf(bonus.tree, below)
      if (above === undefined) return undefined
      if (above === id) return field.sideOf(bonus.tree, below)
      below = above
    }
  }
  const volumeOn = (side: SideName) =>
    sumOf(entries.filter((one) => arrivedOn(one) === side).map((one) => one.value))
  const lot = (value: Fraction): Lot => ({ born: at.label, value })
  const own = sumOf(entries.filter((one) => one.owner === id).map((one) => one.value))
  const teams = { left: volumeOn('left'), right: volumeOn('right') }
  const stronger = strongerOf(plus(totalOf(sides.left), teams.left), plus(totalOf(sides.right), teams.right))
  const ownSide = ownSideOf(bonus, stronger)
  // The teams come first, as they say which side is the weaker one.
  const withOwn = (side: SideName, lots: readonly Lot[]) => (side === ownSide ? added(lots, lot(own)) : lots)
  return {
    left: withOwn('left', added(sides.left, lot(teams.left))),
    right: withOwn('right', added(sides.right, lot(teams.right))),
  }
}

function ownSideOf(bonus: BinaryBonus, stronger: SideName): SideName | undefined {
  if (bonus.ownVolume === 'none') return undefined
  if (bonus.ownVolume === 'stronger') return stronger
  return bonus.ownVolume === 'weaker' ? other(stronger) : bonus.ownVolume
}

/** The number of a rule of the payee, at least zero. */
function positive(
  world: World,
  bonus: BinaryBonus,
  id: string,
  rule: Rule | undefined,
): Fraction | undefined {
  return rule && larger(numberOf(rule, payeeScene(world, bonus, id)), NOTHING)
}

/** What counts of both sides; undefined while the weaker one has too little. */
function countedOf(
  world: World,
  bonus: BinaryBonus,
  id: string,
  sides: Sides,
): Readonly<Record<SideName, Fraction>> | undefined {
  const most = positive(world, bonus, id, bonus.maximumSide)
  const counted = (side: SideName) => {
    const total = totalOf(sides[side])
    return larger(most ? smaller(total, most) : total, NOTHING)
  }
  const [left, right] = [counted('left'), counted('right')]
  const least = positive(world, bonus, id, bonus.minimumSide) ?? NOTHING
  return isAbove(least, smaller(left, right)) ? undefined : { left, right }
}

/** What the sides of somebody who may not be paid would pay, without any maximum. */
function matchable(world: World, bonus: BinaryBonus, id: string, sides: Sides): Fraction {
  const counted = countedOf(world, bonus, id, sides)
  if (!counted) return NOTHING
  const cycle = cycleOf(world, bonus, id)
  const { cycles } = matched(bonus, cycle, counted.left, counted.right, undefined)
  return times(cycles, moneyPerCycle(world, bonus, id, cycle))
}

/** Matches the sides and pays what the most cycles and the cap admit. */
function evaluate(
  world: World,
  bonus: BinaryBonus,
  caps: CapBook,
  id: string,
  sides: Sides,
): Readonly<{ money: Fraction; above: Fraction; sides: Sides }> {
  const counted = countedOf(world, bonus, id, sides)
  if (!counted) return { money: NOTHING, above: NOTHING, sides }
  const { left, right } = counted
  const cycle = cycleOf(world, bonus, id)
  const whole = matched(bonus, cycle, left, right, undefined)
  const maximum = positive(world, bonus, id, bonus.maximumCycles)
  const payable = maximum ? matched(bonus, cycle, left, right, maximum) : whole
  const perCycle = moneyPerCycle(world, bonus, id, cycle)
  const due = times(payable.cycles, perCycle)
  const free = caps.free(id)
  const isCapped = free !== undefined && isAbove(due, free)
  const paid =
    isCapped && bonus.overCap === 'keep'
      ? matched(bonus, cycle, left, right, cyclesWithin(bonus, free, perCycle))
      : payable
  // Where the volume is used up anyway, the cap cuts the sum of the period.
  const money = isCapped && bonus.overCap === 'keep' ? smaller(times(paid.cycles, perCycle), free) : due
  caps.take(id, money)
  const above = times(minus(whole.cycles, payable.cycles), perCycle)
  if (isAbove(whole.cycles, payable.cycles) && bonus.overMaximum === 'flush_all')
    return { money, above, sides: EMPTY }
  const flushed = bonus.overMaximum === 'flush' ? less(whole, payable) : less(whole, whole)
  return {
    money,
    above,
    sides: {
      left: used(sides.left, plus(paid.left, flushed.left)),
      right: used(sides.right, plus(paid.right, flushed.right)),
    },
  }
}

function less(a: Match, b: Match): Match {
  return {
    cycles: minus(a.cycles, b.cycles),
    left: minus(a.left, b.left),
    right: minus(a.right, b.right),
  }
}

function cycleOf(world: World, bonus: BinaryBonus, id: string): Cycle {
  const scene = payeeScene(world, bonus, id)
  return { strong: numberOf(bonus.cycle.strong, scene), weak: numberOf(bonus.cycle.weak, scene) }
}

function moneyPerCycle(world: World, bonus: BinaryBonus, id: string, cycle: Cycle): Fraction {
  const scene = payeeScene(world, bonus, id)
  if (bonus.perCycle) return larger(numberOf(bonus.perCycle, scene), NOTHING)
  if (!bonus.rate) throw new Error(`${bonus.name} has neither per_cycle nor a rate`)
  const unit = bonus.unitValue ? numberOf(bonus.unitValue, scene) : WHOLE
  return larger(times(times(numberOf(bonus.rate, scene), unit), cycle.weak), NOTHING)
}

/** How many cycles an amount pays; a whole one that it does not pay is not used up. */
function cyclesWithin(bonus: BinaryBonus, money: Fraction, perCycle: Fraction): Fraction {
  const cycles = over(money, perCycle)
  return bonus.cycles === 'whole' ? fraction(wholeBelow(cycles)) : cycles
}

/** What stays after an evaluation by `carry`. */
function carriedOn(bonus: BinaryBonus, sides: Sides): Sides {
  if (bonus.carry === 'none') return EMPTY
  if (bonus.carry === 'both') return sides
  const stronger = strongerOf(totalOf(sides.left), totalOf(sides.right))
  return { ...EMPTY, [stronger]: sides[stronger] }
}

function unqualified(bonus: BinaryBonus, sides: Sides): Sides {
  if (bonus.unqualified === 'keep') return sides
  if (bonus.unqualified === 'flush') return EMPTY
  const stronger = strongerOf(totalOf(sides.left), totalOf(sides.right))
  return { ...EMPTY, [stronger]: sides[stronger] }
}

function bounded(world: World, bonus: BinaryBonus, id: string, sides: Sides): Sides {
  if (!bonus.carryLimit) return sides
  const most = numberOf(bonus.carryLimit, payeeScene(world, bonus, id))
  return { left: limited(sides.left, most), right: limited(sides.right, most) }
}
