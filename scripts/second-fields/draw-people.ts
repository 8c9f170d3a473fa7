import type { Draw } from './draw.ts'
import type { Row, Table } from './field-files.ts'

const names =
  `ada bruno carla dario elena felix greta hanna ivo jana karim lena marek nora otto paula quinn rosa
stefan tilda ugo vera wanda xenia yusuf zoe alma boris clara dino`.split(/\s/)

const DAY_MS = 86_400_000
export const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
export const dayMs = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`)

/** The days that are paid, and the ranks that a plan lets a file give. */
export type Wanted = Readonly<{ days: Readonly<{ from: number; to: number }>; ranks: readonly string[] }>

/** Other people for a plan: names, shape, ranks and states are drawn; columns and words are those of the first field. */
export function drawPeople(draw: Draw, first: Table, { days, ranks }: Wanted): Table {
  const columns = first.columns.filter((column) => column !== 'name')
  const known = new Set(first.rows.map((row) => row['id']))
  const ids = draw.shuffled(names.filter((name) => !known.has(name))).slice(0, draw.whole(7, 13))
  const kinds = [...new Set(first.rows.map((row) => row['kind'] ?? 'distributor'))]
  const deep = draw.one([15, 45, 85])
  const newcomers = draw.one([10, 30, 50])
  const people: Record<string, string>[] = []
  for (const [at, id] of ids.entries()) {
    const sponsors = people.filter((one) => one['kind'] === 'distributor')
    const sponsor = at === 0 || (at > 3 && draw.chance(6)) ? undefined : aboveOf(draw, sponsors, deep)
    // Each kind of the first field is there; most people sell.
    const kind =
      at < 2 ? 'distributor' : (kinds[at - 2] ?? draw.one(['distributor', 'distributor', ...kinds]))
    const isNew = at * 2 > ids.length && draw.chance(newcomers)
    const sponsorJoined = sponsor
      ? dayMs(sponsor['joined_at'] ?? '')
      : days.from - draw.whole(600, 900) * DAY_MS
    const joined = isNew
      ? draw.whole(days.from - 40 * DAY_MS, days.to - 12 * DAY_MS)
      : sponsorJoined + draw.whole(3, 80) * DAY_MS
    const row: Record<string, string> = {
      id,
      sponsor_id: sponsor?.['id'] ?? '',
      joined_at: dayText(Math.min(Math.max(joined, sponsorJoined), days.to - 12 * DAY_MS)),
      kind,
      status: at > 0 && draw.chance(14) ? draw.one(['inactive', 'suspended', 'terminated']) : 'active',
    }
    for (const column of columns)
      if (column.startsWith('attr:')) row[column] = draw.one(valuesOf(first.rows, column, kind))
      else if (column === 'rank')
        row[column] = draw.one([
          ...valuesOf(first.rows, column, kind),
          ...(kind === 'distributor' ? ranks : []),
        ])
    people.push(row)
  }
  for (const column of columns)
    if (column.startsWith('parent:')) placeAll(draw, people, column.slice('parent:'.length), columns, deep)
  return { columns, rows: people }
}

/** The words of a column in the first field, those of people of the same kind; each as often as it is there. */
function valuesOf(rows: readonly Row[], column: string, kind: string): readonly string[] {
  const own = rows.filter((row) => row['kind'] === kind).map((row) => row[column] ?? '')
  return own.length > 0 ? own : ['']
}

/** Mostly the newest in a deep field, anybody in a broad one. */
function aboveOf<T>(draw: Draw, people: readonly T[], deep: number): T | undefined {
  if (people.length === 0) return undefined
  return draw.chance(deep) ? people.at(-1) : draw.one(people)
}

/** Places in a further tree: with sides one on each, else below anybody before. */
function placeAll(
  draw: Draw,
  people: Record<string, string>[],
  tree: string,
  columns: readonly string[],
  deep: number,
): void {
  const hasSides = columns.includes(`side:${tree}`)
  const free: { id: string; side: string }[] = []
  for (const [at, person] of people.entries()) {
    const place = at === 0 ? undefined : takePlace(draw, free, hasSides, deep)
    person[`parent:${tree}`] = place?.id ?? ''
    if (hasSides) person[`side:${tree}`] = place?.side ?? ''
    const id = person['id'] ?? ''
    if (hasSides) free.push({ id, side: 'left' }, { id, side: 'right' })
    else free.push({ id, side: '' })
  }
}

/** Binary trees fill from the top, so that both sides of the upper people have somebody. */
function takePlace<T>(draw: Draw, free: T[], hasSides: boolean, deep: number): T | undefined {
  if (!hasSides) return aboveOf(draw, free, deep)
  return free.splice(draw.whole(0, Math.min(free.length - 1, 3)), 1)[0]
}
