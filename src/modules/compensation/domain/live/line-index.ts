import { firstWhere } from '#shared/first-where.ts'
import { placeOfWord, textAt } from '../frozen/byte-columns.ts'
import type { LineColumns } from '../frozen/columns.ts'
import { growingInts } from '../frozen/growing.ts'
import { once } from '../passes/once.ts'
import { sameAsBefore } from '../passes/of-frozen/volumes.ts'

/** Finds the orders of lines that stand together by order: by person and by id. Orders are numbered as they lie. */
export type LineIndex = Readonly<{
  orders: number
  /** Rows of an order, from the first up to, not including, the last. */
  rowsOf: (order: number) => Readonly<{ from: number; until: number }>
  /** Orders that a person bought or sold, as they lie. */
  ordersOf: (person: number) => readonly number[]
  /** The order of an id, or -1. */
  orderOf: (id: string) => number
  idOf: (order: number) => string
  /** The orders of a party, as they lie. */
  ordersAt: (party: string) => readonly number[]
}>

/** More orders than that do not fit beside a hash. */
const MOST_ORDERS = 2 ** 25
const HASHES = 2 ** 27

export function lineIndex({ orders: ids, buyer, seller, atMs, party }: LineColumns): LineIndex {
  const isSame = sameAsBefore(ids)
  const firsts = growingInts()
  for (let row = 0; row < atMs.length; row++) if (!isSame(row)) firsts.push(row)
  const first = firsts.values()
  if (first.length > MOST_ORDERS) throw new Error('more orders than an index holds')
  const byPerson = personKeys(first, buyer, seller)
  const byHash = new Float64Array(first.length)
  const idAt = textAt(ids)
  for (let order = 0; order < first.length; order++)
    byHash[order] = hashOf(idAt(first[order] ?? 0)) * MOST_ORDERS + order
  byHash.sort()
  // Few plans ask what was ordered at parties.
  const byParty = once(() => personKeys(first, Int32Array.from(party.place)))
  return {
    orders: first.length,
    rowsOf: (order) => ({ from: first[order] ?? 0, until: first[order + 1] ?? atMs.length }),
    ordersOf: (person) => ordersAmong(byPerson, person),
    ordersAt(id) {
      const place = id === '' ? -1 : placeOfWord(party, id)
      return place < 0 ? [] : ordersAmong(byParty(''), place)
    },
    idOf: (order) => idAt(first[order] ?? 0),
    orderOf(id) {
      const key = hashOf(id) * MOST_ORDERS
      for (let at = firstAtLeast(byHash, key); at < byHash.length; at++) {
        const order = (byHash[at] ?? 0) - key
        if (order >= MOST_ORDERS) break
        if (idAt(first[order] ?? 0) === id) return order
      }
      return -1
    },
  }
}

/** The orders beside a number. */
function ordersAmong(keys: Float64Array, one: number): readonly number[] {
  const found: number[] = []
  for (let at = firstAtLeast(keys, one * MOST_ORDERS); at < keys.length; at++) {
    const order = (keys[at] ?? 0) - one * MOST_ORDERS
    if (order >= MOST_ORDERS) break
    // Who bought for the own account stands beside an order twice.
    if (found.at(-1) !== order) found.push(order)
  }
  return found
}

/** Numbers and orders in one number each, ascending. */
function personKeys(first: Int32Array, ...columns: readonly Int32Array[]): Float64Array {
  const keys = new Float64Array(first.length * columns.length)
  let count = 0
  for (let order = 0; order < first.length; order++)
    for (const column of columns) {
      const person = column[first[order] ?? 0] ?? -1
      if (person >= 0) keys[count++] = person * MOST_ORDERS + order
    }
  return keys.slice(0, count).sort()
}

function firstAtLeast(keys: Float64Array, key: number): number {
  return firstWhere(keys.length, (at) => (keys[at] ?? 0) >= key)
}

/** A number of 27 bits for a text. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % HASHES
}
