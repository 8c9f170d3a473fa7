import type { Client } from 'pg'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { Say } from './bench-data.ts'
import {
  compute,
  imageRoom,
  readPeople,
  readVolumes,
  store,
  type Beside,
  type Image,
  type ImageRoom,
} from './close-run.ts'
import type { CloseThreads } from './close-threads.ts'
import { heldMostMb, watchPostgres } from './memory.ts'

export const ROUNDS_COUNTED = 3
/** Rounds before, which warm the caches of the server and the compilers of both threads; they are not counted. */
const WARM_ROUNDS = 2
/** The run that the last round stored. */
export const LAST_RUN = ROUNDS_COUNTED + WARM_ROUNDS

export type Round = Readonly<{ wall: number; phases: Readonly<Record<string, number>> }>

/** What all rounds are closed with. */
export type Closing = Readonly<{
  clients: readonly Client[]
  threads: CloseThreads
  plan: Plan
  beside: Beside
}>

export type Known = Readonly<{ image: Image; volume: Float64Array; result: ReturnType<typeof compute> }>

async function closeOnce(
  { clients, threads, plan, beside }: Closing,
  memory: ImageRoom,
  round: number,
): Promise<Readonly<{ round: Round; known: Known }>> {
  const begun = performance.now()
  // The lines come while the trees of the people are made.
  const [image, volume] = await Promise.all([readPeople(clients, memory), readVolumes(clients, memory)])
  const readAt = performance.now()
  const result = compute(plan, image, volume, beside)
  const computedAt = performance.now()
  await store(firstOf(clients), threads, { image, result, beside, runId: round + WARM_ROUNDS })
  const storedAt = performance.now()
  const phases = {
    read: readAt - begun,
    passes: computedAt - readAt,
    store: storedAt - computedAt,
  }
  return { round: { wall: storedAt - begun, phases }, known: { image, volume, result } }
}

/** The same with people, trees and personal volumes in memory already, as a running company has them. */
async function residentOnce(
  { clients, threads, plan, beside }: Closing,
  known: Known,
  round: number,
): Promise<Readonly<{ round: Round; result: Known['result'] }>> {
  const begun = performance.now()
  const result = compute(plan, known.image, known.volume, beside)
  const computedAt = performance.now()
  await store(firstOf(clients), threads, { image: known.image, result, beside, runId: 1000 + round })
  const storedAt = performance.now()
  const phases = { passes: computedAt - begun, store: storedAt - computedAt }
  return { round: { wall: storedAt - begun, phases }, result }
}

/** The rounds that count, and what the last one came to. */
export async function takeRounds(
  closing: Closing,
  people: number,
  say: Say,
): Promise<
  Readonly<{
    rounds: readonly Round[]
    resident: readonly Round[]
    known: Known
    nodeMb: number
    postgresMb: number | null
  }>
> {
  const rounds: Round[] = []
  const resident: Round[] = []
  let known: Known | undefined
  let watch: ReturnType<typeof watchPostgres> | undefined = watchPostgres()
  let postgresMb: number | null = null
  // As in a program that closes one month after the other, columns are used again.
  const memory = imageRoom(people)
  for (let round = 1 - WARM_ROUNDS; round <= ROUNDS_COUNTED; round++) {
    const one = await closeOnce(closing, memory, round)
    const again = await residentOnce(closing, one.known, round)
    known = { ...one.known, result: again.result }
    say(`  round ${round}: ${text(one.round)}; resident ${text(again.round)}`)
    // Rounds that count are not looked at from beside.
    if (round === 0) {
      ;[postgresMb, watch] = [(await watch?.stop()) ?? null, undefined]
      if (postgresMb !== null) say(`  the server held ${postgresMb} MB at most`)
    }
    if (round <= 0) continue
    rounds.push(one.round)
    resident.push(again.round)
  }
  if (!known) throw new Error('no round')
  return { rounds, resident, known, nodeMb: heldMostMb(), postgresMb }
}

/** The round of the median time. */
export function medianOf(rounds: readonly Round[]): Round {
  const sorted = rounds.toSorted((a, b) => a.wall - b.wall)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (!middle) throw new Error('no rounds')
  return middle
}

export function rounded(phases: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(phases).map(([name, ms]) => [name, Math.round(ms)]))
}

function text({ wall, phases }: Round): string {
  const parts = Object.entries(rounded(phases)).map(([name, ms]) => `${name} ${ms}`)
  return `${Math.round(wall)} ms (${parts.join(', ')})`
}

export function firstOf(clients: readonly Client[]): Client {
  const [first] = clients
  if (!first) throw new Error('a connection')
  return first
}
