import { compareTexts } from './byte-columns.ts'
import { growingFloats, growingInts } from './growing.ts'
import { placeIndex } from './place-index.ts'

export type OrderTable = ReturnType<typeof orderTable>

/** Orders at the moments at which they count: when they were placed, and when they were taken back. */
export function eventTable() {
  const [placed, takenBack] = [placeIndex(), placeIndex()]
  const [order, opposite, atMs] = [growingInts(), growingInts(), growingFloats()]
  const ids: number[] = []
  let [lastId, lastOpposite, lastEvent] = [-1, false, -1]
  return {
    of(id: number, isOpposite: boolean, at: number): number {
      if (lastId === id && lastOpposite === isOpposite) return lastEvent
      const known = isOpposite ? takenBack : placed
      let event = known.get(id)
      if (event < 0) {
        event = ids.push(id) - 1
        known.set(id, event)
        opposite.push(isOpposite ? 1 : 0)
        atMs.push(at)
      }
      ;[lastId, lastOpposite, lastEvent] = [id, isOpposite, event]
      return event
    },
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
        return opposite.at(event) === 1 ? `${orders.code(known)}-R` : orders.code(known)
      })
      const events = Uint32Array.from(ids.keys())
      events.sort((a, b) => atMs.at(a) - atMs.at(b) || compareTexts(texts[a] ?? '', texts[b] ?? ''))
      return {
        events,
        texts,
        order: order.at,
        isOpposite: (event) => opposite.at(event) === 1,
        atMs: atMs.at,
      }
    },
  }
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
  const [buyer, seller] = [growingFloats(), growingFloats()]
  return {
    /** An order with its buyer and seller by internal id, 0 for nobody. */
    add(
      id: number,
      code: string,
      typeOf: number,
      buyerId: number,
      sellerId: number,
      currencyOf: number,
    ): void {
      numbers.set(id, codes.push(code) - 1)
      type.push(typeOf)
      buyer.push(buyerId)
      seller.push(sellerId)
      currency.push(currencyOf)
    },
    numberOf: numbers.get,
    count: () => codes.length,
    code: (order: number): string => codes[order] ?? '',
    type: type.at,
    currency: currency.at,
    buyer: buyer.at,
    seller: seller.at,
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
