import { createHash } from 'node:crypto'
import { array, assert, asyncProperty } from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { openStripe } from '#modules/payments/adapters/stripe.ts'
import {
  auditPayments,
  cardPaymentBy,
  cardNews,
  cardRefundsOf,
  moneyAbout,
  paymentsOf,
  type CardProvider,
} from '#modules/payments/api.ts'
import { paymentsModule } from '#modules/payments/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { startJobs } from '#platform/jobs/jobs.ts'
import { bindTasks } from '#platform/module/tasks.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { bounced, cardStep } from '#test/support/card-deeds.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { TEST_CARDS } from '../demo/stripe-simulator/books.ts'
import {
  startStripeSimulator,
  type SignedMessage,
  type StripeSimulator,
} from '../demo/stripe-simulator/simulator.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { askCardTask } from '#modules/orders/tasks/ask-cards.ts'
import { askCard, sendCardRefunds } from '#modules/orders/use-cases/ask-card.ts'
import { changeOrder } from '#modules/orders/use-cases/change-order.ts'
import { payByCard } from '#modules/orders/use-cases/pay-by-card.ts'
import { giveOrderBack } from '#modules/orders/use-cases/pay-order.ts'
import { placeOrder } from '#modules/orders/use-cases/place-order.ts'

type Cookies = Record<string, string>

const system = systemActor('req-cards')
const call = { actor: system, useCase: 'test.cards' }
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
const delivery = { recipient: 'Ada', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' }
const nok = (minor: number) => ({ minor: minor.toString(), currency: 'NOK' })
/** One piece with delivery, and each further one. */
const PIECE = 8_000n
const SHIPPING = 4_900n

let database: TestDatabase
let server: TestApp
let simulator: StripeSimulator
let cards: CardProvider
let deps: TestDatabase & { cards: CardProvider }
let shop: TestShop
let marketId: bigint
let ada: TestPerson
let staff: Cookies
let adaCookies: Cookies
let boCookies: Cookies
let counter = 0
/** What the simulator told and nobody carried on yet. */
let told: SignedMessage[] = []
/** What takes a bank its time, and did not happen yet. */
const later: (() => void)[] = []

beforeAll(async () => {
  database = await freshDatabase()
  simulator = await startStripeSimulator({
    tell: (message) => void told.push(message),
    later: (work) => void later.push(work),
  })
  cards = openStripe({ ...simulator.settings, timeoutMs: 5_000 })
  deps = { ...database, cards }
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  const person = { sponsorId: house.personId, marketId }
  ada = await join(database, { ...person, name: 'Ada Berg', login: 'ada@example.org' })
  await join(database, { ...person, name: 'Bo Dahl', login: 'bo@example.org' })
  const modules = [catalogModule, ledgerModule, paymentsModule, promotionsModule, ordersModule]
  server = await testApp(database, modules, { cards })
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  boCookies = await signIn(server, { realm: 'distributor', login: 'bo@example.org' })
  const rights = ['orders.read', 'payments.read', 'orders.pay', 'orders.refund', 'orders.cancel']
  staff = await signInStaff(server, database, { login: 'staff@example.org', rights })
})
afterAll(async () => {
  await server.close()
  await simulator.stop()
  await database.close()
})

test('a distributor pays an order by card, and it is paid once Stripe told so, however often and in whatever order it tells', async () => {
  const offered = await ask('GET', '/office/payment-methods', undefined, adaCookies)
  expect(offered.json()).toMatchObject({ methods: [{}, {}, { method: 'card', available: null }] })
  const body = { lines: [{ product: shop.soap, quantity: 1 }], payment: 'card', delivery }
  const { order } = (await ask('POST', '/office/orders', body, adaCookies)).json<{ order: string }>()
  const paying = (cookies: Cookies) => ask('POST', `/office/orders/${order}/card`, undefined, cookies)
  expect((await paying(boCookies)).statusCode).toBe(404)
  const begun = (await paying(adaCookies)).json<{ confirm: { simulator: string } }>()
  expect(begun).toMatchObject({ order, state: 'to_pay', amount: nok(12_900), problem: null })
  expect((await paying(adaCookies)).json()).toEqual(begun)
  const intent = begun.confirm.simulator.split('/').at(-1) ?? ''
  const jobs = await startJobs(
    { onError: () => undefined },
    { url: database.url, concurrency: 1, tasks: bindTasks(deps, [askCardTask]) },
  )
  simulator.books.confirm(intent, TEST_CARDS.declined)
  expect((await paying(adaCookies)).json()).toMatchObject({ problem: 'Your card was declined.' })
  simulator.books.confirm(intent, TEST_CARDS.succeeds)
  const messages = told.splice(0).toReversed()
  for (const message of [...messages, ...messages]) expect((await tell(message)).statusCode).toBe(204)
  const shown = async () => (await ask('GET', `/orders/${order}/payments`)).json<object>()
  await expect
    .poll(shown, { timeout: 10_000 })
    .toMatchObject({ money: { state: 'paid', owed: nok(0), paid: nok(12_900) } })
  await jobs.stop()
  expect(await shown()).toMatchObject({
    payments: [{ method: 'card', state: 'succeeded', reference: intent, mostReversal: nok(0) }],
  })
  expect((await paying(adaCookies)).json()).toMatchObject({ state: 'paid', confirm: null })
  const { rows } = await sql`SELECT id FROM payments.card_event WHERE intent = ${intent}`.execute(
    database.owner,
  )
  expect(rows).toHaveLength(messages.length)
  expect(simulator.books.intents().filter(({ metadata }) => metadata['order'] === order)).toHaveLength(1)
  expect(await wrong()).toEqual([])
})

test('a message is read only if its signature is over the very bytes that came, by the right secret, and not long ago', async () => {
  const id = 'evt_signed'
  const event = {
    id,
    object: 'event',
    type: 'charge.refunded',
    created: 1,
    data: { object: { object: 'charge' } },
  }
  const body = JSON.stringify(event)
  const signature = simulator.sign(body)
  const tries = [
    { body: JSON.stringify(event, null, 1), signature },
    { body, signature: simulator.sign(body, 'whsec_other') },
    { body, signature: simulator.sign(body, undefined, Math.floor(Date.now() / 1000) - 301) },
    { body, signature: 'nothing' },
  ]
  for (const message of tries)
    expect((await tell({ kind: '', ...message })).json()).toMatchObject({ code: 'payments.card_signature' })
  const kept = async () =>
    (await sql`SELECT payment_id FROM payments.card_event WHERE id = ${id}`.execute(database.owner)).rows
  expect(await kept()).toEqual([])
  // What is about nothing of ours is kept, so that somebody can look.
  expect((await tell({ kind: '', body, signature })).statusCode).toBe(204)
  expect(await kept()).toEqual([{ payment_id: null }])
  expect((await ask('GET', '/payments-waiting')).json()).toMatchObject({
    strange: [{ event: id, kind: 'charge.refunded' }],
  })
})

test('a payment that was not answered is unknown and asked again under its own key, and is begun once at Stripe', async () => {
  for (const fault of ['lost_before', 'lost_after', 'server_error'] as const) {
    const orderId = await place(1)
    // The library tries a connection that broke once more by itself.
    simulator.failNext(fault, ...(fault === 'server_error' ? [] : [fault]))
    expect(await payByCard(deps, { orderId, requestId: 'req' })).toMatchObject({
      value: { state: 'unknown' },
    })
    const [payment] = await payments(orderId)
    expect(payment).toMatchObject({ state: 'unknown', reference: null })
    await askCard(deps, payment?.id ?? 0n)
    expect(await payments(orderId)).toMatchObject([{ id: payment?.id, state: 'pending' }])
    expect(await intentsOf(orderId)).toHaveLength(1)
  }
})

test('whoever is stopped between asking Stripe and writing it down begins no second payment and sends no second refund', async () => {
  const orderId = await place(1)
  await nextPaymentOnly(orderId)
  const [payment] = await payments(orderId)
  const known = await read(database, system, (tx) => cardPaymentBy(tx, { id: payment?.id ?? 0n }))
  if (!known) throw new Error('the payment is there')
  const { key, order, minor, currency } = known
  // Stripe has it; the program was ended before it wrote that down.
  await cards.begin({ key, order, minor, currency })
  const all = Array.from({ length: 8 }, () => payByCard(deps, { orderId, requestId: 'req' }))
  for (const one of await Promise.all(all)) expect(one).toMatchObject({ value: { state: 'to_pay' } })
  const [intent, ...others] = await intentsOf(orderId)
  expect(others).toEqual([])
  simulator.books.confirm(intent?.id ?? '', TEST_CARDS.succeeds)
  await askCard(deps, known.id)
  await takeBack(orderId)
  expect(await refund(orderId, known.id, 5_000n, 'first')).toMatchObject({ ok: true })
  const [asked] = await read(database, system, (tx) => cardRefundsOf(tx, [known.id]))
  await cards.refund({ key: asked?.providerKey ?? '', intent: intent?.id ?? '', minor: 5_000n, currency })
  simulator.forgetKeys()
  expect(await sendCardRefunds(deps, known.id)).toBe(true)
  // Several at once, of which none can see what the others do.
  expect(await refund(orderId, known.id, 1_000n, 'at once')).toMatchObject({ ok: true })
  await Promise.all(Array.from({ length: 4 }, () => sendCardRefunds(deps, known.id)))
  // Lost on the way: nobody knows, the money is held back, and it goes out once.
  expect(await refund(orderId, known.id, 5_000n, 'second')).toMatchObject({ ok: true })
  simulator.failNext('lost_after', 'lost_after')
  expect(await sendCardRefunds(deps, known.id)).toBe(true)
  simulator.failNext('lost_before', 'lost_before')
  expect(await refund(orderId, known.id, 1_900n, 'third')).toMatchObject({ ok: true })
  expect(await sendCardRefunds(deps, known.id)).toBe(false)
  expect(await read(database, system, (tx) => cardRefundsOf(tx, [known.id]))).toMatchObject([
    { state: 'sent' },
    { state: 'sent' },
    { state: 'sent' },
    { state: 'unknown' },
  ])
  expect(await refund(orderId, known.id, 1n, 'beyond')).toMatchObject({
    refusal: { code: 'payments.refund_most', params: { most: '0.00 NOK' } },
  })
  expect(await refund(orderId, known.id, 1_900n, 'third')).toMatchObject({ value: { again: true } })
  expect(await sendCardRefunds(deps, known.id)).toBe(true)
  expect(simulator.books.refundsOf(intent?.id ?? '').map(({ amount }) => amount)).toEqual([
    5_000, 1_000, 5_000, 1_900,
  ])
  expect(await money(orderId)).toMatchObject({ refundedMinor: 12_900n, waitingMinor: 0n, owedMinor: 0n })
  expect(await wrong()).toEqual([])
})

test('what is owed changed meanwhile: the payment that asks for the old amount is ended at Stripe, and another one asks for the new', async () => {
  const orderId = await place(2)
  await payByCard(deps, { orderId, requestId: 'req' })
  await transact(database, call, (tx) =>
    changeOrder(tx, { orderId, kind: 'cancel', lines: [{ line: 1, quantity: 1 }] }),
  )
  expect(await payByCard(deps, { orderId, requestId: 'req' })).toMatchObject({
    value: { state: 'to_pay', amount: { minor: SHIPPING + PIECE } },
  })
  expect((await intentsOf(orderId)).map(({ status }) => status)).toEqual([
    'canceled',
    'requires_payment_method',
  ])
  expect(await payments(orderId)).toMatchObject([{ state: 'failed' }, { state: 'pending' }])
})

test('a dispute is shown on the order and among what waits, and lost it makes the money owed again; won it moves nothing', async () => {
  for (const end of ['won', 'lost'] as const) {
    const orderId = await place(1)
    await payByCard(deps, { orderId, requestId: 'req' })
    const [payment] = await payments(orderId)
    const [intent] = await intentsOf(orderId)
    if (!payment || !intent) throw new Error('a payment is begun')
    const code = intent.metadata['order'] ?? ''
    simulator.books.confirm(intent.id, TEST_CARDS.disputed)
    await askCard(deps, payment.id)
    const [dispute] = simulator.books.disputesOf(intent.id)
    const dueAt = new Date((dispute?.evidence_details.due_by ?? 0) * 1000).toISOString()
    const shown = async () => (await ask('GET', `/orders/${code}/payments`)).json<object>()
    expect(await shown()).toMatchObject({
      money: { state: 'paid' },
      payments: [
        { card: { disputes: [{ dispute: dispute?.id, state: 'open', amount: nok(12_900), dueAt }] } },
      ],
    })
    const waiting = async () =>
      (await ask('GET', '/payments-waiting')).json<{ disputes: object[] }>().disputes
    expect(await waiting()).toMatchObject([{ order: code, dispute: dispute?.id, dueAt }])
    simulator.books.closeDispute(dispute?.id ?? '', end)
    for (let times = 0; times < 2; times++) await askCard(deps, payment.id)
    expect(await waiting()).toEqual([])
    expect(await shown()).toMatchObject({
      money: { state: end === 'won' ? 'paid' : 'open', owed: nok(end === 'won' ? 0 : 12_900) },
      payments: [{ card: { disputes: [{ state: end }] } }],
      back:
        end === 'won'
          ? []
          : [{ kind: 'reversal', method: 'card', amount: nok(12_900), reference: dispute?.id }],
    })
    // What staff know of it is the company's alone.
    const seen = { realm: 'distributor', accountId: null, personId: ada.personId, requestId: 'req' } as const
    const news = await read(database, seen, (tx) => cardNews(tx, [payment]))
    expect(news).toEqual({ refunds: [], disputes: [], events: [] })
  }
  expect(await wrong()).toEqual([])
})

test('a bank that asks the payer is waited for, also when the payer goes away meanwhile, and a no takes nothing', async () => {
  const orderId = await place(1)
  await payByCard(deps, { orderId, requestId: 'req' })
  const [intent] = await intentsOf(orderId)
  const [payment] = await payments(orderId)
  if (!payment || !intent) throw new Error('a payment is begun')
  const { books } = simulator
  books.confirm(intent.id, TEST_CARDS.asks)
  const paying = async () => (await payByCard(deps, { orderId, requestId: 'req' })) as object
  for (let times = 0; times < 2; times++)
    expect(await paying()).toMatchObject({ value: { state: 'to_confirm', problem: null } })
  expect(await payments(orderId)).toMatchObject([{ state: 'pending' }])
  books.answerBank(intent.id, false)
  expect(await paying()).toMatchObject({
    value: { state: 'to_pay', problem: 'We are unable to authenticate your payment method.' },
  })
  expect(await money(orderId)).toMatchObject({ paidMinor: 0n })
  books.confirm(intent.id, TEST_CARDS.asks)
  books.answerBank(intent.id, true)
  // The payer never comes back: Stripe tells it.
  expect(told.at(-1)).toMatchObject({ kind: 'payment_intent.succeeded' })
  await askCard(deps, payment.id)
  expect(await paying()).toMatchObject({ value: { state: 'paid' } })
  expect(await intentsOf(orderId)).toHaveLength(1)
  // What is owed changes while the bank asks: it is ended there, and asked for anew.
  const other = await place(2)
  await payByCard(deps, { orderId: other, requestId: 'req' })
  const [asking] = await intentsOf(other)
  books.confirm(asking?.id ?? '', TEST_CARDS.asks)
  await transact(database, call, (tx) =>
    changeOrder(tx, { orderId: other, kind: 'cancel', lines: [{ line: 1, quantity: 1 }] }),
  )
  expect(await payByCard(deps, { orderId: other, requestId: 'req' })).toMatchObject({
    value: { state: 'to_pay', amount: { minor: SHIPPING + PIECE } },
  })
  expect(asking).toMatchObject({ status: 'canceled' })
})

test('a refund that its bank takes late holds its money back, and is sent once Stripe said so', async () => {
  const { orderId, payment } = await paidBy(TEST_CARDS.refundsLate)
  await takeBack(orderId)
  expect(await refund(orderId, payment.id, 5_000n, 'late')).toMatchObject({ ok: true })
  // There is nothing to try again: it is on its way.
  expect(await sendCardRefunds(deps, payment.id)).toBe(true)
  expect(await sendCardRefunds(deps, payment.id)).toBe(true)
  expect(await refundStates(payment.id)).toEqual(['pending'])
  expect(await money(orderId)).toMatchObject({ refundedMinor: 0n, waitingMinor: 12_900n })
  expect(await refund(orderId, payment.id, 7_901n, 'beyond')).toMatchObject({
    refusal: { code: 'payments.refund_most', params: { most: '79.00 NOK' } },
  })
  for (const work of later.splice(0)) work()
  expect(told.at(-1)).toMatchObject({ kind: 'refund.updated' })
  for (let times = 0; times < 2; times++) await askCard(deps, payment.id)
  expect(await refundStates(payment.id)).toEqual(['sent'])
  expect(await money(orderId)).toMatchObject({ refundedMinor: 5_000n, waitingMinor: 7_900n })
  expect(await wrong()).toEqual([])
})

test('a refund that fails after it was sent waits again, is shown to staff, and goes another way then, and only then', async () => {
  const { orderId, payment, code } = await paidBy(TEST_CARDS.refundsFail)
  await takeBack(orderId)
  const body = { kind: 'refund', payment: null, by: 'transfer', amount: nok(12_900), reference: 'Bank 7' }
  const byTransfer = () => ask('POST', `/orders/${code}/refunds`, body)
  expect((await byTransfer()).json()).toMatchObject({ code: 'payments.other_way' })
  expect(await refund(orderId, payment.id, 12_900n, 'all')).toMatchObject({ ok: true })
  await sendCardRefunds(deps, payment.id)
  expect(await money(orderId)).toMatchObject({ refundedMinor: 12_900n, waitingMinor: 0n })
  for (const work of later.splice(0)) work()
  expect(told.at(-1)).toMatchObject({ kind: 'refund.failed' })
  for (const message of [...told, ...told.slice(-1)]) expect((await tell(message)).statusCode).toBe(204)
  for (let times = 0; times < 2; times++) await askCard(deps, payment.id)
  expect(await money(orderId)).toMatchObject({ paidMinor: 12_900n, refundedMinor: 0n, waitingMinor: 12_900n })
  const shown = (await ask('GET', `/orders/${code}/payments`)).json<object>()
  expect(shown).toMatchObject({
    money: { waiting: nok(12_900) },
    payments: [{ back: nok(0), card: { refunds: [{ state: 'failed', problem: 'lost_or_stolen_card' }] } }],
    back: [
      { kind: 'refund', method: 'card', amount: nok(12_900) },
      { kind: 'returned', method: 'card', amount: nok(12_900), reason: 'lost_or_stolen_card' },
    ],
  })
  const { refunds } = (await ask('GET', '/payments-waiting')).json<{ refunds: { order: string }[] }>()
  expect(refunds.map(({ order }) => order)).toContain(code)
  expect((await byTransfer()).json()).toMatchObject({ money: { refunded: nok(12_900), waiting: nok(0) } })
  expect(await wrong()).toEqual([])
})

test('whatever is paid, declined, refunded here or at Stripe, sent and come again, disputed, won and lost, the money is what a slow count of Stripe says', async () => {
  await assert(
    asyncProperty(array(cardStep, { minLength: 6, maxLength: 14 }), async (steps) => {
      const orderId = await place(1)
      const total = PIECE + SHIPPING
      await payByCard(deps, { orderId, requestId: 'req' })
      const [payment] = await payments(orderId)
      const [intent] = await intentsOf(orderId)
      if (!payment || !intent) throw new Error('a payment is begun')
      const { books } = simulator
      const isPaid = () => intent.status === 'succeeded'
      const disputed = () => books.disputesOf(intent.id)
      let isBack = false
      // In the order in which it is booked: a refund takes from what waits, and the rest is owed again.
      const count = { waiting: 0n, refunded: 0n, reversed: 0n, seen: new Set<string>(), paid: 0n }
      const booked = new Map<string, { out: bigint; again: bigint }>()
      const look = async () => {
        await askCard(deps, payment.id)
        if (isPaid() && count.paid === 0n) {
          count.paid = total
          if (isBack) count.waiting = total
        }
        for (const { id, amount, status } of books.refundsOf(intent.id)) {
          const before = booked.get(id)
          if (status === 'failed') {
            booked.delete(id)
            count.refunded -= before?.out ?? 0n
            count.reversed -= before?.again ?? 0n
            count.waiting += (before?.out ?? 0n) + (isBack ? (before?.again ?? 0n) : 0n)
            continue
          }
          if (count.seen.has(id)) continue
          count.seen.add(id)
          const out = BigInt(amount) < count.waiting ? BigInt(amount) : count.waiting
          count.waiting -= out
          count.refunded += out
          const again = least(
            BigInt(amount) - out,
            count.paid - count.reversed - count.refunded - count.waiting,
          )
          count.reversed += again
          booked.set(id, { out, again })
        }
        for (const { id, status } of disputed()) {
          if (count.seen.has(id) || status !== 'lost') continue
          count.seen.add(id)
          count.reversed += least(total, count.paid - count.reversed - count.refunded - count.waiting)
        }
      }
      for (const { deed, minor } of steps) {
        if (deed === 'pay' || deed === 'declined') {
          if (!isPaid()) books.confirm(intent.id, deed === 'pay' ? TEST_CARDS.succeeds : TEST_CARDS.declined)
        } else if (deed === 'take_back' && !isBack && count.paid > 0n) {
          await takeBack(orderId)
          isBack = true
          count.waiting += count.paid - count.refunded - count.reversed
        } else if (deed === 'refund' && count.waiting > 0n) {
          await look()
          const most = least(BigInt(minor), least(count.waiting, leftAt(intent.id)))
          if (most > 0n) {
            await refund(orderId, payment.id, most, `${(counter += 1)}`)
            await sendCardRefunds(deps, payment.id)
          }
          await look()
        } else if (deed === 'outside' && leftAt(intent.id) > 0n)
          books.refund({
            payment_intent: intent.id,
            amount: Number(least(BigInt(minor), leftAt(intent.id))),
            metadata: {},
          })
        else if (deed === 'dispute' && isPaid() && disputed().length === 0) books.dispute(intent)
        else if (deed === 'bounce') {
          const sent = books.refundsOf(intent.id).filter(({ status }) => status !== 'failed')
          const one = sent[minor % Math.max(sent.length, 1)]
          if (one) books.endRefund(one.id, 'failed')
        } else if (deed === 'won' || deed === 'lost')
          for (const { id, status } of disputed())
            if (status === 'needs_response') books.closeDispute(id, deed)
        if (deed === 'look') await look()
      }
      await look()
      await look()
      expect(await money(orderId)).toEqual({
        owedMinor:
          (isBack ? 0n : total) -
          count.paid +
          count.reversed +
          (isBack ? count.refunded + count.waiting : 0n),
        paidMinor: count.paid - count.reversed,
        refundedMinor: count.refunded,
        waitingMinor: count.waiting,
      })
      const { disputes } = await read(database, system, (tx) => cardNews(tx, [payment]))
      expect(disputes.map(({ state }) => (state === 'open' ? 'needs_response' : state))).toEqual(
        disputed().map(({ status }) => status),
      )
      expect(await wrong()).toEqual([])
    }),
    { numRuns: isLong ? 150 : 12, endOnFailure: true, examples: bounced },
  )
}, 120_000)

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}

function leftAt(intent: string): bigint {
  const { books } = simulator
  const back = books
    .refundsOf(intent)
    .reduce((sum, { amount, status }) => (status === 'failed' ? sum : sum + amount), 0)
  return BigInt(books.intentBy(intent).amount_received - back)
}

async function paidBy(card: string) {
  const orderId = await place(1)
  await payByCard(deps, { orderId, requestId: 'req' })
  const [intent] = await intentsOf(orderId)
  const [payment] = await payments(orderId)
  if (!payment || !intent) throw new Error('a payment is begun')
  simulator.books.confirm(intent.id, card)
  await askCard(deps, payment.id)
  return { orderId, payment, code: intent.metadata['order'] ?? '' }
}

async function refundStates(paymentId: bigint): Promise<string[]> {
  const refunds = await read(database, system, (tx) => cardRefundsOf(tx, [paymentId]))
  return refunds.map(({ state }) => state)
}

async function place(pieces: number): Promise<bigint> {
  const key = `cards-${(counter += 1)}`
  const payloadHash = createHash('sha256').update(key).digest()
  const placed = await placeOrder(
    deps,
    { ...call, key: { channel: 'office', scope: 'test', key, payloadHash } },
    async () =>
      ok({
        marketId,
        type: 'order',
        buyerId: ada.personId,
        sellerId: undefined,
        payment: 'card',
        lines: [{ product: shop.soap, quantity: pieces }],
      }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value.order
}

/** The order is taken back wholly, so that what was paid for it waits to go back. */
async function takeBack(orderId: bigint): Promise<void> {
  const changed = await transact(database, call, (tx) => changeOrder(tx, { orderId, kind: 'cancel' }))
  if (!changed.ok) throw new Error(changed.refusal.code)
}

/** As far as the payment is written, without asking Stripe. */
async function nextPaymentOnly(orderId: bigint): Promise<void> {
  expect(await payments(orderId)).toMatchObject([{ method: 'card', state: 'created' }])
}

function refund(orderId: bigint, paymentId: bigint, minor: bigint, key: string) {
  return transact(database, call, (tx) =>
    giveOrderBack(tx, { orderId, kind: 'refund', paymentId, minor, key, accountId: 1n }),
  )
}

function payments(orderId: bigint) {
  return read(database, system, (tx) => paymentsOf(tx, { kind: 'order', id: orderId }))
}

async function intentsOf(orderId: bigint) {
  const { rows } = await sql<{ code: string }>`SELECT code FROM orders."order" WHERE id = ${orderId}`.execute(
    database.owner,
  )
  return simulator.books.intents().filter(({ metadata }) => metadata['order'] === rows[0]?.code)
}

function money(orderId: bigint) {
  return read(database, system, (tx) => moneyAbout(tx, { kind: 'order', id: orderId }))
}

function wrong() {
  return read(database, system, async (tx) => [...(await auditPayments(tx)), ...(await auditBooks(tx))])
}

async function tell({ body, signature }: SignedMessage) {
  return server.app.inject({
    method: 'POST',
    url: '/api/v1/payments/stripe/events',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    payload: body,
  })
}

async function ask(method: 'GET' | 'POST', url: string, body?: object, cookies: Cookies = staff) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': `cards-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
