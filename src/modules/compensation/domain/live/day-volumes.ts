import { dayNumberAt } from '#shared/time.ts'
import type { TreeColumns } from '../passes/field-columns.ts'
import type { LineCredits } from '../passes/of-frozen/volumes.ts'
import { teamIndex, teamOf } from '../passes/shares/team-index.ts'

export type DayVolume = { day: string; volume: bigint }

/** What lines gave of one volume: to whom and on which day, in millionths. */
export type DayVolumes = Readonly<{
  add: (atMs: ArrayLike<number>, credits: LineCredits) => void
  /** What a person's team brought, day by day. */
  ofTeam: (tree: TreeColumns, person: number) => DayVolume[]
}>

const DAY_MS = 86_400_000

export function dayVolumes(zone: string): DayVolumes {
  let rows = rowsFor(4_096)
  let count = 0
  let firstDay: number | undefined
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
      const { place } = teamIndex(tree)
      const { from, until } = teamOf(tree, person)
      const [sums, isTold] = [new Float64Array(1_024), new Uint8Array(1_024)]
      for (let row = 0; row < count; row++) {
        const at = place[rows.owner[row] ?? 0] ?? -1
        if (at < from || at >= until) continue
        const day = rows.day[row] ?? 0
        sums[day] = (sums[day] ?? 0) + (rows.micro[row] ?? 0)
        isTold[day] = 1
      }
      const days: DayVolume[] = []
      isTold.forEach((told, day) => {
        if (told === 1) days.push({ day: dayName(day + (firstDay ?? 0)), volume: BigInt(sums[day] ?? 0) })
      })
      return days
    },
  }
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
