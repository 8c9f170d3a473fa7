import { expect, test } from 'vitest'
import { effectsOf } from './effect.ts'
import type { PaidResult, PersonResult, Results } from './results.ts'

const paid = (personId: bigint, place: number, minor: bigint, currency = 'EUR'): PaidResult => ({
  personId,
  place,
  currency,
  minor,
})
const stands = (personId: bigint, rank: number): PersonResult => ({
  personId,
  active: true,
  rank,
  careerRank: rank,
  missed: 0,
})
const results = (people: PersonResult[], earnings: PaidResult[]): Results => ({
  period: '2026-10',
  snapshotHash: '',
  bonuses: ['a', 'b'],
  people,
  earnings,
  state: [],
})

test('whose pay or rank differs is told with all that the person gets, once for each currency', () => {
  const before = results(
    [stands(1n, 2), stands(2n, 1), stands(3n, 1), stands(4n, 1)],
    [paid(1n, 0, 500n), paid(1n, 1, 40n), paid(3n, 0, 70n), paid(4n, 0, 5n)],
  )
  const after = results(
    [stands(1n, 1), stands(2n, 2), stands(3n, 1), stands(4n, 1)],
    [paid(1n, 0, 300n), paid(1n, 1, 40n), paid(3n, 0, 70n), paid(4n, 0, 5n), paid(4n, 1, 9n, 'NOK')],
  )
  expect(effectsOf(before, after, 'EUR')).toEqual([
    { personId: 1n, currency: 'EUR', before: 540n, after: 340n, rankBefore: 2, rankAfter: 1 },
    { personId: 2n, currency: 'EUR', before: 0n, after: 0n, rankBefore: 1, rankAfter: 2 },
    { personId: 4n, currency: 'EUR', before: 5n, after: 5n, rankBefore: 1, rankAfter: 1 },
    { personId: 4n, currency: 'NOK', before: 0n, after: 9n, rankBefore: 1, rankAfter: 1 },
  ])
  expect(effectsOf(before, before, 'EUR')).toEqual([])
})
