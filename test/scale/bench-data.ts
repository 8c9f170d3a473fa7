import { Client } from 'pg'
import type { Cluster } from '#platform/cluster/cluster.ts'
import { seededRandom } from '#shared/random.ts'
import { drawField, type FieldShape } from './field-shape.ts'
import { copyIn } from '#platform/postgres/copy-in.ts'

/** What the data of a benchmark is made from: the same numbers give the same rows. */
export type BenchSize = Readonly<{ people: number; lines: number; seed: number }>

export type Say = (sentence: string) => void

/** The tables that both the baselines and the product read. A person's place and last place are those of a nested set. */
export const TABLES = `
CREATE TABLE person (
  id integer NOT NULL,
  sponsor_id integer,
  parent_id integer,
  side smallint NOT NULL,
  place integer NOT NULL,
  last_place integer NOT NULL,
  kind smallint NOT NULL,
  status smallint NOT NULL
);
CREATE TABLE line (
  id bigint NOT NULL,
  order_id integer NOT NULL,
  seller_id integer NOT NULL,
  product integer NOT NULL,
  quantity integer NOT NULL,
  amount_minor integer NOT NULL,
  pv_hundredths integer NOT NULL
)`

export const INDEXES = [
  'ALTER TABLE person ADD PRIMARY KEY (id)',
  'CREATE INDEX person_sponsor ON person (sponsor_id)',
  'CREATE UNIQUE INDEX person_place ON person (place)',
  'ALTER TABLE line ADD PRIMARY KEY (id)',
  'CREATE INDEX line_seller ON line (seller_id)',
]

/** The version of how fields are drawn: data of an older one is not used. */
const SHAPE = 3

function databaseName({ people, lines, seed }: BenchSize): string {
  return `bench_${SHAPE}_${people}_${lines}_${seed}`
}

/** Where the data of a size is. */
export type BenchDatabase = Readonly<{ connect: () => Promise<Client>; url: string }>

/** Connects to the database of a size; one that is not there or was not finished is made. */
export async function openBench(
  cluster: Pick<Cluster, 'ownerUrl'>,
  size: BenchSize,
  say: Say,
): Promise<BenchDatabase & Readonly<{ made: boolean }>> {
  const name = databaseName(size)
  const connect = async (database = name): Promise<Client> => {
    const client = new Client({ connectionString: cluster.ownerUrl(database) })
    await client.connect()
    return client
  }
  const admin = await connect('postgres')
  try {
    const { rows } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rows.length > 0 && (await isFinished(() => connect())))
      return { connect: () => connect(), url: cluster.ownerUrl(name), made: false }
    await admin.query(`DROP DATABASE IF EXISTS ${name}`)
    await admin.query(`CREATE DATABASE ${name}`)
  } finally {
    await admin.end()
  }
  await fill(() => connect(), size, say)
  return { connect: () => connect(), url: cluster.ownerUrl(name), made: true }
}

async function isFinished(connect: () => Promise<Client>): Promise<boolean> {
  const client = await connect()
  try {
    const { rows } = await client.query<{ done: boolean }>(
      `SELECT to_regclass('finished') IS NOT NULL AS done`,
    )
    return rows[0]?.done === true
  } finally {
    await client.end()
  }
}

async function fill(connect: () => Promise<Client>, size: BenchSize, say: Say): Promise<void> {
  const clients = await Promise.all([connect(), connect()])
  const [first, second] = clients
  if (!first || !second) throw new Error('two connections')
  try {
    say(`Drawing ${size.people} people …`)
    const field = drawField(size.people, size.seed)
    say(`  sponsor tree ${field.depths.sponsor} deep, binary tree ${field.depths.binary} deep`)
    for (const statement of TABLES.split(';')) await first.query(statement)
    say('Writing people …')
    await copyPeople(first, field)
    say(`Writing ${size.lines} lines …`)
    const sellers = drawSellers(size)
    const half = Math.floor(size.lines / 2)
    await Promise.all([
      copyLines(first, size, sellers, 0, half),
      copyLines(second, size, sellers, half, size.lines),
    ])
    say('Indexing and analysing …')
    await Promise.all([inTurn(first, INDEXES.slice(0, 3)), inTurn(second, INDEXES.slice(3))])
    await first.query('VACUUM (ANALYZE) person, line')
    await first.query('CREATE TABLE finished ()')
    await first.query('CHECKPOINT')
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

async function inTurn(client: Client, statements: readonly string[]): Promise<void> {
  await client.query(`SET maintenance_work_mem = '512MB'`)
  for (const statement of statements) await client.query(statement)
}

async function copyPeople(client: Client, field: FieldShape): Promise<void> {
  const { sponsor, parent, side, place, last } = field
  // The first person has nobody above; the number 0 is nobody's id, and becomes NULL below.
  const id = (of: number | undefined): number => (of ?? -1) + 1
  await copyIn(client, 'person', { from: 0, until: field.people }, [
    { bytes: 4, value: (row) => row + 1 },
    { bytes: 4, value: (row) => id(sponsor[row]) },
    { bytes: 4, value: (row) => id(parent[row]) },
    { bytes: 2, value: (row) => side[row] ?? 0 },
    { bytes: 4, value: (row) => place[row] ?? 0 },
    { bytes: 4, value: (row) => last[row] ?? 0 },
    { bytes: 2, value: (row) => (row % 17 === 16 ? 1 : 0) },
    { bytes: 2, value: (row) => (row % 23 === 22 ? 1 : 0) },
  ])
  await client.query('UPDATE person SET sponsor_id = NULL, parent_id = NULL WHERE sponsor_id = 0')
}

export type Sellers = Readonly<{ seller: Int32Array; order: Int32Array }>

/** About two of three people sell in the month; those who do have a few orders of a few lines. */
export function drawSellers({ people, lines, seed }: BenchSize): Sellers {
  const { below } = seededRandom(seed + 1)
  const [seller, order] = [new Int32Array(lines), new Int32Array(lines)]
  const sells = new Uint8Array(people).map(() => (below(100) < 66 ? 1 : 0))
  let [now, orderNow, left] = [0, 0, 0]
  for (let line = 0; line < lines; line++) {
    if (left === 0) {
      do now = below(people)
      while (sells[now] === 0)
      orderNow += 1
      left = 1 + below(5)
    }
    seller[line] = now
    order[line] = orderNow
    left -= 1
  }
  return { seller, order }
}

/** The volume of a line in hundredths, drawn from its number, so that halves of the lines may be written side by side. */
export function priceOf({ seed }: BenchSize, line: number): number {
  return 500 + ((Math.imul(line + seed, 2_654_435_761) >>> 0) % 4_500)
}

/** The volume of every id in hundredths, as the lines of this size add up to it; for a benchmark without a database. */
export function volumesOf(size: BenchSize): Float64Array {
  const volume = new Float64Array(size.people + 1)
  const { seller } = drawSellers(size)
  seller.forEach((one, line) => {
    volume[one + 1] = (volume[one + 1] ?? 0) + priceOf(size, line)
  })
  return volume
}

async function copyLines(
  client: Client,
  size: BenchSize,
  { seller, order }: Sellers,
  from: number,
  until: number,
): Promise<void> {
  const price = (line: number): number => priceOf(size, line)
  await copyIn(client, 'line', { from, until }, [
    { bytes: 8, value: (row) => row + 1 },
    { bytes: 4, value: (row) => order[row] ?? 0 },
    { bytes: 4, value: (row) => (seller[row] ?? 0) + 1 },
    { bytes: 4, value: (row) => row % 300 },
    { bytes: 4, value: (row) => 1 + (row % 3) },
    { bytes: 4, value: (row) => price(row) * (1 + (row % 3)) },
    { bytes: 4, value: price },
  ])
}
