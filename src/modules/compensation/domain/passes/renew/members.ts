import { OutOfRange } from '../code.ts'
import type { Along } from './renewal.ts'

/** Of a larger field than this no more than a part is renewed: to take the run anew takes less time. */
const MOST = { people: 1_000, share: 0.25 }

export type Members = Readonly<{
  /** In no order. */
  members: Int32Array
  begin: () => void
  /** Adds people and everybody above them. */
  include: (people: Iterable<number>) => void
  count: () => number
}>

/** Who is computed again; the lists of the trees follow, the deepest first. */
export function membersOf(people: number, trees: ReadonlyMap<string, Along>): Members {
  const members = new Int32Array(people)
  const seen = new Uint32Array(people)
  const most = Math.max(MOST.people, Math.floor(people * MOST.share))
  let [round, count] = [0, 0]
  let keys = new Float64Array(1024)
  const add = (person: number): void => {
    if (person < 0 || seen[person] === round) return
    if (count === most) throw new OutOfRange('more people than are renewed')
    seen[person] = round
    members[count++] = person
  }
  const order = ({ tree, list }: Along): void => {
    while (keys.length < count) keys = new Float64Array(keys.length * 2)
    for (let at = 0; at < count; at++) {
      const person = members[at] ?? 0
      // Ascending keys put the deepest first.
      keys[at] = person - (tree.depth[person] ?? 0) * people
    }
    const sorted = keys.subarray(0, count).sort()
    for (let at = 0; at < count; at++) {
      const rest = (sorted[at] ?? 0) % people
      list[at] = rest < 0 ? rest + people : rest
    }
  }
  return {
    members,
    begin() {
      round += 1
      count = 0
    },
    include(changed) {
      const before = count
      for (const one of changed) add(one)
      for (let at = before; at < count; at++)
        for (const { tree } of trees.values()) add(tree.parent[members[at] ?? 0] ?? -1)
      if (count > before) for (const one of trees.values()) order(one)
    },
    count: () => count,
  }
}
