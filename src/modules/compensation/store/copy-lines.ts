import type { Tx } from '#platform/postgres/database.ts'
import { copiedFields, copiedWords } from '#platform/postgres/copied-fields.ts'
import { copyRowsIn } from '#platform/postgres/copy-rows.ts'
import type { LineColumns } from '../domain/frozen/columns.ts'
import { lineGatherer, type LineGatherer } from '../domain/frozen/gather-lines.ts'
import type { PlaceOf } from '../domain/frozen/gather-changes.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/**
 * The lines of orders with volume in a stretch of time as columns, as `linesBetween` reads them. The three tables are read one
 * after the other in the order in which they lie, and put together here: PostgreSQL would join and sort them row by row.
 */
export async function copyLines(
  tx: Tx,
  stretch: Stretch,
  volumeNames: readonly string[],
  placeOf: PlaceOf,
): Promise<LineColumns> {
  const gather = lineGatherer()
  await copyEntries(tx, stretch, volumeNames, gather)
  const { type, currency } = await copyOrders(tx, stretch, gather)
  const { product, category } = await copyOrderLines(tx, stretch, gather)
  return gather.columns({ type, currency, product, category }, volumeNames, placeOf)
}

/** COPY takes no parameters; instants are literals. */
function within(column: string, { fromMs, untilMs }: Stretch): string {
  const until = `${column} < timestamptz '${new Date(untilMs).toISOString()}'`
  return Number.isFinite(fromMs)
    ? `${column} >= timestamptz '${new Date(fromMs).toISOString()}' AND ${until}`
    : until
}

/** Orders that count in the stretch, or were taken back in it: their entries are dated so. */
function ordersWithin(stretch: Stretch): string {
  return `((${within('o.commission_at', stretch)}) OR (${within('o.cancelled_at', stretch)}))`
}

async function copyEntries(
  tx: Tx,
  stretch: Stretch,
  volumeNames: readonly string[],
  gather: LineGatherer,
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
    gather.entry(order, isOpposite, line, atMs, name, fields.bigint())
  })
}

async function copyOrders(tx: Tx, stretch: Stretch, gather: LineGatherer) {
  const fields = copiedFields()
  const [types, currencies] = [copiedWords(), copiedWords()]
  const query = `
    SELECT o.id, o.code, o.type, o.buyer_person_id, o.seller_person_id, o.currency FROM orders.v_order o
    WHERE ${ordersWithin(stretch)}`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const [id, code, type] = [fields.number(), fields.text(), fields.word(types)]
    gather.order(id, code, type, fields.number(), fields.number(), fields.word(currencies))
  })
  return { type: types.words, currency: currencies.words }
}

async function copyOrderLines(tx: Tx, stretch: Stretch, gather: LineGatherer) {
  const fields = copiedFields()
  const [products, categories] = [copiedWords(), copiedWords()]
  const query = `
    SELECT l.order_id, l.line, l.product_code, l.category_code, l.quantity, l.total_minor
    FROM orders.v_order_line l JOIN orders.v_order o ON o.id = l.order_id WHERE ${ordersWithin(stretch)}`
  await copyRowsIn(tx, query, (view, at) => {
    fields.begin(view, at)
    const [order, line] = [fields.number(), fields.number()]
    const [product, category] = [fields.word(products), fields.word(categories)]
    gather.line(order, line, product, category, fields.number(), fields.bigint())
  })
  return { product: products.words, category: categories.words }
}
