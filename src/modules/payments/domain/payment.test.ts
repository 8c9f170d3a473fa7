import { array, assert, bigInt, constantFrom, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { methodsIn } from './method.ts'
import {
  backAtOnce,
  decideBack,
  decidePayment,
  mayBecome,
  mostBack,
  PAYMENT_STATES,
  type PaidFor,
  type PaidPayment,
} from './payment.ts'

const order: PaidFor = {
  kind: 'order',
  id: 1n,
  code: '100000015',
  legalEntityId: 1n,
  marketId: 1n,
  currency: 'EUR',
  personId: 7n,
}
const payment = (more: Partial<PaidPayment> = {}): PaidPayment => ({
  id: 1n,
  method: 'cash',
  state: 'succeeded',
  paidMinor: 5_000n,
  backMinor: 0n,
  personId: 7n,
  ...more,
})
const money = { owedMinor: 290n, paidMinor: 5_000n, refundedMinor: 0n, waitingMinor: 0n }

test('what is settled stays, and what is unknown becomes known or is asked again, but is never begun anew', () => {
  const ends = PAYMENT_STATES.map((from) => [from, PAYMENT_STATES.filter((to) => mayBecome(from, to))])
  expect(Object.fromEntries(ends)).toEqual({
    created: ['pending', 'succeeded', 'failed', 'unknown'],
    pending: ['succeeded', 'failed', 'unknown'],
    unknown: ['pending', 'succeeded', 'failed'],
    succeeded: [],
    failed: [],
  })
})

test('only a transfer brings more than is owed, and the rest of it waits to go back', () => {
  const owed = { owedMinor: 1_000n }
  expect(decidePayment(order, owed, { method: 'cash', minor: 1_001n })).toMatchObject({
    refusal: { code: 'payments.more_than_owed', params: { owed: '10.00 EUR' } },
  })
  expect(decidePayment(order, owed, { method: 'transfer', minor: 1_250n })).toEqual({
    ok: true,
    value: [
      { account: 'bank', currency: 'EUR', minor: -1_250n, person: undefined },
      { account: 'receivable', currency: 'EUR', minor: 1_000n },
      { account: 'refunds', currency: 'EUR', minor: 250n },
    ],
  })
  expect(decidePayment(order, owed, { method: 'wallet', minor: 400n })).toMatchObject({
    value: [
      { account: 'wallet', minor: -400n, person: 7n },
      { account: 'receivable', minor: 400n },
    ],
  })
  const guest = { ...order, personId: undefined }
  expect(decidePayment(guest, owed, { method: 'wallet', minor: 1n })).toMatchObject({
    refusal: { code: 'payments.no_wallet' },
  })
})

test('no more goes back than waits, nor by a payment than it brought; what a wallet held cannot fail to hold', () => {
  const waiting = { ...money, waitingMinor: 2_400n }
  const most = (of: Partial<PaidPayment>) => mostBack(waiting, { kind: 'refund', payment: payment(of) })
  expect([
    most({}),
    most({ paidMinor: 1_000n }),
    most({ backMinor: 4_000n }),
    most({ state: 'failed' }),
  ]).toEqual([2_400n, 1_000n, 1_000n, 0n])
  expect(decideBack(order, waiting, { kind: 'refund', payment: payment(), minor: 2_401n })).toMatchObject({
    refusal: { code: 'payments.refund_most', params: { most: '24.00 EUR' } },
  })
  // What waits came out of payments that held, so that it is not owed again.
  expect(mostBack(waiting, { kind: 'reversal', payment: payment() })).toBe(2_600n)
  expect(
    decideBack(order, money, { kind: 'reversal', payment: payment({ method: 'wallet' }), minor: 1n }),
  ).toMatchObject({ refusal: { code: 'payments.reversal_method' } })
  expect(decideBack(order, money, { kind: 'reversal', payment: payment(), minor: 5_000n })).toMatchObject({
    value: [
      { account: 'receivable', minor: -5_000n },
      { account: 'cash', minor: 5_000n },
    ],
  })
})

test('every journal of money that comes in or goes back comes to zero, and what goes back at once is no more than came', () => {
  const amount = bigInt({ min: 1n, max: 10_000n })
  const paid = record({
    id: amount,
    method: constantFrom('cash' as const, 'wallet' as const, 'transfer' as const),
    state: constantFrom(...PAYMENT_STATES),
    paidMinor: amount,
    backMinor: bigInt({ min: 0n, max: 1n }),
    personId: constantFrom(7n),
  })
  assert(
    property(
      amount,
      amount,
      amount,
      array(paid, { maxLength: 4 }),
      (owedMinor, waitingMinor, minor, payments) => {
        const about = { owedMinor, waitingMinor, paidMinor: 30_000n, refundedMinor: 0n }
        const decided = [
          decidePayment(order, about, { method: 'transfer', minor }),
          ...payments.map((one) => decideBack(order, about, { kind: 'refund', payment: one, minor })),
        ]
        const sums = decided.flatMap((one) =>
          one.ok ? [one.value.reduce((all, entry) => all + entry.minor, 0n)] : [],
        )
        expect(sums.filter((one) => one !== 0n)).toEqual([])
        const shares = backAtOnce(payments, minor)
        const sum = shares.reduce((all, share) => all + share.minor, 0n)
        const there = payments
          .filter(({ method, state }) => method === 'wallet' && state === 'succeeded')
          .reduce((all, one) => all + one.paidMinor - one.backMinor, 0n)
        expect(sum).toBe(minor < there ? minor : there)
      },
    ),
    { numRuns: 100 },
  )
})

test('a setting names methods that buyers choose, each once', () => {
  expect(methodsIn('pay_later, wallet')).toEqual(['pay_later', 'wallet'])
  expect(['', 'cash', 'pay_later, pay_later', 'gold'].map(methodsIn)).toEqual(Array(4).fill(undefined))
})
