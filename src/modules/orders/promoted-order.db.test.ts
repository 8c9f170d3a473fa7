import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'
import { cancelOrder } from './use-cases/cancel-order.ts'
import { placeOrder, type OrderKey, type OrderToPlace } from './use-cases/place-order.ts'

type Cookies = Record<string, string>

const system = systemActor('req-promoted')
const call = { actor: system, useCase: 'test.promoted' }
const delivery = { recipient: 'Gro', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' }
const contact = { name: 'Gro Hay', email: 'gro@example.org' }
const nok = (minor: string) => ({ minor, currency: 'NOK' })

let database: TestDatabase
let server: TestApp
let shop: TestShop
let marketId: bigint
let ada: TestPerson
let adaCookies: Cookies
let staff: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  ada = await join(database, {
    sponsorId: house.personId,
    marketId,
    name: 'Ada Berg',
    login: 'ada@example.org',
  })
  server = await testApp(database, [catalogModule, promotionsModule, ordersModule])
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const rights = ['promotions.read', 'promotions.manage', 'orders.read']
  staff = await signInStaff(server, database, { login: 'manager@example.org', rights })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('what a promotion took off a line names a line and a version of that promotion, and versions stay', async () => {
  await withPromotion('kept', `reward: {percent: {off: 10 %, of: {product: "${shop.soap}"}}}`, async () => {
    await place({ buyerId: ada.personId })
    const copies: Record<string, string> = {
      '999 as a line': `s.order_id, 999, s.promotion_id, s.version_id`,
      '-1 as an order': `-1, l.line, s.promotion_id, s.version_id`,
      '-1 as a version': `s.order_id, l.line, s.promotion_id, -1`,
      '-1 as a promotion': `s.order_id, l.line, -1, s.version_id`,
    }
    for (const [what, columns] of Object.entries(copies)) {
      const copied = sql`INSERT INTO orders.line_promotion (order_id, line, promotion_id, version_id, minor)
        SELECT ${sql.raw(columns)}, 0 FROM orders.line_promotion s
        JOIN orders.order_line l ON l.order_id = s.order_id AND l.line <> s.line LIMIT 1`
      const refused = await copied.execute(database.owner).then(
        () => 'nothing',
        (error: unknown) => String(error),
      )
      expect(`${what}: ${refused}`).toContain('is not there')
    }
    for (const columns of ['s.promotion_id, -1', '-1, s.version_id'])
      await expect(
        sql`INSERT INTO promotions.use (order_id, promotion_id, version_id, day, opposite, times, minor, gifts_minor)
          SELECT -1, ${sql.raw(columns)}, s.day, false, 1, 0, 0 FROM promotions.use s LIMIT 1`.execute(
          database.owner,
        ),
      ).rejects.toThrow('is not there')
    for (const table of ['promotion', 'promotion_version'])
      await expect(
        sql`DELETE FROM ${sql.table(`promotions.${table}`)}`.execute(database.owner),
      ).rejects.toThrow('never removed')
  })
})

test('a promotion makes lines cheaper to the unit: order, tax, journal and shares say the same', async () => {
  await withPromotion('third', `reward: {percent: {off: 33 %, of: {product: "${shop.soap}"}}}`, async () => {
    const placed = await place({ buyerId: ada.personId })
    // Two pieces of soap at 80.00 cost 53.60 each; a towel stays at 249.50.
    expect(placed).toMatchObject({ ok: true, value: { subtotalMinor: 35_670n, totalMinor: 40_570n } })
    const id = placed.ok ? placed.value.order : 0n
    const rows = async (query: string) => (await sql.raw(query).execute(database.owner)).rows
    expect(
      await rows(`SELECT l.unit_minor, l.discount_minor, l.total_minor, s.minor FROM orders.order_line l
        LEFT JOIN orders.line_promotion s USING (order_id, line) WHERE l.order_id = ${id} ORDER BY l.line`),
    ).toEqual([
      { unit_minor: 8000n, discount_minor: 5280n, total_minor: 10_720n, minor: 5280n },
      { unit_minor: 24_950n, discount_minor: 0n, total_minor: 24_950n, minor: null },
    ])
    expect(
      await rows(`SELECT a.kind, e.minor FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
        JOIN ledger.journal j ON j.id = e.journal_id WHERE j.subject_id = ${id} ORDER BY e.line`),
    ).toEqual([
      { kind: 'receivable', minor: -40_570n },
      { kind: 'sales', minor: 28_536n },
      { kind: 'shipping_income', minor: 3920n },
      { kind: 'tax_payable', minor: 8114n },
    ])
    expect(await read(database, system, auditBooks)).toEqual([])
    const code = placed.ok ? placed.value.code : ''
    expect((await ask('GET', `/orders/${code}`, undefined, staff)).json()).toMatchObject({
      discount: nok('5280'),
      lines: [
        { discount: nok('5280'), promotions: [{ code: 'third', title: 'third', discount: nok('5280') }] },
        { promotions: [] },
      ],
    })
    // The text that held then stays the reason, whatever comes after it.
    for (const statement of [
      'UPDATE orders.line_promotion SET minor = 0',
      'DELETE FROM orders.line_promotion',
    ])
      await expect(sql.raw(statement).execute(database.owner)).rejects.toThrow(/never changed/)
  })
})

test('basket, checkout and placing give the same answer: discounts, a chosen gift and free delivery', async () => {
  const text = `when: {basket: {of: {category: home}, amount: 200}}
reward: {percent: {off: 10 %, of: all}, gift: {choose: 1, of: {product: ["${shop.book}", "${shop.soap}"]}}, free_shipping: true}`
  await withPromotion('gifts', text, async () => {
    const { token } = (await ask('POST', '/shop/baskets', { market: 'NO' })).json<{ token: string }>()
    const small = await ask('PUT', `/shop/baskets/${token}/lines/${shop.soap}`, { quantity: 1 })
    expect(small.json()).toMatchObject({
      total: nok('14900'),
      promotions: {
        applied: [],
        hints: [{ code: 'gifts', missing: { by: 'amount', money: nok('10000') }, goods: ['Home'] }],
      },
    })
    const full = await ask('PUT', `/shop/baskets/${token}/lines/${shop.soap}`, { quantity: 3 })
    expect(full.json()).toMatchObject({
      discount: nok('3000'),
      shipping: nok('0'),
      total: nok('27000'),
      promotions: {
        choices: [{ choose: 1, chosen: 0, from: [{ quantity: 0 }, { quantity: 0 }] }],
        hints: [],
      },
    })
    const chosen = await ask('PUT', `/shop/baskets/${token}/gifts/gifts/${shop.book}`, { quantity: 2 })
    expect(chosen.json()).toMatchObject({
      lines: [
        { gift: false, quantity: 3 },
        { gift: true, quantity: 1, product: { code: shop.book }, total: nok('0') },
      ],
      total: nok('27000'),
      promotions: { choices: [{ choose: 1, chosen: 1 }] },
    })
    const order = { basket: token, contact, delivery, payment: 'pay_later', expectedTotal: nok('27000') }
    const placed = await ask('POST', '/shop/orders', order)
    expect(placed.statusCode).toBe(201)
    const status = await ask('GET', `/shop/orders/${placed.json<{ status: string }>().status}`)
    expect(status.json()).toMatchObject({
      total: nok('27000'),
      discount: nok('3000'),
      lines: [{ gift: false }, { gift: true, product: { code: shop.book }, promotions: [{ code: 'gifts' }] }],
    })
    expect((await ask('GET', `/shop/baskets/${token}`)).json()).toMatchObject({ lines: [] })
    const shown = (await ask('GET', '/promotions/NO/gifts', undefined, staff)).json()
    // The discount and the book that was given.
    expect(shown).toMatchObject({ orders: 1, cost: nok('9000') })
  })
})

test('a quote of the office says what the order then costs', async () => {
  await withPromotion('own', 'when: {channel: office}\nreward: {percent: {off: 50 %, of: all}}', async () => {
    const lines = [{ product: shop.towel, quantity: 1 }]
    const quote = await ask('POST', '/office/quotes', { buyer: { kind: 'self' }, lines }, adaCookies)
    expect(quote.json()).toMatchObject({ subtotal: nok('12475'), promotions: { applied: [{ code: 'own' }] } })
    const total = quote.json<{ total: object }>().total
    const body = { lines, payment: 'pay_later', delivery, expectedTotal: total }
    expect((await ask('POST', '/office/orders', body, adaCookies)).json()).toMatchObject({ total })
    const guest = { buyer: { kind: 'guest', name: 'Gro' }, lines }
    const reported = await ask('POST', '/office/quotes', guest, adaCookies)
    expect(reported.json()).toMatchObject({ discount: nok('0') })
  })
})

test('of twelve orders at once for five uses five are placed and seven are told why; nothing of those remains', async () => {
  const text = `reward: {percent: {off: 10 %, of: all}}\nlimits: {uses: 5}`
  await withPromotion('five', text, async () => {
    const lines = [{ product: shop.book, quantity: 1 }]
    const before = await count('"order"')
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => place({ lines, expectedTotalMinor: 10_300n })),
    )
    expect(answers.filter((answer) => answer.ok)).toHaveLength(5)
    const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]))
    const why = { code: 'promotions.used_up', params: { promotion: 'five' } }
    expect(refused).toMatchObject(Array.from({ length: 7 }, () => why))
    expect(await count('"order"')).toBe(before + 5n)
    const { rows } = await sql`SELECT scope, uses, minor FROM promotions.counter c
      JOIN promotions.promotion p ON p.id = c.of_id WHERE p.code = 'five'`.execute(database.owner)
    expect(rows).toEqual([{ scope: 'promotion', uses: 5n, minor: 3000n }])
  })
})

test('of two orders written together that use two promotions, one of which has one use left, the first is counted on both and the other on none', async () => {
  const asked = (at: number, order: number) => sql`(
    SELECT jsonb_build_object('place', ${at}::int, 'order', ${order}::text, 'day', '2026-11-01', 'at', now(), 'applied',
      jsonb_agg(jsonb_build_object('version', v.id, 'times', 1, 'minor', 100, 'gifts', 0)))
    FROM promotions.promotion_version v JOIN promotions.promotion p ON p.id = v.promotion_id WHERE p.code IN ('wide', 'narrow'))`
  const consume = async (...orders: ReturnType<typeof asked>[]) =>
    (
      await sql<{ refused: unknown }>`
        SELECT promotions.consume_together(jsonb_build_array(${sql.join(orders)})) AS refused`.execute(
        database.owner,
      )
    ).rows[0]?.refused
  await withPromotion('wide', 'reward: {percent: {off: 1 %, of: all}}\nlimits: {uses: 100}', () =>
    withPromotion('narrow', 'reward: {percent: {off: 1 %, of: all}}\nlimits: {uses: 2}', async () => {
      expect(await consume(asked(0, -10))).toEqual({})
      expect(await consume(asked(0, -11), asked(1, -12))).toMatchObject({
        1: { ok: false, code: 'promotions.used_up', params: { promotion: 'narrow' } },
      })
      const counted =
        await sql`SELECT p.code, c.uses, c.minor, (SELECT count(*) FROM promotions.use u WHERE u.promotion_id = p.id) AS rows
        FROM promotions.counter c JOIN promotions.promotion p ON p.id = c.of_id
        WHERE p.code IN ('wide', 'narrow') ORDER BY 1`.execute(database.owner)
      const twice = { uses: 2n, minor: 200n, rows: 2n }
      expect(counted.rows).toEqual(['narrow', 'wide'].map((code) => ({ code, ...twice })))
    }),
  )
})

test('the shop tells of promotions of the moment that anybody can come to, until nothing is left of them', async () => {
  const told = async () => {
    const answer = await ask('GET', '/shop/promotions?market=NO')
    return answer.json<{ promotions: { code: string }[] }>().promotions
  }
  const usual = await told()
  const off = 'reward: {percent: {off: 10 %, of: all}}'
  await withPromotion('winter', `until: 2100-01-01\npriority: 9\n${off}`, () =>
    withPromotion('typed', `when: {coupon: typed}\n${off}`, () =>
      withPromotion('once', `${off.replace('10', '20')}\nlimits: {uses: 1}`, async () => {
        const [first, ...others] = await told()
        expect(first).toEqual({ code: 'winter', title: 'winter', until: '2099-12-31' })
        expect(others.map(({ code }) => code).toSorted()).toEqual(
          [...usual.map(({ code }) => code), 'once'].toSorted(),
        )
        expect(await place({ lines: [{ product: shop.book, quantity: 1 }] })).toMatchObject({ ok: true })
        expect((await told()).map(({ code }) => code)).not.toContain('once')
      }),
    ),
  )
  expect(await told()).toEqual(usual)
})

test('a coupon for one use is used once, is told to be used up, and comes back with a cancelled order', async () => {
  await ask(
    'POST',
    '/promotion-coupons',
    { market: 'NO', kind: 'shared', name: 'once', code: 'once', usesMost: 1 },
    staff,
  )
  await withPromotion('by-coupon', 'when: {coupon: once}\nreward: {amount: {off: 20, of: all}}', async () => {
    const lines = [{ product: shop.book, quantity: 1 }]
    expect(await place({ lines })).toMatchObject({ ok: true, value: { totalMinor: 10_900n } })
    expect(await place({ lines, coupons: ['nonsense'] })).toMatchObject({
      refusal: { code: 'promotions.coupon_unknown' },
    })
    const answers = await Promise.all(Array.from({ length: 12 }, () => place({ lines, coupons: [' Once '] })))
    const placed = answers.flatMap((answer) => (answer.ok ? [answer.value] : []))
    expect(placed).toMatchObject([{ totalMinor: 8900n }])
    const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.code]))
    expect(refused).toEqual(Array.from({ length: 11 }, () => 'promotions.coupon_used_up'))
    const orderId = placed[0]?.order ?? 0n
    await transact(database, call, (tx) => cancelOrder(tx, { orderId, reason: 'A change of mind' }))
    expect(await place({ lines, coupons: ['ONCE'] })).toMatchObject({
      ok: true,
      value: { totalMinor: 8900n },
    })
  })
})

test('a copy of an order that used the last of a promotion gets the same order again', async () => {
  await withPromotion('last', 'reward: {percent: {off: 10 %, of: all}}\nlimits: {uses: 1}', async () => {
    const key = newKey()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => place({ expectedTotalMinor: 45_355n }, key)),
    )
    expect(new Set(answers.map((answer) => (answer.ok ? answer.value.code : answer.refusal.code))).size).toBe(
      1,
    )
    expect(answers.filter((answer) => answer.ok && !answer.value.again)).toHaveLength(1)
  })
})

test('the first order is told from the second, also of two that are placed at once', async () => {
  const bo = await join(database, { sponsorId: ada.personId, marketId, name: 'Bo Dahl' })
  await withPromotion(
    'welcome',
    'when: {first_order: true}\nreward: {percent: {off: 10 %, of: all}}',
    async () => {
      const lines = [{ product: shop.book, quantity: 1 }]
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => place({ lines, buyerId: bo.personId })),
      )
      const totals = answers
        .map((answer) => (answer.ok ? answer.value.totalMinor : 0n))
        .toSorted((a, b) => Number(a - b))
      expect(totals).toEqual([10_300n, 10_900n, 10_900n, 10_900n])
      // A guest is nobody whose orders are counted.
      expect(await place({ lines })).toMatchObject({ ok: true, value: { totalMinor: 10_900n } })
    },
  )
})

test('what a brought customer bought earns a gift once, and what was bought in a window counts', async () => {
  const cy = await join(database, { sponsorId: ada.personId, marketId, name: 'Cy Eid' })
  const dan = await join(database, { sponsorId: cy.personId, marketId, name: 'Dan Fos' })
  const lines = [{ product: shop.book, quantity: 1 }]
  const text = `when: {brought: {of: {category: home}, amount: 100, days: 30}}
reward: {gift: {product: "${shop.soap}"}}
limits: {uses_per_person: 1}`
  await withPromotion('bring', text, async () => {
    expect((await linesOf(await place({ lines, buyerId: cy.personId }))).gifts).toEqual([])
    await place({ lines: [{ product: shop.soap, quantity: 2 }], buyerId: dan.personId })
    expect((await linesOf(await place({ lines, buyerId: cy.personId }))).gifts).toEqual([shop.soap])
    expect((await linesOf(await place({ lines, buyerId: cy.personId }))).gifts).toEqual([])
  })
  const window = `when: {bought: {of: {product: "${shop.soap}"}, pieces: 2, days: 10}}\nreward: {percent: {off: 10 %, of: all}}`
  await withPromotion('again', window, async () => {
    expect(await place({ lines, buyerId: dan.personId })).toMatchObject({ value: { totalMinor: 10_300n } })
    expect(await place({ lines, buyerId: cy.personId })).toMatchObject({ value: { totalMinor: 10_900n } })
  })
})

test('an entitlement that one order earns is used by the next, and points add up', async () => {
  const eva = await join(database, { sponsorId: ada.personId, marketId, name: 'Eva Gil' })
  const lines = [{ product: shop.towel, quantity: 1 }]
  const earn = `when: {basket: {of: {product: "${shop.towel}"}, pieces: 1}}
reward: {entitlement: {name: pencil, days: 90}, points: {unit: stars, points: 1, per: major_unit}}`
  const use = `when: {entitlement: pencil}\nreward: {gift: {product: "${shop.book}"}}`
  await withPromotion('earn', earn, () =>
    withPromotion('spend', use, async () => {
      expect((await linesOf(await place({ lines, buyerId: eva.personId }))).gifts).toEqual([])
      const other = [{ product: shop.soap, quantity: 1 }]
      expect((await linesOf(await place({ lines: other, buyerId: eva.personId }))).gifts).toEqual([shop.book])
      expect((await linesOf(await place({ lines: other, buyerId: eva.personId }))).gifts).toEqual([])
      const { rows } = await sql`SELECT unit, sum(points)::int AS points FROM promotions.points_entry
        WHERE person_id = ${eva.personId} GROUP BY unit`.execute(database.owner)
      expect(rows).toEqual([{ unit: 'stars', points: 249 }])
    }),
  )
})

test('the measured baskets of another system give the right totals', async () => {
  // Order of at least 100 gives 50 % off soap (80) and towel (249.50): the first discount must not break the threshold.
  const both = `when: {basket: {of: all, amount: 100}}\nreward: {percent: {off: 50 %, of: {product: ["${shop.soap}", "${shop.towel}"]}}}`
  await withPromotion('half', both, async () => {
    const lines = [
      { product: shop.soap, quantity: 1 },
      { product: shop.towel, quantity: 1 },
    ]
    expect(await place({ lines, buyerId: ada.personId })).toMatchObject({ value: { subtotalMinor: 16_475n } })
    // Two automatic promotions on the same goods are no present: the better one is taken.
    await withPromotion(
      'sixty',
      `reward: {percent: {off: 60 %, of: {product: "${shop.soap}"}}}`,
      async () => {
        expect(await place({ lines, buyerId: ada.personId })).toMatchObject({
          value: { subtotalMinor: 15_675n },
        })
      },
    )
  })
  const one = `each: {set: [{pieces: 1, of: {product: "${shop.soap}"}}]}\nreward: {free: {pieces: 1, of: {product: "${shop.soap}"}}}`
  await withPromotion('bogo', one, async () => {
    const soap = async (quantity: number) => {
      const placed = await place({ lines: [{ product: shop.soap, quantity }], buyerId: ada.personId })
      return placed.ok ? placed.value.subtotalMinor : 0n
    }
    expect([await soap(1), await soap(2), await soap(5)]).toEqual([8000n, 8000n, 24_000n])
  })
})

test('an order that costs nothing is placed and taken back, and the books stay whole', async () => {
  await withPromotion('all', 'reward: {percent: {off: 100 %, of: all}, free_shipping: true}', async () => {
    const placed = await place({ buyerId: ada.personId, expectedTotalMinor: 0n })
    expect(placed).toMatchObject({ ok: true, value: { totalMinor: 0n, volumes: { PV: 36_500_000n } } })
    const orderId = placed.ok ? placed.value.order : 0n
    const gone = await transact(database, call, (tx) => cancelOrder(tx, { orderId, reason: 'A slip' }))
    expect(gone).toMatchObject({ ok: true })
    expect(await read(database, system, auditBooks)).toEqual([])
  })
})

test('staff see why each promotion applied to an order or did not, and try a text that is not active', async () => {
  const lines = [{ product: shop.book, quantity: 1 }]
  const near = 'when: {basket: {of: {category: home}, amount: 100}}\nreward: {percent: {off: 10 %, of: all}}'
  await withPromotion('near', near, () =>
    withPromotion('worse', 'reward: {percent: {off: 5 %, of: all}}', () =>
      withPromotion('better', 'reward: {percent: {off: 20 %, of: all}}', () =>
        withPromotion('far', 'reward: {percent: {off: 5 %, of: {product: "999999"}}}', async () => {
          const placed = await place({ lines })
          const code = placed.ok ? placed.value.code : ''
          const shown = (await ask('GET', `/orders/${code}/promotions`, undefined, staff)).json()
          expect(shown).toMatchObject({
            total: nok('9700'),
            reasons: [
              { code: 'better', because: 'applied', discount: nok('1200') },
              { code: 'near', because: 'missing', missing: ['40.00 NOK more of home'] },
              { code: 'worse', because: 'other_better' },
              { code: 'far', because: 'no_goods' },
            ],
          })
          const text = `openfield_promotion: 1\npromotion: tried\ntitle: {en: T}\nreward: {price: {each: 1, of: all}}\n`
          const basket = { market: 'NO', kind: 'retail', channel: 'shop', lines }
          const tried = await ask('POST', '/promotion-previews', { ...basket, text }, staff)
          expect(tried.json()).toMatchObject({
            subtotal: nok('100'),
            reasons: [{ code: 'tried' }, {}, {}, {}, {}],
          })
          const wrong = await ask('POST', '/promotion-previews', { ...basket, text: 'x' }, staff)
          expect(wrong.json()).toMatchObject({ code: 'promotions.text_wrong' })
        }),
      ),
    ),
  )
})

/** Runs work while a promotion is active; afterwards it has ended. */
async function withPromotion(code: string, body: string, work: () => Promise<void>): Promise<void> {
  const text = `openfield_promotion: 1\npromotion: ${code}\ntitle: {en: ${code}}\n${body}\n`
  const made = await ask('POST', '/promotions', { market: 'NO', text }, staff)
  expect(made.json()).toMatchObject({ code })
  await ask('PUT', `/promotions/NO/${code}/state`, { state: 'active' }, staff)
  try {
    await work()
  } finally {
    await ask('PUT', `/promotions/NO/${code}/state`, { state: 'ended' }, staff)
  }
}

async function place(order: Partial<OrderToPlace>, key = newKey()) {
  const lines = [
    { product: shop.towel, quantity: 1 },
    { product: shop.soap, quantity: 2 },
  ]
  return placeOrder(database, { ...call, key }, async () =>
    ok({ marketId, type: 'order', buyerId: undefined, sellerId: undefined, lines, ...order }),
  )
}

/** The codes of the gifts of a placed order. */
async function linesOf(placed: Awaited<ReturnType<typeof place>>) {
  const { rows } = await sql<{ code: string }>`SELECT p.code FROM orders.order_line l
    JOIN catalog.product p ON p.id = l.product_id
    WHERE l.gift AND l.order_id = ${placed.ok ? placed.value.order : 0n} ORDER BY l.line`.execute(
    database.owner,
  )
  return { gifts: rows.map(({ code }) => code) }
}

function newKey(): OrderKey {
  const key = `promoted-${++counter}`
  return { channel: 'office', scope: 'test', key, payloadHash: createHash('sha256').update(key).digest() }
}

async function count(table: string): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`SELECT count(*) FROM ${sql.raw(`orders.${table}`)}`.execute(
    database.owner,
  )
  return rows[0]?.count ?? 0n
}

function ask(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, cookies: Cookies = {}) {
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    cookies,
    headers: { 'idempotency-key': `promoted-order-${++counter}` },
    ...(payload === undefined ? {} : { payload }),
  })
}
