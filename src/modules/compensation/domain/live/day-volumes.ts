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
/** People whose sums are kept, so that only what came since is added. */
const MOST_ASKED = 500

export function dayVolumes(zone: string): DayVolumes {
  let rows = rowsFor(4_096)
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
        rows.owner[count] = person
        rows.day[count] = day - firstDay
        rows.micro[count] = value
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
      sumFrom(known, rows, count, tree, person)
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
function sumFrom(of: Asked, rows: Rows, count: number, tree: TreeColumns, person: number): void {
  const { place } = teamIndex(tree)
  const { from, until } = teamOf(tree, person)
  for (let row = of.rows; row < count; row++) {
    const at = place[rows.owner[row] ?? 0] ?? -1
    if (at < from || at >= until) continue
    const day = rows.day[row] ?? 0
    of.sums[day] = (of.sums[day] ?? 0) + (rows.micro[row] ?? 0)
    of.isTold[day] = 1
  }
  of.rows = count
}

type Rows = Readonly<{ owner: Int32Array; day: Uint16Array; micro: Float64Array }>

function rowsFor(rows: number): Rows {
  return { owner: new Int32Array(rows), day: new Uint16Array(rows), micro: new Float64Array(rows) }
}

function grown(rows: Rows): Rows {
  const larger = rowsFor(rows.owner.length * 2)
  larger.owner.set(rows.owner)
  larger.day.set(rows.day)
  larger.micro.set(rows.micro)
  return larger
}

function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
