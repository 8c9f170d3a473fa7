import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { z } from 'zod'
import type { Say } from './bench-data.ts'
import type { Asker } from './genealogy-people.ts'
import { ASKED_AGO, benchQuestions, type BenchQuestion, type Body } from './genealogy-questions.ts'
import { call } from './live-load.ts'

/** What the program told of one person, how long each time took, and when it was last asked (`performance.now()`). */
type Answer = Readonly<{
  person: Asker
  times: readonly number[]
  told: string
  isCut: boolean
  askedAt: number
}>
export type Asked = Readonly<{
  name: string
  isOffice: boolean
  question: BenchQuestion
  answers: readonly Answer[]
}>

type SqlTime = Readonly<{ ms: number }>
/** The times of SQL about each person in their order, infinite where it did not come to an end. */
export type SqlTimes = Readonly<{ ltree: readonly SqlTime[]; recursive: readonly SqlTime[] }>

/** Nobody waits longer for an answer of SQL. */
const SQL_MOST_MS = 60_000
const ASKED_AGAIN_MS = 2_000
const WARM_ROUNDS = 2
/** So long closed months are loaded after the start, for a million people. */
const SETTLE_MS = 60_000
const FIGURES_MOST_MS = 600_000

const bodyShape = z.looseObject({})

async function ask(address: string, question: BenchQuestion, person: Asker): Promise<Body> {
  const cookie = question.as === 'staff' ? person.staff : person.own
  const { status, body } = await call(address, cookie ?? '', { method: 'GET', path: question.path(person) })
  if (status !== 200) throw new Error(`${question.name} was answered ${status}: ${JSON.stringify(body)}`)
  return bodyShape.parse(body)
}

/** Waits until ranks and volumes have come to the image, and until the closed months beside it were loaded. */
export async function untilFigures(address: string, people: readonly Asker[], count: number): Promise<void> {
  const [top] = people
  const [question] = benchQuestions
  if (!top || !question) throw new Error('nobody is asked about')
  const until = performance.now() + FIGURES_MOST_MS
  while ((await ask(address, question, top)).figures === null) {
    if (performance.now() > until) throw new Error('no figures came')
    await pause(200)
  }
  await pause((SETTLE_MS * count) / 1_000_000)
}

/** Asks every question about everybody, one after the other: first unmeasured, then as often as wanted. */
export async function askAll(
  of: Readonly<{ address: string; people: readonly Asker[]; rounds: number }>,
): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  // The program compiles what it does often while it does it; that is measured nowhere.
  for (const question of benchQuestions)
    for (const person of of.people) if (mayAsk(question, person)) await ask(of.address, question, person)
  for (const question of benchQuestions) {
    const answers: Answer[] = []
    for (const person of of.people) {
      if (!mayAsk(question, person)) continue
      for (let round = 0; round < WARM_ROUNDS; round++) await ask(of.address, question, person)
      const times: number[] = []
      let body: Body = {}
      for (let round = 0; round < of.rounds; round++) {
        const begun = performance.now()
        body = await ask(of.address, question, person)
        times.push(performance.now() - begun)
      }
      const askedAt = performance.now()
      answers.push({ person, times, told: question.told(body), isCut: body.isCut === true, askedAt })
    }
    asked.push({ name: question.name, isOffice: question.as === 'distributor', question, answers })
  }
  return asked
}

/** The one on top is the company itself and signs in nowhere. */
function mayAsk(question: BenchQuestion, person: Asker): boolean {
  return question.as === 'staff' || person.own !== undefined
}

/** Asks SQL the same about the same people, and compares what it tells. A search that told of being cut short is not compared. */
export async function askSql(
  client: Client,
  asked: readonly Asked[],
  say: Say,
): Promise<Readonly<{ times: ReadonlyMap<string, SqlTimes>; compared: number; unequal: number }>> {
  await client.query(`SET statement_timeout = ${SQL_MOST_MS}`)
  await client.query("SET work_mem = '256MB'")
  const times = new Map<string, SqlTimes>()
  let [compared, unequal] = [0, 0]
  for (const { name, question, answers } of asked) {
    const ways = { ltree: [] as SqlTime[], recursive: [] as SqlTime[] }
    for (const { person, told, isCut, askedAt } of answers)
      for (const way of ['ltree', 'recursive'] as const) {
        const ago = `${Math.round(performance.now() - askedAt)} milliseconds`
        await client.query('SELECT set_config($1, $2, false)', [ASKED_AGO, ago])
        const { ms, told: other } = await askedInSql(client, question[way], question.values(person))
        ways[way].push({ ms })
        if (other === undefined || isCut) continue
        compared += 1
        if (other === told) continue
        unequal += 1
        if (unequal <= 5)
          say(`  ${name} of ${person.code} by ${way}: ${told.slice(0, 300)}, not ${other.slice(0, 300)}`)
      }
    times.set(name, ways)
  }
  await client.query('RESET statement_timeout')
  say('SQL was asked on a connection of its own, without HTTP, session or row-level security.')
  say(`${compared} answers held against SQL, ${unequal} differ`)
  return { times, compared, unequal }
}

const TIMED_OUT = '57014'

/** The better of two, as the first one reads what the second one finds in memory; what takes long is asked once. */
async function askedInSql(
  client: Client,
  statement: string,
  values: unknown[],
): Promise<Readonly<{ ms: number; told: string | undefined }>> {
  let best = Number.POSITIVE_INFINITY
  let told: string | undefined
  for (let round = 0; round < 2 && (round === 0 || best < ASKED_AGAIN_MS); round++) {
    const begun = performance.now()
    try {
      const { rows } = await client.query<{ told: string }>(statement, values)
      told = rows[0]?.told
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === TIMED_OUT)
        return { ms: Number.POSITIVE_INFINITY, told: undefined }
      throw error
    }
    best = Math.min(best, performance.now() - begun)
  }
  return { ms: best, told }
}
