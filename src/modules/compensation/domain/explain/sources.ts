import {
  add,
  compare,
  divide,
  exactRatio,
  multiply,
  negate,
  roundExact,
  sign,
  subtract,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import { creditsOfOwner } from '../pay/bonuses/collect.ts'
import type { PayLine } from '../pay/pay-result.ts'
import type { World } from '../pay/world.ts'
import type { Leg, Walk } from './walk-for.ts'

/** A part that one order brings, or a source without orders; `base` times `rate` in money is the amount, where both are known. */
export type OrderPart = Readonly<{
  order: string
  level: number | undefined
  base: Exact | undefined
  rate: Exact | undefined
  amount: Exact
  note: string
}>

/** All that one person's orders, or one person, bring to an amount. */
export type SourcePart = Readonly<{
  source: string
  level: number | undefined
  /** Where all parts have one rate, it and the sum of their bases. */
  rate: Exact | undefined
  base: Exact | undefined
  amount: Exact
  parts: readonly OrderPart[]
}>

/** A part that comes from no person below: rounding, caps, limits, corrections, a share of a fund. */
export type OtherPart = Readonly<{
  note: string
  source: string
  base: Exact | undefined
  rate: Exact | undefined
  amount: Exact
}>

/** A node taken apart; together the parts are the amount, or what the leg brings of it. */
export type Parts = Readonly<{
  sources: readonly SourcePart[]
  legs: readonly Leg[]
  others: readonly OtherPart[]
}>

/** Notes of lines that change an amount as a whole; what a note is about follows its colon. */
const wholeNotes = ['leg capped', 'capped', 'scaled down', 'rounding', 'limit:', 'adjustment:', 'recomputed']

/** Decimals of a part; what a part is finer, such as a third, is told with the rounding of the whole. */
const PLACES = 12

/** Whether a line is about the whole and comes from no source: a cap, a correction by hand, a rounding. */
export function changesWhole(line: PayLine): boolean {
  return line.sourcePerson === '' || wholeNotes.some((note) => line.note.startsWith(note))
}

/**
 * Takes an amount apart by its lines: by source person, the largest first, and the others by what they are. Together the parts
 * are the amount that is paid, exactly.
 */
export function partsOf({ world, lines, legs, all }: Walk, bonus: Bonus, paid: Exact | undefined): Parts {
  const bySource = Map.groupBy(
    lines.filter((line) => !changesWhole(line)),
    (line) => line.sourcePerson,
  )
  const sources = [...bySource].map(([source, own]) =>
    sourcePart(
      source,
      ordersOf(world, bonus, own).map((part) => ({ ...part, amount: cut(part.amount) })),
    ),
  )
  const others = lines
    .filter((line) => changesWhole(line) && line.note !== ROUNDING)
    .map(({ note, sourcePerson, base, rate, amount }) => ({
      note,
      source: sourcePerson,
      base,
      rate,
      amount: cut(amount),
    }))
  const cutLegs = legs.map((leg) => ({ ...leg, amount: cut(leg.amount) }))
  // Of one source that is asked for out of many, what the others bring is no rounding.
  const own = bringing(sources.map(({ amount }) => amount))
  const isPart = all !== undefined && own + cutLegs.reduce((sum, leg) => sum + leg.sources, 0) < all.sources
  const found = isPart
    ? [cut(all.amount), ...others.map(({ amount }) => amount)]
    : [...sources, ...cutLegs, ...others].map(({ amount }) => amount)
  const off = subtract(paid ?? cut(all?.amount ?? ZERO), sumOf(found))
  const rounding = { note: ROUNDING, source: '', base: undefined, rate: undefined, amount: off }
  return {
    sources: sources.toSorted(
      (a, b) => compare(sizeOf(b.amount), sizeOf(a.amount)) || (a.source < b.source ? -1 : 1),
    ),
    // People are numbered by their ids.
    legs: cutLegs.toSorted((a, b) => compare(sizeOf(b.amount), sizeOf(a.amount)) || a.person - b.person),
    others: sign(off) === 0 ? others : [...others, rounding],
  }
}

/** How many of these amounts are something: sources that bring nothing are listed, and not counted. */
export function bringing(amounts: readonly Exact[]): number {
  return amounts.filter((amount) => sign(amount) !== 0).length
}

const ROUNDING = 'rounding'

export function cut(amount: Exact): Exact {
  return typeof amount === 'number'
    ? amount
    : exactRatio(roundExact(amount, PLACES, 'down'), 10n ** BigInt(PLACES))
}

function sourcePart(source: string, parts: readonly OrderPart[]): SourcePart {
  const [first] = parts
  const amounts = parts.map((part) => part.amount)
  const isOne = first?.rate !== undefined && parts.every((part) => isSame(part.rate, first.rate))
  return {
    source,
    level: first?.level,
    rate: isOne ? first.rate : undefined,
    base: isOne ? sumOf(parts.map((part) => part.base ?? ZERO)) : undefined,
    amount: sumOf(amounts),
    parts,
  }
}

function sizeOf(amount: Exact): Exact {
  return sign(amount) < 0 ? negate(amount) : amount
}

function isSame(a: Exact | undefined, b: Exact | undefined): boolean {
  return a !== undefined && b !== undefined && compare(a, b) === 0
}

export function sumOf(amounts: readonly Exact[]): Exact {
  return amounts.reduce<Exact>(add, ZERO)
}

/** The orders of a source; an amount on a personal volume names none, and its base is taken apart into what orders gave to it. */
function ordersOf(world: World, bonus: Bonus, lines: readonly PayLine[]): readonly OrderPart[] {
  const plain = lines.map(({ sourceOrder, level, base, rate, amount, note }) => ({
    order: sourceOrder,
    level,
    base,
    rate,
    amount,
    note,
  }))
  const [only] = plain
  const volume = baseVolume(world.plan, bonus)
  if (plain.length !== 1 || !only || volume === undefined || only.order !== '') return plain
  const person = world.population.numberOf.get(lines[0]?.sourcePerson ?? '') ?? -1
  const unit = unitOf(only)
  if (unit === undefined || only.rate === undefined || only.base === undefined) return plain
  const { rate } = only
  const credits = creditsOfOwner(world, volume, person)
  const byOrder = Map.groupBy(credits, ({ line }) => line?.order.id ?? '')
  const parts = [...byOrder].map(([order, own]): OrderPart => {
    const base = sumOf(own.map(({ value }) => value))
    return { order, level: only.level, base, rate, amount: multiply(multiply(base, rate), unit), note: '' }
  })
  // Where the base is more than what orders gave, such as a debt of before, it stays whole.
  return compare(sumOf(parts.map((part) => part.base ?? ZERO)), only.base) === 0 ? parts : plain
}

/** Money for a unit of base times rate; undefined where it does not come out. */
function unitOf({ base, rate, amount }: OrderPart): Exact | undefined {
  if (base === undefined || rate === undefined) return undefined
  const product = multiply(base, rate)
  if (compare(product, ZERO) === 0) return undefined
  return divide(amount, product)
}

/** The personal volume that an amount is a share of, where its base is nothing else. */
export function baseVolume(plan: Plan, bonus: Bonus): string | undefined {
  if (bonus.kind !== 'amount' || bonus.forEach || !bonus.base) return undefined
  const { expression } = bonus.base
  if (expression.node !== 'field' || expression.of !== 'volume' || expression.hops.length > 0)
    return undefined
  const volume = plan.volumes.find((candidate) => candidate.name === expression.name)
  return volume?.kind === 'personal' ? volume.name : undefined
}
