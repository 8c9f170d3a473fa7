import { codeOf } from '#shared/code.ts'
import { shopNamesToTry } from '#modules/field/domain/person.ts'
import type { Bulk } from './bulk.ts'
import { at } from './chance.ts'
import { HOUSE, type DrawnPeople } from './draw-people.ts'

/** Tables that loading people fills. */
export const peopleTables = [
  'field.person',
  'field.person_standing',
  'field.person_name',
  'field.person_contact',
  'field.shop_name',
  'field.shop',
  'genealogy.link',
]

/** The first number of the range that the company's codes of people are given from. */
const FIRST_NUMBER = 1_000_001

export type HousePosition = Readonly<{ marketId: bigint; name: string; shopName: string }>

/** The id of a drawn person in an empty company. */
export function personIdOf(person: number): number {
  return person + 1
}

export function personCodeOf(person: number): string {
  return codeOf(BigInt(FIRST_NUMBER + person), 0)
}

/** Writes what joining writes for each person: standing, name, contact, shop, place in the tree. */
export async function loadPeople(bulk: Bulk, people: DrawnPeople, house: HousePosition): Promise<void> {
  const all = (): ArrayIterator<number> => people.sponsor.keys()
  const joined = (person: number): Date => new Date(at(people.joinedAtMs, person))
  const above = (person: number): number | null =>
    person === HOUSE ? null : personIdOf(at(people.sponsor, person))
  await bulk.copy(
    'field.person',
    ['id', 'code', 'kind', 'status', 'market_id', 'joined_at', 'served_by'],
    map(all(), (person) => [
      personIdOf(person),
      personCodeOf(person),
      people.kind(person),
      people.status(person),
      house.marketId,
      joined(person),
      above(person),
    ]),
  )
  await bulk.copy(
    'field.person_standing',
    ['person_id', 'kind', 'status', 'valid_from', 'valid_until'],
    standings(people),
  )
  await loadPersonal(bulk, people, house)
  await bulk.copy(
    'genealogy.link',
    ['tree', 'person_id', 'parent_id', 'side', 'valid_from', 'valid_until', 'known_seq'],
    map(all(), (person) => ['sponsor', personIdOf(person), above(person), null, joined(person), null, 0]),
  )
  await bulk.one(`SELECT setval('company.person_number', $1)`, [FIRST_NUMBER + people.count - 1])
  await bulk.one(`SELECT setval(pg_get_serial_sequence('field.person', 'id'), $1)`, [people.count])
}

async function loadPersonal(bulk: Bulk, people: DrawnPeople, house: HousePosition): Promise<void> {
  const all = (): ArrayIterator<number> => people.sponsor.keys()
  const names = (person: number) =>
    person === HOUSE ? { given: house.name, family: '' } : people.name(person)
  const display = (person: number): string => `${names(person).given} ${names(person).family}`.trim()
  await bulk.copy(
    'field.person_name',
    ['person_id', 'given_name', 'family_name', 'display_name'],
    map(all(), (person) => [personIdOf(person), names(person).given, names(person).family, display(person)]),
  )
  await bulk.copy(
    'field.person_contact',
    ['person_id', 'email', 'phone', 'language'],
    map(all(), (person) => [personIdOf(person), mailOf(people, person), phoneOf(person), 'en']),
  )
  const taken = new Set([house.shopName])
  await bulk.copy(
    'field.shop_name',
    ['name', 'person_id', 'in_use', 'since'],
    map(
      all().filter((person) => person === HOUSE || people.isDistributor(person)),
      (person) => [
        person === HOUSE ? house.shopName : takeName(taken, display(person), personCodeOf(person)),
        personIdOf(person),
        true,
        new Date(at(people.joinedAtMs, person)),
      ],
    ),
  )
  await bulk.copy(
    'field.shop',
    ['person_id', 'greeting'],
    map(
      all().filter((person) => people.isDistributor(person) && people.greeting(person) !== undefined),
      (person) => [personIdOf(person), people.greeting(person) ?? ''],
    ),
  )
}

/** Somebody who left or rests has two stretches: before and since. */
function* standings(people: DrawnPeople) {
  for (const person of people.sponsor.keys()) {
    const [id, kind] = [personIdOf(person), people.kind(person)]
    const joined = new Date(at(people.joinedAtMs, person))
    if (people.status(person) === 'active') {
      yield [id, kind, 'active', joined, null]
      continue
    }
    const left = new Date(at(people.leftAtMs, person))
    yield [id, kind, 'active', joined, left]
    yield [id, kind, people.status(person), left, null]
  }
}

/** The same choice as when somebody joins: the whole name, else with digits of the code. */
function takeName(taken: Set<string>, displayName: string, code: string): string {
  const free = shopNamesToTry(displayName, code).find((name) => !taken.has(name))
  if (free === undefined) throw new Error(`no shop name is free for ${code}`)
  taken.add(free)
  return free
}

/** Addresses under a name that no mail ever reaches (RFC 2606). */
function mailOf(people: DrawnPeople, person: number): string | null {
  if (person === HOUSE) return null
  const { given, family } = people.name(person)
  const plain = `${given}.${family}`
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z.]/g, '')
    .toLowerCase()
  return `${plain}.${personCodeOf(person)}@people.example`
}

/** Numbers of a range that Ireland keeps for films and books. */
function phoneOf(person: number): string | null {
  return person % 3 === 0 ? null : `+353 20 91${String(person % 100_000).padStart(5, '0')}`
}

function* map<T, R>(items: Iterable<T>, of: (item: T) => R): Generator<R> {
  for (const item of items) yield of(item)
}
