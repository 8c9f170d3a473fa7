import type { Period } from '#shared/period.ts'
import { floatsBy, startsOf, type Texts } from '../../frozen/byte-columns.ts'
import type { FrozenColumns, LineColumns } from '../../frozen/columns.ts'
import { growingInts } from '../../frozen/growing.ts'
import type { BinaryBonus, PersonalVolume, Plan } from '../../language/plan.ts'
import { windowsOf } from '../../pay/bonuses/arrivals.ts'
import { creditsByHand, creditsOfOrders, volumeOf, type Window } from '../../pay/volumes.ts'
import type { World } from '../../pay/world.ts'
import { correctionsIn } from '../../frozen/frozen-adjustments.ts'
import { exactly } from '../arithmetic.ts'
import { volumesByHand } from '../by-hand.ts'
import { NotCompiled } from '../code.ts'
import type { FieldColumns, NumberColumn } from '../field-columns.ts'
import { debtColumn, exactNumber, numberColumn } from '../number-column.ts'
import { once, onceOfTwo } from '../once.ts'
import { orderSumsOf, useUpNegative, type OrderSums } from '../order-sums.ts'
import { orderSumsOfEach, orderSumsOfWorld } from '../orders-of-world.ts'
import { evaluatedVolumes, windowVolumes } from '../window-volumes.ts'
import type { ColumnHistory } from './history.ts'
import { lineCondition, lineNumber } from './line-rules.ts'
import { volumeRows } from './orders.ts'

/** Everybody's personal volumes, and what they lack to zero where a plan carries that on. */
export function columnVolumes(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  history: ColumnHistory,
  { isWhole, world, ofObjects }: Asking,
): Pick<FieldColumns, 'volume' | 'volumeIn' | 'orders' | 'debt'> {
  const debtBefore = (name: string): Float64Array | undefined => debtIn(plan, period, history, name)
  const sums = once((name: string): Float64Array | undefined => {
    const volume = volumeOf(plan, name)
    if (volume.kind !== 'personal' || !isWhole()) return undefined
    const own =
      sumsOfLines(plan, frozen, volume, period) ??
      orNone(() => askedSums(world(), name, frozen.people.ids.length))
    const debt = own && debtBefore(name)
    return debt ? own.map((value, person) => exactly(value + (debt[person] ?? 0))) : own
  })
  const volume = once((name): NumberColumn => {
    const own = sums(name)
    if (own)
      return numberColumn(plan.negativeVolume === 'kept' ? own : own.map((value) => Math.max(0, value)))
    // By what a run computes of people, or of lines that do not say one thing of their order.
    const column = ofObjects().column(`volume:${name}`)
    return numberColumn(Float64Array.from(frozen.people.ids, (_, person) => exactNumber(column(person))))
  })
  return {
    volume,
    volumeIn: onceOfTwo((name, evaluated: BinaryBonus['evaluated']) => {
      const [window = period, ...others] = windowsOf(plan, period, evaluated)
      if (others.length === 0) return [{ window, ...volume(name) }]
      const made = isWhole()
        ? volumesByWindow(plan, frozen, period, { name, evaluated, debt: debtBefore(name) })
        : undefined
      if (!made)
        return (
          orNone(() => evaluatedVolumes(world(), name, evaluated)) ??
          evaluatedVolumes(ofObjects(), name, evaluated)
        )
      made.begin(0)
      return made.columns()
    }),
    orders: once((name) => {
      const debt = debtBefore(name)
      const orders = isWhole() ? ordersOfLines(plan, frozen, period, { name, debt }) : undefined
      return orders ?? orNone(() => orderSumsOfEach(world(), name)) ?? orderSumsOfWorld(ofObjects(), name)
    }),
    debt: once((name) => {
      const own = sums(name)
      return own ? numberColumn(own.map((value) => Math.min(0, value))) : debtColumn(ofObjects(), name)
    }),
  }
}

/** Where a rule that reads more than its line is asked: of columns, or of objects. */
type Asking = Readonly<{ isWhole: () => boolean; world: () => World; ofObjects: () => World }>

/** The sums of a volume whose rule reads more than the line: asked of one order after the other. */
function askedSums(world: World, name: string, people: number): Float64Array {
  const sums = new Float64Array(people)
  const add = (credits: ReturnType<typeof creditsByHand>): void => {
    for (const { owner, value } of credits)
      if (owner >= 0) sums[owner] = exactly((sums[owner] ?? 0) + exactNumber(value))
  }
  for (const order of world.book.orders) add(creditsOfOrders(world, name, world.period, [order]))
  add(creditsByHand(world, name, world.period))
  return sums
}

/** The sums of a volume by owner in millionths; undefined where a rule or an order needs the walk. */
export function sumsOfLines(
  plan: Plan,
  { lines, people, adjustments }: FrozenColumns,
  volume: PersonalVolume,
  period: Window,
): Float64Array | undefined {
  const credits = lineCredits(plan, lines, volume, period)
  if (!credits) return undefined
  const sums = new Float64Array(people.ids.length)
  for (let row = 0; row < lines.atMs.length; row++) {
    const micro = credits.micro(row)
    if (micro === 0) continue
    const owner = credits.owner(row)
    if (owner >= 0) sums[owner] = exactly((sums[owner] ?? 0) + micro)
    else if (plan.withoutOwner === 'refuse') return undefined
  }
  for (const { person, micro } of volumesByHand(correctionsIn(adjustments), volume.name, period))
    if (person >= 0) sums[person] = exactly((sums[person] ?? 0) + micro)
  return sums
}

function orNone<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof NotCompiled) return undefined
    throw error
  }
}

/** What a period of before left of a volume below zero, where the plan carries that on. */
export function debtIn(
  plan: Plan,
  period: Period,
  history: Pick<ColumnHistory, 'latestMicro'>,
  name: string,
): Float64Array | undefined {
  return plan.negativeVolume === 'carried' && period.kind === plan.calendar
    ? history.latestMicro(`debt ${name}`)
    : undefined
}

/** A volume by the evaluations in which it arose, with room for so many people; undefined where its rule needs the walk. */
export function volumesByWindow(
  plan: Plan,
  { lines, people, adjustments }: FrozenColumns,
  period: Period,
  {
    name,
    evaluated,
    debt,
    room = 0,
  }: Readonly<{
    name: string
    evaluated: BinaryBonus['evaluated']
    debt: Float64Array | undefined
    room?: number
  }>,
): ReturnType<typeof windowVolumes> | undefined {
  const volume = volumeOf(plan, name)
  const credits = volume.kind === 'personal' ? lineCredits(plan, lines, volume, period) : undefined
  if (!credits) return undefined
  const made = windowVolumes(windowsOf(plan, period, evaluated), {
    people: people.ids.length + room,
    isKept: plan.negativeVolume === 'kept',
    debt,
  })
  for (let row = 0; row < lines.atMs.length; row++) {
    const micro = credits.micro(row)
    const owner = micro === 0 ? -1 : credits.owner(row)
    if (owner >= 0) made.add(owner, lines.atMs[row] ?? 0, micro)
  }
  for (const { person, atMs, micro } of volumesByHand(correctionsIn(adjustments), name, period))
    if (person >= 0) made.add(person, atMs, micro)
  return made
}

/** What the orders of everybody give of a volume; undefined where a rule of the volume reads more than the line. */
function ordersOfLines(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  { name, debt }: Readonly<{ name: string; debt: Float64Array | undefined }>,
): OrderSums | undefined {
  const volume = volumeOf(plan, name)
  if (volume.kind !== 'personal') return undefined
  const credits = lineCredits(plan, frozen.lines, volume, period)
  if (!credits) return undefined
  const rows = volumeRows(frozen, { ...credits, isSame: sameAsBefore(frozen.lines.orders) }, volume, period)
  const people = frozen.people.ids.length
  if (plan.negativeVolume !== 'kept') useUpNegative(people, rows, (person) => debt?.[person] ?? 0)
  return orderSumsOf(people, rows)
}

/** What each line gives of a volume, in millionths, and to whom; -1 is nobody. */
export type LineCredits = Readonly<{ micro: (row: number) => number; owner: (row: number) => number }>

/** The credits of lines whose orders are whole; undefined where the rule of the volume reads more than the line. */
export function lineCredits(
  plan: Plan,
  lines: LineColumns,
  { reads, where, belongsTo }: PersonalVolume,
  period: Window,
): LineCredits | undefined {
  const value = lineNumber(lines, plan.currency, reads.expression)
  const counts = where ? lineCondition(lines, where.expression) : () => true
  if (!value || !counts) return undefined
  const { atMs, buyer, seller } = lines
  return {
    micro(row) {
      const at = atMs[row] ?? 0
      return at < period.fromMs || at >= period.untilMs || !counts(row) ? 0 : value(row)
    },
    owner(row) {
      const from = seller[row] ?? -1
      return belongsTo === 'buyer' || from < 0 ? (buyer[row] ?? -1) : from
    },
  }
}

/**
 * Whether the lines of each order stand together and agree about the order, as those of a company do: then a line says of its
 * order what the order's first line says.
 */
export function ordersAreWhole(lines: LineColumns): boolean {
  const { orders, atMs, buyer, seller, type, currency } = lines
  const columns = [atMs, buyer, seller, type.place, currency.place]
  const isSame = sameAsBefore(orders)
  const firsts = growingInts()
  for (let row = 0; row < atMs.length; row++) {
    if (!isSame(row)) firsts.push(row)
    else if (columns.some((column) => column[row] !== column[row - 1])) return false
  }
  const hashes = hashesOf(orders, firsts.values())
  for (let at = 1; at < hashes.length; at++) if (hashes[at] === hashes[at - 1]) return false
  return true
}

export function sameAsBefore({ lengths, all }: Texts): (row: number) => boolean {
  const starts = startsOf(lengths)
  return (row) => {
    if (row === 0 || lengths[row] !== lengths[row - 1]) return false
    const [now, before, length] = [starts[row] ?? 0, starts[row - 1] ?? 0, lengths[row] ?? 0]
    for (let at = length - 1; at >= 0; at--)
      if (all.charCodeAt(now + at) !== all.charCodeAt(before + at)) return false
    return true
  }
}

/** A number of 52 bits for the text of each row, sorted: equal texts have equal ones. */
function hashesOf({ lengths, all }: Texts, rows: Int32Array): Float64Array {
  const starts = startsOf(lengths)
  const hashes = floatsBy(rows.length, (one) => {
    const row = rows[one] ?? 0
    let [a, b] = [0x811c9dc5, 0x9747b28c]
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const code = all.charCodeAt(at)
      a = Math.imul(a ^ code, 0x01000193)
      b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13)
    }
    return (a >>> 0) * 1048576 + ((b >>> 0) & 0xfffff)
  })
  return hashes.sort()
}
