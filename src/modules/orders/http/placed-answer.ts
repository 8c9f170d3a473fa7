import type { Placed } from '../store/place.ts'

/** What is told of an order that was placed. */
export function placedAnswer({ code, totalMinor, currency, placedAt, volumes }: Placed) {
  return { order: code, total: { minor: totalMinor, currency }, placedAt, volumes }
}
