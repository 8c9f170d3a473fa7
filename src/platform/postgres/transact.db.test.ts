import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ok, refuse } from '#shared/refusal.ts'
import { freshDatabase } from '#test/support/database.ts'
import type { TestDatabase } from '#test/support/database.ts'
import { openDatabase } from './database.ts'
import { read, sqlState, systemActor, transact } from './transact.ts'
import type { Actor } from './transact.ts'
import { powersOf, requireBoundRole } from './role.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
  await sql`CREATE TABLE platform.thing (id bigint PRIMARY KEY, person_id bigint, counter bigint NOT NULL)`.execute(
    database.owner,
  )
  await sql`SELECT platform.read_write('platform.thing')`.execute(database.owner)
})
afterAll(() => database.close())

const actor: Actor = { realm: 'distributor', accountId: 7n, personId: 12n, requestId: 'req-1' }

async function auditRows(useCase: string) {
  const { rows } = await sql<{
    account_id: bigint | null
    subjects: unknown
    request_id: string
    realm: string
  }>`
    SELECT realm, account_id, subjects, request_id FROM platform.audit WHERE use_case = ${useCase}`.execute(
    database.owner,
  )
  return rows
}

test('a write leaves one audit row that says who touched what', async () => {
  await transact(database, { actor, useCase: 'thing.make' }, async (tx, about) => {
    await sql`INSERT INTO platform.thing VALUES (1, 12, 0)`.execute(tx)
    about('thing', 1n)
    about('person', 12n)
  })
  expect(await auditRows('thing.make')).toEqual([
    { realm: 'distributor', account_id: 7n, subjects: { thing: ['1'], person: ['12'] }, request_id: 'req-1' },
  ])
})

test('a refusal takes back everything that was written before it', async () => {
  const result = await transact(database, { actor, useCase: 'thing.refused' }, async (tx) => {
    await sql`INSERT INTO platform.thing VALUES (2, 12, 0)`.execute(tx)
    return refuse('thing.full', { most: 1 })
  })
  expect(result).toEqual({ ok: false, refusal: { kind: 'refusal', code: 'thing.full', params: { most: 1 } } })
  const { rows } = await sql`SELECT FROM platform.thing WHERE id = 2`.execute(database.db)
  expect(rows).toEqual([])
  expect(await auditRows('thing.refused')).toEqual([])
})

test('a serialization failure is tried once more', async () => {
  await sql`INSERT INTO platform.thing VALUES (3, 12, 0)`.execute(database.db)
  let tries = 0
  const result = await transact(
    database,
    { actor: systemActor('req-2'), useCase: 'thing.count' },
    async (tx) => {
      tries += 1
      await sql`SELECT counter FROM platform.thing WHERE id = 3`.execute(tx)
      if (tries === 1)
        await sql`UPDATE platform.thing SET counter = counter + 1 WHERE id = 3`.execute(database.db)
      await sql`UPDATE platform.thing SET counter = counter + 1 WHERE id = 3`.execute(tx)
      return ok(tries)
    },
    { isolation: 'serializable' },
  )
  expect(result).toEqual({ ok: true, value: 2 })
  const { rows } = await sql<{ counter: bigint }>`SELECT counter FROM platform.thing WHERE id = 3`.execute(
    database.db,
  )
  expect(rows).toEqual([{ counter: 2n }])
})

test('the viewer of one transaction is gone from the pooled connection in the next', async () => {
  const seen = await read(database, actor, async (tx) => {
    const { rows } =
      await sql`SELECT platform.viewer_person_id() AS person, platform.viewer_realm() AS realm`.execute(tx)
    return rows[0]
  })
  expect(seen).toEqual({ person: 12n, realm: 'distributor' })
  const after = await Promise.all(
    Array.from({ length: 10 }, () =>
      sql`SELECT platform.viewer_person_id() AS person, platform.viewer_realm() AS realm`.execute(
        database.db,
      ),
    ),
  )
  expect(after.map((result) => result.rows[0])).toEqual(
    Array.from({ length: 10 }, () => ({ person: null, realm: 'none' })),
  )
})

test('who acts is told in any words, and a transaction within another begins without them', async () => {
  const odd: Actor = { ...actor, requestId: String.raw`it's \ "; SELECT 1` }
  const told = sql<{ realm: string; request: string }>`
    SELECT current_setting('openfield.realm', true) AS realm, current_setting('openfield.request_id', true) AS request`
  const [outside, inside] = await read(database, odd, async (tx) => {
    const within = await database.db.transaction().execute((other) => told.execute(other))
    return [(await told.execute(tx)).rows[0], within.rows[0]]
  })
  expect(outside).toEqual({ realm: 'distributor', request: odd.requestId })
  expect(inside?.realm ?? '').toBe('')
})

test('whoever reads gets the state of that moment, also over a connection that answered just before', async () => {
  const one = openDatabase({ onError: () => undefined }, { url: database.url, poolMax: 1 })
  await sql`INSERT INTO platform.thing VALUES (40, NULL, 0)`.execute(database.db)
  const counter = sql<{ counter: bigint }>`SELECT counter FROM platform.thing WHERE id = 40`
  const seen: unknown[] = []
  for (let n = 1; n <= 20; n++) {
    await sql`UPDATE platform.thing SET counter = ${n} WHERE id = 40`.execute(database.db)
    seen.push(await read(one, actor, async (tx) => (await counter.execute(tx)).rows[0]?.counter))
    // The question fails, the transaction with it; the connection serves the next one.
    await expect(read(one, actor, (tx) => sql`SELECT 1 / 0`.execute(tx))).rejects.toThrow('division')
  }
  await one.close()
  expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => BigInt(n + 1)))
})

test('reading cannot write', async () => {
  const writing = read(database, actor, (tx) => sql`INSERT INTO platform.thing VALUES (9, 12, 0)`.execute(tx))
  await expect(writing).rejects.toSatisfy((error) => sqlState(error) === '25006')
})

test('the serving role owns nothing and cannot change the audit; the owner is refused for serving', async () => {
  expect(await powersOf(database.db)).toMatchObject({ superuser: false, bypassesRls: false, ownedObjects: 0 })
  await requireBoundRole(database.db)
  await expect(requireBoundRole(database.owner)).rejects.toThrow(
    /does not serve as the database role "openfield_owner"/,
  )
  for (const statement of [
    `UPDATE platform.audit SET use_case = 'x'`,
    'DELETE FROM platform.audit',
    'TRUNCATE platform.audit',
    'ALTER TABLE platform.audit DISABLE TRIGGER ALL',
    'CREATE TABLE platform.mine (id int)',
  ]) {
    await expect(sql.raw(statement).execute(database.db)).rejects.toSatisfy(
      (error) => sqlState(error) === '42501',
    )
  }
})

test('BIGINT is exact, DATE is text and TIMESTAMPTZ is a Date', async () => {
  const { rows } = await sql`
    SELECT 9007199254740993::bigint AS big, ARRAY[1, NULL]::bigint[] AS many, DATE '2026-10-31' AS day,
      TIMESTAMPTZ '2026-10-31T12:00:00Z' AS at`.execute(database.db)
  expect(rows[0]).toEqual({
    big: 9007199254740993n,
    many: [1n, null],
    day: '2026-10-31',
    at: new Date('2026-10-31T12:00:00Z'),
  })
})
