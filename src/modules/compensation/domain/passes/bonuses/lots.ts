import { growingFloats, growingInts } from '../../frozen/growing.ts'
import { exactly } from '../arithmetic.ts'
import { NotCompiled } from '../code.ts'
import type { LotColumns } from '../field-columns.ts'
import { numberTexts, type Marks } from '../marks.ts'

/** Volume of a side by the period in which it arose, oldest first. */
export type Lot = Readonly<{ period: string; amount: number }>

/** What happened to a side of a person in an evaluation. */
export type Moved = Readonly<{
  /** From below, then the own volume where it comes to this side. */
  arrived: number
  own: number
  dropped: boolean
  taken: number
  cleared: boolean
  limit: number | undefined
  /** What is left of it in the end. */
  left: number
}>

/**
 * Keeps the lots of one side of everybody through an evaluation; people come by number. Who had none before has one lot of this
 * period at most, so that the periods are looked at only where volume was carried.
 */
export function lotKeeper(before: LotColumns, decimals: number, now: string) {
  if (before.fractions.size > 0) throw new NotCompiled('carried volume in fractions')
  const [person, amount] = [growingInts(), growingFloats()]
  // Periods by number: 0 is this one, in which nearly every lot arose.
  const [period, periods] = [growingInts(), [now]]
  let at = 0
  const keep = (one: number, lot: Lot): void => {
    person.push(one)
    amount.push(lot.amount)
    let place = periods.indexOf(lot.period)
    if (place < 0) place = periods.push(lot.period) - 1
    period.push(place)
  }
  /** Volume of this period, of somebody who had none before. */
  const begin = (one: number, left: number): void => {
    if (left === 0) return
    person.push(one)
    amount.push(left)
    period.push(0)
  }
  const lotsOf = (one: number): Lot[] => {
    const lots: Lot[] = []
    while (at < before.person.length && (before.person[at] ?? 0) < one) at += 1
    for (; before.person[at] === one; at++)
      lots.push({ period: before.period[at] ?? '', amount: scaled(before.micro[at] ?? 0, decimals) })
    return lots
  }
  return {
    begin,
    move(one: number, moved: Moved): void {
      const old = lotsOf(one)
      if (old.length > 0) for (const lot of lotsAfter(old, now, moved)) keep(one, lot)
      else begin(one, moved.left)
    },
    marks(name: string): Marks {
      const text = numberTexts(decimals)
      return {
        name,
        person: person.values(),
        period: (row) => periods[period.at(row)] ?? '',
        value: (row) => text(amount.at(row)),
      }
    },
  }
}

/** What stays on a side of everybody where nobody had volume before: one lot of this period each. */
export function lotsOfPeriod(name: string, side: Float64Array, decimals: number, period: string): Marks {
  const people = growingInts()
  for (let person = 0; person < side.length; person++) if (side[person] !== 0) people.push(person)
  const person = people.values()
  const text = numberTexts(decimals)
  return { name, person, period: () => period, value: (row) => text(side[person[row] ?? 0] ?? 0) }
}

/** Millionths in another number of decimals that holds them. */
function scaled(micro: number, decimals: number): number {
  return decimals >= 6 ? exactly(micro * 10 ** (decimals - 6)) : micro / 10 ** (6 - decimals)
}

function lotsAfter(old: readonly Lot[], now: string, moved: Moved): readonly Lot[] {
  let lots = addVolume(addVolume(old, now, moved.arrived), now, moved.own)
  if (moved.dropped) lots = []
  lots = takeOldest(lots, moved.taken)
  if (moved.cleared) lots = []
  if (moved.limit !== undefined) lots = keepOldest(lots, moved.limit)
  if (lots.reduce((sum, lot) => sum + lot.amount, 0) !== moved.left)
    throw new NotCompiled('carried volume whose lots do not add up to it')
  return lots
}

function takeOldest(lots: readonly Lot[], amount: number): readonly Lot[] {
  let left = amount
  return lots.flatMap((lot) => {
    if (left <= 0) return [lot]
    const taken = Math.min(lot.amount, left)
    left -= taken
    return lot.amount > taken ? [{ period: lot.period, amount: lot.amount - taken }] : []
  })
}

/** The oldest volume up to a limit; a debt stays. */
function keepOldest(lots: readonly Lot[], limit: number): readonly Lot[] {
  let room = limit
  return lots.flatMap((lot) => {
    if (lot.amount < 0) return [lot]
    const kept = Math.min(lot.amount, room)
    room -= kept
    return kept > 0 ? [{ period: lot.period, amount: kept }] : []
  })
}

/** Negative volume is taken from the newest lots; what these do not hold stays as a debt. */
function addVolume(lots: readonly Lot[], period: string, amount: number): readonly Lot[] {
  if (amount === 0) return lots
  const debt = lots.find((lot) => lot.amount < 0)
  if (amount > 0 && !debt) return merged(lots, period, amount)
  let rest = amount + (debt?.amount ?? 0)
  const positive = lots.filter((lot) => lot.amount > 0)
  if (rest >= 0) return rest > 0 ? merged(positive, period, rest) : positive
  const kept: Lot[] = []
  for (const lot of positive.toReversed()) {
    const after = lot.amount + rest
    if (after > 0) kept.push({ period: lot.period, amount: after })
    rest = Math.min(0, after)
  }
  return rest < 0 ? [{ period, amount: rest }] : kept.toReversed()
}

function merged(lots: readonly Lot[], period: string, amount: number): readonly Lot[] {
  const last = lots.at(-1)
  if (last?.period !== period) return [...lots, { period, amount }]
  return [...lots.slice(0, -1), { period, amount: last.amount + amount }]
}
