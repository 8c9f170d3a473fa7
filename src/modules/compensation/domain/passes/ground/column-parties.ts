import { placeOfWord } from '../../frozen/byte-columns.ts'
import type { PartyColumns } from '../../frozen/columns.ts'
import { partyAt } from '../../frozen/frozen-parties.ts'
import type { LiveLines } from '../../live/live-lines.ts'
import { madeList } from '../../live/people-list.ts'
import type { OrderBook, PartyItem } from '../../pay/order-book.ts'
import { once } from '../once.ts'
import { rowsByPlace } from './rows-by-place.ts'

/** Parties in columns with their orders, each made when it is asked about. */
export type ColumnParties = Readonly<{
  /** Those that somebody gave a home to, and those that somebody held, by their ids. */
  hosted: (person: number, untilMs: number) => readonly PartyItem[]
  held: (person: number, untilMs: number) => readonly PartyItem[]
  partyOf: (id: string, untilMs: number) => PartyItem | undefined
  all: (untilMs: number) => OrderBook['parties']
}>

/** `people` is how many there were when the columns were made; whoever came since has no party in them. */
export function columnParties(
  parties: PartyColumns,
  lines: Pick<LiveLines, 'ordersAt'>,
  people: Readonly<{ count: number; codeOf: (person: number) => string }>,
): ColumnParties {
  const inputAt = partyAt(parties, people.codeOf)
  const itemAt = (row: number, untilMs: number): PartyItem => {
    const input = inputAt(row)
    return {
      input,
      host: parties.host[row] ?? -1,
      seller: parties.seller[row] ?? -1,
      orders: lines.ordersAt(input.partyId).filter(({ atMs }) => atMs < untilMs),
    }
  }
  const rowsOf = once((whose: string) =>
    rowsByPlace(whose === 'host' ? parties.host : parties.seller, people.count),
  )
  const of = (whose: 'host' | 'seller') => (person: number, untilMs: number) =>
    person < 0 || person >= people.count
      ? []
      : Array.from(rowsOf(whose)(person), (row) => itemAt(row, untilMs))
  const rowOfPlace = once(() => rowsByPlace(parties.id.place, parties.id.words.length))
  return {
    hosted: of('host'),
    held: of('seller'),
    partyOf(id, untilMs) {
      const place = placeOfWord(parties.id, id)
      const row = place < 0 ? undefined : rowOfPlace('')(place)[0]
      return row === undefined ? undefined : itemAt(row, untilMs)
    },
    all: (untilMs) =>
      madeList(
        () => parties.host.length,
        (row) => itemAt(row, untilMs),
      ),
  }
}
