import type { PricedOrder } from '#modules/orders/use-cases/price-order.ts'
import type { Bulk } from './bulk.ts'
import type { Written } from './load-orders.ts'

/** Writes what each order brought, and of a cancelled one the opposite entries. */
export function volumeRows(bulk: Bulk): (order: Written) => void {
  const [volumes, changes] = [bulk.into('orders.order_volume'), bulk.into('orders.volume_entry')]
  const listOf = namesLists(bulk)
  return ({ id, drawn, priced, buyer, seller, counted, gone }) => {
    const list = listOf(priced)
    if (!list) return
    let micros = ''
    let line = 0
    for (const { volumes: brought } of priced.lines) {
      line += 1
      for (const name of list.names) {
        const micro = brought[name]
        micros += `${micros === '' ? '' : ','}${micro ?? 'NULL'}`
        if (drawn.cancelled && micro !== undefined)
          changes.add(`${id}\t${line}\t${name}\t${-micro}\tt\t${gone}\t${buyer}\t${seller}\n`)
      }
    }
    volumes.add(`${id}\t${counted}\t${buyer}\t${seller}\t${list.id}\t{${micros}}\n`)
  }
}

type NamesList = Readonly<{ id: number; names: readonly string[] }>

/** The list of the names of an order's volumes, which is written when it is met first. */
function namesLists(bulk: Bulk): (priced: PricedOrder) => NamesList | undefined {
  const rows = bulk.into('orders.volume_names')
  const known = new Map<string, NamesList>()
  return ({ lines }) => {
    const names = [...new Set(lines.flatMap(({ volumes }) => Object.keys(volumes)))].toSorted()
    if (names.length === 0) return undefined
    const key = names.join(',')
    const list = known.get(key) ?? { id: known.size + 1, names }
    if (known.has(key)) return list
    known.set(key, list)
    rows.add(`${list.id}\t{${key}}\n`)
    return list
  }
}
