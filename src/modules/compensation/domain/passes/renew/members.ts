import type { TreeColumns } from '../field-columns.ts'
import { OutOfRange } from '../code.ts'

/** Of a larger field than this no more than a part is renewed: to take the run anew takes less time. */
const MOST = { people: 1_000, share: 0.25 }

/** People, each of them once, with everybody above them in a tree. */
export type Members = Readonly<{
  /** In no order. */
  list: Int32Array
  begin: () => void
  /** Adds people and everybody above them. */
  include: (people: Iterable<number>) => void
  count: () => number
  /** Those who were added, also while the list is everybody. */
  added: () => Int32Array
  /** Lets the list be everybody until it is narrowed again to those who were there, and who were added meanwhile. */
  widen: () => void
  narrow: () => void
  isWide: () => boolean
}>

export function mostRenewed(people: number): number {
  return Math.max(MOST.people, Math.floor(people * MOST.share))
}

/** Without a tree nobody stands above anybody. */
export function membersIn(people: number, tree: TreeColumns | undefined): Members {
  const list = new Int32Array(people)
  const seen = new Uint32Array(people)
  const most = mostRenewed(people)
  let [round, count] = [0, 0]
  let aside: Int32Array | undefined
  return {
    list,
    begin() {
      round += 1
      count = 0
    },
    include(added) {
      const [own, parent] = [aside ?? list, tree?.parent]
      for (const one of added)
        for (let person = one; person >= 0 && seen[person] !== round; person = parent?.[person] ?? -1) {
          if (count === most) throw new OutOfRange('more people than are renewed')
          seen[person] = round
          own[count++] = person
        }
    },
    count: () => (aside ? people : count),
    added: () => (aside ?? list).subarray(0, count),
    widen() {
      if (aside) return
      aside = new Int32Array(Math.min(people, most))
      aside.set(list.subarray(0, count))
      for (let person = 0; person < people; person++) list[person] = person
    },
    narrow() {
      if (aside) list.set(aside.subarray(0, count))
      aside = undefined
    },
    isWide: () => aside !== undefined,
  }
}

/** Puts the first so many of a list in the order of a tree, the deepest first. */
export function deepestFirst(list: Int32Array, { depth }: TreeColumns): (count: number) => void {
  const people = list.length
  let keys = new Float64Array(1024)
  return (count) => {
    while (keys.length < count) keys = new Float64Array(keys.length * 2)
    for (let at = 0; at < count; at++) {
      const person = list[at] ?? 0
      // Ascending keys put the deepest first.
      keys[at] = person - (depth[person] ?? 0) * people
    }
    const sorted = keys.subarray(0, count).sort()
    for (let at = 0; at < count; at++) {
      const rest = (sorted[at] ?? 0) % people
      list[at] = rest < 0 ? rest + people : rest
    }
  }
}
