import type { Tx } from '#platform/postgres/database.ts'
import type { FieldTables } from './tables.ts'

/** Whose shop a name leads to, also by an earlier name. */
export async function ownerOfShopName(tx: Tx, name: string): Promise<bigint | undefined> {
  const row = await tables(tx)
    .selectFrom('field.shop_name')
    .select('person_id')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.person_id
}

export async function shopNameOf(tx: Tx, personId: bigint): Promise<string | undefined> {
  const row = await tables(tx)
    .selectFrom('field.shop_name')
    .select('name')
    .where('person_id', '=', personId)
    .where('in_use', '=', true)
    .executeTakeFirst()
  return row?.name
}

/**
 * Puts a name into use for a person; the one before stays kept for its owner. False when somebody else has the name.
 * The caller holds the person's row locked, so that two changes of one shop follow each other.
 */
export async function takeShopName(
  tx: Tx,
  input: { personId: bigint; name: string; at: Date },
): Promise<boolean> {
  const { personId, name, at } = input
  const added = await tables(tx)
    .insertInto('field.shop_name')
    .values({ name, person_id: personId, in_use: false, since: at })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst()
  if (added.numInsertedOrUpdatedRows === 0n && (await ownerOfShopName(tx, name)) !== personId) return false
  await tables(tx)
    .updateTable('field.shop_name')
    .set({ in_use: false })
    .where('person_id', '=', personId)
    .where('in_use', '=', true)
    .execute()
  await tables(tx).updateTable('field.shop_name').set({ in_use: true }).where('name', '=', name).execute()
  return true
}

function tables(tx: Tx) {
  return tx.$extendTables<FieldTables>()
}
