import { readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { startProgram, type Program } from '#test/support/program.ts'
import { ORDERABLE_GOODS } from '#test/support/orderable-goods.ts'
import type { Say } from './bench-data.ts'
import { castOf, connectAsOwner, seededFolder, signInAll, type LiveFolder } from './live-company.ts'
import { closeConnections, signInAsAdministrator } from './live-load.ts'
import { atRate, inTurn, type Answered, type Ordering } from './orders-load.ts'
import { activatePromotions } from './orders-promotions.ts'
import { processorUsed } from './processes.ts'
import { beginCounting, counted, prepareCounting, stopCounting, type Statements } from './statements.ts'

export type OrdersRun = Readonly<{
  people: number
  seed: number
  /** How long each part is measured. */
  seconds: number
  clients: number
  /** Orders a second in the open loop. */
  perSecond: number
  promotions: number
  path: string
}>

type Part = Readonly<{
  part: string
  orders_per_s: number
  p50_ms: number
  p99_ms: number
  refused: number
  cpu_ms_per_order: number
  node_ms_per_order: number
  postgres_ms_per_order: number
}>

type CountedPart = Readonly<{
  part: string
  statements_per_order: number
  sent: number
  within: number
  key_checks: number
}>

export type OrdersBench = Readonly<{
  people: number
  promotions: number
  parts: readonly Part[]
  statements: readonly CountedPart[]
  cpu_ms_per_order: number
  statements_per_order: number
  orders_per_s: number
  p50_ms: number
  p99_ms: number
  /** Pieces that were promised beyond what is there, and counters that are not what their rows say. */
  oversold: number
  refused: number
  ratio_pgbench: null
  load: number
}>

const SELLERS = 200
const WARM_SECONDS = 4
const IDLE_MS = 4_000
/** What follows an order (its position, the figures) is done by then. */
const SETTLE_MS = 1_500
const COUNTED_SECONDS = 3

/**
 * Orders of three lines through the running program, under active promotions: what one costs of all processors, how many
 * statements the server works on for it, how many go through. The load comes from this process, which is not counted.
 */
export async function benchOrders(run: OrdersRun, say: Say): Promise<OrdersBench> {
  say(`${run.people} people; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`)
  const folder = await seededFolder(run.path, run.people, say)
  const parts = await running(folder, run, async ({ roots, ordering, client }) => {
    const idle = await idlePerMs(roots)
    const measured = async (part: string, load: () => Promise<Answered>): Promise<Part> => {
      const one = await measuredPart(part, { roots, idle }, load)
      say(`  ${part}: ${JSON.stringify(one)}`)
      return one
    }
    const { clients, seconds, perSecond } = run
    const made = [
      await measured('1 client', () => inTurn(ordering, { clients: 1, seconds })),
      await measured(`${clients} clients`, () => inTurn(ordering, { clients, seconds })),
      await measured(`${perSecond} a second`, () => atRate(ordering, { perSecond, seconds })),
    ]
    await prepareCounting(client)
    return made
  })
  const statements = await running(folder, run, async ({ ordering, client }) => {
    await beginCounting(client)
    const made = [
      await countedPart('1 client', { client, ordering, clients: 1 }),
      await countedPart(`${run.clients} clients`, { client, ordering, clients: run.clients }),
    ]
    for (const one of made) say(`  statements, ${JSON.stringify(one)}`)
    await stopCounting(client)
    return { made, oversold: await oversoldPieces(client) }
  })
  return { ...resultOf(run, parts, statements.made), oversold: statements.oversold }
}

function resultOf(
  run: OrdersRun,
  parts: readonly Part[],
  statements: readonly CountedPart[],
): Omit<OrdersBench, 'oversold'> {
  const [, inTurnPart, open] = parts
  return {
    people: run.people,
    promotions: run.promotions,
    parts,
    statements,
    cpu_ms_per_order: Math.max(...parts.map((part) => part.cpu_ms_per_order)),
    statements_per_order: Math.max(...statements.map((part) => part.statements_per_order)),
    orders_per_s: inTurnPart?.orders_per_s ?? 0,
    p50_ms: open?.p50_ms ?? 0,
    p99_ms: open?.p99_ms ?? 0,
    refused: parts.reduce((sum, part) => sum + part.refused, 0),
    ratio_pgbench: null,
    load: rounded(loadavg()[0] ?? 0),
  }
}

type Ready = Readonly<{ roots: readonly number[]; ordering: Ordering; client: Client }>

/** The program with sellers signed in, promotions active and code warm. */
async function running<T>(
  folder: LiveFolder,
  run: OrdersRun,
  work: (ready: Ready) => Promise<T>,
): Promise<T> {
  const program = await startProgram(folder.environment)
  const client = await connectAsOwner(folder)
  try {
    const ordering = await orderingOf(program, client, run)
    await inTurn(ordering, { clients: 4, seconds: WARM_SECONDS })
    await pause(SETTLE_MS)
    return await work({ roots: [program.pid, await postmasterOf(folder)], ordering, client })
  } finally {
    closeConnections()
    await client.end()
    program.signal('SIGTERM')
    await program.ended
  }
}

/** So much of everything lies there that each order is promised what it takes. */
const PIECES = 5_000_000

async function countEverything(client: Client): Promise<void> {
  await client.query(`SELECT inventory.count_stock(jsonb_build_object('product', p.id, 'pool', o.id, 'counted', ${PIECES}), now())
    FROM catalog.v_product p, inventory.pool o`)
}

async function oversoldPieces(client: Client): Promise<number> {
  const { rows } = await client.query<{ pieces: string }>(`
    SELECT coalesce(sum(greatest(0, promised - on_hand)), 0) + (SELECT count(*) FROM inventory.audit())
      + (SELECT count(*) FROM orders.audit_promises()) AS pieces FROM inventory.stock`)
  return Number(rows[0]?.pieces ?? -1)
}

async function orderingOf({ address }: Program, client: Client, run: OrdersRun): Promise<Ordering> {
  await activatePromotions(address, await signInAsAdministrator(address), client, run.promotions)
  const { sellers } = await castOf(client, SELLERS, run.seed)
  const signedIn = await signInAll(client, sellers)
  await countEverything(client)
  const { rows } = await client.query<{ code: string }>(ORDERABLE_GOODS)
  return {
    address,
    sellers: [...signedIn.values()],
    products: rows.map(({ code }) => code),
    seed: run.seed,
  }
}

async function postmasterOf({ path }: LiveFolder): Promise<number> {
  return Number((await readFile(join(path, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
}

type Used = Awaited<ReturnType<typeof processorUsed>>

/** What the program and the server use while nobody asks anything, for each millisecond. */
async function idlePerMs(roots: readonly number[]): Promise<Used> {
  const [begun, before] = [performance.now(), await processorUsed(roots)]
  await pause(IDLE_MS)
  const after = await processorUsed(roots)
  const tookMs = performance.now() - begun
  return {
    node: (after.node - before.node) / tookMs,
    postgres: (after.postgres - before.postgres) / tookMs,
  }
}

async function measuredPart(
  part: string,
  { roots, idle }: Readonly<{ roots: readonly number[]; idle: Used }>,
  load: () => Promise<Answered>,
): Promise<Part> {
  const [begun, before] = [performance.now(), await processorUsed(roots)]
  const { placed, refused, tookMs, timesMs } = await load()
  await pause(SETTLE_MS)
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

async function countedPart(
  part: string,
  of: Readonly<{ client: Client; ordering: Ordering; clients: number }>,
): Promise<CountedPart> {
  const idleBefore = await counted(of.client)
  await pause(IDLE_MS)
  const before = await counted(of.client)
  const begun = performance.now()
  const { placed } = await inTurn(of.ordering, { clients: of.clients, seconds: COUNTED_SECONDS })
  await pause(SETTLE_MS)
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

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
