import { at } from './chance.ts'
import type { DrawnOrder } from './draw-orders.ts'

/** Orders that were drawn, in order of time; each is told anew when it is asked for. */
export type DrawnOrders = Readonly<{ count: number; order: (place: number) => DrawnOrder }>

const CHANNELS = ['shop', 'office', 'reported', 'desk'] as const
const NOBODY = -1
const NEVER = -1
const FIRST_ROOM = 16_384

/**
 * Keeps drawn orders as columns of numbers: a month of a large company has hundreds of thousands, and as many objects
 * would keep the collector of memory busy for longer than everything else takes.
 */
export function keepOrders() {
  const [buyer, seller, channel] = [column(), column(), column()]
  const [placedAtMs, takenAtMs, goneAtMs] = [column(), column(), column()]
  const [linesFrom, good, quantity] = [column(), column(), column()]
  const [guest, reason] = [words(), words()]

  const order = (kept: number): DrawnOrder => {
    const until = kept + 1 < linesFrom.length() ? linesFrom.at(kept + 1) : good.length()
    const lines = []
    for (let line = linesFrom.at(kept); line < until; line++)
      lines.push({ good: good.at(line), quantity: quantity.at(line) })
    return {
      buyer: buyer.at(kept) === NOBODY ? undefined : buyer.at(kept),
      guest: guest.at(kept),
      seller: seller.at(kept),
      channel: at(CHANNELS, channel.at(kept)),
      placedAtMs: placedAtMs.at(kept),
      takenAtMs: takenAtMs.at(kept) === NEVER ? undefined : takenAtMs.at(kept),
      cancelled:
        goneAtMs.at(kept) === NEVER ? undefined : { atMs: goneAtMs.at(kept), reason: reason.at(kept) ?? '' },
      lines,
    }
  }

  return {
    keep(drawn: DrawnOrder): void {
      buyer.push(drawn.buyer ?? NOBODY)
      seller.push(drawn.seller)
      channel.push(CHANNELS.indexOf(drawn.channel))
      placedAtMs.push(drawn.placedAtMs)
      takenAtMs.push(drawn.takenAtMs ?? NEVER)
      goneAtMs.push(drawn.cancelled?.atMs ?? NEVER)
      linesFrom.push(good.length())
      for (const line of drawn.lines) {
        good.push(line.good)
        quantity.push(line.quantity)
      }
      guest.push(drawn.guest)
      reason.push(drawn.cancelled?.reason)
    },
    inOrderOfTime(): DrawnOrders {
      const count = placedAtMs.length()
      const places = Uint32Array.from({ length: count }, (_, place) => place)
      places.sort((a, b) => placedAtMs.at(a) - placedAtMs.at(b) || a - b)
      return { count, order: (place) => order(at(places, place)) }
    },
  }
}

/** Numbers that grow in number. */
function column() {
  let values = new Float64Array(FIRST_ROOM)
  let length = 0
  return {
    push(value: number): void {
      if (length === values.length) {
        const larger = new Float64Array(length * 2)
        larger.set(values)
        values = larger
      }
      values[length] = value
      length += 1
    },
    at: (place: number): number => at(values, place),
    length: (): number => length,
  }
}

/** A few different words, or none, in each place. */
function words() {
  const places = column()
  const known: string[] = []
  return {
    push(word: string | undefined): void {
      if (word !== undefined && !known.includes(word)) known.push(word)
      places.push(word === undefined ? NEVER : known.indexOf(word))
    },
    at: (place: number): string | undefined => known[places.at(place)],
  }
}
