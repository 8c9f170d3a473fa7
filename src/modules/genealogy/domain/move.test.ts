import { expect, test } from 'vitest'
import { placesOfMove, type AskedMove, type MoveFacts } from './move.ts'

const asked: AskedMove = {
  tree: 'sponsor',
  personId: 5n,
  parentId: 9n,
  side: null,
  withTeam: true,
  fromMs: 1_000_000,
}
const facts: MoveFacts = {
  nowMs: 2_000_000,
  width: null,
  place: { parentId: 1n, side: null, fromMs: 500_000 },
  parentSinceMs: 100_000,
  aboveSinceMs: 100_000,
  circles: false,
  isFree: true,
  directs: [
    { personId: 6n, fromMs: 600_000 },
    { personId: 7n, fromMs: 1_500_000 },
  ],
  lastLeftMs: undefined,
}
const codeOf = (change: Partial<AskedMove>, told: Partial<MoveFacts> = {}): string | undefined => {
  const answer = placesOfMove({ ...asked, ...change }, { ...facts, ...told })
  return answer.ok ? undefined : answer.refusal.code
}

test('with the team only the person gets another place', () => {
  expect(placesOfMove(asked, facts)).toEqual({
    ok: true,
    value: [{ personId: 5n, parentId: 9n, side: null, fromMs: 1_000_000 }],
  })
})

test('alone, those directly below come under the old parent, from when they came or the move begins', () => {
  const answer = placesOfMove({ ...asked, withTeam: false }, facts)
  expect(answer.ok && answer.value).toEqual([
    { personId: 6n, parentId: 1n, side: null, fromMs: 1_000_000 },
    { personId: 7n, parentId: 1n, side: null, fromMs: 1_500_000 },
    { personId: 5n, parentId: 9n, side: null, fromMs: 1_000_000 },
  ])
})

test('in a tree with places, who follows takes the place that becomes free', () => {
  const binary = { width: 2, place: { parentId: 1n, side: 1, fromMs: 500_000 } }
  const move = { ...asked, side: 0, withTeam: false }
  const answer = placesOfMove(move, { ...facts, ...binary, directs: facts.directs.slice(0, 1) })
  expect(answer.ok && answer.value[0]).toMatchObject({ personId: 6n, parentId: 1n, side: 1 })
  expect(codeOf(move, binary)).toBe('genealogy.move.several_below')
  expect(codeOf({ side: null }, binary)).toBe('genealogy.place.not_found')
  expect(codeOf({ side: 2 }, binary)).toBe('genealogy.place.not_found')
  expect(codeOf({ side: 0 }, { ...binary, isFree: false })).toBe('genealogy.place.conflict')
})

test('what cannot be done is refused with its reason', () => {
  expect(codeOf({}, { place: undefined })).toBe('genealogy.move.nowhere')
  expect(codeOf({}, { place: { parentId: null, side: null, fromMs: 0 } })).toBe('genealogy.move.top')
  expect(codeOf({ fromMs: 2_000_001 })).toBe('genealogy.move.later')
  expect(codeOf({}, { circles: true })).toBe('genealogy.move.circle')
  expect(codeOf({ parentId: 5n, withTeam: false })).toBe('genealogy.move.circle')
  // Alone, the own team is no obstacle: it does not go along.
  expect(codeOf({ withTeam: false }, { circles: true })).toBeUndefined()
  expect(codeOf({ parentId: 1n })).toBe('genealogy.move.same')
  expect(codeOf({}, { parentSinceMs: undefined })).toBe('genealogy.move.parent_nowhere')
})

test('a move begins when everybody whom it is about stands where the change begins, and not before', () => {
  expect(codeOf({ fromMs: 500_000 })).toBeUndefined()
  expect(codeOf({ fromMs: 499_999 })).toBe('genealogy.move.too_early')
  expect(codeOf({}, { parentSinceMs: 1_000_001 })).toBe('genealogy.move.too_early')
  expect(codeOf({}, { lastLeftMs: 1_000_001 })).toBeUndefined()
  expect(codeOf({ withTeam: false }, { lastLeftMs: 1_000_001 })).toBe('genealogy.move.too_early')
  expect(codeOf({ withTeam: false }, { aboveSinceMs: 1_000_001 })).toBe('genealogy.move.too_early')
  const refused = placesOfMove({ ...asked, fromMs: 0 }, facts)
  expect(refused.ok ? {} : refused.refusal.params).toEqual({ earliest: '1970-01-01 00:09 UTC' })
})
