import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { read, sqlState, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join } from '#test/support/field.ts'
import {
  appendEntries,
  auditBooks,
  postJournal,
  reverseJournal,
  rollWallets,
  type EntryToPost,
} from './store/books.ts'
import { settleJournal } from './use-cases/settle-journal.ts'

const call = { actor: systemActor('req-ledger'), useCase: 'test.ledger' }
const CURRENCY = 'NOK'

let database: TestDatabase
let entity: bigint
let people: bigint[]
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const { marketId, personId } = await beginField(database)
  const names = ['Ada Berg', 'Bo Dahl', 'Cai Eng']
  people = []
  for (const name of names)
    people.push((await join(database, { sponsorId: personId, marketId, name })).personId)
  const { rows } = await sql<{ id: bigint }>`SELECT id FROM company.legal_entity`.execute(database.db)
  entity = rows[0]?.id ?? 0n
})
afterAll(() => database.close())

test('random journals keep the books right, by a count of everything made independently', async () => {
  const step = fc.record({
    state: fc.constantFrom('posted', 'pending', 'chunked'),
    settle: fc.constantFrom('posted', 'voided', 'later'),
    person: fc.nat(2),
    minor: fc.integer({ min: -900, max: 1000 }).filter((minor) => minor !== 0),
    other: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const posted = await walletsBySum()
      const reserved = [0n, 0n, 0n]
      const pendingBefore = await reservedNow()
      for (const { state, settle, person, minor, other } of steps) {
        const amount = BigInt(minor)
        const id = newId()
        const entries = [wallet(person, amount), { ...expense(-amount) }]
        const able = (sum: bigint): boolean =>
          amount > 0n ||
          (posted[person] ?? 0n) + (pendingBefore[person] ?? 0n) + (reserved[person] ?? 0n) + sum >= 0n
        const wanted = able(amount)
        const result =
          state === 'chunked'
            ? await postInChunks(id, [[wallet(person, amount)], [expense(-amount)]])
            : await transact(database, call, (tx) => postJournal(tx, journal(id, entries, state)))
        expect(result.ok).toBe(wanted)
        if (!result.ok) continue
        if (state === 'posted') posted[person] = (posted[person] ?? 0n) + amount
        else if (settle === 'later') reserved[person] = (reserved[person] ?? 0n) + min(amount, 0n)
        else {
          await transact(database, call, (tx) => settleJournal(tx, { journal: id, outcome: settle }))
          if (settle === 'posted') posted[person] = (posted[person] ?? 0n) + amount
        }
        if (other === 0) await transact(database, call, (tx) => rollWallets(tx, 2))
      }
      expect(await walletsBySum()).toEqual(posted)
      expect(await walletsByView()).toEqual(posted)
      expect(await read(database, call.actor, auditBooks)).toEqual([])
    }),
    { numRuns: 15 },
  )
})

test('a journal that does not sum to zero cannot be committed, whoever looks', async () => {
  const guest: Actor = { ...call.actor, realm: 'public' }
  const work = (tx: Tx) => postJournal(tx, journal(newId(), [wallet(0, 5n), expense(-4n)]))
  for (const actor of [call.actor, guest])
    await expect(transact(database, { ...call, actor }, work)).rejects.toThrow(/is off by 1 NOK/)
  const twoUnits = [wallet(0, 5n), { ...expense(-5n), currency: 'EUR' }]
  await expect(transact(database, call, (tx) => postJournal(tx, journal(newId(), twoUnits)))).rejects.toThrow(
    /is off by/,
  )
})

test('the same id gives the same answer, also a hundred at once, and other content is refused', async () => {
  const id = newId()
  const request = journal(id, [wallet(1, 700n), expense(-700n)])
  const before = (await walletsBySum())[1] ?? 0n
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => transact(database, call, (tx) => postJournal(tx, request))),
  )
  const journals = new Set(answers.map((answer) => (answer.ok ? answer.value.journal : undefined)))
  expect(journals.size).toBe(1)
  expect(answers.filter((answer) => answer.ok && !answer.value.again)).toHaveLength(1)
  expect((await walletsBySum())[1]).toBe(before + 700n)
  const other = { ...request, entries: [wallet(1, 701n), expense(-701n)] }
  expect(await transact(database, call, (tx) => postJournal(tx, other))).toMatchObject({
    ok: false,
    refusal: { code: 'ledger.id_conflict' },
  })
})

test('of many debits at once only as many pass as the wallet bears', async () => {
  await transact(database, call, (tx) =>
    postJournal(tx, journal(newId(), [wallet(2, 1000n), expense(-1000n)])),
  )
  const available = ((await walletsByView())[2] ?? 0n) + ((await reservedNow())[2] ?? 0n)
  const piece = available / 4n
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      transact(database, call, (tx) =>
        postJournal(tx, journal(newId(), [wallet(2, -piece), expense(piece)])),
      ),
    ),
  )
  expect(answers.filter((answer) => answer.ok).length).toBe(4)
  expect(answers.find((answer) => !answer.ok)).toMatchObject({ refusal: { code: 'ledger.balance_short' } })
})

test('a long journal counts all at once when it is posted, and a repeated chunk counts once', async () => {
  const id = newId()
  const before = await walletsByView()
  await transact(database, call, (tx) => postJournal(tx, { ...journal(id, []), state: 'open' }))
  const chunks = [people.map((_, place) => wallet(place, 100n)), [expense(-300n)]]
  for (const number of [1, 1, 2])
    expect(
      await transact(database, call, (tx) =>
        appendEntries(tx, { journal: id, chunk: number, entries: chunks[number - 1] ?? [] }),
      ),
    ).toMatchObject({ ok: true })
  expect(await walletsByView()).toEqual(before)
  await transact(database, call, (tx) => settleJournal(tx, { journal: id, outcome: 'posted' }))
  const after = before.map((balance) => balance + 100n)
  expect(await walletsByView()).toEqual(after)
  expect(await transact(database, call, (tx) => rollWallets(tx, 100))).toBeGreaterThan(0)
  expect(await transact(database, call, (tx) => rollWallets(tx, 100))).toBe(0)
  expect(await walletsByView()).toEqual(after)
  expect(
    await transact(database, call, (tx) =>
      appendEntries(tx, { journal: id, chunk: 3, entries: [expense(1n)] }),
    ),
  ).toMatchObject({ refusal: { code: 'ledger.state_conflict' } })
})

test('a posted journal is reversed once, by a journal of its own', async () => {
  const [id, back] = [newId(), newId()]
  const before = await walletsByView()
  const asked = { id: back, of: id, code: 'correction', atMs: 0 }
  await transact(database, call, (tx) => postJournal(tx, journal(id, [wallet(0, 50n), expense(-50n)])))
  expect(await transact(database, call, (tx) => reverseJournal(tx, asked))).toMatchObject({ ok: true })
  expect(await transact(database, call, (tx) => reverseJournal(tx, asked))).toMatchObject({
    value: { again: true },
  })
  expect(await transact(database, call, (tx) => reverseJournal(tx, { ...asked, id: newId() }))).toMatchObject(
    { refusal: { code: 'ledger.reversed_conflict' } },
  )
  expect(await walletsByView()).toEqual(before)
})

test('nobody changes the books: the program lacks the rights, and the owner meets a guard', async () => {
  const statements = [
    'UPDATE ledger.entry SET minor = minor + 1',
    'DELETE FROM ledger.entry',
    'TRUNCATE ledger.entry',
    'DELETE FROM ledger.journal',
    "UPDATE ledger.journal SET code = 'other'",
    "UPDATE ledger.journal SET state = 'open' WHERE state = 'posted'",
    'DELETE FROM ledger.balance',
  ]
  for (const statement of statements) {
    for (const db of [database.db, database.owner])
      await expect(sql.raw(statement).execute(db)).rejects.toSatisfy((error) => sqlState(error) === '42501')
  }
  const inserts = [
    "INSERT INTO ledger.entry VALUES (1, 99, 1, 'NOK', 5)",
    'UPDATE ledger.balance SET posted_minor = 1',
  ]
  for (const statement of inserts)
    await expect(sql.raw(statement).execute(database.db)).rejects.toSatisfy(
      (error) => sqlState(error) === '42501',
    )
  await expect(
    sql`INSERT INTO ledger.entry SELECT id, 99, (SELECT min(id) FROM ledger.account), ${CURRENCY}, 5
      FROM ledger.journal WHERE state = 'posted' LIMIT 1`.execute(database.owner),
  ).rejects.toThrow(/no longer open/)
  // An entry of a journal or an account that is not there, or in another currency than its account's, comes in with none of its statement.
  const open = sql`(SELECT min(id) FROM ledger.journal WHERE state = 'open')`
  const account = sql`(SELECT min(id) FROM ledger.account)`
  const nowhere = [
    sql`(-1::bigint, 98, ${account}, ${CURRENCY}, 5::bigint)`,
    sql`(${open}, 98, -1::bigint, ${CURRENCY}, 5::bigint)`,
    sql`(${open}, 98, ${account}, 'XXX', 5::bigint)`,
  ]
  for (const row of nowhere)
    await expect(
      sql`INSERT INTO ledger.entry VALUES (${open}, 97, ${account}, ${CURRENCY}, 5), ${row}`.execute(
        database.owner,
      ),
    ).rejects.toThrow('is not there')
})

test('a journal that is written as posted takes its entries at once and balanced, and none afterwards; one that is posted later is balanced then', async () => {
  const account = sql`(SELECT min(id) FROM ledger.account)`
  const write = (state: 'open' | 'posted', ...amounts: readonly number[]) => sql`
    WITH made AS (
      INSERT INTO ledger.journal (client_id, request_hash, code, state, legal_entity_id, at)
      VALUES (${newId()}, sha256(''), 'test', ${state}, ${entity}, now()) RETURNING id
    ), entries AS (
      INSERT INTO ledger.entry
      SELECT made.id, e.line, ${account}, ${CURRENCY}, e.minor FROM made, unnest(${amounts}::bigint[]) WITH ORDINALITY e (minor, line)
      RETURNING journal_id
    )
    SELECT DISTINCT journal_id AS id FROM entries`
  const more = (id: bigint | undefined) => sql`
    INSERT INTO ledger.entry VALUES (${id}, 8, ${account}, ${CURRENCY}, 5), (${id}, 9, ${account}, ${CURRENCY}, -5)`
  const asked = (
    state: 'open' | 'posted',
    then: (tx: Tx, id: bigint | undefined) => Promise<unknown>,
    ...amounts: number[]
  ) =>
    database.owner.transaction().execute(async (tx) => {
      const { rows } = await write(state, ...amounts)
        .$castTo<{ id: bigint }>()
        .execute(tx)
      await then(tx, rows[0]?.id)
      throw new Error('taken back')
    })
  await expect(asked('posted', () => Promise.resolve(), 5, -5)).rejects.toThrow('taken back')
  await expect(asked('posted', () => Promise.resolve(), 5, -4)).rejects.toThrow(/is off by 1 NOK/)
  await expect(asked('posted', (tx, id) => more(id).execute(tx), 5, -5)).rejects.toThrow(/no longer open/)
  const post = (tx: Tx, id: bigint | undefined) =>
    sql`UPDATE ledger.journal SET state = 'posted' WHERE id = ${id}`.execute(tx)
  await expect(asked('open', post, 5, -5)).rejects.toThrow('taken back')
  await expect(asked('open', post, 5, -4)).rejects.toThrow(/is off by 1 NOK/)
})

test('a person sees the own wallet only, also on a connection that staff used a moment ago', async () => {
  const asPerson = (personId: bigint | undefined): Actor => ({
    realm: personId === undefined ? 'public' : 'distributor',
    accountId: null,
    personId: personId ?? null,
    requestId: 'req-look',
  })
  const seen = async (tx: Tx) => {
    const holders = await sql<{ person: bigint | null }>`
      SELECT DISTINCT a.person_id AS person FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
      UNION SELECT person_id FROM ledger.v_wallet`.execute(tx)
    return holders.rows.map((row) => row.person)
  }
  const looks = Array.from({ length: 40 }, async (_, turn) => {
    const person = turn % 3 === 0 ? undefined : people[turn % 3]
    if (turn % 4 === 0) await read(database, call.actor, seen)
    expect(await read(database, asPerson(person), seen)).toEqual(person === undefined ? [] : [person])
  })
  await Promise.all(looks)
})

function journal(id: string, entries: readonly EntryToPost[], state: 'posted' | 'pending' = 'posted') {
  return { id, code: 'commission', legalEntityId: entity, atMs: 0, entries, state }
}

async function postInChunks(id: string, chunks: readonly (readonly EntryToPost[])[]) {
  return transact(database, call, async (tx) => {
    await postJournal(tx, { ...journal(id, []), state: 'open' })
    for (const [place, entries] of chunks.entries()) {
      const added = await appendEntries(tx, { journal: id, chunk: place + 1, entries })
      if (!added.ok) return added
    }
    return { ok: true as const }
  })
}

function wallet(person: number, minor: bigint): EntryToPost {
  return { account: 'wallet', person: people[person], currency: CURRENCY, minor }
}

function expense(minor: bigint): EntryToPost {
  return { account: 'commission_expense', currency: CURRENCY, minor }
}

function newId(): string {
  const hash = createHash('sha256').update(`journal ${++counter}`).digest('hex')
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

/** The slow way: every entry of every posted journal, summed in the program. */
async function walletsBySum(): Promise<bigint[]> {
  const { rows } = await sql<{ person: bigint; minor: bigint }>`
    SELECT a.person_id AS person, e.minor FROM ledger.entry e JOIN ledger.journal j ON j.id = e.journal_id
    JOIN ledger.account a ON a.id = e.account_id
    WHERE j.state = 'posted' AND a.person_id IS NOT NULL`.execute(database.owner)
  return people.map((id) => rows.filter((row) => row.person === id).reduce((sum, row) => sum + row.minor, 0n))
}

async function walletsByView(): Promise<bigint[]> {
  const { rows } = await read(database, call.actor, (tx) =>
    sql<{ person: bigint; minor: bigint }>`
      SELECT person_id AS person, balance_minor AS minor FROM ledger.v_wallet`.execute(tx),
  )
  return people.map((id) => rows.find((row) => row.person === id)?.minor ?? 0n)
}

async function reservedNow(): Promise<bigint[]> {
  const { rows } = await read(database, call.actor, (tx) =>
    sql<{ person: bigint; minor: bigint }>`
      SELECT person_id AS person, reserved_minor AS minor FROM ledger.v_wallet`.execute(tx),
  )
  return people.map((id) => rows.find((row) => row.person === id)?.minor ?? 0n)
}
