import { codeOf } from '#shared/code.ts'
import { shopNamesToTry } from '#modules/field/domain/person.ts'
import type { Bulk } from './bulk.ts'
import { at } from './chance.ts'
import { cellOf, NULL, timeCell } from './copy-text.ts'
import { HOUSE, type DrawnPeople } from './draw-people.ts'

/** Tables that loading people fills, and their columns. */
export const peopleTables = {
  'field.person': ['id', 'code', 'kind', 'status', 'market_id', 'joined_at', 'served_by'],
  'field.person_standing': ['person_id', 'kind', 'status', 'valid_from', 'valid_until'],
  'field.person_name': ['person_id', 'given_name', 'family_name', 'display_name'],
  'field.person_contact': ['person_id', 'email', 'phone', 'language'],
  'field.shop_name': ['name', 'person_id', 'in_use', 'since'],
  'field.shop': ['person_id', 'greeting'],
  'genealogy.link': ['tree', 'person_id', 'parent_id', 'side', 'valid_from', 'valid_until', 'known_seq'],
} as const

/** The first number of the range that the company's codes of people are given from. */
const FIRST_NUMBER = 1_000_001
/** After so many the database is let catch up. */
const PEOPLE_AT_ONCE = 1_000

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
  const write = peopleWriter(bulk, people, house)
  for (const person of people.sponsor.keys()) {
    write(person)
    if (person % PEOPLE_AT_ONCE === 0) await bulk.room()
  }
  bulk.into('field.person').end(
    {
      text: `SELECT setval('company.person_number', $1)`,
      values: [FIRST_NUMBER + people.count - 1],
    },
    { text: `SELECT setval(pg_get_serial_sequence('field.person', 'id'), $1)`, values: [people.count] },
  )
  for (const table of Object.keys(peopleTables)) bulk.into(table).end()
}

function peopleWriter(bulk: Bulk, people: DrawnPeople, house: HousePosition): (person: number) => void {
  const [persons, links] = [bulk.into('field.person'), bulk.into('genealogy.link')]
  const personal = personalWriter(bulk, people, house)
  const standings = bulk.into('field.person_standing')
  return (person) => {
    const [id, code, joined] = [
      personIdOf(person),
      personCodeOf(person),
      timeCell(at(people.joinedAtMs, person)),
    ]
    const [kind, status] = [people.kind(person), people.status(person)]
    const above = person === HOUSE ? NULL : personIdOf(at(people.sponsor, person))
    persons.add(`${id}\t${code}\t${kind}\t${status}\t${house.marketId}\t${joined}\t${above}\n`)
    links.add(`sponsor\t${id}\t${above}\t${NULL}\t${joined}\t${NULL}\t0\n`)
    // Somebody who left or rests has two stretches: before and since.
    const left = status === 'active' ? NULL : timeCell(at(people.leftAtMs, person))
    standings.add(`${id}\t${kind}\tactive\t${joined}\t${left}\n`)
    if (status !== 'active') standings.add(`${id}\t${kind}\t${status}\t${left}\t${NULL}\n`)
    personal({ person, id, code, joined })
  }
}

type Known = Readonly<{ person: number; id: number; code: string; joined: string }>

function personalWriter(bulk: Bulk, people: DrawnPeople, house: HousePosition): (known: Known) => void {
  const names = bulk.into('field.person_name')
  const contacts = bulk.into('field.person_contact')
  const [shopNames, shops] = [bulk.into('field.shop_name'), bulk.into('field.shop')]
  const taken = new Set([house.shopName])
  return ({ person, id, code, joined }) => {
    const { given, family } = person === HOUSE ? { given: house.name, family: '' } : people.name(person)
    const display = `${given} ${family}`.trim()
    names.add(`${id}\t${cellOf(given)}\t${cellOf(family)}\t${cellOf(display)}\n`)
    const mail = person === HOUSE ? NULL : mailOf({ given, family, code })
    contacts.add(`${id}\t${mail}\t${phoneOf(person) ?? NULL}\ten\n`)
    if (person === HOUSE) shopNames.add(`${house.shopName}\t${id}\tt\t${joined}\n`)
    if (!people.isDistributor(person)) return
    shopNames.add(`${takeName(taken, display, code)}\t${id}\tt\t${joined}\n`)
    const greeting = people.greeting(person)
    if (greeting !== undefined) shops.add(`${id}\t${cellOf(greeting)}\n`)
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
function mailOf({ given, family, code }: Readonly<{ given: string; family: string; code: string }>): string {
  return `${plainOf(given)}.${plainOf(family)}.${code}@people.example`
}

const plainWords = new Map<string, string>()

/** The word in plain letters; words repeat, so each is made once. */
function plainOf(word: string): string {
  const known = plainWords.get(word)
  if (known !== undefined) return known
  const plain = word
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z.]/g, '')
    .toLowerCase()
  plainWords.set(word, plain)
  return plain
}

/** Numbers of a range that Ireland keeps for films and books. */
function phoneOf(person: number): string | null {
  return person % 3 === 0 ? null : `+353 20 91${String(person % 100_000).padStart(5, '0')}`
}
