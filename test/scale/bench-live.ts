import { rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { startProgram, type Program } from '#test/support/program.ts'
import { ORDERABLE_GOODS } from '#test/support/orderable-goods.ts'
import type { Say } from './bench-data.ts'
import { closeMonthBefore, monthsNow } from './close-meanwhile.ts'
import type { LivePlan } from './company-plan.ts'
import { prepareCompany } from './full-company.ts'
import {
  castOf,
  connectAsOwner,
  ownerUrl,
  runToEnd,
  seededFolder,
  signInAll,
  type Cast,
  type LiveFolder,
  type SignedIn,
} from './live-company.ts'
import {
  closeConnections,
  keepReading,
  readExpected,
  sendOrders,
  type Load,
  type Reading,
} from './live-load.ts'
import { latenessOf, readDiaries, sayLateness, type Lateness } from './live-lateness.ts'
import { sayShape, type LiveShape } from './live-shape.ts'
import { groupVolumes, runAtOnce, seenOrders, toldOrders, type SeenOrder } from './live-proof.ts'
import { peakRssMb, postgresRssMb } from './memory.ts'

export type LiveBench = Readonly<{
  people: number
  /** Of orders in the month that is followed, by the end. */
  lines: number
  /** The month of the orders as it is in the end, and with `close` the one that was closed meanwhile. */
  shapes: readonly LiveShape[]
  wall_ms: number
  phases: Readonly<Record<string, number>>
  peak_rss_mb: number | null
  postgres_rss_mb: number | null
  compared: number
  results_equal: boolean
  p50_ms: number
  p99_ms: number
  max_ms: number
  orders_per_s: number
  lost: number
  /** Until the close that ran meanwhile was in review; null where none was asked for, or it did not come to that. */
  close_ms: number | null
  /** Where the time went on the mean, of all orders and of the slowest hundredth; what was done while nothing was followed. */
  lateness: Lateness | null
}>

export type LiveRun = Readonly<{
  people: number
  seed: number
  seconds: number
  perSecond: number
  /** How often each top upline is read. */
  everyMs: number
  plan: LivePlan
  /** Whether the month before is closed meanwhile. */
  close: boolean
  path: string
}>

/** Sellers who are drawn, and people above them whose figures are held in the end. */
const SELLERS = 200
const HELD_MOST = 400
const DRAIN_MS = 5_000

/**
 * Places orders through the running program while the topmost upline reads the office: how long it takes from an order's commit to
 * the first answer that contains it. In the end figures of sellers and of people above them are held against the sums of the
 * tables and against a run over all facts at once.
 */
export async function benchLive(run: LiveRun, say: Say): Promise<LiveBench> {
  const diaryFolder = join(run.path, 'diary')
  await rm(diaryFolder, { recursive: true, force: true })
  const { orders, ...measured } = await measure(run, diaryFolder, say)
  // The threads leave their diaries when the program ends.
  const lateness = latenessOf(orders, await readDiaries(diaryFolder)) ?? null
  if (lateness) for (const line of sayLateness(lateness)) say(line)
  return { ...measured, lateness }
}

async function measure(
  run: LiveRun,
  diaryFolder: string,
  say: Say,
): Promise<Omit<LiveBench, 'lateness'> & Readonly<{ orders: readonly SeenOrder[] }>> {
  say(`${run.people} people; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`)
  const phases: Record<string, number> = {}
  const phase = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    const made = await work()
    phases[name] = Math.round(performance.now() - begun)
    say(`  ${name}: ${phases[name]} ms`)
    return made
  }
  const folder = await phase('seed', () => seededFolder(run.path, run.people, say))
  await phase('prepare', () => prepareCompany(folder, run.plan, say))
  if (run.close) await phase('clock', () => runToEnd(folder, ['clock', 'next-month']))
  const program = await phase('start', () =>
    startProgram({ ...folder.environment, OPENFIELD_DIARY: diaryFolder }),
  )
  const client = await connectAsOwner(folder)
  try {
    const cast = await castOf(client, SELLERS, run.seed)
    const held = [...new Set([...cast.topOf.values(), ...cast.sellers, ...cast.upline])].slice(0, HELD_MOST)
    const signedIn = await signInAll(client, [...new Set([...held, ...cast.sellers])])
    const [top] = [...cast.topOf.values()].map((id) => signedIn.get(id))
    if (!top) throw new Error('nobody stands on top')
    await phase('load', () => readUntilAnswered(program.address, top))
    const { load, readings, afterSeq, closeMs } = await phase('orders', () =>
      underLoad(run, program, client, { cast, signedIn }, say),
    )
    const seen = seenOrders(load.sent, await toldOrders(client, afterSeq), cast, readings)
    say(
      `${load.sent.length} orders placed, ${load.refused} not; sent at most ${Math.round(load.latestMs)} ms late`,
    )
    say(
      `${seen.held} readings, of them with another volume than the orders up to their position: ${seen.wrong}; ${seen.progress} say what ranks need that is reached of it`,
    )
    const unequal = await phase('prove', () =>
      differences(folder, program, client, { cast, people: held, signedIn }, say),
    )
    const shapes = await phase('shape', () => shapesOf(run, folder, client, unequal.shape))
    for (const shape of shapes) say(sayShape(shape))
    const times = Float64Array.from(seen.orders, ({ atMs, cameMs }) => cameMs - atMs).sort()
    const at = (share: number): number =>
      Math.round(times[Math.floor((times.length - 1) * share)] ?? Number.NaN)
    return {
      people: run.people,
      lines: unequal.shape.lines,
      shapes,
      wall_ms: Math.round(load.tookMs),
      phases,
      peak_rss_mb: await peakRssMb(program.pid),
      postgres_rss_mb: await postgresRssMb(),
      compared: seen.held + unequal.compared,
      results_equal: seen.wrong === 0 && unequal.unequal === 0 && unequal.compared > 0 && seen.held > 0,
      p50_ms: at(0.5),
      p99_ms: at(0.99),
      max_ms: at(1),
      orders_per_s: Math.round((load.sent.length / load.tookMs) * 10_000) / 10,
      lost: seen.lost + load.refused,
      close_ms: closeMs === undefined ? null : Math.round(closeMs),
      orders: seen.orders,
    }
  } finally {
    await endAll(program, client, say)
  }
}

/** Ends the program in order; one that could not is told with its last words, and its threads leave no diaries. */
async function endAll(program: Program, client: Client, say: Say): Promise<void> {
  closeConnections()
  await client.end()
  program.signal('SIGTERM')
  const code = await program.ended
  if (code !== 0) say(`the program ended with ${code}: ${program.said().trim().split('\n').at(-1)}`)
}

type People = Readonly<{ cast: Cast; signedIn: ReadonlyMap<string, SignedIn> }>

/** The first answer comes when the figures were loaded; until then the program may refuse or take its time. */
async function readUntilAnswered(address: string, who: SignedIn): Promise<Reading> {
  for (let tries = 0; ; tries++)
    try {
      return await readExpected(address, who)
    } catch (error) {
      if (tries > 100) throw error
      await pause(200)
    }
}

async function underLoad(
  run: LiveRun,
  { address }: Program,
  client: Client,
  { cast, signedIn }: People,
  say: Say,
): Promise<
  Readonly<{
    load: Load
    readings: ReadonlyMap<string, readonly Reading[]>
    afterSeq: bigint
    closeMs: number | undefined
  }>
> {
  const { rows: goods } = await client.query<{ code: string }>(ORDERABLE_GOODS)
  const { rows: head } = await client.query<{ seq: string }>('SELECT seq FROM platform.outbox_head')
  const tops = [...new Set(cast.topOf.values())].flatMap((id) => signedIn.get(id) ?? [])
  const sellers = cast.sellers.flatMap((id) => signedIn.get(id) ?? [])
  say(`${sellers.length} sellers below ${tops.length} who stand on top, each read every ${run.everyMs} ms`)
  const readers = tops.map((who) => ({ who, ...keepReading(address, who, run.everyMs) }))
  await pause(2 * run.everyMs + 500)
  const closing = run.close ? closeMonthBefore(address, client, say) : undefined
  const load = await sendOrders(
    address,
    sellers,
    goods.map(({ code }) => code),
    run,
  )
  await pause(DRAIN_MS)
  for (const reader of readers) await reader.stop()
  const failed = readers.reduce((sum, reader) => sum + reader.failed(), 0)
  if (failed > 0) say(`${failed} readings were not answered`)
  const closeMs = await closing
  const readings = new Map(readers.map(({ who, readings: list }) => [who.personId, list]))
  return { load, readings, afterSeq: BigInt(head[0]?.seq ?? 0), closeMs }
}

/** People whom the office tells something else than the tables or a run over all facts at once. */
async function differences(
  folder: LiveFolder,
  { address }: Program,
  client: Client,
  { cast, people, signedIn }: People & Readonly<{ people: readonly string[] }>,
  say: Say,
): Promise<Readonly<{ shape: LiveShape; compared: number; unequal: number }>> {
  const { period } = await monthsNow(client)
  const groups = await groupVolumes(client, cast, period)
  const { shape, told } = await runAtOnce(await ownerUrl(folder), period, people)
  let unequal = 0
  for (const id of people) {
    const who = signedIn.get(id)
    const anew = told.get(id)
    if (!who || !anew) throw new Error('everybody who is held is signed in')
    const shown = await readExpected(address, who)
    const isEqual =
      shown.volumes.get('group PV') === (groups.get(id) ?? 0n) &&
      anew.volumes.every(({ name, amount }) => shown.volumes.get(name) === amount) &&
      shown.totalMinor === anew.total.minor &&
      shown.rank === anew.rank.name
    if (isEqual) continue
    unequal += 1
    if (unequal <= 5)
      say(
        `  ${id}: ${String(shown.volumes.get('group PV'))}, tables ${String(groups.get(id))}, ${JSON.stringify([shown.totalMinor, anew.total.minor, shown.rank, anew.rank.name].map(String))}`,
      )
  }
  say(`${people.length} people held against the tables and a run at once, ${unequal} differ`)
  return { shape, compared: people.length, unequal }
}

/** The shape of the month of the orders, and of the one that was closed meanwhile, which has the orders of a whole month. */
async function shapesOf(
  { close }: LiveRun,
  folder: LiveFolder,
  client: Client,
  shape: LiveShape,
): Promise<readonly LiveShape[]> {
  if (!close) return [shape]
  const { before } = await monthsNow(client)
  return [shape, (await runAtOnce(await ownerUrl(folder), before, [])).shape]
}
