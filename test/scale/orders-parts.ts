import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { inTurn, type Answered, type Ordering } from './orders-load.ts'
import { processorUsed } from './processes.ts'
import { counted, type Statements } from './statements.ts'

export type Part = Readonly<{
  part: string
  orders_per_s: number
  p50_ms: number
  p99_ms: number
  refused: number
  cpu_ms_per_order: number
  node_ms_per_order: number
  postgres_ms_per_order: number
}>

export type CountedPart = Readonly<{
  part: string
  statements_per_order: number
  sent: number
  within: number
  key_checks: number
}>

const IDLE_MS = 4_000
/** The figures have followed an order by then, once it has its position. */
const SETTLE_MS = 1_500
const LOOK_EVERY_MS = 100
const COUNTED_SECONDS = 3

type Used = Awaited<ReturnType<typeof processorUsed>>

/**
 * Waits until everybody who follows has taken over what was placed: it is part of what an order costs, and none of it may be taken
 * for idling.
 */
export async function settled(client: Client): Promise<void> {
  for (let isDone = false; !isDone; await pause(LOOK_EVERY_MS)) {
    const { rows } = await client.query<{ done: boolean }>(`/* besides what pg_stat_statements counts */
      SELECT NOT EXISTS (SELECT FROM platform.outbox WHERE seq IS NULL) AND NOT EXISTS (
        SELECT FROM platform.outbox_consumer c, platform.outbox_head h WHERE c.seq < h.seq) AS done`)
    isDone = rows[0]?.done === true
  }
  await pause(SETTLE_MS)
}

/** What the program and the server use while nobody asks anything, for each millisecond. */
export async function idlePerMs(roots: readonly number[]): Promise<Used> {
  const [begun, before] = [performance.now(), await processorUsed(roots)]
  await pause(IDLE_MS)
  const after = await processorUsed(roots)
  const tookMs = performance.now() - begun
  return {
    node: (after.node - before.node) / tookMs,
    postgres: (after.postgres - before.postgres) / tookMs,
  }
}

/** What one part of the load takes: orders, or questions that are counted as orders are. */
export async function measuredPart(
  part: string,
  { roots, idle, client }: Readonly<{ roots: readonly number[]; idle: Used; client: Client }>,
  load: () => Promise<Answered>,
): Promise<Part> {
  const [begun, before] = [performance.now(), await processorUsed(roots)]
  const { placed, refused, tookMs, timesMs } = await load()
  await settled(client)
  const after = await processorUsed(roots)
  const wholeMs = performance.now() - begun
  const of = (what: keyof Used): number =>
    Math.max(0, after[what] - before[what] - idle[what] * wholeMs) / placed
  const at = (share: number): number =>
    rounded(timesMs[Math.floor((timesMs.length - 1) * share)] ?? Number.NaN)
  return {
    part,
    orders_per_s: rounded((placed / tookMs) * 1000),
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    refused,
    cpu_ms_per_order: rounded(of('node') + of('postgres')),
    node_ms_per_order: rounded(of('node')),
    postgres_ms_per_order: rounded(of('postgres')),
  }
}

/** Statements that the server works on for an order. */
export async function countedPart(
  part: string,
  of: Readonly<{ client: Client; ordering: Ordering; clients: number }>,
): Promise<CountedPart> {
  await settled(of.client)
  const idleBefore = await counted(of.client)
  await pause(IDLE_MS)
  const before = await counted(of.client)
  const begun = performance.now()
  const { placed } = await inTurn(of.ordering, { clients: of.clients, seconds: COUNTED_SECONDS })
  await settled(of.client)
  const after = await counted(of.client)
  const share = (performance.now() - begun) / IDLE_MS
  const each = (what: keyof Statements): number =>
    (after[what] - before[what] - (before[what] - idleBefore[what]) * share) / placed
  const [sent, within, keyChecks] = [each('sent'), each('within'), each('keyChecks')]
  return {
    part,
    statements_per_order: rounded(sent + within + keyChecks),
    sent: rounded(sent),
    within: rounded(within),
    key_checks: rounded(keyChecks),
  }
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
