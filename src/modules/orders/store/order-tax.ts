import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrdersTables } from './tables.ts'

type OrderTax = Readonly<{ orderId: bigint; source: 'tables' | 'stripe'; reference: string; answer: string }>

/** Writes down what a service said of an order's tax, as a text of JSON. */
export async function addOrderTax(tx: Tx, of: OrderTax): Promise<void> {
  const { orderId, source, reference, answer } = of
  await tables(tx)
    .insertInto('orders.order_tax')
    .values({ order_id: orderId, source, reference, answer: sql`${answer}::jsonb` })
    .execute()
}

/** What services said of the tax of orders; of those that the tables taxed there is nothing. */
export async function orderTaxes(tx: Tx, orderIds: readonly bigint[]) {
  return tables(tx)
    .selectFrom('orders.order_tax')
    .select(['order_id as orderId', 'source', 'reference', 'answer'])
    .where(sql<boolean>`order_id = ANY(${orderIds.map(String)}::bigint[])`)
    .execute()
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables>()
}
