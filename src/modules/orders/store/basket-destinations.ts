import type { Tx } from '#platform/postgres/database.ts'
import type { OrdersTables } from './tables.ts'

type Destination = Readonly<{
  country: string
  region?: string | undefined
  postalCode?: string | undefined
}>

/** Where a basket is going, as far as its shopper said. */
export async function destinationOf(tx: Tx, basketId: bigint): Promise<Destination | undefined> {
  const row = await tables(tx)
    .selectFrom('orders.basket')
    .select(['country', 'region', 'postal_code'])
    .where('id', '=', basketId)
    .executeTakeFirst()
  if (!row || row.country === null) return undefined
  const { country, region, postal_code: postalCode } = row
  return { country, ...(region === null ? {} : { region }), ...(postalCode === null ? {} : { postalCode }) }
}

export async function saveDestination(
  tx: Tx,
  of: Readonly<{ basketId: bigint; destination: Destination }>,
): Promise<void> {
  const { country, region = null, postalCode = null } = of.destination
  await tables(tx)
    .updateTable('orders.basket')
    .set({ country, region, postal_code: postalCode })
    .where('id', '=', of.basketId)
    .execute()
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables>()
}
