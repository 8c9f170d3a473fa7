import { cpus } from 'node:os'
import { readFile } from 'node:fs/promises'
import type { Client } from 'pg'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { plainValues } from '#modules/compensation/domain/passes/compiler.ts'
import { columnRoom } from '#modules/compensation/domain/passes/room.ts'
import { openSecondThread } from '#modules/compensation/use-cases/open-second-thread.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { baselines, runBaseline, SETTINGS, type Baseline } from './baselines.ts'
import type { BenchDatabase, BenchSize, Say } from './bench-data.ts'
import { compareDrawn, DRAWS, type Draws } from './compare-drawn.ts'
import {
  firstOf,
  LAST_RUN,
  medianOf,
  rounded,
  ROUNDS_COUNTED,
  takeRounds,
  type Known,
} from './close-rounds.ts'
import { STORE_PARTS } from './close-run.ts'
import { closeThreads } from './close-threads.ts'
import { heldMostMb } from './memory.ts'

export type CloseBench = Readonly<{
  people: number
  lines: number
  wall_ms: number
  phases: Readonly<Record<string, number>>
  /** The most that Node and the server held until everything was stored, before the baselines. */
  peak_rss_mb: number
  postgres_rss_mb: number | null
  /** The most that Node held by the end, the comparison with SQL and the checker included. */
  compared_rss_mb: number
  compared: number
  results_equal: boolean
  ratio_recursive: number | null
  ratio_window: number | null
  resident_ratio_recursive: number | null
  resident_ms: number
  recursive_ms: number | null
  /** Until one person's stored row is there, by the index. */
  found_ms: number
  window_ms: number | null
  earners: number
  ranked: number
}>

/** Of more people the columns of a second thread would not fit into the memory that a close may take. */
const MOST_WITH_SECOND_THREAD = 4_000_000
/**
 * Every processor has a connection that reads: workers besides would only hand on what they read, and begin anew for each piece.
 * The baselines have theirs.
 */
const ALONE = 'SET max_parallel_workers_per_gather = 0'
/** A baseline that is not done by then counts as at least this long, and its ratio as unknown. */
const BASELINE_MOST_MS = 300_000
/** A baseline that takes longer than this is not taken again. */
const ONCE_MS = 60_000

export async function planOfBench(): Promise<Plan> {
  const file = new URL('bench-plan.yaml', import.meta.url)
  return readPayPlanText(await readFile(file, 'utf8'), 'bench-plan.yaml')
}

/** The close from raw lines to stored earnings beside both baselines; median of three warm rounds each. */
export async function benchClose(
  { connect, url }: BenchDatabase,
  size: BenchSize,
  say: Say,
  draws: Draws = DRAWS,
): Promise<CloseBench> {
  const plan = await planOfBench()
  const clients = await Promise.all([connect(), connect()])
  const first = firstOf(clients)
  const threads = closeThreads(url, STORE_PARTS)
  const second = size.people <= MOST_WITH_SECOND_THREAD ? openSecondThread() : undefined
  try {
    await dropRuns(first)
    say(
      `${size.people} people, ${size.lines} lines; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`,
    )
    for (const client of clients) for (const setting of [...SETTINGS, ALONE]) await client.query(setting)
    const beside = { room: columnRoom(size.people, 'shared'), hand: second?.over(size.people) }
    const { rounds, resident, known, nodeMb, postgresMb } = await takeRounds(
      { clients, threads, plan, beside },
      size.people,
      say,
    )
    const sql = await timeBaselines(first, say)
    const unequal = await unequalVolumes(first, LAST_RUN, sql.window === undefined ? 'recursive' : 'window')
    say(`group volumes that differ from SQL: ${unequal}`)
    const stored = await unequalStored(first, LAST_RUN, known)
    say(`stored columns whose sums differ from those in memory: ${stored}`)
    const found = await timeFinding(first, LAST_RUN, size.people)
    say(`one person is found by the index in ${found.toFixed(2)} ms (the median of ${FINDINGS})`)
    const drawn = compareDrawn(plan, known.image, known.volume, known.result, size.seed, say, draws)
    const median = medianOf(rounds)
    const residentMs = medianOf(resident).wall
    const ratio = (time: number | undefined, ours: number): number | null =>
      time === undefined ? null : Math.round((time / ours) * 100) / 100
    return {
      people: size.people,
      lines: size.lines,
      wall_ms: Math.round(median.wall),
      phases: rounded(median.phases),
      peak_rss_mb: nodeMb,
      postgres_rss_mb: postgresMb,
      compared_rss_mb: heldMostMb(),
      compared: size.people + drawn.compared,
      results_equal: unequal === 0 && stored === 0 && drawn.unequal === 0 && drawn.compared > 0,
      ratio_recursive: ratio(sql.recursive, median.wall),
      ratio_window: ratio(sql.window, median.wall),
      resident_ratio_recursive: ratio(sql.recursive, residentMs),
      resident_ms: Math.round(residentMs),
      recursive_ms: sql.recursive === undefined ? null : Math.round(sql.recursive),
      found_ms: Math.round(found * 100) / 100,
      window_ms: sql.window === undefined ? null : Math.round(sql.window),
      ...shapeOf(known),
    }
  } finally {
    await threads.stop()
    await second?.stop()
    await dropRuns(first)
    await Promise.all(clients.map((client) => client.end()))
  }
}

/** The best of three of each baseline, in milliseconds, or the one of a slow one; undefined for one that does not end in time. */
async function timeBaselines(client: Client, say: Say): Promise<Record<Baseline, number | undefined>> {
  const sql: Record<Baseline, number | undefined> = { recursive: undefined, window: undefined }
  for (const name of ['window', 'recursive'] as const) {
    say(`${name}:${baselines[name]}\n`)
    const times: number[] = []
    for (let round = 0; round < ROUNDS_COUNTED; round++) {
      const took = await runBaseline(client, name, BASELINE_MOST_MS)
      say(
        `  ${name}: ${took === undefined ? `not done after ${BASELINE_MOST_MS} ms` : `${Math.round(took)} ms`}`,
      )
      if (took !== undefined) times.push(took)
      if (took === undefined || took > ONCE_MS) break
    }
    sql[name] = times.length === 0 ? undefined : Math.min(...times)
  }
  return sql
}

async function dropRuns(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relname ~ '^pay_[0-9]+$' AND relkind = 'p'`,
  )
  for (const { name } of rows) await client.query(`DROP TABLE ${name}`)
}

/** So many people are looked for, all over the ids. */
const FINDINGS = 201

/** How long one person's row is looked for, in milliseconds; throws where the server would read all rows for it. */
async function timeFinding(client: Client, runId: number, people: number): Promise<number> {
  const query = (id: number): string => `SELECT * FROM pay_${runId} WHERE person_id = ${id}`
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${query(1)}`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  // A few pages are read as a whole sooner than an index is.
  if (people >= 100_000 && !plan.includes('Index'))
    throw new Error(`stored rows are not found by an index:\n${plan}`)
  const times: number[] = []
  for (let at = 0; at < FINDINGS; at++) {
    const id = 1 + Math.floor((at * (people - 1)) / (FINDINGS - 1))
    const begun = performance.now()
    // One question after the other is what is measured.
    // oxlint-disable-next-line no-await-in-loop
    const found = await client.query(query(id))
    times.push(performance.now() - begun)
    if (found.rowCount !== 1) throw new Error(`person ${id} has ${found.rowCount} rows`)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}

/** How many people have another group volume in the stored run than in SQL; people without volume have none there. */
async function unequalVolumes(client: Client, runId: number, name: Baseline): Promise<number> {
  const { rows } = await client.query<{ unequal: string }>(
    `SELECT count(*) AS unequal FROM pay_${runId} LEFT JOIN ${name}_volume ON id = person_id WHERE group_pv_hundredths <> coalesce(group_pv, 0)`,
  )
  return Number(rows[0]?.unequal ?? -1)
}

/** How many of the stored columns, each bonus, the total and the rank, have another sum than in memory. */
async function unequalStored(client: Client, runId: number, { result }: Known): Promise<number> {
  const sumOf = (values: Iterable<number>): bigint => {
    let sum = 0n
    for (const value of values) sum += BigInt(value)
    return sum
  }
  const bonuses = result.bonuses.map(({ minor }) => sumOf(minor))
  const expected = [
    ...bonuses,
    bonuses.reduce((sum, bonus) => sum + bonus, 0n),
    sumOf(plainValues(result.columns.get('rank')) ?? []),
  ]
  const names = [...bonuses.map((_, index) => `bonus_${index + 1}_minor`), 'total_minor', 'rank']
  const sums = names.map((name) => `coalesce(sum(${name}), 0)::text`)
  const { rows } = await client.query<{ sums: string[] }>(
    `SELECT ARRAY[${sums.join(', ')}] AS sums FROM pay_${runId}`,
  )
  return expected.filter((sum, index) => String(sum) !== rows[0]?.sums[index]).length
}

function shapeOf({ result }: Known): Readonly<{ earners: number; ranked: number }> {
  const rank = plainValues(result.columns.get('rank')) ?? []
  let [earners, ranked] = [0, 0]
  for (let person = 0; person < rank.length; person++) {
    if ((rank[person] ?? 0) > 0) ranked += 1
    if (result.bonuses.some(({ minor }) => (minor[person] ?? 0) !== 0)) earners += 1
  }
  return { earners, ranked }
}
