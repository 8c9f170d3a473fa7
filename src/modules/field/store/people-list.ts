import { sql } from 'kysely'
import { readCode } from '#shared/code.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { PersonKind, PersonStatus } from '../domain/person.ts'
import { wordPattern } from './people.ts'
import type { FieldTables } from './tables.ts'

export type PeopleQuestion = Readonly<{
  search: string | undefined
  kinds: readonly PersonKind[] | undefined
  status: PersonStatus | undefined
  marketIds: readonly bigint[] | undefined
  servedBy: bigint | undefined
  sort: PeopleSort
  limit: number
  offset: number
}>

export const PEOPLE_SORTS = ['joined', '-joined', 'name', '-name', 'code', '-code'] as const
export type PeopleSort = (typeof PEOPLE_SORTS)[number]

export type ListedPerson = Readonly<{
  id: bigint
  code: string
  kind: PersonKind
  status: PersonStatus
  marketId: bigint
  joinedAt: Date
  displayName: string
  email: string | null
  phone: string | null
  shopName: string | null
}>

/** A page of the people whose names the viewer may see, and how many there are. `joined` is newest first. */
export async function listPeople(
  tx: Tx,
  question: PeopleQuestion,
): Promise<{ rows: ListedPerson[]; total: number }> {
  const { total } = await matching(tx, question)
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  const descending = question.sort.startsWith('-')
  const rows = await sorted(matching(tx, question), question.sort.replace('-', ''), descending)
    .leftJoin('field.shop_name as shop_name', (join) =>
      join.onRef('shop_name.person_id', '=', 'person.id').on('shop_name.in_use', '=', true),
    )
    .select([
      'person.id',
      'person.code',
      'person.kind',
      'person.status',
      'person.market_id as marketId',
      'person.joined_at as joinedAt',
      'name.display_name as displayName',
      'contact.email',
      'contact.phone',
      'shop_name.name as shopName',
    ])
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  return { rows, total: Number(total) }
}

function matching(tx: Tx, question: PeopleQuestion) {
  let query = tx
    .$extendTables<FieldTables>()
    .selectFrom('field.person as person')
    .innerJoin('field.person_name as name', 'name.person_id', 'person.id')
    .leftJoin('field.person_contact as contact', 'contact.person_id', 'person.id')
  if (question.kinds) query = query.where('person.kind', 'in', question.kinds)
  if (question.status) query = query.where('person.status', '=', question.status)
  if (question.marketIds) query = query.where('person.market_id', 'in', question.marketIds)
  if (question.servedBy !== undefined) query = query.where('person.served_by', '=', question.servedBy)
  const search = question.search?.trim()
  if (search === undefined || search === '') return query
  const code = readCode(search)
  // The number of a position that was merged finds the one that stays, too.
  if (code !== undefined)
    return query.where(
      sql<boolean>`person.id IN (SELECT p.id FROM field.person p WHERE p.code = ${code}
        UNION ALL SELECT m.into_id FROM field.merged m JOIN field.person p ON p.id = m.person_id WHERE p.code = ${code})`,
    )
  const phone = phoneEnd(search)
  if (phone !== undefined)
    return query.where((where) =>
      where.or([
        where(sql<string>`reverse(regexp_replace(contact.phone, '[^0-9]', '', 'g'))`, 'like', `${phone}%`),
        where('person.code', 'like', `${search}%`),
      ]),
    )
  const beginning = search.toLowerCase().replaceAll(/[%_\\]/g, String.raw`\$&`)
  return query.where((where) =>
    where.or([
      where('name.search', 'like', wordPattern(search)),
      where(where.fn<string>('lower', ['contact.email']), 'like', `${beginning}%`),
      where('person.code', 'like', `${beginning}%`),
    ]),
  )
}

const PHONE = /^\+?[\d\s()/.-]{6,24}$/
const PHONE_DIGITS_LEAST = 6

/**
 * What is typed as a telephone number, backwards: numbers are found by their end, as they are said with the code of their country, with
 * a nought in its place, or with neither.
 */
function phoneEnd(search: string): string | undefined {
  if (!PHONE.test(search)) return undefined
  const digits = search.replaceAll(/\D/g, '').replace(/^0+/, '')
  return digits.length < PHONE_DIGITS_LEAST ? undefined : digits.split('').toReversed().join('')
}

function sorted(query: ReturnType<typeof matching>, by: string, descending: boolean) {
  const way = descending ? 'desc' : 'asc'
  if (by === 'name')
    return query
      .orderBy((order) => order.fn<string>('lower', ['name.family_name']), way)
      .orderBy('person.id', way)
  if (by === 'code') return query.orderBy('person.code', way)
  // The newest first unless asked for the other way.
  const newest = descending ? 'asc' : 'desc'
  return query.orderBy('person.joined_at', newest).orderBy('person.id', newest)
}
