import { readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import { startProgram, type Program } from '#test/support/program.ts'
import { ORDERABLE_GOODS } from '#test/support/orderable-goods.ts'
import type { Say } from './bench-data.ts'
import { closeMonthBefore } from './close-meanwhile.ts'
import { castOf, connectAsOwner, runToEnd, seededFolder, signInAll, type LiveFolder } from './live-company.ts'
import { closeConnections, signInAsAdministrator } from './live-load.ts'
import { atRate, inTurn, type Answered, type Ordering } from './orders-load.ts'
import {
  countedPart,
  idlePerMs,
  measuredPart,
  rounded,
  settled,
  type CountedPart,
  type Part,
} from './orders-parts.ts'
import { documentsOf, hasPgbench, pgbenchPerSecond } from './orders-pgbench.ts'
import { activatePromotions } from './orders-promotions.ts'
import { askInTurn } from './orders-reading.ts'
import { beginCounting, prepareCounting, stopCounting } from './statements.ts'

export type OrdersRun = Readonly<{
  people: number
  seed: number
  /** How long each part is measured. */
  seconds: number
  clients: number
  /** Orders a second in the open loop, and for how long. */
  perSecond: number
  rateSeconds: number
  /** Whether the month before is closed during the open loop. */
  close: boolean
  promotions: number
  path: string
}>

export type OrdersBench = Readonly<{
  people: number
  promotions: number
  parts: readonly Part[]
  /** Pages and baskets that were asked for, counted as orders are. */
  questions: readonly Part[]
  statements: readonly CountedPart[]
  cpu_ms_per_order: number
  statements_per_order: number
  orders_per_s: number
  p50_ms: number
  p99_ms: number
  /** Pieces that were promised beyond what is there, and counters that are not what their rows say. */
  oversold: number
  refused: number
  /** Orders a second of all clients through the program, by those that pgbench places with the same function one by one; null without pgbench. */
  ratio_pgbench: number | null
  pgbench_per_s: number | null
  /** The close that ran within the open loop: whether it came to its review, and after how long. */
  close_ms: number | null
  load: number
}>

const SELLERS = 200
const WARM_SECONDS = 4
/** The lines of a large party's order. */
const PARTY_LINES = 100
const MANY_PROMOTIONS = 1_000
/** Orders among which pgbench chooses. */
const PGBENCH_DOCUMENTS = 100

/**
 * Orders of three lines through the running program, under active promotions: what one costs of all processors, how many
 * statements the server works on for it, how many go through; one by one and written together, of a hundred lines, beside a
 * close. The load comes from this process, which is not counted.
 */
export async function benchOrders(run: OrdersRun, say: Say): Promise<OrdersBench> {
  say(`${run.people} people; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`)
  const folder = await seededFolder(run.path, run.people, say)
  if (run.close) await runToEnd(folder, ['clock', 'next-month'])
  const first = await running(folder, run, (ready) => togetherParts(ready, folder, run, say))
  const alone = await running(withSetting(folder, { ORDERS_TOGETHER: '1' }), run, async (ready) => {
    const measured = measuring(ready, await idlePerMs(ready.roots), say)
    const { clients, seconds } = run
    const part = await measured(`${clients} clients, one by one`, () =>
      inTurn(ready.ordering, { clients, seconds }),
    )
    await prepareCounting(ready.client)
    return part
  })
  const last = await running(folder, run, async (ready) => {
    const { client, ordering } = ready
    await beginCounting(client)
    const statements = [
      await countedPart('1 client', { client, ordering, clients: 1 }),
      await countedPart(`${run.clients} clients`, { client, ordering, clients: run.clients }),
    ]
    for (const one of statements) say(`  statements, ${JSON.stringify(one)}`)
    await stopCounting(client)
    const questions = await questionParts(ready, run, say)
    return { statements, questions, oversold: await oversoldPieces(client) }
  })
  return resultOf(run, { ...first, ...last, alone })
}

type Made = Readonly<{
  parts: readonly Part[]
  alone: Part
  questions: readonly Part[]
  statements: readonly CountedPart[]
  pgbench: number | undefined
  closeMs: number | undefined
  oversold: number
}>

function resultOf(run: OrdersRun, made: Made): OrdersBench {
  const { parts, alone, questions, statements, pgbench } = made
  const [single, inTurnPart, open] = parts
  const perSecond = inTurnPart?.orders_per_s ?? 0
  return {
    people: run.people,
    promotions: run.promotions,
    parts: [...parts, alone],
    questions,
    statements,
    cpu_ms_per_order: Math.max(
      ...[single, inTurnPart, open, alone].map((part) => part?.cpu_ms_per_order ?? 0),
    ),
    statements_per_order: Math.max(...statements.map((part) => part.statements_per_order)),
    orders_per_s: perSecond,
    p50_ms: open?.p50_ms ?? 0,
    p99_ms: open?.p99_ms ?? 0,
    oversold: made.oversold,
    refused: [...parts, alone].reduce((sum, part) => sum + part.refused, 0),
    ratio_pgbench: pgbench === undefined ? null : rounded(perSecond / pgbench),
    pgbench_per_s: pgbench === undefined ? null : rounded(pgbench),
    close_ms: made.closeMs === undefined ? null : Math.round(made.closeMs),
    load: rounded(loadavg()[0] ?? 0),
  }
}

type Measured = (part: string, load: () => Promise<Answered>) => Promise<Part>

function measuring(
  { roots, client }: Ready,
  idle: Awaited<ReturnType<typeof idlePerMs>>,
  say: Say,
): Measured {
  return async (part, load) => {
    const one = await measuredPart(part, { roots, idle, client }, load)
    say(`  ${part}: ${JSON.stringify(one)}`)
    return one
  }
}

async function togetherParts(
  ready: Ready,
  folder: LiveFolder,
  run: OrdersRun,
  say: Say,
): Promise<Pick<Made, 'parts' | 'pgbench' | 'closeMs'>> {
  const { ordering, client, address } = ready
  const { clients, seconds, perSecond, rateSeconds } = run
  const measured = measuring(ready, await idlePerMs(ready.roots), say)
  const single = await measured('1 client', () => inTurn(ordering, { clients: 1, seconds }))
  const many = await measured(`${clients} clients`, () => inTurn(ordering, { clients, seconds }))
  const closing = run.close ? closeMonthBefore(address, client, say) : undefined
  const open = await measured(`${perSecond} a second`, () =>
    atRate(ordering, { perSecond, seconds: rateSeconds }),
  )
  const closeMs = await closing
  const party = await measured(`1 client, ${PARTY_LINES} lines`, () =>
    inTurn(ordering, { clients: 1, seconds, lines: PARTY_LINES }),
  )
  const pgbench = (await hasPgbench()) ? await beside(folder, ready, run) : undefined
  if (pgbench !== undefined) say(`  pgbench, the same function: ${rounded(pgbench)} a second`)
  return { parts: [single, many, open, party], pgbench, closeMs }
}

/** What pgbench places of orders that the program has just placed, with as many clients. */
async function beside(
  folder: LiveFolder,
  { ordering, client }: Ready,
  { clients, seconds }: OrdersRun,
): Promise<number> {
  const documents = await documentsOf(folder, client, () => inTurn(ordering, { clients: 2, seconds: 1 }))
  return pgbenchPerSecond(folder, documents.slice(0, PGBENCH_DOCUMENTS), { clients, seconds })
}

/** Baskets and pages that are asked for, under few and under many promotions. */
async function questionParts(ready: Ready, run: OrdersRun, say: Say): Promise<readonly Part[]> {
  const { ordering, address, client } = ready
  const measured = measuring(ready, await idlePerMs(ready.roots), say)
  const { clients, seconds } = run
  const asked = (question: Parameters<typeof askInTurn>[1], under: number): Promise<Part> =>
    measured(`${question}, ${under} promotions`, () => askInTurn(ordering, question, { clients, seconds }))
  const page = await asked('a page of 20 products', run.promotions)
  const few = await asked('a basket of three lines', run.promotions)
  await activatePromotions(address, await signInAsAdministrator(address), client, MANY_PROMOTIONS)
  return [page, few, await asked('a basket of three lines', MANY_PROMOTIONS)]
}

function withSetting(folder: LiveFolder, setting: Readonly<Record<string, string>>): LiveFolder {
  return { ...folder, environment: { ...folder.environment, ...setting } }
}

type Ready = Readonly<{ roots: readonly number[]; ordering: Ordering; client: Client; address: string }>

/** The program with sellers signed in, promotions active and code warm. */
async function running<T>(
  folder: LiveFolder,
  run: OrdersRun,
  work: (ready: Ready) => Promise<T>,
): Promise<T> {
  const program = await startProgram(folder.environment)
  const client = await connectAsOwner(folder)
  try {
    await switchMailOff(client)
    const ordering = await orderingOf(program, client, run)
    await inTurn(ordering, { clients: 4, seconds: WARM_SECONDS })
    await settled(client)
    return await work({
      roots: [program.pid, await postmasterOf(folder)],
      ordering,
      client,
      address: program.address,
    })
  } finally {
    closeConnections()
    await client.end()
    program.signal('SIGTERM')
    await program.ended
  }
}

/** What an order costs is measured, and not what telling its buyer and writing to a folder costs. */
async function switchMailOff(client: Client): Promise<void> {
  await client.query(`INSERT INTO company.setting (name, valid_from, value)
    SELECT name, date '2000-01-01', 'false' FROM unnest(ARRAY['messaging.mail_orders', 'messaging.mail_documents']) name`)
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
