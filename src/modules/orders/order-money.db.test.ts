import { createHash, randomUUID } from 'node:crypto'
import { array, assert, asyncProperty, nat } from 'fast-check'
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditBooks } from '#modules/ledger/api.ts'
import {
  auditPayments,
  giveBack,
  moneyAbout,
  paymentsOf,
  settlePayment,
  takePayment,
  type PaidFor,
} from '#modules/payments/api.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, type TestPerson } from '#test/support/field.ts'
import {
  cameBack,
  cameIn,
  comesIn,
  DELIVERY,
  didNotHold,
  goesBack,
  isExpected,
  moneyExamples,
  moneyStep,
  mostOf,
  owedFor,
  paidFor,
  PIECE,
  settledBy,
  undone,
  worth,
  worthOther,
  type Counted,
  type MoneyStep,
} from '#test/support/money-oracle.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { fillWallet, walletOf } from '#test/support/wallets.ts'
import { paidForOf } from './store/order-money.ts'
import { changeOrder } from './use-cases/change-order.ts'
import { placeOrder } from './use-cases/place-order.ts'
import { replaceGoods } from './use-cases/replace-goods.ts'

const system = systemActor('req-money')
const call = { actor: system, useCase: 'test.money' }
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'

let database: TestDatabase
let shop: TestShop
let marketId: bigint
let ada: TestPerson
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  ada = await join(database, { sponsorId: house.personId, marketId, name: 'Ada Berg' })
})
afterAll(() => database.close())

test('whatever is paid, expected, changed, exchanged, refunded and taken out in whatever order, the money is what a slow count says', async () => {
  await fillWallet(database, ada, 100_000n)
  const books = {
    wallet: await walletOf(database.owner, ada),
    cash: await booked('cash'),
    bank: await booked('bank'),
  }
  await assert(
    asyncProperty(nat(4), array(moneyStep, { minLength: 10, maxLength: 16 }), async (more, steps) => {
      const orderId = await place(more + 1)
      const others: bigint[] = []
      const order: Counted = {
        pieces: more + 1,
        sent: 0,
        cancelled: 0,
        returned: 0,
        deliveryStands: true,
        payments: [],
        waiting: 0n,
        refunded: 0n,
        reversed: 0n,
        others: [],
        books,
      }
      for (const step of steps) {
        const should = await follow({ orderId, others }, order, step)
        expect({ ...step, did: should.did }).toEqual({ ...step, did: should.could })
        const money = await read(database, system, (tx) => moneyAbout(tx, { kind: 'order', id: orderId }))
        expect(money).toEqual({
          owedMinor: owedFor(order),
          paidMinor: paidFor(order),
          refundedMinor: order.refunded,
          waitingMinor: order.waiting,
        })
        expect(money.paidMinor - money.refundedMinor - money.waitingMinor + money.owedMinor).toBe(
          worth(order),
        )
        await othersAre(others, order)
      }
      const states = (await payments(orderId)).map(({ method, state, paidMinor }) => [
        method,
        state,
        paidMinor,
      ])
      expect(states).toEqual(order.payments.map(({ method, state, paid }) => [method, state, paid]))
      expect([await walletOf(database.owner, ada), await booked('cash'), await booked('bank')]).toEqual([
        books.wallet,
        books.cash,
        books.bank,
      ])
      expect(await wrong()).toEqual([])
    }),
    // The wallet goes on from order to order, so that a sequence that failed cannot be tried again in smaller.
    { numRuns: isLong ? 80 : 7, endOnFailure: true, examples: moneyExamples },
  )
}, 120_000)

/** Does a step in the program and in the slow count; says whether it went through and whether it should. */
async function follow(
  { orderId, others }: Readonly<{ orderId: bigint; others: bigint[] }>,
  order: Counted,
  step: MoneyStep,
): Promise<{ did: boolean; could: boolean }> {
  const of = await subject(orderId)
  const key = randomUUID()
  const ofAmount = (whole: bigint) => (whole * BigInt(step.part)) / 100n
  const payment = order.payments[step.of % Math.max(order.payments.length, 1)]
  const ids = (await payments(orderId)).map(({ id }) => id)
  const paymentId = payment && ids[order.payments.indexOf(payment)]
  const doing = async (work: Parameters<typeof transact<Readonly<{ ok: boolean }>>>[2]) =>
    (await transact(database, call, work)).ok
  const { act, method, to } = step
  if (act === 'pay') {
    const minor = ofAmount(owedFor(order)) === 0n ? 100n : ofAmount(owedFor(order))
    const did = await doing((tx) => takePayment(tx, { for: of, method, minor, key }))
    return { did, could: comesIn(order, method, minor) }
  }
  if (act === 'expect') {
    const minor = ofAmount(PIECE)
    isExpected(order, minor)
    const input = { for: of, method: 'transfer' as const, minor, key, isExpected: true }
    return { did: await doing((tx) => takePayment(tx, input)), could: true }
  }
  if (act === 'settle') {
    if (!payment || paymentId === undefined || payment.state !== 'pending') return { did: true, could: true }
    const minor = ofAmount(payment.asked)
    const did = await doing((tx) => settlePayment(tx, { for: of, paymentId, outcome: 'succeeded', minor }))
    cameIn(order, payment, minor)
    return { did, could: true }
  }
  if (act === 'refund' || act === 'reversal') {
    const chosen = to === 'wallet' && act === 'refund' ? undefined : payment
    if (act === 'reversal' && !chosen) return { did: true, could: true }
    const most = mostOf(order, act, chosen)
    const minor = ofAmount(most) === 0n ? 1n : ofAmount(most)
    const id = chosen && paymentId
    const did = await doing((tx) => giveBack(tx, { for: of, kind: act, paymentId: id, minor, key }))
    const could = minor <= most
    if (could && act === 'refund') goesBack(order, chosen, minor)
    if (could && act === 'reversal' && chosen) didNotHold(order, chosen, minor)
    return { did, could }
  }
  if (act === 'exchange') return exchanged({ orderId, others }, order, step)
  if (act === 'undo') {
    const other = order.others[step.of % Math.max(order.others.length, 1)]
    const otherId = other && others[order.others.indexOf(other)]
    if (!other || otherId === undefined || other.left === 0) return { did: true, could: true }
    const quantity = Math.max(1, Math.floor((other.left * Math.min(step.part, 100)) / 100))
    const did = await doing((tx) =>
      changeOrder(tx, { orderId: otherId, kind: 'cancel', lines: [{ line: 1, quantity }] }),
    )
    undone(order, other, quantity)
    return { did, could: true }
  }
  return changed(orderId, order, { act, to, part: step.part })
}

/** Pieces are replaced by others: what came back if they were sent, and what waits otherwise. */
async function exchanged(
  { orderId, others }: Readonly<{ orderId: bigint; others: bigint[] }>,
  order: Counted,
  { of, part, to }: MoneyStep,
): Promise<{ did: boolean; could: boolean }> {
  const back = order.sent - order.returned
  const as = back > 0 ? 'exchange' : 'substitute'
  const left = back > 0 ? back : order.pieces - order.cancelled - order.sent
  const quantity = Math.max(1, Math.floor((left * Math.min(part, 100)) / 100))
  const owedBefore = owedFor(order)
  const done = await transact(database, call, (tx) =>
    replaceGoods(database, tx, {
      orderId,
      as,
      key: randomUUID(),
      lines: [{ line: 1, quantity }],
      goods: [{ product: shop.soap, quantity: of + 1 }],
      refundTo: to,
    }),
  )
  if (!done.ok || left === 0) return { did: done.ok, could: left > 0 }
  others.push(done.value.placed.order)
  if (as === 'exchange') order.returned += quantity
  else order.cancelled += quantity
  const isOver = order.pieces === order.cancelled + order.returned
  const came = PIECE * BigInt(quantity) + (isOver ? DELIVERY : 0n)
  if (isOver) order.deliveryStands = false
  settledBy(order, of + 1, { owedBefore, back: came, to })
  return { did: true, could: true }
}

/** Of every order that took the place of pieces exactly what this one pays is paid, and nothing waits there. */
async function othersAre(ids: readonly bigint[], order: Counted): Promise<void> {
  const found = await read(database, system, async (tx) => {
    const all = []
    // oxlint-disable-next-line no-await-in-loop -- a handful at most
    for (const id of ids) all.push(await moneyAbout(tx, { kind: 'order', id }))
    return all
  })
  const stands = found.map(({ owedMinor, paidMinor, refundedMinor, waitingMinor }) => ({
    owed: owedMinor,
    paid: paidMinor - refundedMinor,
    waiting: waitingMinor,
  }))
  expect(stands).toEqual(
    order.others.map(({ left, settled }) => ({
      owed: worthOther(left) - settled,
      paid: settled,
      waiting: 0n,
    })),
  )
}

async function changed(
  orderId: bigint,
  order: Counted,
  step: Pick<MoneyStep, 'to' | 'part'> & Readonly<{ act: 'cancel' | 'send' | 'return' }>,
): Promise<{ did: boolean; could: boolean }> {
  const { act: kind, to } = step
  const left = kind === 'return' ? order.sent - order.returned : order.pieces - order.cancelled - order.sent
  const quantity = Math.max(1, Math.floor((left * Math.min(step.part, 100)) / 100))
  const could = quantity <= left
  const owed = owedFor(order)
  const { ok: did } = await transact(database, call, (tx) =>
    changeOrder(tx, { orderId, kind, lines: [{ line: 1, quantity }], refundTo: to }),
  )
  if (!could) return { did, could }
  if (kind === 'send') {
    order.sent += quantity
    return { did, could }
  }
  if (kind === 'cancel') order.cancelled += quantity
  else order.returned += quantity
  const isOver = order.pieces === order.cancelled + order.returned
  const back = PIECE * BigInt(quantity) + (isOver ? DELIVERY : 0n)
  if (isOver) order.deliveryStands = false
  cameBack(order, owed, back, to)
  return { did, could }
}

/** What the company has on one of its own accounts. */
async function booked(account: string): Promise<bigint> {
  return one<{ minor: bigint }>(sql`
    SELECT coalesce(-sum(e.minor), 0)::bigint AS minor FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
    WHERE a.kind = ${account}`).then(({ minor }) => minor)
}

async function payments(orderId: bigint) {
  return read(database, system, (tx) => paymentsOf(tx, { kind: 'order', id: orderId }))
}

async function subject(orderId: bigint): Promise<PaidFor> {
  const order = await read(database, system, (tx) => paidForOf(tx, { id: orderId }))
  if (!order) throw new Error('the order is gone')
  return order
}

/** What the auditors of books and payments find. */
async function wrong(): Promise<unknown[]> {
  return read(database, system, async (tx) => [...(await auditBooks(tx)), ...(await auditPayments(tx))])
}

async function place(pieces: number): Promise<bigint> {
  const key = `money-${(counter += 1)}`
  const payloadHash = createHash('sha256').update(key).digest()
  const lines = [{ product: shop.soap, quantity: pieces }]
  const order = { marketId, type: 'order' as const, buyerId: ada.personId, sellerId: undefined, lines }
  const placed = await placeOrder(
    database,
    { ...call, key: { channel: 'office', scope: 'test', key, payloadHash } },
    async () => ok(order),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value.order
}

async function one<T>(query: RawBuilder<T>): Promise<T> {
  const [row] = (await query.execute(database.owner)).rows
  if (row === undefined) throw new Error('there is no such row')
  return row
}
