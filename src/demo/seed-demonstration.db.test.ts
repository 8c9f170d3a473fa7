import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportPeriod } from '#modules/compensation/use-cases/export-period.ts'
import { inputNames } from '#modules/compensation/domain/files/input-files.ts'
import { planTextOf } from '#modules/compensation/use-cases/plan-text.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { runPayFiles } from '#modules/compensation/use-cases/run-pay-files.ts'
import { figuresOf } from '#modules/compensation/domain/figures/figures.ts'
import { decodeFrozen } from '#modules/compensation/domain/frozen/frozen.ts'
import { periodOfPlan } from '#modules/compensation/domain/pay/periods.ts'
import { walkVersions } from '#modules/compensation/domain/pay/run-pay.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { readKept } from '#platform/files/files.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, sqlState, systemActor } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { KEPT_KEYS, rowsThatName, type KeptKey } from './kept-keys.testing.ts'
import { seedDemonstration } from './seed-demonstration.ts'
import type { SeedOptions } from './seed-options.ts'
import { demonstrationSignIns } from './sign-ins.ts'

const options: SeedOptions = { people: 60, months: 3, seed: 7, until: '2026-10-25' }
const months = ['2026-08', '2026-09', '2026-10']
const system = systemActor('test')

let database: TestDatabase
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  database = await freshDatabase()
  folder = await temporaryFolder()
  await seed(database)
})
afterAll(async () => {
  await database.close()
  await folder.remove()
})

test('the same arguments give the same company, also when the first seeding broke off; others give another', async () => {
  const hashes = await exportHashes(database)
  const again = await freshDatabase()
  const brokenOff = seed(again, options, (sentence) => {
    if (sentence.includes('2026-08 closed')) throw new Error('the machine went away')
  })
  await expect(brokenOff).rejects.toThrow('the machine went away')
  expect(await read(again, system, findInstallation)).toBeUndefined()
  const said: string[] = []
  await seed(again, { ...options, people: 80 }, (sentence) => said.push(sentence))
  expect(said.join('\n')).toContain('Going on with a seeding')
  expect(await exportHashes(again)).toEqual(hashes)
  await again.close()
  const other = await freshDatabase()
  await seed(other, { ...options, seed: 8, months: 1 })
  expect((await exportHashes(other, ['2026-10']))[0]).not.toBe(hashes[2])
  await other.close()
  // Three companies are seeded here, one of them in two attempts.
}, 90_000)

test('past months are accepted, the present one is open, and the clock stands at noon of the last day', async () => {
  const { rows } = await sql<{ period: string; state: string; two: boolean }>`
    SELECT period, state, started_by <> accepted_by AS two FROM compensation.run ORDER BY period`.execute(
    database.owner,
  )
  expect(rows).toEqual(months.slice(0, 2).map((period) => ({ period, state: 'accepted', two: true })))
  const now = await read(database, system, companyNow)
  expect(new Date(now).toISOString().slice(0, 13)).toBe('2026-10-25T12')
  expect(await read(database, system, findInstallation)).toMatchObject({ demonstration: true })
})

test('the auditor finds nothing, and wallets hold what was accepted', async () => {
  expect(await read(database, system, auditBooks)).toEqual([])
  const { rows } = await sql<{ wallets: bigint; earned: bigint }>`
    SELECT (SELECT coalesce(sum(balance_minor), 0) FROM ledger.v_wallet)::bigint AS wallets,
      (SELECT sum(minor) FROM compensation.earning)::bigint AS earned`.execute(database.owner)
  expect(rows[0]?.wallets).toBe(rows[0]?.earned)
  expect(rows[0]?.earned).toBeGreaterThan(0n)
})

test('an order is a first one exactly when its buyer joined lately and no earlier order stood', async () => {
  const { rows } = await sql<{ firsts: number; wrong: number }>`
    WITH told AS (
      SELECT o.type = 'first' AS first, coalesce(o.placed_at < p.joined_at + interval '60 days' AND NOT EXISTS (
        SELECT FROM orders."order" e WHERE e.buyer_person_id = o.buyer_person_id AND e.placed_at < o.placed_at
          AND (e.cancelled_at IS NULL OR e.cancelled_at > o.placed_at)), false) AS expected
      FROM orders."order" o LEFT JOIN field.person p ON p.id = o.buyer_person_id
    )
    SELECT count(*) FILTER (WHERE first)::int AS firsts, count(*) FILTER (WHERE first <> expected)::int AS wrong
    FROM told`.execute(database.owner)
  expect(rows[0]?.wrong).toBe(0)
  expect(rows[0]?.firsts).toBeGreaterThan(0)
})

test('what was loaded leads nowhere into the void: every foreign key of every table holds, and every one that is looked up together', async () => {
  const { rows } = await sql<KeptKey>`
    SELECT c.conrelid::regclass::text AS table, array_agg(o.attname::text) AS columns, c.confrelid::regclass::text AS of,
      array_agg(k.attname::text) AS names
    FROM pg_constraint c, unnest(c.conkey, c.confkey) pair (own, other)
    JOIN pg_attribute o ON o.attnum = pair.own JOIN pg_attribute k ON k.attnum = pair.other
    WHERE c.contype = 'f' AND o.attrelid = c.conrelid AND k.attrelid = c.confrelid
      AND c.connamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^(pg_|graphile)')
    GROUP BY c.oid, c.conrelid, c.confrelid, c.conname`.execute(database.owner)
  expect(rows.length).toBeGreaterThan(40)
  const broken: string[] = []
  for (const { table, columns, of, names } of [...rows, ...KEPT_KEYS]) {
    const orphans = `SELECT count(*)::int AS rows FROM ${table} o WHERE ${columns.map((own) => `o.${own} IS NOT NULL`).join(' AND ')}
      AND NOT EXISTS (SELECT FROM ${of} k WHERE ${columns.map((own, at) => `k.${names[at]} = o.${own}`).join(' AND ')})`
    const found = await sql.raw<{ rows: number }>(orphans).execute(database.owner)
    if (found.rows[0]?.rows !== 0) broken.push(`${table} ${columns.join()}`)
  }
  expect(broken).toEqual([])
})

test('a row that names what is not there is refused by the table, and what is named can neither go nor be renamed', async () => {
  const named = await rowsThatName(database.owner)
  // Columns that the table makes of others are left to it.
  const columnsOf = (row: object) => sql.join(Object.keys(row).map((name) => sql.id(name)))
  const insert = (tx: Tx, table: string, row: object) =>
    sql`INSERT INTO ${sql.raw(table)} (${columnsOf(row)}) OVERRIDING SYSTEM VALUE
      SELECT ${columnsOf(row)} FROM jsonb_populate_record(NULL::${sql.raw(table)}, ${JSON.stringify(row)}::jsonb)`.execute(
      tx,
    )
  for (const { table, columns } of KEPT_KEYS) {
    const wrong = columns.map((column) => [column, { currency: 'XXX', width: 1 }[column] ?? -1])
    const before = [...named].slice(0, [...named.keys()].indexOf(table))
    const state = await tried(
      database.owner,
      async (tx) => {
        for (const [other, row] of before) await insert(tx, other, row)
      },
      (tx) => insert(tx, table, { ...named.get(table), ...Object.fromEntries(wrong) }),
    )
    expect(`${table} ${columns.join()}: ${state}`).toBe(`${table} ${columns.join()}: 23503`)
  }
  const whole = await tried(
    database.owner,
    async (tx) => {
      for (const [table, row] of named) if (table !== 'billing.document') await insert(tx, table, row)
    },
    (tx) => insert(tx, 'billing.document', named.get('billing.document') ?? {}),
  )
  // Rows that name what is there are taken, up to a document that is not the next one.
  expect(whole).toBe('23514')
  for (const { of, names } of KEPT_KEYS) {
    const changed = names[0] === 'code' ? `code = 'XXX'` : `${names[0]} = ${names[0]} + 1`
    for (const change of [`DELETE FROM ${of}`, `UPDATE ${of} SET ${changed}`]) {
      const state = await tried(
        database.owner,
        () => Promise.resolve(),
        (tx) => sql.raw(change).execute(tx),
      )
      // By a guard of its own, and not because another table happens to have a foreign key.
      expect(['23001', '42501', '428C9', 'P0001']).toContain(state)
    }
  }
})

test('the export of a closed month computes again to exactly what was stored and accepted', async () => {
  for (const period of months.slice(0, 2)) {
    const out = folder.path(period)
    const exported = await exportPeriod(database, { period, out })
    expect(exported).toMatchObject({ ok: true, value: { period, frozen: true } })
    const planText = await planTextOf(`${out}/plan.yaml`)
    await runPayFiles({
      plan: readPayPlanText(planText, 'plan.yaml'),
      planText,
      sources: Object.fromEntries(inputNames.map((name) => [name, { path: `${out}/${name}.csv` }])),
      period,
      out: `${out}-run`,
      allowEmpty: false,
    })
    const computed = await csvFile(`${out}-run/earnings.csv`)
    const paid = computed.filter((row) => row['amount'] !== '0.00')
    expect(paid.length).toBeGreaterThan(5)
    expect(await csvFile(`${out}/earnings.csv`)).toEqual(paid)
    expect(paid).toEqual(await storedEarnings(period))
  }
})

test('passes and the walk pay the demonstration alike, and leave the same to the next month', async () => {
  const { rows } = await sql<{ snapshot: string; source: string }>`
    SELECT r.snapshot, v.source FROM compensation.run r JOIN compensation.plan_version v ON v.id = r.plan_version_id
    ORDER BY r.period`.execute(database.owner)
  for (const { snapshot, source } of rows) {
    const plan = readPayPlanText(source, 'plan')
    const frozen = decodeFrozen(await readKept(database.db, snapshot))
    const period = periodOfPlan(plan, frozen.period)
    if (!period) throw new Error('the plan has no such period')
    const figures = figuresOf(plan, frozen.input, period)
    expect(figures.byPasses).toBe(true)
    const { result } = walkVersions([plan], frozen.input, period)
    expect(figures.state()).toEqual(result.state)
    expect(figures.sums()).toEqual(result.sums)
    const passed = frozen.input.people.flatMap(({ id }, person) =>
      figures.earned(person).map(({ bonus, minor }) => [id, bonus.name, minor]),
    )
    const walked = new Map(result.earnings.map((one) => [`${one.personId} ${one.bonus}`, one.minor]))
    expect(passed).toEqual(passed.map(([id, name]) => [id, name, walked.get(`${id} ${name}`) ?? 0n]))
  }
  expect(rows).toHaveLength(2)
})

test('an open month is exported as it stands, without earnings; an unknown one is refused', async () => {
  const out = folder.path('open')
  const exported = await exportPeriod(database, { period: '2026-10', out })
  expect(exported).toMatchObject({ ok: true, value: { frozen: false, people: 60 } })
  await expect(csvFile(`${out}/earnings.csv`)).rejects.toThrow('ENOENT')
  const unknown = await exportPeriod(database, { period: 'October', out: folder.path('none') })
  expect(unknown).toMatchObject({ ok: false, refusal: { code: 'pay.period_unknown', field: 'period' } })
})

test('everybody whose sign-in is printed has an account, and a company is never seeded over', async () => {
  const { rows } = await sql<{ login: string }>`
    SELECT login FROM identity.account WHERE demonstration AND status = 'active'`.execute(database.owner)
  const logins = rows.map((row) => row.login)
  for (const { login } of demonstrationSignIns) expect(logins).toContain(login)
  await expect(seed(database)).rejects.toThrow('There is a company in this database already')
})

test('options out of range and an address that is not the owner are told in a sentence', async () => {
  const empty = await freshDatabase()
  await expect(seed(empty, { ...options, people: 3 })).rejects.toThrow('cannot be seeded so')
  const serving = { db: empty.db, ownerUrl: undefined, say: () => undefined }
  await expect(seedDemonstration(serving, options)).rejects.toThrow('the owner of the database')
  await empty.close()
})

function seed(
  into: TestDatabase,
  wanted: SeedOptions = options,
  say: (sentence: string) => void = () => undefined,
): Promise<void> {
  return seedDemonstration({ db: into.db, ownerUrl: into.ownerUrl, say }, wanted)
}

async function exportHashes(of: TestDatabase, periods: readonly string[] = months): Promise<string[]> {
  const hashes: string[] = []
  for (const period of periods) {
    const exported = await exportPeriod(of, { period, out: folder.path(`hash-${period}`) })
    if (!exported.ok) throw new Error(exported.refusal.code)
    hashes.push(exported.value.hash)
  }
  return hashes
}

async function storedEarnings(period: string): Promise<Record<string, string>[]> {
  const { rows } = await sql<Record<string, string>>`
    SELECT p.code AS person_id, e.bonus, (e.minor / 100.0)::numeric(12, 2)::text AS amount, e.currency
    FROM compensation.earning e
    JOIN compensation.run r ON r.id = e.run_id
    JOIN field.person p ON p.id = e.person_id
    WHERE r.period = ${period} ORDER BY p.code, e.bonus_place`.execute(database.owner)
  return [...rows]
}

/** The SQLSTATE of what is tried after a beginning that holds; nothing of either is kept. */
async function tried(
  db: Db,
  begin: (tx: Tx) => Promise<void>,
  attempt: (tx: Tx) => Promise<unknown>,
): Promise<string> {
  const outcome = { state: '' }
  const all = db.transaction().execute(async (tx) => {
    await begin(tx)
    await attempt(tx).catch((error: unknown) => (outcome.state = sqlState(error)))
    throw new Error('taken back')
  })
  await expect(all).rejects.toThrow('taken back')
  return outcome.state
}
