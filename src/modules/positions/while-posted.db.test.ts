import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinPerson } from '#modules/field/api.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { connectDirectly } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { acceptMonth, closeMonth, postMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { joinDeps } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { knowField } from '#test/support/known-field.ts'
import { merge } from '#test/support/merge.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { handOnMergedConsumer } from './tasks/hand-on-merged.ts'
import { decideTransfer } from './use-cases/decide-transfer.ts'
import { requestTransfer } from './use-cases/request-transfer.ts'

const plan = `
openfield: 2
plan: while posted
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
changes: {orders: at_end, upline: at_end, payees: at_end, suspended: {rank: frozen, carry: frozen}, terminated: {rank: dropped, carry: dropped}}
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
bonuses:
  share: {kind: amount, base: PV, rate: 10 %, qualified: true, rounding: half_up, rounded_per: person}
`
type Person = Readonly<{ personId: bigint; code: string }>
const call = { actor: systemActor('test'), useCase: 'test.arrange' }
const onError = (error: Error): void => {
  throw error
}

let database: TestDatabase
let server: TestApp
let company: SmallCompany
let known: Awaited<ReturnType<typeof knowField>>

beforeAll(async () => {
  database = await freshDatabase()
  company = await smallCompany(database.db)
  server = await testApp(database, [])
  known = await knowField(database, server, [handOnMergedConsumer])
  await sql`INSERT INTO compensation.plan_version (name, version, effective, source, hash)
    VALUES ('while posted', 1, '2026-01-01', ${plan.trimStart()}, encode(sha256(convert_to(${plan.trimStart()}, 'UTF8')), 'hex'))`.execute(
    database.owner,
  )
})
afterAll(async () => {
  await known.stop()
  await server.close()
  await database.close()
})

/** Four who are paid: one ends in another, one is sold, and one is neither. */
async function four() {
  const [ends, stays, sold, other] = [
    await company.join('Twice', company.houseId),
    await company.join('Twice', company.houseId),
    await company.join('Sold', company.houseId),
    await company.join('Other', company.houseId),
  ]
  const buyer = await transact(database, call, (tx) =>
    joinPerson(joinDeps, tx, {
      kind: 'retail',
      marketId: company.marketId,
      sponsorId: company.houseId,
      details: {
        givenName: 'Bela',
        familyName: 'Buyer',
        email: `buyer${sold.personId}@example.com`,
        phone: null,
        language: 'en',
      },
      joinedAt: new Date('2026-09-10T10:00:00Z'),
    }),
  )
  return { ends, stays, sold, other, buyer }
}
type Four = Awaited<ReturnType<typeof four>>

async function eachSells({ ends, stays, sold, other }: Four): Promise<void> {
  for (const { personId } of [ends, stays, sold, other])
    await company.order({ sellerId: personId, pieces: 1 })
}

/** Merges one position and sells another one; gives the number that the seller goes by since. */
async function change({ ends, stays, sold, buyer }: Four): Promise<Person> {
  const [asks, decides] = company.staff
  expect(await merge(database, company.staff, { person: ends, into: stays })).toBe('done')
  const request = {
    positionId: sold.personId,
    to: buyer.code,
    kind: 'sale',
    papers: '',
    fromMs: undefined,
    reason: 'as the test says',
  } as const
  const asked = await transact(database, { actor: asks, useCase: 'test.ask' }, (tx, about) =>
    requestTransfer(tx, about, asks, request),
  )
  if (!asked.ok) throw new Error(asked.refusal.code)
  const decision = { transferId: asked.value, decision: 'approve', note: '' } as const
  const done = await transact(database, { actor: decides, useCase: 'test.decide' }, (tx, about) =>
    decideTransfer(tx, about, decides, decision),
  )
  if (!done.ok) throw new Error(done.refusal.code)
  await known.settled()
  return { personId: done.value.formerId ?? 0n, code: '' }
}

/** A connection of another one that keeps what `take` takes until it is let go. */
async function holding(take: string): Promise<() => Promise<void>> {
  const holder = await connectDirectly({ onError }, database.ownerUrl)
  await holder.query('BEGIN')
  await holder.query(take)
  return async () => {
    await holder.query('ROLLBACK')
    await holder.end()
  }
}
/** How many stand before something that another one keeps. */
const held = async (): Promise<number> => {
  const { rows } = await sql<{ held: number }>`SELECT count(*)::int AS held FROM pg_locks
    WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      OR NOT granted AND locktype = 'transactionid'`.execute(database.owner)
  return rows[0]?.held ?? 0
}

const wallets = async (people: readonly Person[]): Promise<number[]> => {
  const { rows } = await read(database, call.actor, (tx) =>
    sql<{ id: bigint; minor: bigint }>`SELECT person_id AS id, sum(balance_minor)::bigint AS minor
      FROM ledger.v_wallet GROUP BY person_id`.execute(tx),
  )
  return people.map(({ personId }) => Number(rows.find(({ id }) => id === personId)?.minor ?? 0n))
}

test('who ends in another one or is sold after pay was read and before it is written is paid where the position is by then', async () => {
  const people = await four()
  const { ends, stays, sold, other, buyer } = people
  await eachSells(people)
  const run = await acceptMonth(database, company, '2026-09', '2026-10-02T08:00:00Z')
  const letGo = await holding('LOCK TABLE ledger.journal IN SHARE MODE')
  const posting = postMonth(database, run.id)
  await expect.poll(held).toBe(1)
  const former = await change(people)
  await letGo()
  await posting
  expect(await wallets([ends, stays, sold, former, other, buyer])).toEqual([0, 2_000, 0, 1_000, 1_000, 0])
  expect(await read(database, call.actor, auditBooks)).toEqual([])
}, 60_000)

test('so it is after it was written and before it is posted, also when the posting was killed and is taken up again', async () => {
  const people = await four()
  const { ends, stays, sold, other, buyer } = people
  await eachSells(people)
  // What they have from before goes on at once.
  await closeMonth(database, company, '2026-10', '2026-11-02T08:00:00Z')
  await eachSells(people)
  const run = await acceptMonth(database, company, '2026-11', '2026-12-02T08:00:00Z')
  const letGo = await holding(`SELECT FROM compensation.run WHERE id = ${run.id} FOR UPDATE`)
  const posting = postMonth(database, run.id)
  await expect.poll(held).toBe(1)
  const former = await change(people)
  expect(await wallets([ends, stays, sold, former])).toEqual([0, 2_000, 0, 1_000])
  const again = postMonth(database, run.id)
  await expect.poll(held).toBe(2)
  await letGo()
  await Promise.all([posting, again])
  expect(await wallets([ends, stays, sold, former, other, buyer])).toEqual([0, 4_000, 0, 2_000, 2_000, 0])
  expect(await read(database, call.actor, auditBooks)).toEqual([])
}, 60_000)

test('who is merged or sold while it is being posted waits for it, and what came is handed on afterwards', async () => {
  const people = await four()
  const { ends, stays, sold, other, buyer } = people
  await eachSells(people)
  const run = await acceptMonth(database, company, '2026-12', '2027-01-02T08:00:00Z')
  const letGo = await holding(`SELECT FROM compensation.run_step WHERE run_id = ${run.id} FOR UPDATE`)
  const posting = postMonth(database, run.id)
  await expect.poll(held).toBe(1)
  const changing = change(people)
  await expect.poll(held).toBe(2)
  await letGo()
  const [former] = await Promise.all([changing, posting])
  expect(await wallets([ends, stays, sold, former, other, buyer])).toEqual([0, 2_000, 0, 1_000, 1_000, 0])
}, 60_000)
