import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { loadInBulk, type Bulk } from './bulk.ts'
import { at } from './chance.ts'

const COUNT = 3_000
const tables = { 'room.above': ['id', 'name'], 'room.below': ['id', 'above_id'] }
const onError = (error: Error): void => {
  throw error
}

let database: TestDatabase
/** The owner of the scratch tables, who is no superuser. */
const plain = `plain_${randomBytes(4).toString('hex')}`
let plainUrl: string

beforeAll(async () => {
  database = await freshDatabase()
  await sql.raw(`CREATE ROLE ${plain} LOGIN PASSWORD 'plain'`).execute(database.owner)
  const url = new URL(database.ownerUrl)
  url.username = plain
  url.password = 'plain'
  plainUrl = url.href
})
afterAll(async () => {
  await sql.raw(`DROP SCHEMA room CASCADE`).execute(database.owner)
  await sql.raw(`DROP OWNED BY ${plain}`).execute(database.owner)
  await sql.raw(`DROP ROLE ${plain}`).execute(database.owner)
  await database.close()
})

beforeEach(async () => {
  await sql
    .raw(`
    DROP SCHEMA IF EXISTS room CASCADE;
    CREATE SCHEMA room AUTHORIZATION ${plain};
    SET ROLE ${plain};
    CREATE TABLE room.above (id bigint PRIMARY KEY, name text NOT NULL UNIQUE, CHECK (name <> ''));
    CREATE SEQUENCE room.number;
    CREATE TABLE room.below (id bigint PRIMARY KEY, above_id bigint NOT NULL REFERENCES room.above);
    CREATE INDEX below_above ON room.below (above_id);
    CREATE FUNCTION room.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'asked'; END $$;
    CREATE TRIGGER asked BEFORE INSERT ON room.below FOR EACH ROW EXECUTE FUNCTION room.refuse();
    ALTER TABLE room.above ENABLE ROW LEVEL SECURITY;
    ALTER TABLE room.above FORCE ROW LEVEL SECURITY;
    RESET ROLE`)
    .execute(database.owner)
})

for (const [whose, urlOf, large] of [
  ['of a superuser, each table over a connection of its own', () => database.ownerUrl, true],
  ['of a superuser, a small company over one connection', () => database.ownerUrl, false],
  ['of a plain owner, all over one connection', () => plainUrl, true],
] as const) {
  test(`loading ${whose}: all rows are there, and every key, trigger and rule is back`, async () => {
    const before = await shapeOf()
    await load(urlOf(), { missing: false, large })
    expect(await counts()).toEqual({ above: COUNT, below: COUNT })
    const names = await sql<{ name: string }>`SELECT name FROM room.above ORDER BY id`.execute(database.owner)
    expect(names.rows.map(({ name }) => name)).toEqual(Array.from({ length: COUNT }, (_, id) => nameOf(id)))
    const { rows } = await sql<{ last: bigint }>`SELECT last_value AS last FROM room.number`.execute(
      database.owner,
    )
    expect(rows).toEqual([{ last: BigInt(COUNT) }])
    expect(await shapeOf()).toEqual(before)
  })

  test(`loading ${whose}: when it breaks off there is nothing, and the tables are as before`, async () => {
    const before = await shapeOf()
    const broken = loadInBulk({ onError }, { ownerUrl: urlOf(), tables, large }, async (bulk) => {
      above(bulk, 1, 'one')
      bulk.into('room.above').end()
      bulk.into('room.below').rows.begin(2)
      bulk.into('room.below').rows.bigint(1)
      bulk.into('room.below').rows.text('no number')
      await bulk.room()
    })
    await expect(broken).rejects.toThrow('incorrect binary data format')
    expect(await counts()).toEqual({ above: 0, below: 0 })
    expect(await shapeOf()).toEqual(before)
  })
}

test('a table that was filled before stays as it is, and the others are filled', async () => {
  await sql
    .raw(`INSERT INTO room.above SELECT n, 'earlier ' || n FROM generate_series(0, ${COUNT - 1}) n`)
    .execute(database.owner)
  await load(database.ownerUrl, { missing: false, large: true })
  expect(await counts()).toEqual({ above: COUNT, below: COUNT })
  const { rows } = await sql<{ name: string }>`SELECT name FROM room.above WHERE id = 7`.execute(
    database.owner,
  )
  expect(rows[0]?.name).toBe('earlier 7')
})

test('a plain owner cannot bring rows that lead nowhere', async () => {
  await expect(load(plainUrl, { missing: true, large: true })).rejects.toThrow(
    'violates foreign key constraint',
  )
  expect(await counts()).toEqual({ above: 0, below: 0 })
})

function load(ownerUrl: string, how: { missing: boolean; large: boolean }): Promise<void> {
  return loadInBulk({ onError }, { ownerUrl, tables, large: how.large }, async (bulk) => {
    for (let id = 0; id < COUNT; id++) {
      above(bulk, id, nameOf(id))
      const { rows } = bulk.into('room.below')
      rows.begin(2)
      rows.bigint(id)
      rows.bigint(how.missing ? COUNT : id)
      if (id % 100 === 0) await bulk.room()
    }
    bulk.into('room.above').end({ text: `SELECT setval('room.number', $1)`, values: [COUNT] })
    for (const table of Object.keys(tables)) bulk.into(table).end()
  })
}

/** Names of more than one block of bytes, short and long, of one, two and four bytes for a letter. */
function nameOf(id: number): string {
  return `${id} ${at(['Ada', 'Zoë', '😀'], id % 3).repeat(id % 7 === 0 ? 150 : 2)}`
}

function above(bulk: Bulk, id: number, name: string): void {
  const { rows } = bulk.into('room.above')
  rows.begin(2)
  rows.bigint(id)
  rows.text(name)
}

async function counts(): Promise<unknown> {
  const { rows } = await sql`
    SELECT (SELECT count(*)::int FROM room.above) AS above, (SELECT count(*)::int FROM room.below) AS below`.execute(
    database.owner,
  )
  return rows[0]
}

/** Indexes, constraints, triggers and row-level security of the tables, as the catalogue tells them. */
async function shapeOf(): Promise<unknown> {
  const { rows } = await sql<{ told: string }>`
    SELECT pg_get_indexdef(indexrelid) || CASE WHEN indisclustered THEN ' clustered' ELSE '' END AS told
      FROM pg_index WHERE indrelid IN ('room.above'::regclass, 'room.below'::regclass)
    UNION ALL SELECT format('%s %s %s', conname, pg_get_constraintdef(oid), convalidated) FROM pg_constraint
      WHERE conrelid IN ('room.above'::regclass, 'room.below'::regclass)
    UNION ALL SELECT format('%s %s', tgname, tgenabled) FROM pg_trigger
      WHERE tgrelid IN ('room.above'::regclass, 'room.below'::regclass) AND NOT tgisinternal
    UNION ALL SELECT format('%s %s %s', relname, relrowsecurity, relforcerowsecurity) FROM pg_class
      WHERE oid IN ('room.above'::regclass, 'room.below'::regclass) ORDER BY told`.execute(database.owner)
  return rows
}
