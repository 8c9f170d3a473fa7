import type { Rule } from '../../language/expression.ts'
import type { BinaryBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { aligned, constantCode, NotCompiled, numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { matchWhole, type Cycle } from './cycles.ts'
import { barsOf, numbersOf, pay, unitsOf, type Found } from './found.ts'

/** What stays on the two sides of everybody after the period, in the decimals of the volume. */
export type CarriedOn = Readonly<{
  left: Float64Array
  right: Float64Array
  decimals: number
  qualified: Uint8Array
}>

/** Matches the two sides of everybody once, in whole cycles. Carried volume has no age here: it never expires. */
export function findBinary(
  compiler: Compiler,
  bonus: BinaryBonus,
): Readonly<{ found: Found; carried: CarriedOn }> {
  refuse(bonus)
  const volume = compiler.field.volume(bonus.on)
  const before = compiler.field.before
  const numbers = numbersIn(
    compiler,
    bonus,
    Math.max(
      volume.decimals,
      before.carried(bonus.name, 'left')?.decimals ?? 0,
      before.carried(bonus.name, 'right')?.decimals ?? 0,
    ),
  )
  const { decimals } = numbers
  const sides = sidesOf(compiler, bonus, volume, decimals)
  const bars = barsOf(compiler, bonus)
  const ever = before.everQualified(bonus.name)
  const people = bars.length
  const found: Found = {
    money: new Float64Array(people),
    lost: new Float64Array(people),
    decimals: numbers.perCycle.decimals,
  }
  for (let person = 0; person < people; person++) {
    const drops = bonus.beforeFirstQualified === 'drop' && bars[person] !== 0 && ever?.[person] !== 1
    if (drops) sides.left[person] = sides.right[person] = 0
    evaluate(bonus, numbers, sides, bars, found, person)
  }
  const qualified = bars.map((bar, person) => (bar === 0 || ever?.[person] === 1 ? 1 : 0))
  return { found, carried: { ...sides, decimals, qualified } }
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

type Sides = Readonly<{ left: Float64Array; right: Float64Array }>

/** What was carried and what arose in the period on both sides of everybody, the own volume where the plan puts it. */
function sidesOf(compiler: Compiler, bonus: BinaryBonus, volume: NumberColumn, decimals: number): Sides {
  const { parent, order, side, sides } = compiler.field.tree(bonus.tree)
  const scale = 10 ** (decimals - volume.decimals)
  const before = (at: 'left' | 'right'): Float64Array => {
    const known = compiler.field.before.carried(bonus.name, at)
    if (!known) return new Float64Array(volume.values.length)
    return known.values.map((value) => exactly(value * 10 ** (decimals - known.decimals)))
  }
  const [left, right] = [before('left'), before('right')]
  const whole = volume.values.map((value) => exactly(value * scale))
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
  if (bonus.ownVolume !== 'none')
    volume.values.forEach((value, person) => {
      if (value !== 0) pay(ownSide(bonus, left, right, person), person, value * scale)
    })
  return { left, right }
}

function ownSide(bonus: BinaryBonus, left: Float64Array, right: Float64Array, person: number): Float64Array {
  const leftIsStronger = (left[person] ?? 0) >= (right[person] ?? 0)
  switch (bonus.ownVolume) {
    case 'stronger':
      return leftIsStronger ? left : right
    case 'weaker':
      return leftIsStronger ? right : left
    default:
      return bonus.ownVolume === 'left' ? left : right
  }
}

/** One evaluation of one person. Changes what is carried. */
function evaluate(
  bonus: BinaryBonus,
  numbers: Numbers,
  { left, right }: Sides,
  bars: Uint8Array,
  found: Found,
  person: number,
): void {
  let [l, r] = [left[person] ?? 0, right[person] ?? 0]
  if (l === 0 && r === 0) return
  const most = numbers.maximumSide?.[person]
  const [countedLeft, countedRight] = most === undefined ? [l, r] : [Math.min(l, most), Math.min(r, most)]
  const isEnough = Math.min(countedLeft, countedRight) >= (numbers.minimumSide?.[person] ?? 0)
  const all = isEnough ? matchWhole(numbers.cycle, countedLeft, countedRight, Infinity) : nothing
  const perCycle = numbers.perCycle.values[person] ?? 0
  if (bars[person] !== 0) {
    if (bonus.unqualified === 'flush') l = r = 0
    if (bonus.unqualified === 'flush_weaker') [l, r] = l >= r ? [l, 0] : [0, r]
    const amount = all.cycles * perCycle
    if (amount > 0 && bonus.unqualified !== 'keep') pay(found.lost, person, amount)
  } else {
    const limit = maximumOf(numbers, person)
    const paid = all.cycles > limit ? matchWhole(numbers.cycle, countedLeft, countedRight, limit) : all
    const over = all.cycles - paid.cycles
    const used = over > 0 && bonus.overMaximum === 'flush' ? all : paid
    ;[l, r] = [l - used.left, r - used.right]
    if (over > 0 && bonus.overMaximum === 'flush_all') l = r = 0
    if (over > 0 && bonus.overMaximum !== 'keep') pay(found.lost, person, over * perCycle)
    if (bonus.carry === 'none') l = r = 0
    if (bonus.carry === 'stronger') [l, r] = l >= r ? [l, 0] : [0, r]
    pay(found.money, person, paid.cycles * perCycle)
  }
  const keep = numbers.carryLimit?.[person]
  left[person] = keep === undefined || l < keep ? l : keep
  right[person] = keep === undefined || r < keep ? r : keep
}

const nothing = { cycles: 0, left: 0, right: 0 }

function maximumOf({ maximumCycles }: Numbers, person: number): number {
  if (!maximumCycles) return Infinity
  return Math.floor((maximumCycles.values[person] ?? 0) / 10 ** maximumCycles.decimals)
}
