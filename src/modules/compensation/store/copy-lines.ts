import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import { copiedFields, copiedWords } from '#platform/postgres/copied-fields.ts'
import { copyRowsIn } from '#platform/postgres/copy-rows.ts'
import type { LineColumns } from '../domain/frozen/columns.ts'
import { lineGatherer, type LineGatherer } from '../domain/frozen/gather-lines.ts'
import type { PlaceOf } from '../domain/frozen/gather-changes.ts'
import type { PartyInput } from '../domain/pay/pay-input.ts'
import type { MovedOrder } from './adjustments.ts'
import type { Merge } from './merges.ts'
import { partiesBetween, type PartiesThen } from './parties-source.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/**
 * The lines of orders with volume in a stretch of time as columns, as `linesBetween` reads them, and the parties of that time. The tables are read one
 * after the other as their rows lie, and put together here: PostgreSQL would join and sort them row by row. Orders that are
 * `leftOut`, by id, are passed over, and of others the `leftOutChanges`; those that are `moved` by hand count for another seller or
 * at another time.
 */
export async function copyLines(
  tx: Tx,
  stretch: Stretch,
  volumeNames: readonly string[],
  of: Readonly<{
    placeOf: PlaceOf
    leftOut?: ReadonlySet<number> | undefined
    /** What was taken back of orders and is passed over, as `changeKey` writes it. */
    leftOutChanges?: ReadonlySet<string> | undefined
    moved?: ReadonlyMap<bigint, MovedOrder> | undefined
    merges?: readonly Merge[] | undefined
    /** Nothing is counted that was placed, or taken back, later. */
    placedByMs?: number | undefined
    partiesThen?: PartiesThen | undefined
  }>,
): Promise<Readonly<{ lines: LineColumns; parties: readonly PartyInput[] }>> {
  const gather = lineGatherer(volumeNames)
  const moved = new Map([...(of.moved ?? [])].map(([id, order]) => [Number(id), order]))
  const volumes: Volumes = {
    gather,
    leftOut: of.leftOut ?? new Set(),
    leftOutChanges: of.leftOutChanges ?? new Set(),
    placedByMs: of.placedByMs ?? Infinity,
    moved,
    numbersOf: (names) => names.map((name) => volumeNames.indexOf(name)),
  }
  await copyVolumes(tx, stretch, volumes)
  await copyChanges(tx, stretch, volumes)
  const ids = gather.orderIds()
  const { type, currency } = await copyOrders(tx, ids, gather, moved)
  const { product, category } = await copyGoods(tx, stretch, ids, gather)
  const known = await partiesBetween(tx, stretch, gather.parties(), of.merges ?? [], of.partiesThen)
  const party = new Map(known.map(({ id, party: { partyId } }) => [id, partyId]))
  const lines = gather.columns({ type, currency, product, category, party }, of.placeOf)
  return { lines, parties: known.map(({ party: one }) => one) }
}

/** What was taken back of an order, by its id and the number of the change. */
export function changeKey(order: number | bigint, change: number): string {
  return `${order} ${change}`
}

/** COPY takes no parameters; instants are literals. */
function within(column: string, { fromMs, untilMs }: Stretch): string {
  const until = `${column} < timestamptz '${new Date(untilMs).toISOString()}'`
  return Number.isFinite(fromMs)
    ? `${column} >= timestamptz '${new Date(fromMs).toISOString()}' AND ${until}`
    : until
}

type Volumes = Readonly<{
  gather: LineGatherer
  leftOut: ReadonlySet<number>
  leftOutChanges: ReadonlySet<string>
  placedByMs: number
  moved: ReadonlyMap<number, MovedOrder>
  /** The numbers of volumes that are read; -1 for the others. */
  numbersOf: (names: readonly string[]) => readonly number[]
}>

/** What orders brought. */
async function copyVolumes(tx: Tx, stretch: Stretch, of: Volumes): Promise<void> {
  const { gather, leftOut, moved, placedByMs, numbersOf } = of
  const { rows } = await sql<{ id: number; names: string[] }>`
    SELECT id, names FROM orders.v_volume_names`.execute(tx)
  const lists = new Map(rows.map(({ id, names }) => [id, numbersOf(names)]))
  const fields = copiedFields()
  const micros: number[] = []
  const query = `
    SELECT order_id, commission_at, names_id, micros FROM orders.v_order_volume
    WHERE ${within('commission_at', stretch)} ${orMoved(moved)}`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const order = fields.number()
    const placedMs = fields.timeMs()
    const atMs = moved.get(order)?.atMs ?? placedMs
    const numbers = lists.get(fields.number())
    const count = fields.numbers(micros)
    if (!numbers) throw new Error(`the names of the volumes of the order ${order} are not there`)
    if (leftOut.has(order) || placedMs > placedByMs || atMs < stretch.fromMs || atMs >= stretch.untilMs)
      return
    for (let place = 0; place < count; place++) {
      const micro = micros[place] ?? Number.NaN
      if (Number.isNaN(micro)) continue
      const line = Math.floor(place / numbers.length) + 1
      gather.entry(order, 0, line, atMs, numbers[place % numbers.length] ?? -1, micro)
    }
  })
}

/** Orders that count at another time may have been placed outside the stretch. */
function orMoved(moved: ReadonlyMap<number, MovedOrder>): string {
  const ids = [...moved].flatMap(([id, { atMs }]) => (atMs === undefined ? [] : [id]))
  return ids.length === 0 ? '' : `OR order_id = ANY ('{${ids.join(',')}}')`
}

/** What changed afterwards. */
async function copyChanges(tx: Tx, stretch: Stretch, of: Volumes): Promise<void> {
  const { gather, leftOut, leftOutChanges, placedByMs, numbersOf } = of
  const fields = copiedFields()
  const names = copiedWords()
  const query = `
    SELECT order_id, change, line, commission_at, name, micro FROM orders.v_volume_change
    WHERE ${within('commission_at', stretch)}`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const [order, change, line] = [fields.number(), fields.number(), fields.number()]
    const atMs = fields.timeMs()
    const [name = -1] = numbersOf([names.words[fields.word(names)] ?? ''])
    const micro = fields.number()
    if (leftOut.has(order) || atMs > placedByMs || leftOutChanges.has(changeKey(order, change))) return
    gather.entry(order, change, line, atMs, name, micro)
  })
}

/**
 * A condition that chooses orders by id: they mostly were given ids one after the other, so that a range with the few around it
 * is read as the rows lie, instead of looking each order up.
 */
function oneOf(column: string, ids: Float64Array): string {
  const [low, high] = [Math.floor(ids.length * APART), Math.ceil(ids.length * (1 - APART)) - 1]
  const [first, last] = [ids[low], ids[high]]
  if (first === undefined || last === undefined) return 'false'
  const around = [...ids.subarray(0, low), ...ids.subarray(high + 1)]
  const range = `${column} BETWEEN ${first} AND ${last}`
  return around.length === 0 ? range : `(${range} OR ${column} = ANY ('{${around.join(',')}}'))`
}

/** So much of the orders at either end may lie far away, such as old ones that are taken back now. */
const APART = 0.01

async function copyOrders(
  tx: Tx,
  ids: Float64Array,
  gather: LineGatherer,
  moved: ReadonlyMap<number, MovedOrder>,
) {
  const fields = copiedFields()
  const [types, currencies] = [copiedWords(), copiedWords()]
  const query = `
    SELECT o.id, o.code, o.type, o.buyer_person_id, o.seller_person_id, o.currency, o.party_id FROM orders.v_order o
    WHERE ${oneOf('o.id', ids)}`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const [id, code, type] = [fields.number(), fields.text(), fields.word(types)]
    const [buyer, seller] = [fields.number(), fields.number()]
    const by = moved.get(id)?.sellerId
    const sold = by === undefined ? seller : Number(by)
    gather.order(id, code, type, buyer, sold, fields.word(currencies), fields.number())
  })
  return { type: types.words, currency: currencies.words }
}

/** The lines of orders, and of what was taken back in the stretch. */
async function copyGoods(tx: Tx, stretch: Stretch, ids: Float64Array, gather: LineGatherer) {
  const fields = copiedFields()
  const [products, categories] = [copiedWords(), copiedWords()]
  const query = `
    SELECT l.order_id, l.line, l.product_code, l.category_code, l.quantity, l.total_minor
    FROM orders.v_order_line l WHERE ${oneOf('l.order_id', ids)}`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const [order, line] = [fields.number(), fields.number()]
    const [product, category] = [fields.word(products), fields.word(categories)]
    gather.line(order, line, product, category, fields.number(), fields.number())
  })
  const changed = `
    SELECT c.order_id, c.number, c.line, c.product_code, c.category_code, c.quantity, c.minor
    FROM orders.v_change_line c WHERE ${within('c.at', stretch)}`
  await copyRowsIn(tx, changed, (view, at) => {
    fields.begin(view, at)
    const [order, change, line] = [fields.number(), fields.number(), fields.number()]
    const [product, category] = [fields.word(products), fields.word(categories)]
    gather.changed(order, change, [line, product, category, fields.number(), fields.number()])
  })
  return { product: products.words, category: categories.words }
}
