import { expect, test } from 'vitest'
import { fromStripe } from '#shared/stripe-amount.ts'
import { isSame, stateSeen, toProvider } from './card.ts'

test('amounts are said to the provider as it counts each currency, and are refused where that is not exact', () => {
  const said = (minor: bigint, currency: string) => {
    const amount = toProvider(minor, currency)
    return amount.ok ? amount.value : amount.refusal.code
  }
  expect(said(1_230n, 'EUR')).toBe(1_230n)
  expect(said(1_230n, 'JPY')).toBe(1_230n)
  // Two decimals at the provider, none in the books.
  expect(said(1_230n, 'ISK')).toBe(123_000n)
  // None at the provider, two in the books.
  expect(said(1_200n, 'MGA')).toBe(12n)
  expect(said(1_230n, 'MGA')).toBe('payments.card_amount')
  // Three decimals, of which the last one is nothing.
  expect(said(1_230n, 'KWD')).toBe(1_230n)
  expect(said(1_234n, 'KWD')).toBe('payments.card_amount')
  for (const [minor, currency] of [
    [990n, 'EUR'],
    [7n, 'JPY'],
    [5n, 'ISK'],
    [300n, 'MGA'],
    [120n, 'BHD'],
  ] as const) {
    const amount = toProvider(minor, currency)
    expect(amount.ok && fromStripe(amount.value, currency)).toBe(minor)
  }
})

test('a payment only goes forward by what is seen of it, and another one is not taken for it', () => {
  expect(stateSeen('unknown', { state: 'open' })).toBe('pending')
  expect(stateSeen('pending', { state: 'processing' })).toBeUndefined()
  expect(stateSeen('created', { state: 'canceled' })).toBe('failed')
  expect(stateSeen('pending', { state: 'succeeded' })).toBe('succeeded')
  expect(stateSeen('succeeded', { state: 'canceled' })).toBeUndefined()
  const payment = { key: 'a', currency: 'EUR', minor: 5n }
  expect(isSame(payment, payment)).toBe(true)
  for (const other of [{ key: 'b' }, { currency: 'NOK' }, { minor: 6n }])
    expect(isSame(payment, { ...payment, ...other })).toBe(false)
})
