import { sql } from 'kysely'
import type { ImageFormat } from '#shared/image.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { FieldTables } from './tables.ts'

export type ShopPhoto = Readonly<{ hash: string; width: number; height: number }>
export type Waiting = Readonly<{ greeting: string | null; photo: ShopPhoto | null; since: Date }>
export type Face = Readonly<{
  greeting: string
  photo: ShopPhoto | null
  findable: boolean
  waiting: Waiting | null
}>

const NO_FACE: Face = { greeting: '', photo: null, findable: false, waiting: null }

/** How a shop shows its owner, and what waits to be shown. */
export async function faceOf(tx: Tx, personId: bigint): Promise<Face> {
  const row = await faces(tx).where('shop.person_id', '=', personId).executeTakeFirst()
  return row ? faceFrom(row) : NO_FACE
}

/** The photo that a shop shows. */
export async function photoOf(tx: Tx, personId: bigint): Promise<ShopPhoto | null> {
  return (await faceOf(tx, personId)).photo
}

/** A page of the shops of which something waits, the longest first, and how many there are. */
export async function waitingFaces(
  tx: Tx,
  of: Readonly<{ limit: number; offset: number }>,
): Promise<Readonly<{ rows: readonly (Face & Readonly<{ personId: bigint }>)[]; total: number }>> {
  const rows = await faces(tx)
    .select('shop.person_id as personId')
    .where('shop.wanted_at', 'is not', null)
    .orderBy('shop.wanted_at')
    .orderBy('shop.person_id')
    .limit(of.limit)
    .offset(of.offset)
    .execute()
  const { total } = await tables(tx)
    .selectFrom('field.shop')
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .where('wanted_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return { rows: rows.map((row) => ({ personId: row.personId, ...faceFrom(row) })), total: Number(total) }
}

type ShopChange = Partial<
  Readonly<{
    greeting: string
    photo_id: bigint | null
    findable: boolean
    wanted_greeting: string | null
    wanted_photo_id: bigint | null
    wanted_at: Date | null
  }>
>

/** Changes what is kept of a shop; makes its row when there is none. */
export async function changeFace(tx: Tx, personId: bigint, change: ShopChange): Promise<void> {
  await tables(tx)
    .insertInto('field.shop')
    .values({ person_id: personId, greeting: '', ...change })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(change))
    .execute()
}

/** The ids of the photos of a shop, the shown and the wanted one. */
export async function photoIds(
  tx: Tx,
  personId: bigint,
): Promise<Readonly<{ shown: bigint | null; wanted: bigint | null; wantedGreeting: string | null }>> {
  const row = await tables(tx)
    .selectFrom('field.shop')
    .select(['photo_id as shown', 'wanted_photo_id as wanted', 'wanted_greeting as wantedGreeting'])
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row ?? { shown: null, wanted: null, wantedGreeting: null }
}

type PhotoFile = Readonly<{ format: ImageFormat; width: number; sha256: string }>

/** Keeps a photo with its files, once; gives its id. */
export async function keepPhoto(
  tx: Tx,
  photo: ShopPhoto & Readonly<{ files: readonly PhotoFile[] }>,
): Promise<bigint> {
  const { files, ...row } = photo
  const made = await tables(tx)
    .insertInto('field.shop_photo')
    .values(row)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) {
    await tables(tx)
      .insertInto('field.shop_photo_file')
      .values(files.map((file) => ({ ...file, photo_id: made.id })))
      .execute()
    return made.id
  }
  const known = await tables(tx)
    .selectFrom('field.shop_photo')
    .select('id')
    .where('hash', '=', row.hash)
    .executeTakeFirstOrThrow()
  return known.id
}

/** Where the bytes of a file of a photo lie that a shop shows or wants to show; undefined for any other. */
export async function photoFile(
  tx: Tx,
  of: Readonly<{ hash: string; width: number; format: ImageFormat }>,
): Promise<string | undefined> {
  const row = await tables(tx)
    .selectFrom('field.shop_photo_file as file')
    .innerJoin('field.shop_photo as photo', 'photo.id', 'file.photo_id')
    .select('file.sha256')
    .where('photo.hash', '=', of.hash)
    .where('file.width', '=', of.width)
    .where('file.format', '=', of.format)
    .where(
      sql<boolean>`EXISTS (SELECT FROM field.shop s WHERE s.photo_id = photo.id OR s.wanted_photo_id = photo.id)`,
    )
    .executeTakeFirst()
  return row?.sha256
}

/** Whose shops somebody looks for; see field.find_shops. */
export async function shopsFound(
  tx: Tx,
  of: Readonly<{ search: string; most: number }>,
): Promise<readonly bigint[]> {
  const { rows } = await sql<{ personId: bigint }>`
    SELECT person_id AS "personId" FROM field.find_shops(${of.search}, ${of.most})`.execute(tx)
  return rows.map(({ personId }) => personId)
}

function faces(tx: Tx) {
  return tables(tx)
    .selectFrom('field.shop as shop')
    .leftJoin('field.shop_photo as photo', 'photo.id', 'shop.photo_id')
    .leftJoin('field.shop_photo as wanted', 'wanted.id', 'shop.wanted_photo_id')
    .select([
      'shop.greeting',
      'shop.findable',
      'shop.wanted_greeting as wantedGreeting',
      'shop.wanted_at as wantedAt',
      'photo.hash',
      'photo.width',
      'photo.height',
      'wanted.hash as wantedHash',
      'wanted.width as wantedWidth',
      'wanted.height as wantedHeight',
    ])
}

type Row = Awaited<ReturnType<ReturnType<typeof faces>['execute']>>[number]

function faceFrom(row: Row): Face {
  const { greeting, findable, wantedAt, wantedGreeting } = row
  const wanted = photoFrom(row.wantedHash, row.wantedWidth, row.wantedHeight)
  return {
    greeting,
    findable,
    photo: photoFrom(row.hash, row.width, row.height),
    waiting: wantedAt === null ? null : { greeting: wantedGreeting, photo: wanted, since: wantedAt },
  }
}

function photoFrom(hash: string | null, width: number | null, height: number | null): ShopPhoto | null {
  return hash === null || width === null || height === null ? null : { hash, width, height }
}

function tables(tx: Tx) {
  return tx.$extendTables<FieldTables>()
}
