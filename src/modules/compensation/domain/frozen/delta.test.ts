import { expect, test } from 'vitest'
import { seededRandom } from '#shared/random.ts'
import { changedPeople, paidDifference } from './delta.ts'
import type { PaidResult } from './results.ts'

const paid = (personId: number, place: number, minor: number): PaidResult => ({
  personId: BigInt(personId),
  place,
  currency: 'EUR',
  minor: BigInt(minor),
})

test('more, less, new and gone pay are the rows of a difference; what stays the same is none', () => {
  const before = [paid(1, 0, 500), paid(1, 1, 40), paid(2, 0, 70), paid(3, 0, 10)]
  const now = [paid(1, 0, 650), paid(1, 1, 40), paid(2, 0, 50), paid(4, 1, 5)]
  expect(paidDifference(now, before)).toEqual([
    paid(1, 0, 150),
    paid(2, 0, -20),
    paid(3, 0, -10),
    paid(4, 1, 5),
  ])
})

test('what was paid before and every difference after it add up to what is paid at last', () => {
  const random = seededRandom(7)
  const draw = (most: number): number => random.below(most)
  const table = (): PaidResult[] => {
    const rows = new Map<string, PaidResult>()
    for (let i = 0; i < 30; i++) {
      const one = paid(draw(8), draw(3), 1 + draw(1_000))
      rows.set(`${one.personId} ${one.place}`, one)
    }
    return [...rows.values()]
  }
  const months = [table(), table(), table()]
  let sum: PaidResult[] = []
  for (const month of months) sum = paidDifference([...sum, ...paidDifference(month, sum)], [])
  expect(sum).toEqual(paidDifference(months[2] ?? [], []))
})

test('those whose pay or standing changes are told, also who stands no longer', () => {
  const stood = [
    { personId: 1n, active: true, rank: 2 },
    { personId: 2n, active: true, rank: 1 },
    { personId: 3n, active: true, rank: 1 },
  ]
  const now = [
    { personId: 1n, active: true, rank: 3, careerRank: 3, missed: 0 },
    { personId: 2n, active: true, rank: 1, careerRank: 1, missed: 0 },
  ]
  expect(changedPeople(now, stood, [paid(4, 0, 5)])).toEqual([
    { personId: 1n, active: true, rank: 3 },
    { personId: 3n, active: false, rank: 0 },
    { personId: 4n, active: false, rank: 0 },
  ])
})
