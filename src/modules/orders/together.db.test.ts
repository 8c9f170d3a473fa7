import { createHash } from 'node:crypto'
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  nat,
  readConfigureGlobal,
  record,
  uniqueArray,
  type Arbitrary,
} from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countStock, putPool } from '#modules/inventory/api.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signInStaff } from '#test/support/field.ts'
import { testApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'
import { prepareOfficeOrder, quoteOfficeOrder } from './use-cases/office-order.ts'
import { placeOrder } from './use-cases/place-order.ts'
import { decideInMemory, priceInMemory } from './use-cases/decide-in-memory.ts'
import { placeTogether } from './use-cases/order-queue.ts'
import { placeOwnOrder } from './use-cases/place-own-order.ts'
import { quoteOrder } from './use-cases/quote-order.ts'

const PEOPLE = 12
const system = systemActor('req-together')
const promotions = [
  ['every', 'reward: {percent: {off: 10 %, of: all}}'],
  ['few', 'reward: {percent: {off: 30 %, of: {product: "SOAP"}}}\nlimits: {uses: 12}'],
  ['each', 'reward: {amount: {off: 55, of: {product: "BOOK"}}}\nlimits: {uses_per_person: 2}'],
  ['spent', 'reward: {amount: {off: 120, of: {product: "TOWEL"}}}\nlimits: {budget: 540}'],
  ['monthly', 'reward: {amount: {off: 110, of: {product: "TOWEL"}}}\nlimits: {uses_per_month: 4}'],
  ['typed', 'when: {coupon: scarce}\nreward: {amount: {off: 7, of: all}}'],
] as const

type Company = Readonly<{
  database: TestDatabase
  shop: TestShop
  people: readonly bigint[]
  close: () => Promise<void>
}>

let together: Company
let apart: Company

beforeAll(async () => {
  together = await company()
  apart = await company()
}, 60_000)
afterAll(async () => {
  await together.close()
  await apart.close()
})

/** Who orders what under which key; a key that is taken twice has other content when `differs`. */
const anOrder = record({
  who: nat(PEOPLE - 1),
  key: nat(39),
  differs: integer({ min: 1, max: 8 }).map((n) => n === 1),
  lines: uniqueArray(
    record({
      product: constantFrom('soap', 'towel', 'book', 'soap', 'towel', 'book', 'nothing' as const),
      quantity: integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 3, selector: ({ product }) => product },
  ),
  hasCoupon: integer({ min: 1, max: 6 }).map((n) => n === 1),
})
type AnOrder = typeof anOrder extends Arbitrary<infer T> ? T : never

test('orders that come at once, copies, refused ones and coupons that run out among them, leave what they leave one by one', async () => {
  let run = 0
  const refusals = new Set<string>()
  await assert(
    asyncProperty(array(anOrder, { minLength: 25, maxLength: 40, size: 'max' }), async (orders) => {
      run += 1
      const asked = keyed(orders, run)
      const answers = await Promise.all(asked.map((order) => placeOwnOrder(...askedOf(together, order))))
      // Copies of one key get one order, and other content is refused.
      for (const [at, answer] of answers.entries()) {
        const same = asked.flatMap((other, n) => (other.key === asked[at]?.key ? (answers[n] ?? []) : []))
        const placed = new Set(same.flatMap((one) => (one.ok ? [one.value.order] : [])))
        expect(placed.size).toBeLessThanOrEqual(1)
        if (!answer.ok) refusals.add(answer.refusal.code)
        expect(answer.ok ? 'placed' : answer.refusal.code).toMatch(
          /placed|gone|used_up|conflict|coupon|short/,
        )
      }
      const inOrder = asked
        .flatMap((order, at) => {
          const answer = answers[at]
          return answer?.ok && !answer.value.again ? [{ order, id: answer.value.order }] : []
        })
        .sort((a, b) => Number(a.id - b.id))
      const withCoupon = await ordersWithCoupon(together)
      for (const { order, id } of inOrder) {
        const [deps, call, own] = askedOf(apart, order)
        // Whoever typed a coupon and got more without it took nothing of it: by now others may have used it up.
        const coupons = withCoupon.has(id) ? own.coupons : []
        const prepared = { ...own, coupons, buyer: { kind: 'self' } } as const
        expect(await placeOrder(deps, call, (tx) => prepareOfficeOrder(tx, prepared))).toMatchObject({
          ok: true,
        })
      }
      expect(await everything(together)).toEqual(await everything(apart))
    }),
    { numRuns: Math.min(readConfigureGlobal().numRuns ?? 5, 40), endOnFailure: true },
  )
  expect(await read(together.database, system, auditBooks)).toEqual([])
  expect([...refusals]).toContain('inventory.short')
}, 120_000)

test('a quote from copies in memory says what one that asks question by question says', async () => {
  const { database, shop } = together
  await transact(database, { actor: system, useCase: 'test.count' }, (tx) =>
    countStock(tx, { product: shop.towel, pool: 'main', counted: 5_000 }),
  )
  let byMemory = 0
  const refusals = new Set<string>()
  await assert(
    asyncProperty(anOrder, async (order) => {
      const [deps, { actor }, own] = askedOf(together, { ...order, key: 'quote' })
      const asked = { ...own, buyer: { kind: 'self' }, language: 'en' } as const
      if (await priceInMemory(deps, { channel: 'office', scope: '', key: '' }, own)) byMemory += 1
      const quoted = await quoteOrder(deps, actor, asked)
      if (!quoted.ok) refusals.add(quoted.refusal.code)
      expect(quoted).toEqual(await read(database, actor, (tx) => quoteOfficeOrder(deps, tx, asked)))
    }),
    { numRuns: 30 },
  )
  expect(byMemory).toBeGreaterThan(0)
  expect([...refusals]).toContain('inventory.short')
})

test('a transaction that fails for one order fails for no other, and an order whose answer is lost is placed once', async () => {
  const { database, people, shop } = together
  await transact(database, { actor: system, useCase: 'test.count' }, (tx) =>
    countStock(tx, { product: shop.towel, pool: 'main', counted: 5_000 }),
  )
  const breaking = async (statement: string): Promise<void> => {
    await sql.raw(statement).execute(database.owner)
  }
  // Somebody's orders break the transaction that they are written in.
  await breaking(`CREATE FUNCTION orders.break_it() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.buyer_person_id = ${people[0]} THEN RAISE EXCEPTION 'broken'; END IF; RETURN NEW; END $$`)
  await breaking(`CREATE TRIGGER break_it BEFORE INSERT ON orders."order"
    FOR EACH ROW EXECUTE FUNCTION orders.break_it()`)
  const orders = people.flatMap((_, who) =>
    [0, 1].map((n) => ({
      who,
      key: who * 2 + n,
      differs: false,
      hasCoupon: false,
      lines: [{ product: 'towel' as const, quantity: 1 }],
    })),
  )
  const asked = keyed(orders, 100_000)
  const answers = await Promise.allSettled(asked.map((order) => placeOwnOrder(...askedOf(together, order))))
  expect(answers.map(({ status }) => status)).toEqual(
    asked.map(({ who }) => (who === 0 ? 'rejected' : 'fulfilled')),
  )
  await breaking('DROP FUNCTION orders.break_it() CASCADE')
  // The connections that write are ended again and again while orders come.
  const done = new AbortController()
  const ending = (async () => {
    while (!done.signal.aborted)
      await breaking(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%place_together%' AND state = 'active' AND pid <> pg_backend_pid()`)
  })()
  const more = keyed([...orders, ...orders], 100_001)
  const outcomes = await Promise.allSettled(more.map((order) => placeOwnOrder(...askedOf(together, order))))
  done.abort()
  await ending
  const placed = new Map<string, Set<bigint>>()
  for (const [at, outcome] of outcomes.entries())
    if (outcome.status === 'fulfilled' && outcome.value.ok) {
      const key = more[at]?.key ?? ''
      placed.set(key, (placed.get(key) ?? new Set()).add(outcome.value.value.order))
    }
  for (const ids of placed.values()) expect(ids.size).toBe(1)
  const { rows } = await sql<{ key: string; count: bigint }>`SELECT k.key, count(*) FROM orders.order_key k
    JOIN orders."order" o ON o.id = k.order_id WHERE k.key LIKE 'run-100001-%' GROUP BY 1`.execute(
    database.owner,
  )
  // Whoever got an answer has an order; whoever got none may ask again by the key.
  expect([...placed.keys()].filter((key) => !rows.some((row) => row.key === key))).toEqual([])
  const { rows: whole } = await sql<{ orders: bigint; journals: bigint; events: bigint; audits: bigint }>`
    SELECT (SELECT count(*) FROM orders."order") AS orders, (SELECT count(*) FROM ledger.journal) AS journals,
      (SELECT count(*) FROM platform.outbox WHERE topic = 'orders.order_placed') AS events,
      (SELECT count(*) FROM platform.audit WHERE use_case = 'orders.place_office') AS audits`.execute(
    database.owner,
  )
  const [{ orders: count } = { orders: 0n }] = whole
  expect(whole).toEqual([{ orders: count, journals: count, events: count, audits: count }])
  expect(await read(database, system, auditBooks)).toEqual([])
}, 60_000)

test('orders that come while others are written go together, as many as there are', async () => {
  const { database, people, shop } = together
  await transact(database, { actor: system, useCase: 'test.count' }, (tx) =>
    countStock(tx, { product: shop.towel, pool: 'main', counted: 5_000 }),
  )
  const RUN = 80_000
  const orders = people.map((_, who) => ({
    who,
    key: who,
    differs: false,
    hasCoupon: false,
    lines: [{ product: 'towel' as const, quantity: 1 }],
  }))
  const asked = keyed(orders, RUN).map((order) => askedOf(together, order))
  const ready = await Promise.all(asked.map(([deps, { key }, own]) => decideInMemory(deps, key, own)))
  const answers = await Promise.all(
    asked.map(async ([deps, { key, actor, useCase }, { distributorId }], at) => {
      const decided = ready[at]
      const note = { actor, useCase }
      return decided && placeTogether(deps, { ...decided, key, buyerId: distributorId, note })
    }),
  )
  expect(answers.map((answer) => answer?.ok)).toEqual(orders.map(() => true))
  // Two begin at once, each with the one that came; all others go with the first that is done.
  expect(await transactions(together, RUN)).toBe(3)
})

test('a node that is set so writes each order by itself', async () => {
  const orders = together.people.slice(0, 4).map((_, who) => ({
    who,
    key: who,
    differs: false,
    hasCoupon: false,
    lines: [{ product: 'towel' as const, quantity: 1 }],
  }))
  const RUN = 90_000
  const answers = await Promise.all(
    keyed(orders, RUN).map((order) => {
      const [deps, ...asked] = askedOf(together, order)
      return placeOwnOrder({ ...deps, ordersTogether: 1 }, ...asked)
    }),
  )
  expect(answers.map(({ ok }) => ok)).toEqual(orders.map(() => true))
  expect(await transactions(together, RUN)).toBe(orders.length)
})

type Keyed = Omit<AnOrder, 'key'> & Readonly<{ key: string }>

/** Orders of one key are of one person and have one content, unless they differ. */
function keyed(orders: readonly AnOrder[], run: number): Keyed[] {
  const first = new Map<number, AnOrder>()
  return orders.map((order) => {
    const before = first.get(order.key)
    if (!before) first.set(order.key, order)
    const content = before && !order.differs ? before : order
    return { ...content, who: (before ?? order).who, key: `run-${run}-${order.key}` }
  })
}

function askedOf({ database, shop, people }: Company, order: Keyed): Parameters<typeof placeOwnOrder> {
  const { key, lines, hasCoupon } = order
  const distributorId = people[order.who] ?? 0n
  const actor: Actor = { realm: 'distributor', accountId: 7n, personId: distributorId, requestId: key }
  const payloadHash = createHash('sha256')
    .update(JSON.stringify([lines, hasCoupon]))
    .digest()
  return [
    database,
    { actor, useCase: 'orders.place_office', key: { channel: 'office', scope: 'test', key, payloadHash } },
    {
      distributorId,
      lines: lines.map(({ product, quantity }) => ({
        product: product === 'nothing' ? '999' : shop[product],
        quantity,
      })),
      coupons: hasCoupon ? ['SCARCE'] : [],
      delivery: { recipient: 'Ada', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' },
    },
  ]
}

async function company(): Promise<Company> {
  const database = await freshDatabase()
  const call = { actor: system, useCase: 'test.together' }
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const { marketId, personId: sponsorId } = await beginField(database)
  const shop = await stockShop(database, marketId)
  const people: bigint[] = []
  for (let n = 0; n < PEOPLE; n++) {
    const person = { sponsorId, marketId, name: `Ada Number${n}`, login: `ada${n}@example.org` }
    people.push((await join(database, person)).personId)
  }
  // So few that the last ones get none.
  await transact(database, call, async (tx) => {
    await putPool(tx, { code: 'main', name: 'Main' })
    for (const [product, counted] of [
      [shop.soap, 24],
      [shop.towel, 30],
    ] as const)
      expect(await countStock(tx, { product, pool: 'main', counted })).toMatchObject({ ok: true })
  })
  const server = await testApp(database, [promotionsModule, ordersModule])
  const rights = ['promotions.read', 'promotions.manage']
  const cookies = await signInStaff(server, database, { login: 'manager@example.org', rights })
  let asks = 0
  const ask = async (method: 'POST' | 'PUT', path: string, payload: object): Promise<void> => {
    const headers = { 'idempotency-key': `together-${++asks}` }
    const reply = await server.app.inject({ method, url: `/api/v1${path}`, cookies, headers, payload })
    expect(reply.statusCode).toBeLessThan(300)
  }
  await ask('POST', '/promotion-coupons', {
    market: 'NO',
    kind: 'shared',
    name: 'scarce',
    code: 'SCARCE',
    usesMost: 9,
  })
  for (const [code, body] of promotions) {
    const named = body.replace('SOAP', shop.soap).replace('BOOK', shop.book).replace('TOWEL', shop.towel)
    const text = `openfield_promotion: 1\npromotion: ${code}\ntitle: {en: ${code}}\n${named}\n`
    await ask('POST', '/promotions', { market: 'NO', text })
    await ask('PUT', `/promotions/NO/${code}/state`, { state: 'active' })
  }
  return {
    database,
    shop,
    people,
    close: async () => {
      await server.close()
      await database.close()
    },
  }
}

/** The orders that used a coupon. */
async function ordersWithCoupon({ database }: Company): Promise<ReadonlySet<bigint>> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT u.order_id AS id FROM promotions.use u WHERE u.coupon_id IS NOT NULL`.execute(database.owner)
  return new Set(rows.map(({ id }) => id))
}

/** How many transactions wrote the orders of a run. */
async function transactions({ database }: Company, run: number): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`SELECT count(DISTINCT o.xmin::text) FROM orders."order" o
    JOIN orders.order_key k ON k.order_id = o.id WHERE k.key LIKE ${`run-${run}-%`}`.execute(database.owner)
  return Number(rows[0]?.count ?? 0n)
}

/** Everything that orders left, by their keys; numbers that were merely drawn are left out. */
async function everything({ database }: Company): Promise<unknown> {
  const { rows } = await sql`
    SELECT k.channel, k.scope, k.key, encode(k.payload_hash, 'hex') AS hash,
      to_jsonb(o) - ARRAY['id', 'code', 'placed_at', 'commission_at', 'catalog_version'] AS whole,
      o.placed_at = o.commission_at AS counts_at_once,
      (SELECT jsonb_agg(to_jsonb(l) - 'order_id' ORDER BY l.line) FROM orders.order_line l WHERE l.order_id = o.id) AS lines,
      (SELECT jsonb_agg(to_jsonb(s) - 'order_id' ORDER BY s.line, s.promotion_id) FROM orders.line_promotion s
        WHERE s.order_id = o.id) AS shares,
      (SELECT jsonb_agg(jsonb_build_array(n.names, v.width, v.micros, v.commission_at = o.commission_at, v.buyer_person_id))
        FROM orders.order_volume v JOIN orders.volume_names n ON n.id = v.names_id WHERE v.order_id = o.id) AS volumes,
      (SELECT jsonb_agg(d.address) FROM orders.delivery d WHERE d.order_id = o.id) AS deliveries,
      (SELECT jsonb_agg(to_jsonb(u) - ARRAY['id', 'order_id'] ORDER BY u.promotion_id) FROM promotions.use u
        WHERE u.order_id = o.id) AS uses,
      (SELECT jsonb_agg(jsonb_build_array(j.code, j.state, j.at = o.placed_at, j.subject_code = o.code, a.kind, e.minor, e.currency)
          ORDER BY e.line)
        FROM ledger.journal j JOIN ledger.entry e ON e.journal_id = j.id JOIN ledger.account a ON a.id = e.account_id
        WHERE j.subject_kind = 'order' AND j.subject_id = o.id) AS journal,
      (SELECT jsonb_agg(x.payload - ARRAY['orderId', 'code', 'commissionAt']) FROM platform.outbox x
        WHERE x.topic = 'orders.order_placed' AND x.key_id = o.id) AS events,
      (SELECT jsonb_agg(jsonb_build_array(t.realm, t.account_id, t.use_case, t.request_id)) FROM platform.audit t
        WHERE t.subjects @> jsonb_build_object('order', jsonb_build_array(o.id::text))) AS audits
    FROM orders.order_key k LEFT JOIN orders."order" o ON o.id = k.order_id ORDER BY k.key`.execute(
    database.owner,
  )
  const { rows: counters } = await sql`
    SELECT c.scope, p.code, c.part, c.uses, c.minor FROM promotions.counter c JOIN promotions.promotion p ON p.id = c.of_id
    WHERE c.uses > 0 ORDER BY 1, 2, 3`.execute(database.owner)
  const { rows: coupons } = await sql`SELECT code, uses FROM promotions.coupon ORDER BY 1`.execute(
    database.owner,
  )
  const { rows: promised } = await sql`
    SELECT s.product_id, s.promised, (
      SELECT jsonb_agg(p.pieces ORDER BY k.key) FROM inventory.promise p LEFT JOIN orders.order_key k USING (order_id)
      WHERE p.product_id = s.product_id AND p.released_at IS NULL) AS promises
    FROM inventory.stock s ORDER BY 1`.execute(database.owner)
  const { rows: wrong } = await sql`
    SELECT counter FROM inventory.audit() UNION ALL SELECT 'promise' FROM orders.audit_promises()`.execute(
    database.owner,
  )
  expect(wrong).toEqual([])
  return { rows, counters, coupons, promised }
}
