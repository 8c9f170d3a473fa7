import { codeOf } from '#shared/code.ts'
import { shopNamesToTry } from '#modules/field/domain/person.ts'
import type { Bulk } from './bulk.ts'
import { at } from './chance.ts'
import { wordBytes } from './copy-words.ts'
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
  const persons = bulk.into('field.person').rows
  const place = placeWriter(bulk)
  const personal = personalWriter(bulk, people, house)
  const marketId = Number(house.marketId)
  return (person) => {
    const [id, code, joinedAtMs] = [personIdOf(person), personCodeOf(person), at(people.joinedAtMs, person)]
    const [kind, status] = [wordBytes(people.kind(person)), wordBytes(people.status(person))]
    const above = person === HOUSE ? 0 : personIdOf(at(people.sponsor, person))
    persons.begin(7)
    persons.bigint(id)
    persons.text(code)
    persons.bytes(kind)
    persons.bytes(status)
    persons.bigint(marketId)
    persons.timeMs(joinedAtMs)
    if (above > 0) persons.bigint(above)
    else persons.none()
    const leftAtMs = people.status(person) === 'active' ? undefined : at(people.leftAtMs, person)
    place({ id, kind, status, above, joinedAtMs, leftAtMs })
    personal({ person, id, code, joinedAtMs })
  }
}

type Placed = Readonly<{
  id: number
  kind: Buffer
  status: Buffer
  /** 0 for nobody. */
  above: number
  joinedAtMs: number
  leftAtMs: number | undefined
}>

const [SPONSOR, ACTIVE, ENGLISH] = [wordBytes('sponsor'), wordBytes('active'), wordBytes('en')]

/** Writes the place in the sponsor tree and what somebody was from when to when. */
function placeWriter(bulk: Bulk): (placed: Placed) => void {
  const links = bulk.into('genealogy.link').rows
  const standings = bulk.into('field.person_standing').rows
  const standing = (
    { id, kind }: Placed,
    status: Buffer,
    fromMs: number,
    untilMs: number | undefined,
  ): void => {
    standings.begin(5)
    standings.bigint(id)
    standings.bytes(kind)
    standings.bytes(status)
    standings.timeMs(fromMs)
    if (untilMs === undefined) standings.none()
    else standings.timeMs(untilMs)
  }
  return (placed) => {
    const { id, above, joinedAtMs, leftAtMs } = placed
    links.begin(7)
    links.bytes(SPONSOR)
    links.bigint(id)
    if (above > 0) links.bigint(above)
    else links.none()
    links.none()
    links.timeMs(joinedAtMs)
    links.none()
    links.bigint(0)
    // Somebody who left or rests has two stretches: before and since.
    standing(placed, ACTIVE, joinedAtMs, leftAtMs)
    if (leftAtMs !== undefined) standing(placed, placed.status, leftAtMs, undefined)
  }
}

type Known = Readonly<{ person: number; id: number; code: string; joinedAtMs: number }>

function personalWriter(bulk: Bulk, people: DrawnPeople, house: HousePosition): (known: Known) => void {
  const names = bulk.into('field.person_name').rows
  const contacts = bulk.into('field.person_contact').rows
  const shops = bulk.into('field.shop').rows
  const shopName = shopNameWriter(bulk)
  const taken = new Set([house.shopName])
  return ({ person, id, code, joinedAtMs }) => {
    const { given, family } = person === HOUSE ? { given: house.name, family: '' } : people.name(person)
    const display = `${given} ${family}`.trim()
    names.begin(4)
    names.bigint(id)
    names.text(given)
    names.text(family)
    names.text(display)
    contacts.begin(4)
    contacts.bigint(id)
    if (person === HOUSE) contacts.none()
    else contacts.text(mailOf({ given, family, code }))
    const phone = phoneOf(person)
    if (phone === null) contacts.none()
    else contacts.text(phone)
    contacts.bytes(ENGLISH)
    if (person === HOUSE) shopName(house.shopName, id, joinedAtMs)
    if (!people.isDistributor(person)) return
    shopName(takeName(taken, display, code), id, joinedAtMs)
    const greeting = people.greeting(person)
    if (greeting === undefined) return
    shops.begin(2)
    shops.bigint(id)
    shops.text(greeting)
  }
}

function shopNameWriter(bulk: Bulk): (name: string, id: number, sinceMs: number) => void {
  const { rows } = bulk.into('field.shop_name')
  return (name, id, sinceMs) => {
    rows.begin(4)
    rows.text(name)
    rows.bigint(id)
    rows.truth(true)
    rows.timeMs(sinceMs)
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
