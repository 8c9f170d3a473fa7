import type { Tx } from '#platform/postgres/database.ts'
import type { FieldTables } from './tables.ts'

export type PostalAddress = Readonly<{
  recipient: string
  line1: string
  line2: string | null
  postalCode: string
  city: string
  region: string | null
  country: string
}>
export type KeptAddress = PostalAddress & Readonly<{ id: bigint; isFirst: boolean }>

/** The addresses of a person, the first one first, then the newest. */
export async function addressesOf(tx: Tx, personId: bigint): Promise<readonly KeptAddress[]> {
  return tables(tx)
    .selectFrom('field.person_address')
    .select([
      'id',
      'recipient',
      'line1',
      'line2',
      'postal_code as postalCode',
      'city',
      'region',
      'country',
      'is_first as isFirst',
    ])
    .where('person_id', '=', personId)
    .orderBy('is_first', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function addAddress(
  tx: Tx,
  input: PostalAddress & Readonly<{ personId: bigint; isFirst: boolean }>,
): Promise<void> {
  const { personId, postalCode, isFirst, ...row } = input
  await tables(tx)
    .insertInto('field.person_address')
    .values({ ...row, person_id: personId, postal_code: postalCode, is_first: isFirst })
    .execute()
}

export async function removeAddress(tx: Tx, id: bigint): Promise<void> {
  await tables(tx).deleteFrom('field.person_address').where('id', '=', id).execute()
}

/** Makes one of a person's addresses the first one. */
export async function setFirstAddress(
  tx: Tx,
  input: Readonly<{ personId: bigint; id: bigint }>,
): Promise<void> {
  const own = tables(tx).updateTable('field.person_address').where('person_id', '=', input.personId)
  await own.set({ is_first: false }).where('is_first', '=', true).execute()
  await own.set({ is_first: true }).where('id', '=', input.id).execute()
}

function tables(tx: Tx) {
  return tx.$extendTables<FieldTables>()
}

/** Leaves the addresses that were kept at a position to whoever had it; nobody else sees them there. */
export async function leaveAddresses(tx: Tx, positionId: bigint, formerId: bigint): Promise<void> {
  await tables(tx)
    .updateTable('field.person_address')
    .set({ person_id: formerId })
    .where('person_id', '=', positionId)
    .execute()
}
