import { dayNumberAt } from '#shared/time.ts'
import type { TreeColumns } from '../passes/field-columns.ts'
import type { LineCredits } from '../passes/of-frozen/volumes.ts'
import { teamIndex, teamOf } from '../passes/shares/team-index.ts'

export type DayVolume = { day: string; volume: bigint }

/** What lines gave of one volume: to whom and on which day, in millionths. */
export type DayVolumes = Readonly<{
  add: (atMs: ArrayLike<number>, credits: LineCredits) => void
  /** What a person's team brought, day by day; people never leave the team that they are in. */
  ofTeam: (tree: TreeColumns, person: number) => DayVolume[]
}>

const DAY_MS = 86_400_000
/** Days that are told apart. */
const DAYS = 1_024
/** A team that is smaller than this part of the rows is looked up person by person. */
const SMALL_TEAM = 8
/** People whose sums are kept, so that only what came since is added. */
const MOST_ASKED = 500

export function dayVolumes(zone: string): DayVolumes {
  let rows = rowsFor(4_096)
  // The newest row of everybody, counted from 1; 0 for none.
  let last = new Int32Array(4_096)
  let count = 0
  let firstDay: number | undefined
  const asked = new Map<number, Asked>()
  return {
    add(atMs, { micro, owner }) {
      for (let row = 0; row < atMs.length; row++) {
        const [value, person] = [micro(row), owner(row)]
        if (value === 0 || person < 0) continue
        const day = dayNumberAt(atMs[row] ?? 0, zone)
        // Days count from one that lies before every day of a period.
        firstDay ??= day - 400
        if (count === rows.owner.length) rows = grown(rows)
        if (person >= last.length) last = longer(last, person)
        rows.owner[count] = person
        rows.day[count] = day - firstDay
        rows.micro[count] = value
        rows.before[count] = (last[person] ?? 0) - 1
        last[person] = count + 1
        count += 1
      }
    },
    ofTeam(tree, person) {
      const known = asked.get(person) ?? {
        sums: new Float64Array(DAYS),
        isTold: new Uint8Array(DAYS),
        rows: 0,
      }
      asked.delete(person)
      for (const oldest of [...asked.keys()].slice(0, Math.max(0, asked.size - MOST_ASKED + 1)))
        asked.delete(oldest)
      asked.set(person, known)
      const { from, until } = teamOf(tree, person)
      if (known.rows === 0 && (until - from) * SMALL_TEAM < count)
        for (let at = from; at < until; at++) addRowsOf(known, rows, (last[tree.order[at] ?? 0] ?? 0) - 1)
      else addRowsFrom(known, rows, count, teamIndex(tree).place, { from, until })
      known.rows = count
      const days: DayVolume[] = []
      known.isTold.forEach((told, day) => {
        if (told === 1)
          days.push({ day: dayName(day + (firstDay ?? 0)), volume: BigInt(known.sums[day] ?? 0) })
      })
      return days
    },
  }
}

/** The sums of a team over the first so many rows, by the day. */
type Asked = { readonly sums: Float64Array; readonly isTold: Uint8Array; rows: number }

/** Goes on from where it was summed before: whoever joined a team since then had no volume before. */
function addRowsFrom(
  of: Asked,
  rows: Rows,
  count: number,
  place: Int32Array,
  { from, until }: Readonly<{ from: number; until: number }>,
): void {
  for (let row = of.rows; row < count; row++) {
    const at = place[rows.owner[row] ?? 0] ?? -1
    if (at >= from && at < until) addRow(of, rows, row)
  }
}

/** All rows of one person, from the newest on. */
function addRowsOf(of: Asked, rows: Rows, newest: number): void {
  for (let row = newest; row >= 0; row = rows.before[row] ?? -1) addRow(of, rows, row)
}

function addRow(of: Asked, rows: Rows, row: number): void {
  const day = rows.day[row] ?? 0
  of.sums[day] = (of.sums[day] ?? 0) + (rows.micro[row] ?? 0)
  of.isTold[day] = 1
}

/** `before` is the row of the same owner that came before, -1 for none. */
type Rows = Readonly<{ owner: Int32Array; before: Int32Array; day: Uint16Array; micro: Float64Array }>

function rowsFor(rows: number): Rows {
  return {
    owner: new Int32Array(rows),
    before: new Int32Array(rows),
    day: new Uint16Array(rows),
    micro: new Float64Array(rows),
  }
}

function grown(rows: Rows): Rows {
  const larger = rowsFor(rows.owner.length * 2)
  larger.owner.set(rows.owner)
  larger.before.set(rows.before)
  larger.day.set(rows.day)
  larger.micro.set(rows.micro)
  return larger
}

function longer(column: Int32Array, place: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(place + 1, column.length * 2))
  larger.set(column)
  return larger
}

function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
