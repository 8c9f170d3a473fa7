import { ACTIVE_BEFORE } from '#modules/genealogy/api.ts'
import { firstWhere } from '#shared/first-where.ts'
import type { Standings } from '../domain/figures/standing-columns.ts'
import type { HeldLive } from './load-figures.ts'

/** How everybody stood when they were last looked at, by the numbers of the period. */
export type HandedColumns = Readonly<{
  count: () => number
  /** As many people as there are now; who was there stays. */
  makeRoom: (count: number) => void
  /** Takes over how somebody stands now; gives whether that is something else. No volume is no volume. */
  update: (person: number, now: Standings, of: Pick<HeldLive, 'before'>) => boolean
  /** Only the first `count` rows are people. */
  columns: () => Columns
}>

type Columns = Readonly<{
  ids: Float64Array
  rank: Uint8Array
  own: Float64Array
  branch: Float64Array
  /** The bits `ACTIVE_NOW` and `ACTIVE_BEFORE`. */
  activity: Uint8Array
}>

/** Room for people who join, as a part of those who are there. */
const ROOM = 1.02

export function handedColumns(): HandedColumns {
  let [count, columns] = [0, columnsFor(0)]
  /** Whether somebody was active in the accepted period before is looked up once, when the number is first seen. */
  const activityBefore = (person: number, id: number, { before }: Pick<HeldLive, 'before'>): number => {
    if (columns.ids[person] === id) return (columns.activity[person] ?? 0) & ACTIVE_BEFORE
    return before !== undefined && isAmong(before.active, id) ? ACTIVE_BEFORE : 0
  }
  return {
    count: () => count,
    makeRoom(people) {
      if (people > columns.ids.length) {
        const larger = columnsFor(Math.ceil(people * ROOM))
        for (const key of ['ids', 'own', 'branch'] as const) larger[key].set(columns[key])
        for (const key of ['rank', 'activity'] as const) larger[key].set(columns[key])
        columns = larger
      }
      count = people
    },
    update(person, now, of) {
      const [id, rank, own, branch] = [now.id(person), now.rank(person), now.own(person), now.branch(person)]
      const activity = now.active(person) | activityBefore(person, id, of)
      const isSame =
        columns.ids[person] === id &&
        columns.rank[person] === rank &&
        columns.activity[person] === activity &&
        Object.is(columns.own[person], own) &&
        Object.is(columns.branch[person], branch)
      columns.ids[person] = id
      columns.rank[person] = rank
      columns.own[person] = own
      columns.branch[person] = branch
      columns.activity[person] = activity
      return !isSame
    },
    columns: () => columns,
  }
}

function columnsFor(people: number): Columns {
  return {
    ids: new Float64Array(people),
    rank: new Uint8Array(people),
    own: new Float64Array(people),
    branch: new Float64Array(people),
    activity: new Uint8Array(people),
  }
}

function isAmong(sorted: Float64Array, id: number): boolean {
  return sorted[firstWhere(sorted.length, (at) => (sorted[at] ?? 0) >= id)] === id
}
