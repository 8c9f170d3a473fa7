import { compareTexts } from './byte-columns.ts'
import { growingFloats, growingInts } from './growing.ts'
import { placeIndex, sparseIndex, type PlaceIndex } from './place-index.ts'

export type LineTable = ReturnType<typeof lineTable>
export type OrderTable = ReturnType<typeof orderTable>

/**
 * Orders at the moments at which they count: when they were placed (the change 0), and when their changes took something of them
 * back (1, 2, …).
 */
export function eventTable() {
  const byChange = new Map([0, 1].map((change) => [change, placeIndex()]))
  const [order, changes, atMs] = [growingInts(), growingInts(), growingFloats()]
  const ids: number[] = []
  let [lastId, lastChange, lastEvent] = [-1, -1, -1]
  const indexOf = (change: number): PlaceIndex => {
    const known = byChange.get(change) ?? sparseIndex()
    byChange.set(change, known)
    return known
  }
  return {
    of(id: number, change: number, at: number): number {
      if (lastId === id && lastChange === change) return lastEvent
      const known = indexOf(change)
      let event = known.get(id)
      if (event < 0) {
        event = ids.push(id) - 1
        known.set(id, event)
        changes.push(change)
        atMs.push(at)
      }
      ;[lastId, lastChange, lastEvent] = [id, change, event]
      return event
    },
    /** The event of a change that was told already, or -1. */
    known: (id: number, change: number): number => indexOf(change).get(id),
    count: () => ids.length,
    /** Each once, in ascending order. */
    ids(): Float64Array {
      const sorted = Float64Array.from(ids).sort()
      return sorted.filter((id, at) => at === 0 || id !== sorted[at - 1])
    },
    /** In order of time and then of the order's id. */
    sorted(orders: OrderTable): Told {
      const texts = ids.map((id, event) => {
        const known = orders.numberOf(id)
        if (known < 0) throw new Error(`the order ${id} has volume and is not there`)
        order.push(known)
        return returnCode(orders.code(known), changes.at(event))
      })
      const events = Uint32Array.from(ids.keys())
      events.sort((a, b) => atMs.at(a) - atMs.at(b) || compareTexts(texts[a] ?? '', texts[b] ?? ''))
      return {
        events,
        texts,
        order: order.at,
        isOpposite: (event) => changes.at(event) > 0,
        atMs: atMs.at,
      }
    },
  }
}

/** What an order is called (the change 0), or the return that a change of it is. */
export function returnCode(order: string, change: number): string {
  return change === 0 ? order : change === 1 ? `${order}-R` : `${order}-R${change}`
}

export type Told = Readonly<{
  /** Events in the order of the columns. */
  events: Uint32Array
  texts: readonly string[]
  order: (event: number) => number
  isOpposite: (event: number) => boolean
  atMs: (event: number) => number
}>

export function orderTable() {
  const numbers = placeIndex()
  const codes: string[] = []
  const [type, currency] = [growingInts(), growingInts()]
  const [buyer, seller, party] = [growingFloats(), growingFloats(), growingFloats()]
  return {
    /** An order with its buyer, seller and party by internal id, 0 for nobody and none. */
    add(
      id: number,
      code: string,
      typeOf: number,
      buyerId: number,
      sellerId: number,
      currencyOf: number,
      partyId: number,
    ): void {
      numbers.set(id, codes.push(code) - 1)
      type.push(typeOf)
      buyer.push(buyerId)
      seller.push(sellerId)
      party.push(partyId)
      currency.push(currencyOf)
    },
    numberOf: numbers.get,
    count: () => codes.length,
    code: (order: number): string => codes[order] ?? '',
    type: type.at,
    currency: currency.at,
    buyer: buyer.at,
    seller: seller.at,
    party: party.at,
    /** The parties that orders name, each once. */
    parties: (): readonly number[] => [...new Set(party.values())].filter((id) => id > 0),
  }
}

export function lineTable() {
  const [order, line] = [growingInts(), growingInts()]
  const [product, category, quantity] = [growingInts(), growingInts(), growingInts()]
  const minor = growingFloats()
  return {
    add(ofOrder: number, number: number, good: number, kind: number, pieces: number, total: number): void {
      order.push(ofOrder)
      line.push(number)
      product.push(good)
      category.push(kind)
      quantity.push(pieces)
      minor.push(total)
    },
    order,
    line,
    product,
    category,
    quantity,
    minor,
  }
}
