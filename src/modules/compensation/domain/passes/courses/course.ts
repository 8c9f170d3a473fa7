import { growingFloats, growingInts } from '../../frozen/growing.ts'
import type { GroupVolume } from '../../language/plan.ts'
import { volumeOf } from '../../pay/volumes.ts'
import { worldSoFar } from '../asked/world-so-far.ts'
import { exactly } from '../arithmetic.ts'
import type { Compiler } from '../compiler.ts'
import type { TreeColumns } from '../field-columns.ts'
import { groupEnds, type GroupEnds } from './group-ends.ts'
import { laterRows, type LaterRows } from './later-rows.ts'
import { compareMoments, countBefore, momentAt, rowsInTime, type Moment, type Moments } from './moments.ts'
import { ownRows, type OwnRow } from './own-rows.ts'
import { regionsOf, type Regions } from './regions.ts'
import { timedSums, type TimedSums } from './timed-sums.ts'

export type When = 'before' | 'after'

/** A volume of everybody as it grew in the course of the period, in millionths. */
export type Course = Readonly<{
  /** What somebody had of it before a moment, or up to and with it. */
  at: (person: number, moment: Moment, when: When) => number
  /** The same of everybody, moment by moment. */
  sweep: (when: When) => Sweep
  /** Takes over what became known since; gives the instant of the earliest of it, infinity where nothing is another one. */
  follow: () => number
}>

/** What everybody has at the moment that it was last turned to; moments have to come in their order. */
export type Sweep = Readonly<{ of: Float64Array; turnTo: (moment: Moment) => void }>

/** What everybody's own volumes grew by, the earliest first. */
type Rows = Moments & Readonly<{ owner: Int32Array; micro: Float64Array }>

/** More rows that came later than these are put among the others. */
const MOST_LATER = 2_000

type Held = Readonly<{ rows: Rows; regions: Regions; sums: TimedSums; later: LaterRows }>

/** How groups of a volume lie: a personal one is a group that everybody ends. */
type Groups = GroupEnds & Readonly<{ tree: TreeColumns; includesOwn: boolean }>

/**
 * The course of a volume for a field in which nobody moves: rows of everybody in the order of time, over the places of the tree cut
 * where groups end, so that a group is a stretch of places. Throws NotCompiled for a volume that is no whole number of millionths.
 */
export function courseOf(compiler: Compiler, name: string): Course {
  const { plan, field, renewal } = compiler
  const volume = volumeOf(plan, name)
  const personal = volume.kind === 'personal' ? name : volume.of
  const groups = volume.kind === 'group' ? groupsOf(compiler, volume) : apart(compiler)
  compiler.hand.finish()
  const ask = (person: number): readonly OwnRow[] => ownRows(worldSoFar(compiler), personal, person)
  const asked = (): Held => heldOf(groups, rowsOfAll(field.there(), ask))
  const among = ({ rows, later }: Held): Held => heldOf(groups, withLater(rows, later.all()))
  let held = asked()
  let [renewals, since] = [renewal?.renewals() ?? 0, Number.POSITIVE_INFINITY]
  const renew = (first: Iterable<number>): number => {
    let least = groups.renew() ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    if (least < 0) held = among(held)
    for (const person of first) {
      if (person >= field.there()) continue
      for (const row of othersOf(held, person, ask(person))) {
        least = Math.min(least, row.atMs)
        held.later.add(person, row)
      }
    }
    if (held.later.all().length > MOST_LATER) held = among(held)
    return least
  }
  return {
    at: (person, moment, when) => sumAt(held, groups, person, { moment, when }),
    sweep(when) {
      if (held.later.all().length > 0) held = among(held)
      return sweepOf(held.rows, groups, when)
    },
    follow() {
      const now = renewal?.renewals() ?? 0
      if (renewal && now === renewals + 1) since = renew(renewal.first())
      else if (now !== renewals) {
        groups.renew()
        held = asked()
        since = Number.NEGATIVE_INFINITY
      }
      renewals = now
      return since
    },
  }
}

function groupsOf(compiler: Compiler, volume: GroupVolume): Groups {
  return {
    ...groupEnds(compiler, volume),
    tree: compiler.field.tree(volume.tree),
    includesOwn: volume.own === 'included',
  }
}

function apart({ field }: Compiler): Groups {
  const ends = new Uint8Array(field.people).fill(1)
  return { ends, renew: () => false, tree: field.tree('sponsor'), includesOwn: true }
}

function heldOf(groups: Groups, rows: Rows): Held {
  const { tree, ends, includesOwn } = groups
  const regions = regionsOf(tree, ends)
  const place = rows.owner.map((owner) => regions.place[owner] ?? 0)
  const later = laterRows((person) => peopleAbove(tree, ends, includesOwn, person))
  return { rows, regions, sums: timedSums(tree.order.length, place, rows.micro), later }
}

/** In whose groups somebody is. */
function* peopleAbove(
  { parent }: TreeColumns,
  ends: Uint8Array,
  includesOwn: boolean,
  person: number,
): Generator<number> {
  if (includesOwn) yield person
  for (let one = person; ends[one] !== 1;) {
    one = parent[one] ?? -1
    if (one < 0) return
    yield one
  }
}

function sumAt(
  { rows, regions, sums, later }: Held,
  { includesOwn }: Groups,
  person: number,
  { moment, when }: Readonly<{ moment: Moment; when: When }>,
): number {
  const place = regions.place[person] ?? 0
  const until = place + (regions.size[person] ?? 0)
  const known = sums.sum(includesOwn ? place : place + 1, until, countBefore(rows, moment, when))
  return exactly(known + later.sumAt(person, moment, when))
}

/** What somebody's volume grew by otherwise than it is held. */
function othersOf({ rows, regions, sums, later }: Held, person: number, now: readonly OwnRow[]): OwnRow[] {
  const known = new Map<string, OwnRow>()
  const put = (row: OwnRow, sign: 1 | -1): void => {
    const key = `${row.atMs} ${row.id ?? ''}`
    known.set(key, { ...row, micro: (known.get(key)?.micro ?? 0) + sign * row.micro })
  }
  for (const row of now) put(row, 1)
  for (const at of sums.rowsAt(regions.place[person] ?? 0))
    put({ ...momentAt(rows, at), micro: rows.micro[at] ?? 0 }, -1)
  for (const row of later.of(person)) put(row, -1)
  return [...known.values()].filter(({ micro }) => micro !== 0)
}

function rowsOfAll(people: number, ask: (person: number) => readonly OwnRow[]): Rows {
  const [owner, atMs, micro, ids] = [growingInts(), growingFloats(), growingFloats(), [] as Moment['id'][]]
  for (let person = 0; person < people; person++)
    for (const row of ask(person)) {
      owner.push(person)
      atMs.push(row.atMs)
      micro.push(row.micro)
      ids.push(row.id)
    }
  return sorted({ owner: owner.values(), atMs: atMs.values(), micro: micro.values(), ids })
}

function withLater(rows: Rows, later: ReturnType<LaterRows['all']>): Rows {
  const before = rows.owner.length
  const count = before + later.length
  const [owner, atMs, micro] = [new Int32Array(count), new Float64Array(count), new Float64Array(count)]
  owner.set(rows.owner)
  atMs.set(rows.atMs)
  micro.set(rows.micro)
  later.forEach((row, at) => {
    owner[before + at] = row.owner
    atMs[before + at] = row.atMs
    micro[before + at] = row.micro
  })
  return sorted({ owner, atMs, micro, ids: [...rows.ids, ...later.map(({ id }) => id)] })
}

function sorted(rows: Rows): Rows {
  const order = rowsInTime(rows)
  return {
    owner: order.map((row) => rows.owner[row] ?? 0),
    atMs: Float64Array.from(order, (row) => rows.atMs[row] ?? 0),
    micro: Float64Array.from(order, (row) => rows.micro[row] ?? 0),
    ids: Array.from(order, (row) => rows.ids[row]),
  }
}

/** Every row goes up the tree once, when its moment has come. */
function sweepOf(rows: Rows, { tree: { parent }, ends, includesOwn }: Groups, when: When): Sweep {
  const of = new Float64Array(parent.length)
  const { owner, micro } = rows
  let next = 0
  const take = (row: number): void => {
    const value = micro[row] ?? 0
    let one = owner[row] ?? 0
    if (includesOwn) of[one] = (of[one] ?? 0) + value
    while (ends[one] !== 1) {
      one = parent[one] ?? -1
      if (one < 0) return
      of[one] = (of[one] ?? 0) + value
    }
  }
  return {
    of,
    turnTo(moment) {
      for (; next < owner.length; next++) {
        const order = compareMoments(momentAt(rows, next), moment)
        if (order > 0 || (order === 0 && when === 'before')) return
        take(next)
      }
    },
  }
}
