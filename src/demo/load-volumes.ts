import type { Bulk } from './bulk.ts'
import type { Written } from './load-orders.ts'
import type { DrawnPricer } from './price-drawn.ts'
import { wordBytes } from './copy-words.ts'

/** The list of names that all goods of the demonstration have. */
const NAMES_ID = 1

/** Writes what each order brought, and of a cancelled one the opposite entries. */
export function volumeRows(bulk: Bulk, pricer: DrawnPricer): (order: Written) => void {
  const volumes = bulk.into('orders.order_volume').rows
  const changes = bulk.into('orders.volume_entry').rows
  const lists = bulk.into('orders.volume_names').rows
  const names = pricer.volumeNames
  lists.begin(2)
  lists.smallint(NAMES_ID)
  lists.texts(names)
  const words = names.map(wordBytes)
  const micros: number[] = []
  return ({ id, kind, priced, buyer, seller, countedAtMs, goneAtMs }) => {
    let count = 0
    for (let line = 0; line < priced.lines; line++)
      for (let name = 0; name < names.length; name++)
        micros[count++] = pricer.volume(kind, priced.good[line] ?? -1, name) * (priced.quantity[line] ?? 0)
    volumes.begin(7)
    volumes.bigint(id)
    volumes.timeMs(countedAtMs)
    if (buyer > 0) volumes.bigint(buyer)
    else volumes.none()
    volumes.bigint(seller)
    volumes.smallint(NAMES_ID)
    volumes.smallint(names.length)
    volumes.bigints(micros, count)
    if (goneAtMs === undefined) return
    for (let place = 0; place < count; place++) {
      const word = words[place % names.length]
      if (!word) continue
      changes.begin(8)
      changes.bigint(id)
      changes.integer(Math.floor(place / names.length) + 1)
      changes.bytes(word)
      changes.bigint(-(micros[place] ?? 0))
      changes.truth(true)
      changes.timeMs(goneAtMs)
      if (buyer > 0) changes.bigint(buyer)
      else changes.none()
      changes.bigint(seller)
    }
  }
}
