import { creditsOfOwner } from '../../pay/bonuses/collect.ts'
import { growingFloats, growingInts } from '../../frozen/growing.ts'
import type { OrderItem } from '../../pay/order-book.ts'
import { add, sign, type Exact } from '#shared/exact.ts'
import { keepAsked } from '../asked/keep-asked.ts'
import { worldSoFar } from '../asked/world-so-far.ts'
import { OutOfRange } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { momentOf } from '../courses/courses.ts'
import { momentAt, rowsInTime, type Moment } from '../courses/moments.ts'
import { exactNumber, numberColumn } from '../number-column.ts'
import type { OrderSums } from '../order-sums.ts'

/** The orders that make up a volume, each in one sum, with their times; what corrections by hand give is of no order. */
export type TimedParts = OrderSums &
  Readonly<{
    momentOf: (person: number, part: number) => Moment | undefined
    /** The instant of the last order of everybody. */
    latest: Float64Array
    /** Everybody's parts, each with its place among those of the person, in the order of time. */
    inTime: (each: (person: number, part: number) => void) => void
  }>

type Part = Readonly<{ moment: Moment | undefined; micro: number }>

/** So many decimals the sums have at least, so that an order with usual fractions makes nothing anew. */
const USUAL_DECIMALS = 2

/** Asks everybody for what makes up a volume; whose orders are others are asked again, when a run is renewed. */
export function timedParts(compiler: Compiler, volume: string): TimedParts {
  const { field } = compiler
  compiler.hand.finish()
  const latest = new Float64Array(field.people).fill(Number.NEGATIVE_INFINITY)
  const ask = (person: number): readonly Part[] => {
    const parts = partsOfOne(compiler, volume, person)
    latest[person] = parts.reduce(
      (most, { moment }) => Math.max(most, moment?.atMs ?? most),
      Number.NEGATIVE_INFINITY,
    )
    return parts
  }
  const known = partsOfAll(field.people, field.there(), ask)
  const decimals = Math.max(USUAL_DECIMALS, numberColumn(known.micro).decimals)
  const changed = new Map<number, readonly Part[]>()
  keepAsked(compiler, [], (people) => {
    for (const person of people) if (person < field.there()) changed.set(person, ask(person))
  })
  const countOf = (person: number): number =>
    changed.get(person)?.length ?? (known.start[person + 1] ?? 0) - (known.start[person] ?? 0)
  const partOf = (person: number, part: number): Part => {
    const own = changed.get(person)
    if (own) return own[part] ?? { moment: undefined, micro: 0 }
    const row = (known.start[person] ?? 0) + part
    return {
      moment: Number.isNaN(known.atMs[row]) ? undefined : momentAt(known, row),
      micro: known.micro[row] ?? 0,
    }
  }
  return {
    decimals,
    latest,
    momentOf: (person, part) => partOf(person, part).moment,
    read(person, into) {
      const count = countOf(person)
      for (let part = 0; part < count; part++) into[part] = inDecimals(partOf(person, part).micro, decimals)
      return count
    },
    inTime(each) {
      const [owner, place, atMs, ids] = [growingInts(), growingInts(), growingFloats(), [] as Moment['id'][]]
      for (let person = 0; person < field.there(); person++)
        for (let part = 0; part < countOf(person); part++) {
          const { moment } = partOf(person, part)
          owner.push(person)
          place.push(part)
          atMs.push(moment?.atMs ?? 0)
          ids.push(moment?.id)
        }
      for (const row of rowsInTime({ atMs: atMs.values(), ids })) each(owner.at(row), place.at(row))
    },
  }
}

function inDecimals(micro: number, decimals: number): number {
  const sum = micro / 10 ** (6 - decimals)
  if (!Number.isInteger(sum)) throw new OutOfRange('an order that is finer than the others')
  return sum
}

/** Lines of one order are one part, and so are corrections by hand. */
function partsOfOne(compiler: Compiler, volume: string, person: number): readonly Part[] {
  const sums = new Map<string | undefined, { order: OrderItem | undefined; value: Exact }>()
  for (const { value, line } of creditsOfOwner(worldSoFar(compiler), volume, person)) {
    const sum = sums.get(line?.order.id)
    if (sum) sum.value = add(sum.value, value)
    else sums.set(line?.order.id, { order: line?.order, value })
  }
  return [...sums.values()].flatMap(({ order, value }) =>
    sign(value) === 0 ? [] : [{ moment: order && momentOf(order), micro: exactNumber(value) }],
  )
}

function partsOfAll(people: number, there: number, ask: (person: number) => readonly Part[]) {
  const start = new Int32Array(people + 1)
  const [atMs, micro, ids] = [growingFloats(), growingFloats(), [] as Moment['id'][]]
  for (let person = 0; person < people; person++) {
    for (const part of person < there ? ask(person) : []) {
      atMs.push(part.moment?.atMs ?? Number.NaN)
      micro.push(part.micro)
      ids.push(part.moment?.id)
    }
    start[person + 1] = ids.length
  }
  return { start, atMs: atMs.values(), micro: micro.values(), ids }
}
