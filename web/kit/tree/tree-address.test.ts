import { expect, test } from 'vitest'
import { readUnfolded, treeAddressOf, withPerson, writeUnfolded } from './tree-address.ts'

const [one, two, three] = ['per_0000000000001', 'per_0000000000002', 'per_0000000000003']

test('what is unfolded comes back from the address, and what is no person there is passed over', () => {
  const open = [
    { person: one, count: 8 },
    { person: two, count: 0 },
  ]
  expect(readUnfolded(writeUnfolded(open))).toEqual(open)
  expect(readUnfolded('')).toEqual([])
  expect(readUnfolded(`${one}*8,somebody,${two}*many`)).toEqual([{ person: one, count: 8 }])
})

test('folding takes along what was unfolded below, and the oldest goes where there is too much', () => {
  const open = withPerson(withPerson([], one, 4), two, 4)
  expect(withPerson(open, three, 0, new Set([two]))).toEqual([
    { person: one, count: 4 },
    { person: three, count: 0 },
  ])
  expect(withPerson(open, one, 12)).toEqual([
    { person: two, count: 4 },
    { person: one, count: 12 },
  ])
  const many = Array.from({ length: 45 }, (_, at) => `per_${String(at).padStart(13, '0')}`)
  const kept = many.reduce<ReturnType<typeof withPerson>>((all, person) => withPerson(all, person, 4), [])
  expect(kept.map(({ person }) => person)).toEqual(many.slice(-40))
})

test('an earlier day ends when it ends for the company, wherever somebody looks from', () => {
  const shown = (day: string, zone: string | undefined) => treeAddressOf({ day }, zone)
  expect(shown('2026-09-28', 'Europe/Dublin').at).toBe(Date.parse('2026-09-28T22:59:59.999Z'))
  expect(shown('2026-12-01', 'Pacific/Auckland').at).toBe(Date.parse('2026-12-01T10:59:59.999Z'))
  expect(shown('2026-09-28', undefined)).toMatchObject({ day: '2026-09-28', at: undefined })
  expect(shown('2026-02-30', 'Europe/Dublin')).toMatchObject({ day: undefined, at: undefined })
})
