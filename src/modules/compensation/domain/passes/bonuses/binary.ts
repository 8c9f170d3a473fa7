import type { Rule } from '../../language/expression.ts'
import type { BinaryBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { aligned, constantCode, NotCompiled, numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { numberColumn } from '../number-column.ts'
import { plainMarks, type Marks } from '../marks.ts'
import { matchWhole, type Cycle, type Matched } from './cycles.ts'
import { barsOf, numbersOf, pay, unitsOf, type Found } from './found.ts'
import { lotKeeper } from './lots.ts'

/**
 * Matches the two sides of everybody once, in whole cycles, and remembers what stays on them by the period in which it arose.
 * Carried volume never expires here.
 */
export function findBinary(
  compiler: Compiler,
  bonus: BinaryBonus,
): Readonly<{ found: Found; marks: readonly Marks[] }> {
  refuse(bonus)
  const volume = compiler.field.volume(bonus.on)
  const { before } = compiler.field
  const lots = { left: before.lots(bonus.name, 'left'), right: before.lots(bonus.name, 'right') }
  const lotDecimals = [lots.left, lots.right].map(({ micro }) => numberColumn(micro).decimals)
  const numbers = numbersIn(compiler, bonus, Math.max(volume.decimals, ...lotDecimals))
  const { decimals } = numbers
  const sides = sidesOf(compiler, bonus, volume, decimals)
  const kept = {
    left: lotKeeper(lots.left, decimals, compiler.period),
    right: lotKeeper(lots.right, decimals, compiler.period),
  }
  const bars = barsOf(compiler, bonus)
  const ever = before.everQualified(bonus.name)
  const qualified: number[] = []
  const people = bars.length
  const found: Found = {
    money: new Float64Array(people),
    lost: new Float64Array(people),
    decimals: numbers.perCycle.decimals,
  }
  for (let person = 0; person < people; person++) {
    const isNew = ever?.[person] !== 1
    if (isNew && bars[person] === 0) qualified.push(person)
    const dropped = bonus.beforeFirstQualified === 'drop' && bars[person] !== 0 && isNew
    const { left, right } = sides
    const [arrivedLeft, arrivedRight] = [left[person] ?? 0, right[person] ?? 0]
    if (dropped) left[person] = right[person] = 0
    const used = evaluate(bonus, numbers, sides, bars, found, person)
    const limit = numbers.carryLimit?.[person]
    const own = sides.own[person] ?? 0
    const toLeft = sides.ownSide[person] === LEFT ? own : 0
    const toRight = sides.ownSide[person] === RIGHT ? own : 0
    const carried = (of: Float64Array | undefined): number => of?.[person] ?? 0
    kept.left.move(person, {
      arrived: arrivedLeft - carried(sides.carriedLeft) - toLeft,
      own: toLeft,
      dropped,
      taken: used.left,
      cleared: used.clearsLeft,
      limit,
      left: left[person] ?? 0,
    })
    kept.right.move(person, {
      arrived: arrivedRight - carried(sides.carriedRight) - toRight,
      own: toRight,
      dropped,
      taken: used.right,
      cleared: used.clearsRight,
      limit,
      left: right[person] ?? 0,
    })
  }
  const { name } = bonus
  return {
    found,
    marks: [
      kept.left.marks(`${name} left`),
      kept.right.marks(`${name} right`),
      plainMarks(`${name} qualified`, qualified, compiler.period, 'true'),
    ],
  }
}

function refuse(bonus: BinaryBonus): void {
  if (bonus.cycles !== 'whole') throw new NotCompiled('fractional cycles')
  if (bonus.carryPeriods !== undefined) throw new NotCompiled('carried volume that expires')
  if (bonus.evaluated !== 'period') throw new NotCompiled('several evaluations in a period')
  if (bonus.overCap === 'keep' && bonus.cap) throw new NotCompiled('a cap whose volume is kept')
}

/** The numbers of a bonus for everybody; those of volume share their decimals with the sides. */
type Numbers = Readonly<{
  cycle: Cycle
  decimals: number
  perCycle: NumberColumn
  minimumSide: Float64Array | undefined
  maximumSide: Float64Array | undefined
  maximumCycles: NumberColumn | undefined
  carryLimit: Float64Array | undefined
}>

function numbersIn(compiler: Compiler, bonus: BinaryBonus, volumeDecimals: number): Numbers {
  const of = (rule: Rule | undefined) => rule && numbersOf(compiler, rule, { person: 'p', tree: 'sponsor' })
  const [strong, weak] = [sizeOf(bonus.cycle.strong), sizeOf(bonus.cycle.weak)]
  const [minimum, maximum, limit] = [of(bonus.minimumSide), of(bonus.maximumSide), of(bonus.carryLimit)]
  const codes = [constantCode(strong), constantCode(weak)]
  const decimals = Math.max(
    volumeDecimals,
    ...[...codes, minimum, maximum, limit].map((one) => one?.decimals ?? 0),
  )
  const asVolume = (column: NumberColumn | undefined): Float64Array | undefined =>
    column?.values.map((value) => exactly(value * 10 ** (decimals - column.decimals)))
  const cycle = {
    strong: exactly((strong / 1e6) * 10 ** decimals),
    weak: exactly((weak / 1e6) * 10 ** decimals),
    isByTurns: bonus.strongSide === 'each_cycle' && strong !== weak,
  }
  if (!Number.isInteger(cycle.strong) || !Number.isInteger(cycle.weak)) {
    const { decimals: needed } = aligned(codes)
    throw new NotCompiled(`a cycle with ${needed} decimals`)
  }
  return {
    cycle,
    decimals,
    perCycle: perCycleOf(compiler, bonus),
    minimumSide: asVolume(minimum),
    maximumSide: asVolume(maximum),
    maximumCycles: of(bonus.maximumCycles),
    carryLimit: asVolume(limit),
  }
}

/** What a cycle uses of a side, in millionths, where it is a decimal that is the same for everybody. */
function sizeOf(side: Rule): number {
  const { expression } = side
  if (expression.node !== 'number' || typeof expression.value !== 'number')
    throw new NotCompiled('a cycle that is a rule, or no decimal')
  return expression.value
}

/** Money for one cycle: the fixed sum, or the rate of the weaker side's share of a cycle. */
function perCycleOf(compiler: Compiler, bonus: BinaryBonus): NumberColumn {
  const place = { person: 'p', tree: 'sponsor' }
  if (bonus.perCycle) return numbersOf(compiler, bonus.perCycle, place)
  if (!bonus.rate) throw new NotCompiled('a cycle without a value')
  const [rate, units] = [numbersOf(compiler, bonus.rate, place), unitsOf(compiler, bonus)]
  const size = sizeOf(bonus.cycle.weak)
  const weak = constantCode(size)
  const { decimals } = numberCode('', rate.decimals + weak.decimals + (units?.decimals ?? 0))
  const used = (size / 1e6) * 10 ** weak.decimals
  const values = rate.values.map((value, person) =>
    exactly(exactly(value * used) * (units ? (units.values[person] ?? 0) : 1)),
  )
  return { values, decimals }
}

const [LEFT, RIGHT] = [1, 2]

type Sides = Readonly<{
  left: Float64Array
  right: Float64Array
  /** What was carried of it, where anything was. */
  carriedLeft: Float64Array | undefined
  carriedRight: Float64Array | undefined
  /** The own volume, and the side that it came to. */
  own: Float64Array
  ownSide: Uint8Array
}>

/** What was carried and what arose in the period on both sides of everybody, the own volume where the plan puts it. */
function sidesOf(compiler: Compiler, bonus: BinaryBonus, volume: NumberColumn, decimals: number): Sides {
  const { parent, order, side, sides } = compiler.field.tree(bonus.tree)
  const scale = 10 ** (decimals - volume.decimals)
  const carried = (at: 'left' | 'right'): Float64Array | undefined => {
    const known = compiler.field.before.carried(bonus.name, at)
    return known?.values.map((value) => exactly(value * 10 ** (decimals - known.decimals)))
  }
  const [carriedLeft, carriedRight] = [carried('left'), carried('right')]
  const people = volume.values.length
  const left = carriedLeft?.slice() ?? new Float64Array(people)
  const right = carriedRight?.slice() ?? new Float64Array(people)
  const own = volume.values.map((value) => exactly(value * scale))
  const whole = own.slice()
  const [leftPlace, rightPlace] = [sides.indexOf('left'), sides.indexOf('right')]
  for (let i = order.length - 1; i >= 0; i--) {
    const person = order[i] ?? 0
    const above = parent[person] ?? -1
    if (above < 0) continue
    const sum = whole[person] ?? 0
    pay(whole, above, sum)
    if (side[person] === leftPlace) pay(left, above, sum)
    else if (side[person] === rightPlace) pay(right, above, sum)
  }
  const ownSide = new Uint8Array(people)
  if (bonus.ownVolume !== 'none')
    own.forEach((value, person) => {
      if (value === 0) return
      ownSide[person] = ownSideOf(bonus, (left[person] ?? 0) >= (right[person] ?? 0))
      pay(ownSide[person] === LEFT ? left : right, person, value)
    })
  return { left, right, carriedLeft, carriedRight, own, ownSide }
}

function ownSideOf(bonus: BinaryBonus, leftIsStronger: boolean): number {
  switch (bonus.ownVolume) {
    case 'stronger':
      return leftIsStronger ? LEFT : RIGHT
    case 'weaker':
      return leftIsStronger ? RIGHT : LEFT
    default:
      return bonus.ownVolume === 'left' ? LEFT : RIGHT
  }
}

/** What an evaluation took of the sides, and which it emptied beyond that. */
type Used = Readonly<{ left: number; right: number; clearsLeft: boolean; clearsRight: boolean }>

/** One evaluation of one person. Changes what is carried. */
function evaluate(
  bonus: BinaryBonus,
  numbers: Numbers,
  { left, right }: Sides,
  bars: Uint8Array,
  found: Found,
  person: number,
): Used {
  const [l, r] = [left[person] ?? 0, right[person] ?? 0]
  if (l === 0 && r === 0) return untouched
  const most = numbers.maximumSide?.[person]
  const [countedLeft, countedRight] = most === undefined ? [l, r] : [Math.min(l, most), Math.min(r, most)]
  const isEnough = Math.min(countedLeft, countedRight) >= (numbers.minimumSide?.[person] ?? 0)
  const all = isEnough ? matchWhole(numbers.cycle, countedLeft, countedRight, Infinity) : nothing
  const perCycle = numbers.perCycle.values[person] ?? 0
  const used =
    bars[person] === 0
      ? payQualified(bonus, numbers, { l, r, countedLeft, countedRight, all, perCycle }, found, person)
      : payNobody(bonus, { l, r, amount: all.cycles * perCycle }, found, person)
  const keep = numbers.carryLimit?.[person]
  const within = (value: number): number => (keep === undefined || value < keep ? value : keep)
  left[person] = within(used.clearsLeft ? 0 : l - used.left)
  right[person] = within(used.clearsRight ? 0 : r - used.right)
  return used
}

function payNobody(
  { unqualified }: BinaryBonus,
  { l, r, amount }: Readonly<{ l: number; r: number; amount: number }>,
  found: Found,
  person: number,
): Used {
  if (amount > 0 && unqualified !== 'keep') pay(found.lost, person, amount)
  if (unqualified === 'flush') return { left: 0, right: 0, clearsLeft: true, clearsRight: true }
  if (unqualified === 'flush_weaker') return { left: 0, right: 0, clearsLeft: l < r, clearsRight: l >= r }
  return untouched
}

type Counted = Readonly<{
  l: number
  r: number
  countedLeft: number
  countedRight: number
  all: Matched
  perCycle: number
}>

function payQualified(
  bonus: BinaryBonus,
  numbers: Numbers,
  { l, r, countedLeft, countedRight, all, perCycle }: Counted,
  found: Found,
  person: number,
): Used {
  const limit = maximumOf(numbers, person)
  const paid = all.cycles > limit ? matchWhole(numbers.cycle, countedLeft, countedRight, limit) : all
  const over = all.cycles - paid.cycles
  const used = over > 0 && bonus.overMaximum === 'flush' ? all : paid
  if (over > 0 && bonus.overMaximum !== 'keep') pay(found.lost, person, over * perCycle)
  pay(found.money, person, paid.cycles * perCycle)
  const clearsAll = bonus.carry === 'none' || (over > 0 && bonus.overMaximum === 'flush_all')
  const leftIsStronger = l - used.left >= r - used.right
  const clears = (isWeaker: boolean): boolean => clearsAll || (bonus.carry === 'stronger' && isWeaker)
  return {
    left: used.left,
    right: used.right,
    clearsLeft: clears(!leftIsStronger),
    clearsRight: clears(leftIsStronger),
  }
}

const untouched: Used = { left: 0, right: 0, clearsLeft: false, clearsRight: false }
const nothing = { cycles: 0, left: 0, right: 0 }

function maximumOf({ maximumCycles }: Numbers, person: number): number {
  if (!maximumCycles) return Infinity
  return Math.floor((maximumCycles.values[person] ?? 0) / 10 ** maximumCycles.decimals)
}
