import type { Bound } from './code.ts'

/** The text of the person at place `i` of an order; where people stand in it by their numbers, it need not be read. */
export function personText(bound: Bound, order: Int32Array): string {
  return isByNumber(order) ? 'i' : `${bound.name(order)}[i]`
}

function isByNumber(order: Int32Array): boolean {
  for (let place = 0; place < order.length; place++) if (order[place] !== place) return false
  return true
}
