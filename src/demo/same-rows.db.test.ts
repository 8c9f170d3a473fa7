import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinPerson } from '#modules/field/api.ts'
import { placeUnder } from '#modules/genealogy/api.ts'
import { cancelOrder, placeOrder } from '#modules/orders/api.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { seedDemonstration } from './seed-demonstration.ts'

const call = { actor: systemActor('test'), useCase: 'test.compare' }

let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
  await seedDemonstration(
    { db: database.db, ownerUrl: database.ownerUrl, say: () => undefined, largeFrom: 0 },
    { people: 150, months: 1, seed: 3, until: '2026-10-25' },
  )
  // What was loaded was bought before there were promotions.
  await sql`UPDATE promotions.promotion SET state = 'paused' WHERE state = 'active'`.execute(database.owner)
})
afterAll(() => database.close())

type Loaded = Readonly<{
  id: bigint
  channel: 'shop' | 'office' | 'reported' | 'desk'
  type: 'order' | 'first'
  marketId: bigint
  buyerId: bigint | null
  sellerId: bigint | null
  takenAt: Date | null
  guestName: string | null
  reason: string | null
  lines: { product: string; quantity: number }[]
}>

const kinds = {
  'an own order of a distributor': sql`o.channel = 'office' AND o.type = 'order' AND o.state = 'placed'`,
  'a first order': sql`o.type = 'first' AND o.state = 'placed'`,
  'an order of a customer': sql`o.channel = 'shop' AND o.buyer_person_id IS NOT NULL AND o.state = 'placed'`,
  'a reported order of a guest': sql`o.channel = 'reported' AND o.buyer_person_id IS NULL AND o.state = 'placed'`,
  'an order with shipping': sql`o.shipping_minor > 0 AND o.state = 'placed'`,
  'a cancelled order': sql`o.state = 'cancelled'`,
} as const

for (const [kind, condition] of Object.entries(kinds))
  test(`${kind} has the rows that placing it again writes`, async () => {
    const { rows } = await sql<Loaded>`
      SELECT o.id, o.channel, o.type, o.market_id AS "marketId", o.buyer_person_id AS "buyerId",
        o.seller_person_id AS "sellerId", o.taken_at AS "takenAt", g.name AS "guestName", o.cancel_reason AS reason,
        (SELECT jsonb_agg(jsonb_build_object('product', p.code, 'quantity', l.quantity))
          FROM orders.order_line l JOIN catalog.product p ON p.id = l.product_id WHERE l.order_id = o.id) AS lines
      FROM orders."order" o LEFT JOIN orders.guest g ON g.order_id = o.id
      WHERE ${condition} ORDER BY o.id LIMIT 1`.execute(database.owner)
    const [loaded] = rows
    if (!loaded) throw new Error('the demonstration has no such order')
    const placed = await placeAgain(loaded)
    expect(await rowsOf(placed)).toEqual(await rowsOf(loaded.id))
  })

test('a person who was loaded has the rows that joining writes', async () => {
  const { rows } = await sql<{
    id: bigint
    marketId: bigint
    sponsorId: bigint
    joinedAt: Date
    email: string
    phone: string | null
  }>`
    SELECT p.id, p.market_id AS "marketId", p.served_by AS "sponsorId", p.joined_at AS "joinedAt", c.email, c.phone
    FROM field.person p JOIN field.person_contact c ON c.person_id = p.id
    WHERE p.kind = 'distributor' AND p.status = 'active' AND p.id > 10 ORDER BY p.id LIMIT 1`.execute(
    database.owner,
  )
  const [loaded] = rows
  if (!loaded) throw new Error('the demonstration has no distributor')
  const names = await sql<{ given_name: string; family_name: string }>`
    SELECT given_name, family_name FROM field.person_name WHERE person_id = ${loaded.id}`.execute(
    database.owner,
  )
  const { marketId, sponsorId, joinedAt, email, phone } = loaded
  const details = {
    givenName: names.rows[0]?.given_name ?? '',
    familyName: names.rows[0]?.family_name ?? '',
    email,
    phone,
    language: 'en',
  }
  const joined = await transact(database, call, (tx) =>
    joinPerson({ placeUnder }, tx, { kind: 'distributor', marketId, sponsorId, details, joinedAt }),
  )
  expect(await personRowsOf(joined.personId)).toEqual(await personRowsOf(loaded.id))
})

async function placeAgain(loaded: Loaded): Promise<bigint> {
  const key = `again ${loaded.id}`
  const placed = await placeOrder(
    database,
    {
      ...call,
      key: {
        channel: loaded.channel,
        scope: 'test',
        key,
        payloadHash: createHash('sha256').update(key).digest(),
      },
    },
    async () =>
      ok({
        marketId: loaded.marketId,
        type: loaded.type,
        buyerId: loaded.buyerId ?? undefined,
        sellerId: loaded.sellerId ?? undefined,
        guestName: loaded.guestName ?? undefined,
        takenAtMs: loaded.takenAt?.getTime(),
        lines: loaded.lines,
      }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  const { reason } = loaded
  if (reason !== null) {
    const orderId = placed.value.order
    const cancelled = await transact(database, call, (tx) => cancelOrder(tx, { orderId, reason }))
    if (!cancelled.ok) throw new Error(cancelled.refusal.code)
  }
  return placed.value.order
}

/** Everything that was written of an order, without ids and moments. */
async function rowsOf(orderId: bigint): Promise<unknown> {
  const { rows } = await sql<{ facts: unknown }>`
    SELECT jsonb_build_object(
      'order', to_jsonb(o) - ARRAY['id', 'code', 'placed_at', 'commission_at', 'journal_client_id', 'cancelled_at'],
      'counted as taken', o.commission_at = o.taken_at,
      'cancelled', o.cancelled_at IS NOT NULL,
      'lines', (SELECT jsonb_agg(to_jsonb(l) - 'order_id' ORDER BY l.line) FROM orders.order_line l
        WHERE l.order_id = o.id),
      'volumes', (SELECT jsonb_agg(to_jsonb(v) - ARRAY['order_id', 'commission_at'] || jsonb_build_object(
          'in time', v.commission_at = o.commission_at))
        FROM orders.order_volume v WHERE v.order_id = o.id),
      'changes', (SELECT jsonb_agg(to_jsonb(v) - ARRAY['id', 'order_id', 'commission_at'] || jsonb_build_object(
          'in time', v.commission_at = o.cancelled_at) ORDER BY v.line, v.name)
        FROM orders.volume_entry v WHERE v.order_id = o.id),
      'keys', (SELECT jsonb_agg(k.channel) FROM orders.order_key k WHERE k.order_id = o.id),
      'guest', (SELECT g.name FROM orders.guest g WHERE g.order_id = o.id),
      'delivery', (SELECT count(*) FROM orders.delivery d WHERE d.order_id = o.id),
      'journals', (SELECT jsonb_agg(to_jsonb(j) - ARRAY['id', 'client_id', 'request_hash', 'subject_id', 'subject_code',
            'at', 'recorded_at', 'reverses_id'] || jsonb_build_object(
          'of this order', j.subject_code = o.code,
          'in time', j.at = CASE WHEN j.code = 'order' THEN o.placed_at ELSE o.cancelled_at END,
          'known by the order', j.client_id = o.journal_client_id,
          'reverses', (SELECT r.code FROM ledger.journal r WHERE r.id = j.reverses_id),
          'entries', (SELECT jsonb_agg(jsonb_build_object('line', e.line, 'account', a.kind, 'holder', a.person_id,
              'currency', e.currency, 'minor', e.minor) ORDER BY e.line)
            FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id WHERE e.journal_id = j.id)
        ) ORDER BY j.id)
        FROM ledger.journal j WHERE j.subject_kind = 'order' AND j.subject_id = o.id)
    ) AS facts FROM orders."order" o WHERE o.id = ${orderId}`.execute(database.owner)
  return rows[0]?.facts
}

async function personRowsOf(personId: bigint): Promise<unknown> {
  const { rows } = await sql<{ facts: unknown }>`
    SELECT jsonb_build_object(
      'person', to_jsonb(p) - ARRAY['id', 'code'],
      'standing', (SELECT jsonb_agg(to_jsonb(s) - ARRAY['id', 'person_id', 'known_seq']) FROM field.person_standing s
        WHERE s.person_id = p.id),
      'name', (SELECT to_jsonb(n) - 'person_id' FROM field.person_name n WHERE n.person_id = p.id),
      'contact', (SELECT to_jsonb(c) - 'person_id' FROM field.person_contact c WHERE c.person_id = p.id),
      'shop', (SELECT jsonb_agg(to_jsonb(s) - ARRAY['name', 'person_id']) FROM field.shop_name s
        WHERE s.person_id = p.id),
      'links', (SELECT jsonb_agg(to_jsonb(l) - ARRAY['id', 'person_id', 'known_seq']) FROM genealogy.link l
        WHERE l.person_id = p.id)
    ) AS facts FROM field.person p WHERE p.id = ${personId}`.execute(database.owner)
  return rows[0]?.facts
}
