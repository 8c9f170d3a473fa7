import { NOBODY } from './climb.ts'
import type { Brought } from './bring.ts'

/** What every source brought, so that it can be taken back: rows in chains, one for each source, those that are free in another. */
export type BroughtBy = Readonly<{
  /** How far up from each source anybody was looked at; -1 where nobody was. */
  reach: Int32Array
  add: (source: number, ...of: Parameters<Brought>) => void
  /** Tells and forgets everything that a source brought. */
  takeBack: (source: number, tell: Brought) => void
  clear: () => void
}>

const FIRST_ROOM = 4_096

type Rows = Readonly<{ payee: Int32Array; next: Int32Array; amount: Float64Array; leg: Int32Array }>

/** Without legs it is not kept from below whom a part came. */
export function broughtBy(people: number, withLegs: boolean): BroughtBy {
  const head = new Int32Array(people).fill(NOBODY)
  const reach = new Int32Array(people).fill(NOBODY)
  let rows = rowsFor(FIRST_ROOM, withLegs)
  let [length, free] = [0, NOBODY]
  const place = (): number => {
    if (free !== NOBODY) {
      const row = free
      free = rows.next[row] ?? NOBODY
      return row
    }
    if (length === rows.next.length) rows = grown(rows, withLegs)
    length += 1
    return length - 1
  }
  return {
    reach,
    add(source, payee, leg, amount, isLost) {
      const row = place()
      // Who lost a part is kept below zero.
      rows.payee[row] = isLost ? -payee - 1 : payee
      rows.amount[row] = amount
      if (withLegs) rows.leg[row] = leg
      rows.next[row] = head[source] ?? NOBODY
      head[source] = row
    },
    takeBack(source, tell) {
      let row = head[source] ?? NOBODY
      while (row !== NOBODY) {
        const payee = rows.payee[row] ?? 0
        const leg = withLegs ? (rows.leg[row] ?? NOBODY) : NOBODY
        tell(payee < 0 ? -payee - 1 : payee, leg, rows.amount[row] ?? 0, payee < 0)
        const next = rows.next[row] ?? NOBODY
        rows.next[row] = free
        free = row
        row = next
      }
      head[source] = NOBODY
      reach[source] = NOBODY
    },
    clear() {
      head.fill(NOBODY)
      reach.fill(NOBODY)
      length = 0
      free = NOBODY
    },
  }
}

function rowsFor(room: number, withLegs: boolean): Rows {
  return {
    payee: new Int32Array(room),
    next: new Int32Array(room),
    amount: new Float64Array(room),
    leg: new Int32Array(withLegs ? room : 0),
  }
}

function grown(before: Rows, withLegs: boolean): Rows {
  const rows = rowsFor(before.next.length * 2, withLegs)
  rows.payee.set(before.payee)
  rows.next.set(before.next)
  rows.amount.set(before.amount)
  rows.leg.set(before.leg)
  return rows
}
