import type { Rule } from '../../language/expression.ts'
import type { BinaryBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { aligned, constantCode, NotCompiled, numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { numberColumn } from '../number-column.ts'
import { plainMarks, type Marks } from '../marks.ts'
import { LEFT, RIGHT, sidesOf, type Sides } from './binary-sides.ts'
import { matchWhole, type Cycle, type Matched } from './cycles.ts'
import { barsOf, lose, nothingLost, numbersOf, pay, unitsOf, type Found } from './found.ts'
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
  const anyCarried = lots.left.person.length + lots.right.person.length > 0
  const qualified: number[] = []
  const people = bars.length
  // Where nothing is ever cleared, who has volume on one side alone keeps it as it is.
  const staysIdle = bonus.carry === 'both' && bonus.unqualified === 'keep' && !numbers.carryLimit
  const found: Found = {
    money: compiler.room.floats(),
    lost: nothingLost(compiler, bonus),
    decimals: numbers.perCycle.decimals,
  }
  for (let person = 0; person < people; person++) {
    const isNew = ever?.[person] !== 1
    if (isNew && bars[person] === 0) qualified.push(person)
    const dropped = bonus.beforeFirstQualified === 'drop' && bars[person] !== 0 && isNew
    const [left, right] = [sides.left[person] ?? 0, sides.right[person] ?? 0]
    // Most people have nobody on their sides.
    if (left === 0 && right === 0 && !anyCarried) continue
    if (dropped) sides.left[person] = sides.right[person] = 0
    const isIdle = staysIdle && (left <= 0 || right <= 0)
    const used = isIdle ? untouched : evaluate(bonus, numbers, sides, bars, found, person)
    if (anyCarried) {
      const arrived = { left, right }
      keepSides(kept, sides, person, { arrived, used, dropped, limit: numbers.carryLimit?.[person] })
      continue
    }
    kept.left.begin(person, sides.left[person] ?? 0)
    kept.right.begin(person, sides.right[person] ?? 0)
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

type Kept = Readonly<Record<'left' | 'right', ReturnType<typeof lotKeeper>>>

/** Remembers what stays on both sides of a person, by the periods in which it arose. */
function keepSides(
  kept: Kept,
  sides: Sides,
  person: number,
  of: Readonly<{
    arrived: Readonly<{ left: number; right: number }>
    used: Used
    dropped: boolean
    limit: number | undefined
  }>,
): void {
  const { arrived, used, dropped, limit } = of
  const own = sides.own[person] ?? 0
  const toLeft = sides.ownSide[person] === LEFT ? own : 0
  const toRight = sides.ownSide[person] === RIGHT ? own : 0
  kept.left.move(person, {
    arrived: arrived.left - (sides.carriedLeft?.[person] ?? 0) - toLeft,
    own: toLeft,
    dropped,
    taken: used.left,
    cleared: used.clearsLeft,
    limit,
    left: sides.left[person] ?? 0,
  })
  kept.right.move(person, {
    arrived: arrived.right - (sides.carriedRight?.[person] ?? 0) - toRight,
    own: toRight,
    dropped,
    taken: used.right,
    cleared: used.clearsRight,
    limit,
    left: sides.right[person] ?? 0,
  })
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
  if (amount > 0 && unqualified !== 'keep') lose(found.lost, person, amount)
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
  if (over > 0 && bonus.overMaximum !== 'keep') lose(found.lost, person, over * perCycle)
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
