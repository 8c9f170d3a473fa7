import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { holdPaying } from '#modules/compensation/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { changeStanding, joinPerson, positionsMost } from '#modules/field/api.ts'
import { createDemonstrationAccount, hashPassword } from '#modules/identity/api.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { read, sqlState, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { acceptMonth, closeMonth, payDelta, payMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { joinDeps, PASSWORD, signIn, signInStaff, withDeps } from '#test/support/field.ts'
import { cookiesOf, testApp, type TestApp } from '#test/support/http.ts'
import { knowField } from '#test/support/known-field.ts'
import { askForMerge, merge } from '#test/support/merge.ts'
import { decide as decideMoveOf } from '#test/support/move.ts'
import { previewedTransfer } from '#test/support/preview-transfer.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { positionsModule } from './module.ts'
import { handOnMergedConsumer } from './tasks/hand-on-merged.ts'
import { decideTransfer, type TransferDecision } from './use-cases/decide-transfer.ts'
import { handOnMerged } from './use-cases/hand-on-merged.ts'
import { requestTransfer, type TransferRequest } from './use-cases/request-transfer.ts'

const plan = `
openfield: 2
plan: transfers
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
  share: {kind: amount, base: PV, rate: 10 %, qualified: true, cap: '120', cap_over: owner, rounding: half_up, rounded_per: person}
`
type Person = Readonly<{ personId: bigint; code: string }>
const call = { actor: systemActor('test'), useCase: 'test.arrange' }

let database: TestDatabase
let server: TestApp
let company: SmallCompany
let desk: Record<string, string>
let known: Awaited<ReturnType<typeof knowField>>

beforeAll(async () => {
  database = await freshDatabase()
  company = await smallCompany(database.db)
  server = await testApp(database, [withDeps(fieldModule, joinDeps), ledgerModule, positionsModule])
  known = await knowField(database, server, [handOnMergedConsumer])
  desk = await signInStaff(server, database, { login: 'desk@example.com', rights: ['people.read'] })
  await transact(database, call, async (tx) => {
    await sql`INSERT INTO compensation.plan_version (name, version, effective, source, hash)
      VALUES ('transfers', 1, '2026-01-01', ${plan.trimStart()}, encode(sha256(convert_to(${plan.trimStart()}, 'UTF8')), 'hex'))`.execute(
      tx,
    )
    await changeSetting(tx, positionsMost, { marketId: null, validFrom: '2026-01-01', value: 2 })
  })
})
afterAll(async () => {
  await known.stop()
  await server.close()
  await database.close()
})

async function joins(
  name: string,
  of: { email?: string; kind?: 'distributor' | 'retail' } = {},
): Promise<Person> {
  const { email = null, kind = 'distributor' } = of
  const passwordHash = email === null || kind === 'retail' ? '' : await hashPassword(PASSWORD)
  return transact(database, call, async (tx) => {
    const [givenName = name, familyName = ''] = name.split(' ')
    const person = await joinPerson(joinDeps, tx, {
      kind,
      marketId: company.marketId,
      sponsorId: company.houseId,
      details: { givenName, familyName, email, phone: null, language: 'en' },
      joinedAt: new Date('2026-09-10T10:00:00Z'),
    })
    if (passwordHash !== '' && email !== null)
      await createDemonstrationAccount(tx, {
        realm: 'distributor',
        login: email,
        name,
        personId: person.personId,
        passwordHash,
      })
    return person
  })
}
type Ask = Partial<Pick<TransferRequest, 'kind' | 'papers'>> & Readonly<{ from?: string | undefined }>
const ask = (position: Person, to: Person, { from, kind = 'sale', papers = '' }: Ask = {}) =>
  transact(database, { actor: company.staff[0], useCase: 'test.ask' }, (tx, about) =>
    requestTransfer(tx, about, company.staff[0], {
      positionId: position.personId,
      to: to.code,
      kind,
      papers,
      fromMs: from === undefined ? undefined : Date.parse(from),
      reason: 'as the test says',
    }),
  )
const decide = (actor: Actor, transferId: bigint, decision: TransferDecision) =>
  transact(database, { actor, useCase: 'test.decide' }, (tx, about) =>
    decideTransfer(tx, about, actor, { transferId, decision, note: '' }),
  )
/** Asks and lets the other one approve; the refusal's code where it cannot be done. */
async function transfer(position: Person, to: Person, of: Ask = {}) {
  const asked = await ask(position, to, of)
  if (!asked.ok) return asked.refusal.code
  const done = await decide(company.staff[1], asked.value, 'approve')
  return done.ok ? done.value : done.refusal.code
}
const sums = async (actor: Actor, personId: bigint) =>
  read(database, actor, async (tx) => {
    const one = async (query: ReturnType<typeof sql<{ sum: bigint }>>) =>
      Number((await query.execute(tx)).rows[0]?.sum ?? 0n)
    return {
      wallet: await one(sql`SELECT coalesce(sum(balance_minor), 0)::bigint AS sum FROM ledger.v_wallet
        WHERE person_id = ${personId}`),
      entries:
        await one(sql`SELECT count(*) AS sum FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
        WHERE a.person_id = ${personId}`),
      months: await one(sql`SELECT count(*) AS sum FROM compensation.earning WHERE person_id = ${personId}`),
      orders: await one(sql`SELECT count(*) AS sum FROM orders."order"
        WHERE seller_person_id = ${personId} OR buyer_person_id = ${personId}`),
    }
  })
const nameOf = async (personId: bigint, actor: Actor = call.actor) =>
  (
    await read(database, actor, (tx) =>
      sql<{
        name: string
        email: string | null
      }>`SELECT n.display_name AS name, c.email FROM field.person_name n
        LEFT JOIN field.person_contact c USING (person_id) WHERE n.person_id = ${personId}`.execute(tx),
    )
  ).rows[0]
const me = async (cookies: Record<string, string>) =>
  (await server.app.inject({ method: 'GET', url: '/api/v1/me/person', cookies })).json()
/** Whose a position was, as staff are told. */
async function owner(position: Person, at: string, knownSeq?: bigint) {
  const asKnown = knownSeq === undefined ? '' : `&knownSeq=${knownSeq}`
  const url = `/api/v1/people/${server.deps.ids.close('per', position.personId)}/owner?at=${at}${asKnown}`
  const told = (await server.app.inject({ method: 'GET', url, cookies: desk })).json()
  return { seq: BigInt(told.seq), name: told.owner.displayName }
}

test('a position is sold: pay of earlier months, the wallet and the sign-in stay with the old owner, and nothing of them is seen by the new one', async () => {
  const seller = await joins('Sara Seller', { email: 'sara@example.com' })
  const buyer = await joins('Bela Buyer', { email: 'bela@example.com', kind: 'retail' })
  const below = await company.join('Below', seller.personId)
  await company.moveTo('2026-09-20T10:00:00Z')
  await company.order({ sellerId: seller.personId, pieces: 5 })
  await closeMonth(database, company, '2026-09', '2026-10-02T08:00:00Z')
  await company.order({ sellerId: seller.personId, pieces: 2 })
  await company.moveTo('2026-11-03T08:00:00Z')
  await company.order({ sellerId: seller.personId, pieces: 1 })
  await known.settled()
  const before = await owner(seller, '2026-11-15T00:00:00Z')
  const cookies = await signIn(server, { realm: 'distributor', login: 'sara@example.com' })
  expect(await me(cookies)).toMatchObject({ code: seller.code })
  expect(await transfer(seller, buyer, { from: '2026-09-30T10:00:00Z' })).toBe('positions.transfer.too_early')

  await sql`INSERT INTO field.person_address (person_id, recipient, line1, line2, postal_code, city, country)
    VALUES (${seller.personId}, 'Sara Seller', 'Storgata 1', '', '0155', 'Oslo', 'NO')`.execute(
    database.owner,
  )
  await sql`INSERT INTO field.shop (person_id, greeting, findable) VALUES (${seller.personId}, 'Sara here', true)
    ON CONFLICT (person_id) DO UPDATE SET greeting = excluded.greeting, findable = true`.execute(
    database.owner,
  )
  const done = await transfer(seller, buyer, { from: '2026-11-01T00:00:00Z' })
  if (typeof done === 'string') throw new Error(done)
  const formerId = done.formerId ?? 0n
  // What is somebody's own goes along with who leaves; the shop says nothing of them any more.
  const { rows: own } = await sql<{ address: bigint; greeting: string; findable: boolean }>`
    SELECT a.person_id AS address, s.greeting, s.findable FROM field.person_address a, field.shop s
    WHERE s.person_id = ${seller.personId}`.execute(database.owner)
  expect(own).toEqual([{ address: formerId, greeting: '', findable: false }])
  expect(await me(cookies)).toMatchObject({ code: 'sign_in_needed' })
  await expect(signIn(server, { realm: 'distributor', login: 'sara@example.com' })).rejects.toThrow('refused')
  expect(await nameOf(formerId)).toEqual({ name: 'Sara Seller', email: 'sara@example.com' })
  expect(await nameOf(seller.personId)).toEqual({ name: 'Bela Buyer', email: 'bela@example.com' })
  expect((await sums(call.actor, formerId)).wallet).toBe(5_000)

  const payload = { token: done.activation?.split('#')[1], password: PASSWORD }
  const used = await server.app.inject({ method: 'POST', url: '/api/v1/one-time-links/use', payload })
  const bela = cookiesOf(used)
  expect(await me(bela)).toMatchObject({ code: seller.code, displayName: 'Bela Buyer' })
  // October is paid late: to whoever had the position then. November is the new owner's.
  await closeMonth(database, company, '2026-10', '2026-11-05T08:00:00Z')
  await company.moveTo('2026-11-20T08:00:00Z')
  await company.order({ sellerId: seller.personId, pieces: 3 })
  await closeMonth(database, company, '2026-11', '2026-12-02T08:00:00Z')
  expect((await sums(call.actor, formerId)).wallet).toBe(7_000)
  const { rows } = await read(database, call.actor, (tx) =>
    sql<{ id: bigint; since: Date }>`SELECT id, person_since AS since FROM identity.account
      WHERE person_id = ${seller.personId}`.execute(tx),
  )
  expect(rows).toHaveLength(1)
  const viewer: Actor = {
    realm: 'distributor',
    accountId: rows[0]?.id ?? 0n,
    personId: seller.personId,
    personSince: rows[0]?.since ?? new Date(0),
    requestId: 'test',
  }
  // The order of 3 November came before it was hers in the books; it is in her pay, and not in her list.
  expect(await sums(viewer, seller.personId)).toEqual({ wallet: 4_000, entries: 1, months: 1, orders: 1 })
  expect((await sums(call.actor, seller.personId)).months).toBe(3)
  const wallet = await server.app.inject({ method: 'GET', url: '/api/v1/office/wallet', cookies: bela })
  expect(wallet.json().movements).toMatchObject({ total: 1, rows: [{ code: 'compensation.accepted' }] })
  expect(await nameOf(formerId, viewer)).toBeUndefined()
  expect(await nameOf(below.personId, viewer)).toMatchObject({ name: 'Below Tester', email: null })
  await known.settled()
  expect((await owner(seller, '2026-11-15T00:00:00Z')).name).toBe('Bela Buyer')
  expect((await owner(seller, '2026-10-15T00:00:00Z')).name).toBe('Sara Seller')
  expect(before.name).toBe('Sara Seller')
  expect((await owner(seller, '2026-11-15T00:00:00Z', before.seq)).name).toBe('Sara Seller')
  // A delta of an earlier month is the old owner's, too.
  await company.order({ sellerId: seller.personId, pieces: 1, takenAtMs: Date.parse('2026-10-20T10:00:00Z') })
  await payDelta(database, company, '2026-10')
  expect((await sums(call.actor, formerId)).wallet).toBe(8_000)
  expect(await sums(viewer, seller.personId)).toMatchObject({ wallet: 4_000, months: 1 })
}, 60_000)

test('an heir who has a position gets a further one, named by papers; what both bring goes to one wallet', async () => {
  const dies = await joins('Dora Dies', { email: 'dora@example.com' })
  const heir = await joins('Hedda Heir', { email: 'hedda@example.com' })
  expect(await transfer(dies, heir, { kind: 'inheritance' })).toBe('positions.transfer.papers')
  const done = await transfer(dies, heir, { kind: 'inheritance', papers: 'File 12' })
  if (typeof done === 'string') throw new Error(done)
  expect(done.activation).toBeNull()
  const cookies = await signIn(server, { realm: 'distributor', login: 'hedda@example.com' })
  const get = async (url: string) =>
    (await server.app.inject({ method: 'GET', url: `/api/v1${url}`, cookies })).json()
  const { positions } = await get('/me/positions')
  expect(positions).toMatchObject([
    { code: heir.code, isMain: true },
    { code: dies.code, isMain: false },
  ])
  const person = positions[1].person
  await server.app.inject({ method: 'PUT', url: '/api/v1/me/position', payload: { person }, cookies })
  expect(await me(cookies)).toMatchObject({ code: dies.code, displayName: 'Hedda Heir' })
  await company.moveTo('2026-12-20T08:00:00Z')
  await company.order({ sellerId: dies.personId, pieces: 1 })
  await company.order({ sellerId: heir.personId, pieces: 1 })
  await closeMonth(database, company, '2026-12', '2027-01-02T08:00:00Z')
  expect((await sums(call.actor, heir.personId)).wallet).toBe(2_000)
  expect((await sums(call.actor, dies.personId)).wallet).toBe(0)
  // Two are what one person may have; and who sells one of them looks from it no longer.
  expect(await transfer(await joins('Third'), heir)).toBe('positions.transfer.most')
  expect(await transfer(heir, await joins('Other'))).toBe('positions.transfer.others_first')
  const buyer = await joins('Nora New', { email: 'nora@example.com', kind: 'retail' })
  expect(await transfer(dies, buyer)).toMatchObject({ formerId: undefined })
  expect(await me(cookies)).toMatchObject({ code: 'sign_in_needed' })
  expect(await nameOf(dies.personId)).toMatchObject({ name: 'Nora New' })
}, 60_000)

test('a transfer is approved by a second person only, who may say no, and is withdrawn by whoever asked; the database keeps no other', async () => {
  const [position, to] = [await joins('Pia'), await joins('Tom')]
  const asked = await ask(position, to)
  if (!asked.ok) throw new Error(asked.refusal.code)
  expect(await decide(company.staff[0], asked.value, 'approve')).toMatchObject({
    refusal: { code: 'positions.transfer.second_person' },
  })
  const alone = transact(database, call, (tx) =>
    sql`UPDATE positions.transfer SET state = 'done', decided_at = now(), decided_by = requested_by
      WHERE id = ${asked.value}`.execute(tx),
  )
  await expect(alone).rejects.toSatisfy((error) => sqlState(error) === '23514')
  expect(await decide(company.staff[1], asked.value, 'withdraw')).toMatchObject({
    refusal: { code: 'positions.transfer.not_yours' },
  })
  expect(await decide(company.staff[0], asked.value, 'withdraw')).toMatchObject({ ok: true })
  expect(await decide(company.staff[1], asked.value, 'approve')).toMatchObject({
    refusal: { code: 'positions.transfer.decided' },
  })
  expect(await nameOf(position.personId)).toMatchObject({ name: 'Pia' })
})

test('of two transfers of one position at once, or of a transfer and a merge, one is done', async () => {
  for (let round = 0; round < 4; round++) {
    const position = await joins('Wanted')
    const [first, other] = [await ask(position, await joins(`One ${round}`)), await joins(`Other ${round}`)]
    const isMerge = round % 2 === 1
    const second = isMerge
      ? await askForMerge(database, company.staff[0], { person: position, into: other })
      : await ask(position, other)
    if (!first.ok || !second.ok) throw new Error('both can be asked for')
    const done = await Promise.all([
      decide(company.staff[1], first.value, 'approve'),
      isMerge
        ? decideMoveOf(database, company.staff[1], { moveId: second.value, decision: 'approve' })
        : decide(company.staff[1], second.value, 'approve'),
    ])
    expect(done.filter(({ ok }) => ok)).toHaveLength(1)
  }
})

test('who leaves, or stays a customer without an address, takes nothing over', async () => {
  const [position, left] = [await joins('Pat'), await joins('Lev')]
  await transact(database, call, (tx, about) =>
    changeStanding(tx, about, { personId: left.personId, kind: 'distributor', status: 'terminated' }),
  )
  expect(await transfer(position, left)).toBe('positions.transfer.nobody')
  expect(await transfer(left, position)).toBe('positions.transfer.no_position')
  expect(await transfer(position, position)).toBe('positions.transfer.same')
  expect(await transfer(position, await joins('Cus', { kind: 'retail' }))).toBe('positions.transfer.no_email')
})

test('what a transfer changes where a plan caps over owners is previewed as it is paid afterwards', async () => {
  const [seller, taker] = [await joins('Capped Seller'), await joins('Capped Taker')]
  await company.moveTo('2027-01-20T08:00:00Z')
  for (const { personId } of [seller, taker]) await company.order({ sellerId: personId, pieces: 8 })
  const asked = await ask(seller, taker)
  if (!asked.ok) throw new Error(asked.refusal.code)
  const effect = await previewedTransfer(database, asked.value)
  // Each alone is paid 80; both together no more than 120.
  expect(effect).toMatchObject({ state: 'ready', periods: [{ period: '2027-01', accepted: false }] })
  expect(effect.rows.map(({ change }) => Number(change.minor)).reduce((sum, one) => sum + one)).toBe(-4_000)
  expect(await decide(company.staff[1], asked.value, 'approve')).toMatchObject({ ok: true })
  const run = await closeMonth(database, company, '2027-01', '2027-02-02T08:00:00Z')
  for (const { person, after } of effect.rows) {
    const { rows } = await read(database, call.actor, (tx) =>
      sql<{ minor: bigint }>`SELECT sum(e.minor)::bigint AS minor FROM compensation.earning e
        JOIN field.person p ON p.id = e.person_id WHERE e.run_id = ${run.id} AND p.code = ${person.code}`.execute(
        tx,
      ),
    )
    expect(rows[0]?.minor).toBe(after.minor)
  }
}, 60_000)

test('the wallet of a position that ended goes to who has the one that stays, and so does what is paid for it later', async () => {
  const [ends, stays] = [await joins('Ends Twice'), await joins('Stays Twice')]
  await company.moveTo('2027-02-20T08:00:00Z')
  for (const { personId } of [ends, stays]) await company.order({ sellerId: personId, pieces: 1 })
  await closeMonth(database, company, '2027-02', '2027-03-02T08:00:00Z')
  const walletOf = async ({ personId }: Person) => (await sums(call.actor, personId)).wallet
  expect([await walletOf(ends), await walletOf(stays)]).toEqual([1_000, 1_000])
  expect(await merge(database, company.staff, { person: ends, into: stays })).toBe('done')
  await known.settled()
  expect([await walletOf(ends), await walletOf(stays)]).toEqual([0, 2_000])
  // Told again, nothing is paid twice.
  await sql`UPDATE platform.outbox_consumer SET seq = 0 WHERE name = ${handOnMergedConsumer.name}`.execute(
    database.owner,
  )
  await company.order({ sellerId: ends.personId, pieces: 2, takenAtMs: Date.parse('2027-02-25T08:00:00Z') })
  await payDelta(database, company, '2027-02')
  await known.settled()
  expect([await walletOf(ends), await walletOf(stays)]).toEqual([0, 4_000])
  const { rows } = await sql<{ code: string; sum: bigint }>`
    SELECT j.code, sum(e.minor)::bigint AS sum FROM ledger.journal j JOIN ledger.entry e ON e.journal_id = j.id
    GROUP BY j.id, j.code HAVING sum(e.minor) <> 0`.execute(database.owner)
  expect(rows).toEqual([])
}, 60_000)

test('a position that ends while a month is paid leaves nothing in its wallet', async () => {
  const [ends, stays] = [await joins('Ends Meanwhile'), await joins('Stays Meanwhile')]
  await company.moveTo('2027-03-20T08:00:00Z')
  for (const { personId } of [ends, stays]) await company.order({ sellerId: personId, pieces: 1 })
  const run = await acceptMonth(database, company, '2027-03', '2027-04-02T08:00:00Z')
  const isPaying = { paid: Promise.resolve() }
  // Wallets are being moved while the acceptance has asked already whom it pays.
  await transact(database, call, async (tx, about) => {
    await holdPaying(tx)
    isPaying.paid = payMonth(database, run)
    expect(await waitUntil(async () => (await waitingForLocks()) > 0, { stepMs: 20, mostMs: 10_000 })).toBe(
      true,
    )
    expect(await merge(database, company.staff, { person: ends, into: stays })).toBe('done')
    const { rows } = await sql<{ id: bigint }>`SELECT max(id) AS id FROM genealogy.v_move`.execute(tx)
    await handOnMerged(tx, about, rows[0]?.id ?? 0n)
  })
  await isPaying.paid
  const walletOf = async ({ personId }: Person) => (await sums(call.actor, personId)).wallet
  expect([await walletOf(ends), await walletOf(stays)]).toEqual([0, 2_000])
})

/** How many connections wait for somebody else's lock. */
async function waitingForLocks(): Promise<number> {
  const { rows } = await sql<{ waiting: bigint }>`SELECT count(*) AS waiting FROM pg_locks
    WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(
    database.owner,
  )
  return Number(rows[0]?.waiting ?? 0n)
}
