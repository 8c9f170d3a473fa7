import type { Tx } from '#platform/postgres/database.ts'
import type { Basket } from './baskets.ts'
import type { OrdersTables } from './tables.ts'

type Destination = Readonly<{
  country: string
  region?: string | undefined
  postalCode?: string | undefined
}>

/** Where a basket is going, as far as its shopper said. */
export function destinationOf({
  country,
  region,
  postalCode,
}: Pick<Basket, 'country' | 'region' | 'postalCode'>): Destination | undefined {
  if (country === null) return undefined
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
