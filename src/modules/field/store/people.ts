import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import {
  displayNameOf,
  type Person,
  type PersonalDetails,
  type PersonKind,
  type PersonStatus,
} from '../domain/person.ts'
import type { FieldTables } from './tables.ts'

const personColumns = [
  'id',
  'code',
  'kind',
  'status',
  'market_id as marketId',
  'joined_at as joinedAt',
  'served_by as servedBy',
] as const

export async function personById(tx: Tx, id: bigint): Promise<Person | undefined> {
  return tables(tx).selectFrom('field.person').select(personColumns).where('id', '=', id).executeTakeFirst()
}

export async function personByCode(tx: Tx, code: string): Promise<Person | undefined> {
  return (
    tables(tx)
      .selectFrom('field.person')
      .select(personColumns)
      // The number of a position that was merged finds the one that stays.
      .where(
        'id',
        '=',
        sql<bigint>`(SELECT coalesce(m.into_id, p.id) FROM field.person p
      LEFT JOIN field.merged m ON m.person_id = p.id WHERE p.code = ${code})`,
      )
      .executeTakeFirst()
  )
}

/** The company's own position, the oldest where there are several; undefined where there is none. */
export async function firstCompanyPosition(tx: Tx): Promise<Person | undefined> {
  return tables(tx)
    .selectFrom('field.person')
    .select(personColumns)
    .where('kind', '=', 'company')
    .where('status', '=', 'active')
    .orderBy('joined_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

/** Changes how a person is called and reached by phone. */
export async function changeOwnDetails(
  tx: Tx,
  input: Readonly<{ personId: bigint; givenName: string; familyName: string; phone: string | null }>,
): Promise<void> {
  const { personId, givenName, familyName, phone } = input
  const display = displayNameOf({ givenName, familyName })
  await tables(tx)
    .updateTable('field.person_name')
    .set({ given_name: givenName, family_name: familyName, display_name: display })
    .where('person_id', '=', personId)
    .execute()
  await tables(tx)
    .updateTable('field.person_contact')
    .set({ phone })
    .where('person_id', '=', personId)
    .execute()
}

/** The people with these ids, by id; unknown ids are simply not there. */
export async function peopleByIds(tx: Tx, ids: readonly bigint[]): Promise<Map<bigint, Person>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('field.person')
    .select(personColumns)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((person) => [person.id, person]))
}

/** Names of those people that the viewer of this transaction may see. */
export async function visibleNames(tx: Tx, ids: readonly bigint[]): Promise<Map<bigint, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('field.person_name')
    .select(['person_id', 'display_name'])
    .where('person_id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.person_id, row.display_name]))
}

/** Who among those that a person looks after has a name with words that begin so; at most `limit`. */
export async function servedPeopleNamed(
  tx: Tx,
  input: { servedBy: bigint; search: string; limit: number },
): Promise<bigint[]> {
  const rows = await tables(tx)
    .selectFrom('field.person as person')
    .innerJoin('field.person_name as name', 'name.person_id', 'person.id')
    .select('person.id')
    .where('person.served_by', '=', input.servedBy)
    .where('name.search', 'like', wordPattern(input.search))
    .limit(input.limit)
    .execute()
  return rows.map((row) => row.id)
}

/**
 * Who has a given and a family name that begin as typed, in either order and without regard to case, among all whose names the
 * viewer may see; at most `limit`, in no promised order. Beginnings are compared by what does not leak, so that the policy of
 * names lets the indexes be used.
 */
export async function peopleNamed(
  tx: Tx,
  { search, limit }: Readonly<{ search: string; limit: number }>,
): Promise<bigint[]> {
  const words = search.trim().toLowerCase().split(/\s+/)
  const [whole, first, rest] = [words.join(' '), words[0] ?? '', words.slice(1).join(' ')]
  const [most, last] = [words.slice(0, -1).join(' '), words.at(-1) ?? '']
  const both = sql`(given_search ^@ ${first} AND family_search ^@ ${rest})
    OR (given_search ^@ ${most} AND family_search ^@ ${last})
    OR (family_search ^@ ${first} AND given_search ^@ ${rest})`
  const fits = [
    sql`given_search ^@ ${whole}`,
    sql`family_search ^@ ${whole}`,
    ...(words.length > 1 ? [both] : []),
  ]
  // One after the other and each cut short, as together they would first gather everybody of a frequent name.
  const found = fits.map((one) => sql`(SELECT person_id FROM field.person_name WHERE ${one} LIMIT ${limit})`)
  const { rows } = await sql<{
    person_id: bigint
  }>`SELECT person_id FROM (${sql.join(found, sql` UNION `)}) found
    LIMIT ${limit}`.execute(tx)
  return rows.map((row) => row.person_id)
}

/** A LIKE pattern for words that begin so: a search never matches inside a word. */
export function wordPattern(search: string): string {
  const plain = search
    .trim()
    .toLowerCase()
    .replaceAll(/[%_\\]/g, String.raw`\$&`)
  return `% ${plain}%`
}

/** Adds a person with names and contact and the first stretch of kind and status. Gives the id. */
export async function addPerson(
  tx: Tx,
  person: Omit<Person, 'id'> & { details: PersonalDetails },
): Promise<bigint> {
  const { details } = person
  const { id } = await tables(tx)
    .insertInto('field.person')
    .values({
      code: person.code,
      kind: person.kind,
      status: person.status,
      market_id: person.marketId,
      joined_at: person.joinedAt,
      served_by: person.servedBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tables(tx)
    .insertInto('field.person_standing')
    .values({
      person_id: id,
      kind: person.kind,
      status: person.status,
      valid_from: person.joinedAt,
      valid_until: null,
      known_seq: null,
    })
    .execute()
  await tables(tx)
    .insertInto('field.person_name')
    .values({
      person_id: id,
      given_name: details.givenName,
      family_name: details.familyName,
      display_name: displayNameOf(details),
    })
    .execute()
  await tables(tx)
    .insertInto('field.person_contact')
    .values({ person_id: id, email: details.email, phone: details.phone, language: details.language })
    .execute()
  return id
}

/** Since when a person has been what they are. */
export async function standingSince(tx: Tx, personId: bigint): Promise<Date> {
  const { valid_from } = await tables(tx)
    .selectFrom('field.person_standing')
    .select('valid_from')
    .where('person_id', '=', personId)
    .where('valid_until', 'is', null)
    .executeTakeFirstOrThrow()
  return valid_from
}

/** Writes name and contact of whoever has a position since to it; what its shop said and showed is no longer. */
export async function takeDetails(tx: Tx, personId: bigint, details: PersonalDetails): Promise<void> {
  await tables(tx)
    .updateTable('field.person_name')
    .set({
      given_name: details.givenName,
      family_name: details.familyName,
      display_name: displayNameOf(details),
    })
    .where('person_id', '=', personId)
    .execute()
  await tables(tx)
    .updateTable('field.person_contact')
    .set({ email: details.email, phone: details.phone, language: details.language })
    .where('person_id', '=', personId)
    .execute()
  await tables(tx)
    .updateTable('field.shop')
    .set({
      greeting: '',
      photo_id: null,
      findable: false,
      wanted_greeting: null,
      wanted_photo_id: null,
      wanted_at: null,
    })
    .where('person_id', '=', personId)
    .execute()
}

/** Closes the present stretch of kind and status and opens the next one at the moment given. */
export async function changeStandingRow(
  tx: Tx,
  input: { personId: bigint; kind: PersonKind; status: PersonStatus; at: Date },
): Promise<void> {
  const { personId, kind, status, at } = input
  await tables(tx)
    .updateTable('field.person_standing')
    .set({ valid_until: at })
    .where('person_id', '=', personId)
    .where('valid_until', 'is', null)
    .execute()
  await tables(tx)
    .insertInto('field.person_standing')
    .values({ person_id: personId, kind, status, valid_from: at, valid_until: null, known_seq: null })
    .execute()
  await tables(tx).updateTable('field.person').set({ kind, status }).where('id', '=', personId).execute()
}

/** Puts those of some people whom one person looked after into the care of another, who may see their names from now on. */
export async function handOver(
  tx: Tx,
  people: Readonly<{ personIds: readonly bigint[]; from: bigint; to: bigint }>,
): Promise<void> {
  if (people.personIds.length === 0) return
  await tables(tx)
    .updateTable('field.person')
    .set({ served_by: people.to })
    .where('id', 'in', people.personIds)
    .where('served_by', '=', people.from)
    .execute()
}

/** Locks the person's row until the transaction ends, and gives it. */
export async function lockPerson(tx: Tx, id: bigint): Promise<Person | undefined> {
  return tables(tx)
    .selectFrom('field.person')
    .select(personColumns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export type PersonCard = Person &
  PersonalDetails &
  Readonly<{ displayName: string; shopName: string | null; greeting: string }>

/** A person with everything personal that the viewer may see; undefined when the name may not be seen. */
export async function personCard(tx: Tx, id: bigint): Promise<PersonCard | undefined> {
  const row = await tables(tx)
    .selectFrom('field.person as person')
    .innerJoin('field.person_name as name', 'name.person_id', 'person.id')
    .leftJoin('field.person_contact as contact', 'contact.person_id', 'person.id')
    .leftJoin('field.shop_name as shop_name', (join) =>
      join.onRef('shop_name.person_id', '=', 'person.id').on('shop_name.in_use', '=', true),
    )
    .leftJoin('field.shop as shop', 'shop.person_id', 'person.id')
    .select([
      'person.id',
      'person.code',
      'person.kind',
      'person.status',
      'person.market_id as marketId',
      'person.joined_at as joinedAt',
      'person.served_by as servedBy',
      'name.given_name as givenName',
      'name.family_name as familyName',
      'name.display_name as displayName',
      'contact.email',
      'contact.phone',
      'contact.language',
      'shop_name.name as shopName',
      'shop.greeting',
    ])
    .where('person.id', '=', id)
    .executeTakeFirst()
  return row && { ...row, language: row.language ?? 'en', greeting: row.greeting ?? '' }
}

/** How to reach somebody, as far as the viewer may see it. */
export async function contactOf(
  tx: Tx,
  personId: bigint,
): Promise<{ email: string | null; language: string } | undefined> {
  return tables(tx)
    .selectFrom('field.person_contact')
    .select(['email', 'language'])
    .where('person_id', '=', personId)
    .executeTakeFirst()
}

export async function standingHistory(
  tx: Tx,
  personId: bigint,
): Promise<{ from: Date; kind: PersonKind; status: PersonStatus }[]> {
  return tables(tx)
    .selectFrom('field.person_standing')
    .select(['valid_from as from', 'kind', 'status'])
    .where('person_id', '=', personId)
    .orderBy('valid_from')
    .execute()
}

export async function externalRefsOf(tx: Tx, personId: bigint): Promise<{ system: string; id: string }[]> {
  return tables(tx)
    .selectFrom('field.external_ref')
    .select(['system', 'external_id as id'])
    .where('person_id', '=', personId)
    .orderBy('system')
    .execute()
}

/** What a distributor shows to the world, whoever asks; undefined when the person has no shop to show. */
export async function publicFace(tx: Tx, personId: bigint): Promise<PublicFace | undefined> {
  const { rows } = await sql<PublicFace>`
    SELECT person_id AS "personId", code, market_id AS "marketId", display_name AS "displayName",
      shop_name AS "shopName", greeting
    FROM field.public_face(${personId})`.execute(tx)
  return rows[0]
}

export type PublicFace = Readonly<{
  personId: bigint
  code: string
  marketId: bigint
  displayName: string
  shopName: string | null
  greeting: string
}>

function tables(tx: Tx) {
  return tx.$extendTables<FieldTables>()
}
