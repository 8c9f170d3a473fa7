import { expect, test } from 'vitest'
import { seededRandom } from '#shared/random.ts'
import type { TreeColumns } from '../passes/field-columns.ts'
import { dayVolumes } from './day-volumes.ts'

const PEOPLE = 60
const START_MS = Date.parse('2026-11-01T12:00:00Z')
const DAY_MS = 86_400_000
const { below } = seededRandom(5)

/** People in the order of the tree: everybody stands below somebody of the way up from the person before. */
function drawnTree(): TreeColumns {
  const parent = new Int32Array(PEOPLE).fill(-1)
  const depth = new Int32Array(PEOPLE)
  for (let person = 1; person < PEOPLE; person++) {
    let above = person - 1
    for (let up = below(3); up > 0 && above > 0; up--) above = parent[above] ?? 0
    parent[person] = above
    depth[person] = (depth[above] ?? 0) + 1
  }
  return { parent, depth, order: Int32Array.from(parent.keys()), side: new Uint8Array(PEOPLE), sides: [''] }
}

function isIn(tree: TreeColumns, person: number, top: number): boolean {
  for (let one = person; one >= 0; one = tree.parent[one] ?? -1) if (one === top) return true
  return false
}

test('the days of every team, small or large, asked once or again, are the sums of what its people brought', () => {
  const tree = drawnTree()
  const days = dayVolumes('UTC')
  const drawn: { owner: number; atMs: number; micro: number }[] = []
  for (const askedNow of [below(PEOPLE), below(PEOPLE), 0, PEOPLE - 1]) {
    const more = Array.from({ length: 300 }, () => ({
      owner: below(PEOPLE + 1) - 1,
      atMs: START_MS + below(5) * DAY_MS,
      micro: below(4) * 1_000_000,
    }))
    drawn.push(...more)
    days.add(
      more.map(({ atMs }) => atMs),
      { micro: (row) => more[row]?.micro ?? 0, owner: (row) => more[row]?.owner ?? -1 },
    )
    for (const top of new Set([askedNow, 0, ...(drawn.length > 1_000 ? tree.order : [])])) {
      const sums = new Map<string, bigint>()
      for (const { owner, atMs, micro } of drawn) {
        if (micro === 0 || owner < 0 || !isIn(tree, owner, top)) continue
        const day = new Date(atMs).toISOString().slice(0, 10)
        sums.set(day, (sums.get(day) ?? 0n) + BigInt(micro))
      }
      const expected = [...sums].map(([day, volume]) => ({ day, volume }))
      expect(days.ofTeam(tree, top)).toEqual(expected.toSorted((a, b) => (a.day < b.day ? -1 : 1)))
    }
  }
})
