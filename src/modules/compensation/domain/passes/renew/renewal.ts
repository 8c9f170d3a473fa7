import type { Ground } from '../shares/shares.ts'
import type { TreeColumns } from '../field-columns.ts'
import { changedColumns } from './changed-columns.ts'
import { isPay, type Kept } from './kept.ts'
import { legsOf, type Legs } from './legs.ts'
import { deepestFirst, membersIn, mostRenewed, type Members } from './members.ts'

/** Computes again what one step of a run computed, for the first so many people who are computed again. */
export type Step = (count: number) => unknown

/** A tree along which something is gathered. */
export type Along = Readonly<{
  tree: TreeColumns
  /** Who stands directly below each person. */
  legs: Legs
  list: Int32Array
  /** Writes who is computed again, with everybody above them in this tree, into the list, the deepest first; gives how many. */
  gather: () => number
  /** Of those who were gathered the ones above members, also where everybody is computed again. */
  gathered: () => Int32Array
}>

/**
 * What a run keeps so that it can be renewed for some people: the steps that it took, in their order. A step computes single
 * people again from what earlier steps computed of them and of those who stand directly below them, whatever these had before.
 * It never changes what an earlier step wrote, so that people may be added between any two steps.
 */
export type Renewal = {
  /** Who is computed again, in no order; a step along a tree does it for everybody above them too. */
  readonly members: Int32Array
  readonly along: (tree: string) => Along
  /** The trees that were asked for. */
  readonly trees: ReadonlyMap<string, Along>
  /** Those of the group that is kept at the moment. */
  readonly steps: Step[]
  /** What is kept from now on computes these. */
  readonly keeps: (these: readonly Kept[]) => void
  /** The columns of the bonuses that pay for a team, as the steps renew them. */
  readonly grounds: Map<string, Ground>
  /** A rule about single people that is kept now reads a sum over everybody. */
  readonly readsOfAll: (sum: string) => void
  /** The sum is another one: whatever reads it of single people, and what goes by that, is computed again for everybody. */
  readonly isOther: (sum: string) => void
  /** A bonus pays these people something else: they are computed again by whatever goes by that. */
  readonly isPaid: (bonus: string, people: readonly number[]) => void
  /** Whether so many are due something else that limits look at everybody. */
  readonly limitsAll: () => boolean
  /** People whose columns a step changed besides those who are computed again: they are, by the steps after it. */
  readonly include: (people: Iterable<number>) => void
  /** Who is computed again for a change, also where a step computes everybody again. */
  readonly added: () => Int32Array
  /** Those of whom the field itself is another one. */
  readonly first: () => Int32Array
  /** The instant of the earliest order that came. */
  readonly since: () => number
  /** Keeps a column that steps write; gives of whom it is another one, once these steps have been taken. */
  readonly changed: (values: Float64Array | Uint8Array) => () => readonly number[]
  /** How often people were computed again. */
  readonly renewals: () => number
  /** Whether everybody is computed again by the step that is taken. */
  readonly isOfAll: () => boolean
  /** Why single people cannot be computed again; the whole run has to be. */
  refused: string | undefined
}

export type Renewing = Renewal &
  Readonly<{
    /** `sinceMs` is the instant of the earliest order that came, where that is known. */
    begin: (sinceMs?: number) => void
    /** Takes every step again for those who were included, some of the steps for everybody. */
    renew: () => void
    count: () => number
    /** Everybody of whom a definition may be another one since the last `begin`; undefined where that may be anybody. */
    reached: () => Int32Array | undefined
  }>

/** Steps that compute definitions or a bonus together. */
type Group = {
  readonly these: readonly Kept[]
  readonly steps: Step[]
  /** Whether everybody is computed again, this time. */
  isOfAll: boolean
}

/** Limits look at single people as long as no more than this part of all is due something else. */
const MOST_LIMITED = 0.02

export function renewalOf(
  people: number,
  treeOf: (name: string) => TreeColumns,
  isRead: (bonus: string) => boolean,
): Renewing {
  const trees = new Map<string, Along>()
  const members = membersIn(people, undefined)
  const columns = changedColumns(members)
  const groups = [groupOf([])]
  const readers = new Map<string, Set<Group>>()
  let [kept, taken, limitsAll, first] = [groups[0], groups[0], false, new Int32Array(0)]
  let renewals = 0
  let [since, isAnybody] = [Number.NEGATIVE_INFINITY, false]
  return {
    members: members.list,
    trees,
    along(name) {
      const along = trees.get(name) ?? alongOf(treeOf(name), members)
      trees.set(name, along)
      return along
    },
    get steps() {
      return kept?.steps ?? []
    },
    keeps: (these) => void groups.push((kept = groupOf(these))),
    grounds: new Map(),
    readsOfAll: (sum) => void (kept && readers.set(sum, (readers.get(sum) ?? new Set()).add(kept))),
    isOther(sum) {
      for (const group of readers.get(sum) ?? []) group.isOfAll = true
    },
    isPaid(bonus, changed) {
      if (changed.length <= people * MOST_LIMITED) return members.include(changed)
      limitsAll = true
      if (!isRead(bonus)) return
      if (changed.length <= mostRenewed(people) - members.count()) members.include(changed)
      else if (taken) taken.isOfAll = true
    },
    limitsAll: () => limitsAll || taken?.isOfAll === true,
    include: members.include,
    added: members.added,
    first: () => first,
    since: () => since,
    changed: columns.of,
    renewals: () => renewals,
    isOfAll: members.isWide,
    begin(sinceMs = Number.NEGATIVE_INFINITY) {
      renewals += 1
      since = sinceMs
      limitsAll = false
      members.narrow()
      members.begin()
      columns.begin()
      for (const group of groups) group.isOfAll = false
    },
    renew() {
      first = members.list.slice(0, members.count())
      const ofAll = new Set<string>()
      for (const group of groups) {
        taken = group
        const goesByOthers = ({ reads }: Kept): boolean => !reads.isDisjointFrom(ofAll)
        group.isOfAll ||= group.these.some(goesByOthers)
        takeSteps(group, members, ofAll)
      }
      isAnybody = [...ofAll].some((key) => !isPay(key))
    },
    count: members.count,
    // Whomever a step changed is among them, for the steps after it.
    reached: () => (isAnybody ? undefined : members.added()),
    refused: undefined,
  }
}

type Copy = Readonly<{ now: Float64Array | Uint8Array; was: Float64Array | Uint8Array }>

/** A definition or bonus that comes to something else by what everybody has together, with its columns as they were. */
type Before = Readonly<{ key: string; copies: readonly Copy[] | undefined }>

/** Of what is computed together only a part goes by what everybody has together, by itself or through another one of these. */
function beforeOf(these: readonly Kept[], ofAll: ReadonlySet<string>, areCopied = true): readonly Before[] {
  const others = new Set(ofAll)
  const found: Kept[] = []
  const goesByOthers = (one: Kept): boolean =>
    !others.has(one.key) && (one.namesEverybody || !one.reads.isDisjointFrom(others))
  for (let more = these.filter(goesByOthers); more.length > 0; more = these.filter(goesByOthers)) {
    found.push(...more)
    for (const { key } of more) others.add(key)
  }
  const copiesOf = ({ columns }: Kept) => columns?.()?.map((now) => ({ now, was: now.slice() }))
  return found.map((one) => ({ key: one.key, copies: areCopied ? copiesOf(one) : undefined }))
}

/** Takes the steps of a group again, those after it has turned out to be everybody's for everybody, and tells who is concerned. */
function takeSteps(group: Group, members: Members, ofAll: Set<string>): void {
  let before: readonly Before[] | undefined
  for (const step of group.steps) {
    if (group.isOfAll && !members.isWide()) {
      before = beforeOf(group.these, ofAll)
      members.widen()
    }
    // A step may add people, whom the steps after it compute again.
    step(members.count())
  }
  members.narrow()
  if (group.isOfAll) tellOthers(before ?? beforeOf(group.these, ofAll, false), members, ofAll)
}

/** Mostly only a few have come to something else: these are computed again by what goes by it, instead of everybody. */
function tellOthers(before: readonly Before[], members: Members, ofAll: Set<string>): void {
  for (const { key, copies } of before) {
    const changed = copies && changedIn(copies, mostRenewed(members.list.length) - members.count())
    if (changed) members.include(changed)
    else ofAll.add(key)
  }
}

/** For whom columns are others than they were, as long as these are at most so many. */
function changedIn(copies: readonly Copy[], most: number): readonly number[] | undefined {
  const changed: number[] = []
  for (const { now, was } of copies)
    for (let person = 0; person < now.length; person++) {
      if (now[person] === was[person]) continue
      if (changed.length === most) return undefined
      changed.push(person)
    }
  return changed
}

function groupOf(these: readonly Kept[]): Group {
  return { these, steps: [], isOfAll: false }
}

function alongOf(tree: TreeColumns, members: Members): Along {
  const above = membersIn(tree.parent.length, tree)
  const order = deepestFirst(above.list, tree)
  let gathered = above.list.subarray(0, 0)
  return {
    tree,
    legs: legsOf(tree),
    list: above.list,
    gather() {
      above.begin()
      above.include(members.added())
      gathered = above.list.subarray(0, above.count())
      if (members.isWide()) {
        gathered = gathered.slice()
        return everybody(tree, above.list)
      }
      order(above.count())
      return above.count()
    },
    gathered: () => gathered,
  }
}

/** Writes everybody into a list, the deepest first; gives how many. */
function everybody({ order }: TreeColumns, list: Int32Array): number {
  for (let at = 0; at < list.length; at++) list[at] = order[list.length - 1 - at] ?? 0
  return list.length
}

/** Keeps a step, which is a function over the people who are computed again. */
export function keepStep(renewal: Renewal | undefined, of: (person: number) => void): void {
  renewal?.steps.push((count) => {
    for (let at = 0; at < count; at++) of(renewal.members[at] ?? 0)
  })
}

/** Keeps a step that works out for everybody what hangs on everybody; of the members alone columns may be others. */
export function keepWhole(
  renewal: Renewal | undefined,
  step: (renewal: Renewal, members: Int32Array) => void,
): void {
  renewal?.steps.push((count) => step(renewal, renewal.members.subarray(0, count)))
}

/**
 * Keeps a step along a tree, for the first so many of its list, and takes it for everybody: what it writes of each is the money
 * of a bonus. Whoever stands above one of those is computed again by later steps where the money is another one.
 */
export function keepAlong(renewal: Renewal, along: Along, money: Float64Array, step: Step): void {
  step(everybody(along.tree, along.list))
  keepAgain(renewal, along, money, step)
}

/** The same without taking it for everybody. */
export function keepAgain(renewal: Renewal, { list, gather }: Along, money: Float64Array, step: Step): void {
  renewal.steps.push(() => {
    const count = gather()
    // Whatever goes by it is computed again for everybody too.
    if (renewal.isOfAll()) return step(count)
    const listed = list.subarray(0, count)
    const paid = Float64Array.from(listed, (person) => money[person] ?? 0)
    step(count)
    return renewal.include(listed.filter((person, at) => money[person] !== paid[at]))
  })
}

export function refuseRenewal(renewal: Renewal | undefined, why: string): void {
  if (renewal) renewal.refused ??= why
}
