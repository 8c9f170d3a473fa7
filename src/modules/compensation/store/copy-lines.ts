import type { Tx } from '#platform/postgres/database.ts'
import { copiedFields, copiedWords } from '#platform/postgres/copied-fields.ts'
import { copyRowsIn } from '#platform/postgres/copy-rows.ts'
import type { LineColumns } from '../domain/frozen/columns.ts'
import { lineGatherer, type LineGatherer } from '../domain/frozen/gather-lines.ts'
import type { PlaceOf } from '../domain/frozen/gather-changes.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/**
 * The lines of orders with volume in a stretch of time as columns, as `linesBetween` reads them. The three tables are read one
 * after the other as their rows lie, and put together here: PostgreSQL would join and sort them row by row. Orders that are
 * `leftOut`, by id, are passed over.
 */
export async function copyLines(
  tx: Tx,
  stretch: Stretch,
  volumeNames: readonly string[],
  placeOf: PlaceOf,
  leftOut: ReadonlySet<number> = new Set(),
): Promise<LineColumns> {
  const gather = lineGatherer(volumeNames)
  await copyEntries(tx, stretch, volumeNames, { gather, leftOut })
  const ids = gather.orderIds()
  const { type, currency } = await copyOrders(tx, ids, gather)
  const { product, category } = await copyOrderLines(tx, ids, gather)
  return gather.columns({ type, currency, product, category }, placeOf)
}

/** COPY takes no parameters; instants are literals. */
function within(column: string, { fromMs, untilMs }: Stretch): string {
  const until = `${column} < timestamptz '${new Date(untilMs).toISOString()}'`
  return Number.isFinite(fromMs)
    ? `${column} >= timestamptz '${new Date(fromMs).toISOString()}' AND ${until}`
    : until
}

async function copyEntries(
  tx: Tx,
  stretch: Stretch,
  volumeNames: readonly string[],
  { gather, leftOut }: Readonly<{ gather: LineGatherer; leftOut: ReadonlySet<number> }>,
): Promise<void> {
  const fields = copiedFields()
  const names = copiedWords()
  const query = `
    SELECT order_id, opposite, line, commission_at, name, micro FROM orders.v_volume_entry
    WHERE ${within('commission_at', stretch)}`
  const numbers: number[] = []
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const [order, isOpposite, line, atMs] = [
      fields.number(),
      fields.truth(),
      fields.number(),
      fields.timeMs(),
    ]
    const word = fields.word(names)
    const name = (numbers[word] ??= volumeNames.indexOf(names.words[word] ?? ''))
    const micro = fields.number()
    if (!leftOut.has(order)) gather.entry(order, isOpposite, line, atMs, name, micro)
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

async function copyOrders(tx: Tx, ids: Float64Array, gather: LineGatherer) {
  const fields = copiedFields()
  const [types, currencies] = [copiedWords(), copiedWords()]
  const query = `
    SELECT o.id, o.code, o.type, o.buyer_person_id, o.seller_person_id, o.currency FROM orders.v_order o
    WHERE ${oneOf('o.id', ids)}`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const [id, code, type] = [fields.number(), fields.text(), fields.word(types)]
    gather.order(id, code, type, fields.number(), fields.number(), fields.word(currencies))
  })
  return { type: types.words, currency: currencies.words }
}

async function copyOrderLines(tx: Tx, ids: Float64Array, gather: LineGatherer) {
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
  return { product: products.words, category: categories.words }
}
