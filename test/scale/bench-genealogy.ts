import { cpus } from 'node:os'
import { startProgram } from '#test/support/program.ts'
import type { Say } from './bench-data.ts'
import { askAll, askSql, untilFigures, type Asked, type SqlTimes } from './genealogy-asking.ts'
import { askedPeople, levelsOf, periodNow } from './genealogy-people.ts'
import { makeSqlTables } from './genealogy-tables.ts'
import { connectAsOwner, ownerUrl, seededFolder } from './live-company.ts'
import { closeConnections, signInAsAdministrator } from './live-load.ts'
import { peakRssMb, postgresRssMb } from './memory.ts'

export type GenealogyRun = Readonly<{
  people: number
  seed: number
  /** People who are drawn, besides the root and the deepest. */
  drawn: number
  /** How often each question is asked about each of them. */
  rounds: number
  path: string
}>

/** Milliseconds; null where SQL passed a minute. `root` and `deepest` are the medians of those two. */
export type QuestionTimes = Readonly<{
  p50_ms: number
  p99_ms: number
  max_ms: number
  root_ms: number
  deepest_ms: number
  ltree_p50_ms: number | null
  recursive_p50_ms: number | null
  ltree_root_ms: number | null
  recursive_root_ms: number | null
}>

export type GenealogyBench = Readonly<{
  people: number
  levels: number
  wall_ms: number
  phases: Readonly<Record<string, number>>
  peak_rss_mb: number | null
  postgres_rss_mb: number | null
  compared: number
  results_equal: boolean
  questions: Readonly<Record<string, QuestionTimes>>
}>

/**
 * Asks everything that can be asked of a downline through the running program, over HTTP with a session, about the one on top, the
 * one who stands deepest and others; beside it the same of PostgreSQL by ltree and by recursion. What they tell is compared.
 */
export async function benchGenealogy(run: GenealogyRun, say: Say): Promise<GenealogyBench> {
  say(`${run.people} people; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`)
  const begun = performance.now()
  const phases: Record<string, number> = {}
  const phase = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now()
    const made = await work()
    phases[name] = Math.round(performance.now() - from)
    say(`  ${name}: ${phases[name]} ms`)
    return made
  }
  const folder = await phase('seed', () => seededFolder(run.path, run.people, say))
  const program = await phase('start', () => startProgram(folder.environment))
  const client = await connectAsOwner(folder)
  try {
    const period = await periodNow(client)
    await phase('tables', async () => makeSqlTables(client, await ownerUrl(folder), period))
    const cookie = await signInAsAdministrator(program.address)
    const people = await phase('people', () => askedPeople(client, { ...program, cookie }, run))
    const levels = await levelsOf(client)
    await phase('load', () => untilFigures(program.address, people, run.people))
    const times = await phase('questions', () =>
      askAll({ address: program.address, people, rounds: run.rounds }),
    )
    const sql = await phase('sql', () => askSql(client, times, say))
    const questions = Object.fromEntries(
      times.map((one) => [one.name, summary(one, sql.times.get(one.name))]),
    )
    for (const [name, one] of Object.entries(questions)) say(`  ${name}: ${JSON.stringify(one)}`)
    return {
      people: run.people,
      levels,
      wall_ms: Math.round(performance.now() - begun),
      phases,
      peak_rss_mb: await peakRssMb(program.pid),
      postgres_rss_mb: await postgresRssMb(),
      compared: sql.compared,
      results_equal: sql.unequal === 0 && sql.compared > 0,
      questions,
    }
  } finally {
    closeConnections()
    await client.end()
    program.signal('SIGTERM')
    await program.ended
  }
}

function summary(asked: Asked, sql: SqlTimes | undefined): QuestionTimes {
  const all = Float64Array.from(asked.answers.flatMap(({ times }) => times)).sort()
  const at = (share: number): number => rounded(all[Math.floor((all.length - 1) * share)] ?? Number.NaN)
  const of = (role: string): number =>
    rounded(median(asked.answers.filter(({ person }) => person.role === role).flatMap(({ times }) => times)))
  return {
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    max_ms: at(1),
    // A distributor stands on top where the office is asked.
    root_ms: of(asked.isOffice ? 'top' : 'root'),
    deepest_ms: of('deepest'),
    ltree_p50_ms: orNull(median(sql?.ltree.map(({ ms }) => ms) ?? [])),
    recursive_p50_ms: orNull(median(sql?.recursive.map(({ ms }) => ms) ?? [])),
    ltree_root_ms: orNull(sql?.ltree[0]?.ms ?? Number.POSITIVE_INFINITY),
    recursive_root_ms: orNull(sql?.recursive[0]?.ms ?? Number.POSITIVE_INFINITY),
  }
}

function median(times: readonly number[]): number {
  const sorted = Float64Array.from(times).sort()
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100
}

function orNull(ms: number): number | null {
  return Number.isFinite(ms) ? rounded(ms) : null
}
