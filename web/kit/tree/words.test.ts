import { expect, test } from 'vitest'
import { startTexts } from '../texts.ts'
import type { TreeItem } from './geometry.ts'
import { itemWords } from './words.ts'

test('a screen reader says of the rest of a branch how many are about to lapse, where that is known and there are some', () => {
  const { t } = startTexts({}, 'en')
  const said = (lapsing: number | null): string => {
    const who = {
      person: 'a',
      code: '10000012',
      name: 'Anna Berg',
      kind: 'distributor',
      status: 'active',
    } as const
    const more = {
      joinedAt: 0,
      isNew: false,
      isLapsing: false,
      rank: null,
      ownVolume: null,
      branchVolume: null,
    }
    const rest = { x: 0, people: 1_234, active: 1_000, lapsing, sold: null }
    const counts = { directs: 1, people: 1_234, active: 1_000, sold: null, shown: 0, rest }
    const node = { who: { ...who, ...more }, level: 1, parent: null, x: 0, y: 0, side: null, ...counts }
    const item: TreeItem = {
      key: 'a+',
      node,
      isRest: true,
      above: 'a',
      x: 0,
      y: 0,
      level: 1,
      place: 1,
      of: 1,
      stem: 1,
    }
    return itemWords(t, item)
  }
  expect(said(56)).toBe('1,234 more below Anna Berg, most are active, 56 about to lapse')
  for (const lapsing of [0, null]) expect(said(lapsing)).toBe('1,234 more below Anna Berg, most are active')
})
