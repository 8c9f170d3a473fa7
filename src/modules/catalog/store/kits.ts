import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { Product, ProductState } from '../domain/price-book.ts'
import type { ProductLimits } from '../domain/limits.ts'
import { productLimits, shownTexts, soldState, tables } from './goods.ts'

/** A part of a kit as it is now, with what of it concerns the kit. */
export type StoredPart = Readonly<{
  kitId: bigint
  partId: bigint
  code: string
  quantity: number
  state: ProductState
  limits: ProductLimits
  texts: Product['texts']
}>

/** What kits are made of now; of all kits, or of one. */
export async function kitParts(tx: Tx, kitId?: bigint): Promise<readonly StoredPart[]> {
  let query = tables(tx)
    .selectFrom('catalog.kit_part as part')
    .innerJoin('catalog.product as product', 'product.id', 'part.part_id')
    .leftJoin('catalog.product as family', 'family.id', 'product.parent_id')
    .select(['part.kit_id as kitId', 'part.part_id as partId', 'part.quantity'])
    .select([
      'product.code',
      'product.state',
      'product.limits',
      'product.texts',
      'product.choice',
      'product.own',
    ])
    .select(['family.state as family_state', 'family.options as family_options'])
    .where('part.until_version', 'is', null)
  if (kitId !== undefined) query = query.where('part.kit_id', '=', kitId)
  const rows = await query.orderBy('product.code').execute()
  return rows.map(({ kitId: kit, partId, code, quantity, ...row }) => ({
    kitId: kit,
    partId,
    code,
    quantity,
    state: soldState(row.state, row.family_state),
    limits: productLimits.parse(row.limits),
    texts: shownTexts(row),
  }))
}

/** Whether a product is a part of some kit now. */
export async function isPart(tx: Tx, productId: bigint): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('catalog.kit_part')
    .select('id')
    .where('part_id', '=', productId)
    .where('until_version', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Lets changes of kits wait for each other and gives the version of the catalogue that this one brings. */
export async function nextVersion(tx: Tx): Promise<bigint> {
  const { rows } = await sql<{ version: bigint }>`SELECT catalog.next_version() AS version`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the catalogue has no version')
  return row.version
}

/** A kit is made of these parts from a version of the catalogue on. */
export async function writeParts(
  tx: Tx,
  of: Readonly<{
    kitId: bigint
    version: bigint
    parts: readonly Readonly<{ partId: bigint; quantity: number }>[]
  }>,
): Promise<void> {
  await tables(tx)
    .updateTable('catalog.kit_part')
    .set({ until_version: of.version })
    .where('kit_id', '=', of.kitId)
    .where('until_version', 'is', null)
    .execute()
  if (of.parts.length === 0) return
  await tables(tx)
    .insertInto('catalog.kit_part')
    .values(
      of.parts.map(({ partId, quantity }) => ({
        kit_id: of.kitId,
        part_id: partId,
        quantity,
        from_version: of.version,
        until_version: null,
      })),
    )
    .execute()
}
