import { execFile } from 'node:child_process'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SecondHand } from '#modules/compensation/domain/passes/hand.ts'
import { columnRoom } from '#modules/compensation/domain/passes/room.ts'
import { plainValues } from '#modules/compensation/domain/passes/compiler.ts'
import { runPasses, type PassResult } from '#modules/compensation/domain/passes/run-passes.ts'
import { sharedBytes, sharedInts } from '#modules/compensation/domain/passes/shared-columns.ts'
import { treeColumns } from '#modules/compensation/domain/passes/tree-columns.ts'
import { openSecondThread } from '#modules/compensation/use-cases/open-second-thread.ts'
import { planOfBench } from './bench-close.ts'
import { volumesOf, type BenchSize, type Say } from './bench-data.ts'
import { benchPeriod, imageOf, withVolume, type Image } from './close-run.ts'
import { drawField } from './field-shape.ts'
import { heldMostMb } from './memory.ts'

const run = promisify(execFile)

const ROUNDS = 5

export type PassesBench = Readonly<{
  people: number
  lines: number
  wall_ms: number
  phases: Readonly<Record<string, number>>
  peak_rss_mb: number
  postgres_rss_mb: null
  compared: number
  results_equal: boolean
  c_ms: number | null
  ratio_c: number | null
}>

type Rounds = Readonly<{ wall: number; result: PassResult }>

/**
 * All passes of the plan over columns in memory, by one thread and by two, beside the same in plain C; the median of five warm
 * rounds of each.
 */
export async function benchPasses(size: BenchSize, say: Say): Promise<PassesBench> {
  const plan = await planOfBench()
  say(`Drawing ${size.people} people and ${size.lines} lines …`)
  const { image, volume } = drawImage(size, say)
  const field = withVolume(image, volume)
  const room = columnRoom(size.people, 'shared')
  const rounds = (threads: string, beside?: SecondHand): Rounds => {
    const times: number[] = []
    let result: PassResult | undefined
    for (let round = 0; round <= ROUNDS; round++) {
      // As in plain C, where the volume is a column like the others and what is written lies where it lay before.
      room.empty()
      const begun = performance.now()
      result = runPasses(plan, field, benchPeriod(plan), { room, ...(beside && { beside }) })
      const took = performance.now() - begun
      say(`  ${threads}, round ${round}: ${took.toFixed(0)} ms`)
      if (round > 0) times.push(took)
    }
    if (!result) throw new Error('no round')
    return { wall: median(times), result }
  }
  const alone = rounds('one thread')
  const second = openSecondThread()
  const { wall, result } = rounds('two threads', second.over(size.people))
  await second.stop()
  const peak = heldMostMb()
  const reference = await runReference(image, volume, say)
  const unequal = reference ? differences(result, reference.bytes, size.people) : 0
  if (reference)
    say(
      `plain C: ${reference.ms.toFixed(0)} ms; people with another amount, rank or group volume: ${unequal}`,
    )
  return {
    people: size.people,
    lines: size.lines,
    wall_ms: Math.round(wall),
    phases: { passes: Math.round(wall), one_thread: Math.round(alone.wall) },
    peak_rss_mb: peak,
    postgres_rss_mb: null,
    compared: reference ? size.people : 0,
    results_equal: reference !== undefined && unequal === 0,
    c_ms: reference ? Math.round(reference.ms) : null,
    ratio_c: reference ? Math.round((wall / reference.ms) * 100) / 100 : null,
  }
}

/** The people and volumes of a size in memory, as its rows have them. */
export function drawImage(size: BenchSize, say: Say): Readonly<{ image: Image; volume: Float64Array }> {
  const { people, sponsor, parent, side, place, depths } = drawField(size.people, size.seed)
  say(`  sponsor tree ${depths.sponsor} deep, binary tree ${depths.binary} deep`)
  const [idOf, placeOf] = [new Int32Array(people), new Int32Array(people + 1).fill(-1)]
  const [above, over, way] = [sharedInts(people), sharedInts(people), sharedBytes(people)]
  const [kind, status] = [sharedBytes(people), sharedBytes(people)]
  for (let row = 0; row < people; row++) {
    const at = place[row] ?? 0
    idOf[at] = row + 1
    placeOf[row + 1] = at
    above[at] = place[sponsor[row] ?? -1] ?? -1
    over[at] = place[parent[row] ?? -1] ?? -1
    way[at] = side[row] ?? 0
    kind[at] = row % 17 === 16 ? 1 : 0
    status[at] = row % 23 === 22 ? 1 : 0
  }
  const trees = {
    sponsor: treeColumns(above, new Uint8Array(people), ['']),
    binary: treeColumns(over, way, ['', 'left', 'right']),
  }
  return { image: imageOf({ idOf, placeOf, kind, status }, trees), volume: volumesOf(size) }
}

/** Compiles and runs the plain C beside the columns; undefined where there is no compiler. */
async function runReference(
  image: Image,
  volume: Float64Array,
  say: Say,
): Promise<Readonly<{ ms: number; bytes: Buffer }> | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'openfield-passes-'))
  try {
    const program = join(folder, 'passes')
    try {
      await run('cc', ['-O3', '-o', program, fileURLToPath(new URL('passes.c', import.meta.url))])
    } catch {
      say('There is no C compiler (cc): nothing to compare with.')
      return undefined
    }
    await writeColumns(join(folder, 'columns'), image, volume)
    const { stdout } = await run(program, [
      join(folder, 'columns'),
      join(folder, 'amounts'),
      String(ROUNDS + 1),
    ])
    const times = stdout.trim().split('\n').map(Number).slice(1)
    return { ms: median(times), bytes: await readFile(join(folder, 'amounts')) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function writeColumns(path: string, { field, idOf }: Image, volume: Float64Array): Promise<void> {
  const [sponsor, binary] = [field.tree('sponsor'), field.tree('placement')]
  const pv = BigInt64Array.from(idOf, (id) => BigInt(volume[id] ?? 0))
  const file = await open(path, 'w')
  try {
    const columns = [
      Int32Array.of(field.people),
      sponsor.parent,
      sponsor.depth,
      binary.parent,
      binary.order,
      binary.side,
      field.kind,
      field.status,
      pv,
    ]
    for (const column of columns)
      await file.writeFile(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  } finally {
    await file.close()
  }
}

/** How many people have another amount, group volume or rank in the bytes of the reference. */
function differences(result: PassResult, bytes: Buffer, people: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const sums = [
    ...result.bonuses.map(({ minor }) => minor),
    plainValues(result.columns.get('volume:group PV')),
  ]
  const rank = plainValues(result.columns.get('rank'))
  const ranksAt = sums.length * people * 8
  let unequal = 0
  for (let person = 0; person < people; person++) {
    const isEqual =
      sums.every(
        (column, index) =>
          Number(view.getBigInt64((index * people + person) * 8, true)) === (column?.[person] ?? Number.NaN),
      ) && view.getUint8(ranksAt + person) === rank?.[person]
    if (!isEqual) unequal += 1
  }
  return unequal
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
