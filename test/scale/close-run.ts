import type { Client } from 'pg'
import { parsePeriod, type Period } from '#shared/period.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { boundValues } from '#modules/compensation/domain/passes/code.ts'
import { nothingByHand } from '#modules/compensation/domain/passes/by-hand.ts'
import { nothingGiven } from '#modules/compensation/domain/passes/given-pay.ts'
import type { FieldColumns, TreeColumns } from '#modules/compensation/domain/passes/field-columns.ts'
import { inParts, ownHand, type Hand, type SecondHand } from '#modules/compensation/domain/passes/hand.ts'
import type { ColumnRoom } from '#modules/compensation/domain/passes/room.ts'
import { plainValues } from '#modules/compensation/domain/passes/compiler.ts'
import { runPasses, type PassResult } from '#modules/compensation/domain/passes/run-passes.ts'
import { sharedBytes, sharedFloats, sharedInts } from '#modules/compensation/domain/passes/shared-columns.ts'
import { treeColumns } from '#modules/compensation/domain/passes/tree-columns.ts'
import type { OutColumn } from '#platform/postgres/out-column.ts'
import type { CloseThreads } from './close-threads.ts'
import { lowerOf, pagesOf, pair, readPacked, upperOf } from './packed-rows.ts'

/** The people of the tables as the columns of a run, numbered by their places in the pre-order of the sponsor tree. */
export type Image = Readonly<{
  idOf: Int32Array
  placeOf: Int32Array
  field: Omit<FieldColumns, 'volume' | 'volumeIn'>
}>

/** The month that is closed; lines carry no time, all of them belong to it. */
export function benchPeriod({ timeZone }: Pick<Plan, 'timeZone'>): Period {
  const period = parsePeriod('2026-10', timeZone)
  if (!period) throw new Error('October 2026 is a month')
  return period
}

/** Memory of an image, which is read into again with the next close; other threads read it where it lies. */
export type ImageRoom = ReturnType<typeof imageRoom>

export function imageRoom(people: number) {
  // Both trees are made with the same, one after the other.
  const below = { first: sharedInts(people), next: sharedInts(people) }
  return {
    idOf: sharedInts(people),
    placeOf: sharedInts(people + 1),
    sponsorId: sharedInts(people),
    sponsorTree: { order: sharedInts(people), depth: sharedInts(people), below },
    parentId: sharedInts(people),
    parentTree: { order: sharedInts(people), depth: sharedInts(people), below },
    side: sharedBytes(people),
    kind: sharedBytes(people),
    status: sharedBytes(people),
    none: sharedBytes(people),
    volume: sharedFloats(people + 1),
  }
}

/** The places that fit into a number of 32 bits beside six bits of other columns. */
const MOST_PLACES = 2 ** 25

/** Reads people and both trees, by all connections at once. */
export async function readPeople(clients: readonly Client[], room: ImageRoom): Promise<Image> {
  const { idOf, placeOf, sponsorId, parentId, side, kind, status, none } = room
  placeOf.fill(-1)
  if (idOf.length > MOST_PLACES) throw new Error(`more than ${MOST_PLACES} people`)
  const columns = [
    // Two columns are put together and read sooner than three.
    pair('id', 'place * 64 + side + 4 * kind + 16 * status'),
    pair('coalesce(sponsor_id, 0)', 'coalesce(parent_id, 0)'),
  ]
  await readAll(clients, 'person', columns, ([own, above], rows) => {
    if (!own || !above) return
    for (let at = 0; at < rows * 8; at += 8) {
      const id = upperOf(own, at)
      const flags = lowerOf(own, at)
      const place = flags >> 6
      idOf[place] = id
      placeOf[id] = place
      sponsorId[place] = upperOf(above, at)
      parentId[place] = lowerOf(above, at)
      side[place] = flags & 3
      kind[place] = (flags >> 2) & 3
      status[place] = (flags >> 4) & 3
    }
  })
  // The number 0 is nobody's id, and nobody's place.
  for (let person = 0; person < idOf.length; person++) {
    sponsorId[person] = placeOf[sponsorId[person] ?? 0] ?? -1
    parentId[person] = placeOf[parentId[person] ?? 0] ?? -1
  }
  const sponsor = treeColumns(sponsorId, none, [''], room.sponsorTree)
  const binary = treeColumns(parentId, side, ['', 'left', 'right'], room.parentTree)
  return imageOf({ idOf, placeOf, kind, status }, { sponsor, binary })
}

/** The columns of people and two trees as a field of which no history is known. */
export function imageOf(
  {
    idOf,
    placeOf,
    kind,
    status,
  }: Readonly<{ idOf: Int32Array; placeOf: Int32Array; kind: Uint8Array; status: Uint8Array }>,
  trees: Readonly<{ sponsor: TreeColumns; binary: TreeColumns }>,
): Image {
  const people = idOf.length
  const none = new Uint8Array(people)
  const nothing = { words: [''], place: none }
  const field = {
    people,
    there: () => people,
    kind,
    status,
    joinedDay: new Int32Array(people),
    givenRank: none,
    attribute: () => nothing,
    fact: () => nothing,
    companyFact: () => '',
    debt: () => ({ values: new Float64Array(people), decimals: 0 }),
    tree: (name: string) => (name === 'sponsor' ? trees.sponsor : trees.binary),
    before: {
      rank: none,
      careerRank: none,
      missed: new Uint16Array(people),
      carried: () => undefined,
      lots: () => ({
        person: new Int32Array(0),
        period: [],
        micro: new Float64Array(0),
        fractions: new Map(),
      }),
      everQualified: () => undefined,
      latest: () => () => undefined,
    },
    byHand: nothingByHand,
    orders: () => {
      throw new Error('the plan of this bench pays no single orders')
    },
    given: nothingGiven,
    payeesChange: false,
    placesChange: false,
    world: () => {
      throw new Error('the plan of this bench asks single people nothing')
    },
  }
  return { idOf, placeOf, field }
}

/** Sums the raw lines of every seller id. */
export async function readVolumes(clients: readonly Client[], { volume }: ImageRoom): Promise<Float64Array> {
  volume.fill(0)
  await readAll(clients, 'line', [pair('seller_id', 'pv_hundredths')], ([lines], rows) => {
    if (!lines) return
    for (let at = 0; at < rows * 8; at += 8) {
      const seller = upperOf(lines, at)
      volume[seller] = (volume[seller] ?? 0) + lowerOf(lines, at)
    }
  })
  return volume
}

/** Each connection reads an equal part of the pages. */
async function readAll(
  clients: readonly Client[],
  table: string,
  columns: readonly string[],
  onPiece: (columns: readonly DataView[], rows: number) => void,
): Promise<void> {
  const [first] = clients
  if (!first) throw new Error('a connection')
  const all = await pagesOf(first, table)
  const cut = (part: number): number => Math.floor((all * part) / clients.length)
  await Promise.all(
    clients.map((client, part) =>
      readPacked(client, { table, columns, pages: { from: cut(part), until: cut(part + 1) } }, onPiece),
    ),
  )
}

/** The field with the volume of every seller id in hundredths, in the order of places. */
export function withVolume({ field, idOf }: Image, volume: Float64Array): FieldColumns {
  const values = sharedFloats(field.people)
  for (let place = 0; place < values.length; place++) values[place] = volume[idOf[place] ?? 0] ?? 0
  return { ...field, ...volumeOf(values) }
}

/** The volume of the bench, which is matched once in the period. */
export function volumeOf(values: Float64Array): Pick<FieldColumns, 'volume' | 'volumeIn'> {
  const volume = { values, decimals: 2 }
  return { volume: () => volume, volumeIn: () => [{ window: benchPeriod({ timeZone: 'UTC' }), ...volume }] }
}

/** Where the columns of passes come from, and the second thread that takes a part of them, where there is one. */
export type Beside = Readonly<{ room: ColumnRoom; hand: SecondHand | undefined }>

const handsOf = ({ hand }: Beside): readonly [Hand, ...Hand[]] => (hand ? [ownHand, hand] : [ownHand])

/** The plan over the field; columns of the run before are written over. */
export function compute(plan: Plan, image: Image, volume: Float64Array, beside?: Beside): PassResult {
  if (!beside) return runPasses(plan, withVolume(image, volume), benchPeriod(plan))
  const { room, hand } = beside
  room.empty()
  const values = room.floats()
  inParts(handsOf(beside), values.length, ({ from, until }) => {
    const bound = boundValues()
    const [into, of, id] = [values, volume, image.idOf].map((column) => bound.name(column))
    return { bound, body: `for(let p=${from};p<${until};p++)${into}[p]=${of}[${id}[p]];` }
  })
  const field = { ...image.field, ...volumeOf(values) }
  return runPasses(plan, field, benchPeriod(plan), { room, ...(hand && { beside: hand }) })
}

/**
 * Stores rank, activity, group volume, every bonus and the total of everybody; committed, and found by an index on the id. A bonus
 * that pays somebody nothing has no value in the row, as it has no line in a statement: most values would be zeros.
 */
export async function store(
  client: Client,
  threads: CloseThreads,
  {
    image,
    result,
    beside,
    runId,
  }: Readonly<{ image: Image; result: PassResult; beside: Beside; runId: number }>,
): Promise<void> {
  const names = result.bonuses.map((_, index) => `bonus_${index + 1}_minor`)
  const columnsText = `person_id integer NOT NULL, rank smallint NOT NULL, active smallint NOT NULL, group_pv_hundredths bigint NOT NULL, total_minor bigint, ${names.map((name) => `${name} bigint`).join(', ')}`
  const { people } = image.field
  const cut = (part: number): number => Math.floor((people * part) / STORE_PARTS)
  const parts = Array.from({ length: STORE_PARTS }, (_, part) => ({
    table: `pay_${runId}_${part}`,
    rows: { from: cut(part), until: cut(part + 1) },
  }))
  const tables = parts.map(
    ({ table, rows }) =>
      `CREATE TABLE ${table} PARTITION OF pay_${runId} FOR VALUES FROM (${rows.from + 1}) TO (${rows.until + 1})`,
  )
  await client.query(
    `CREATE TABLE pay_${runId} (${columnsText}) PARTITION BY RANGE (person_id); ${tables.join('; ')}`,
  )
  const columns = columnsOf(image, result, beside)
  await threads.store(parts.map((part) => ({ ...part, columns })))
}

/** As many as there are threads that store. */
export const STORE_PARTS = 2

/** The stored columns; row `n` is the person with the id `n + 1`. */
function columnsOf({ placeOf }: Image, result: PassResult, beside: Beside): readonly OutColumn[] {
  const order = placeOf.subarray(1)
  const nothing = new Float64Array(order.length)
  const valuesOf = (name: string): Float64Array | Uint8Array =>
    plainValues(result.columns.get(name)) ?? nothing
  const minors = result.bonuses.map(({ minor }) => minor)
  const total = beside.room.floats()
  inParts(handsOf(beside), total.length, ({ from, until }) => {
    const bound = boundValues()
    const sum = minors.map((minor) => `${bound.name(minor)}[p]`).join('+')
    return { bound, body: `for(let p=${from};p<${until};p++)${bound.name(total)}[p]=${sum};` }
  })
  return [
    { bytes: 4, countedFrom: 1 },
    { bytes: 2, numbers: valuesOf('rank'), order },
    { bytes: 2, numbers: valuesOf('active'), order },
    { bytes: 8, numbers: valuesOf('volume:group PV'), order },
    { bytes: 8, numbers: total, order, zeroIsNone: true },
    ...minors.map((minor): OutColumn => ({ bytes: 8, numbers: minor, order, zeroIsNone: true })),
  ]
}
