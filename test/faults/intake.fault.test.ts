import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '#shared/random.ts'
import type { Program } from '#test/support/program.ts'
import { ORDERABLE_GOODS } from '#test/support/orderable-goods.ts'
import {
  killDatabase,
  killProgram,
  openAsOwner,
  seedFolder,
  startOn,
  stopProgram,
  type CompanyFolder,
} from './company-folder.ts'
import { intakeProblems, lastOrderId, ordersByKey } from './intake-proof.ts'
import { openNotebook, type Notebook } from './notebook.ts'
import { sendOrder, startOrderClient } from './order-client.ts'
import { signIn } from './sign-in.ts'

const SEEDS = Array.from({ length: 20 }, (_, place) => place + 1)
const PEOPLE = 60
/** Orders acknowledged before the kill (at most) and after it (at least). */
const BEFORE_MAX = 40
const AFTER = 20
const MOMENT_MAX_MS = 60

let folder: CompanyFolder
let program: Program
let notebook: Notebook
let cookie: string
let products: string[]
let seededUpTo: bigint

beforeAll(async () => {
  folder = await seedFolder(PEOPLE)
  notebook = openNotebook(join(folder.path, 'notebook.jsonl'))
  program = await startOn(folder)
  cookie = await signIn(program.address, { realm: 'distributor', login: 'leader@demo.test' })
  ;({ seededUpTo, products } = await withOwner(async (db) => ({
    seededUpTo: await lastOrderId(db),
    products: (await sql.raw<{ code: string }>(ORDERABLE_GOODS).execute(db)).rows.map(({ code }) => code),
  })))
})
afterAll(async () => {
  await stopProgram(program)
  await folder.remove()
})

test.for(SEEDS)('seed %i: a kill amid intake loses no acknowledged order and doubles none', async (seed) => {
  const chance = seededRandom(seed)
  const victims = ['program', 'database', 'both'] as const
  const victim = victims[chance.below(victims.length)] ?? 'program'
  const client = startOrderClient({ address: () => program.address, cookie, products, seed, notebook })
  const wanted = chance.below(BEFORE_MAX)
  expect(await client.acknowledged(wanted)).toBe(true)
  await pause(chance.below(MOMENT_MAX_MS))
  if (victim !== 'program') await killDatabase(folder)
  if (victim !== 'database') {
    await killProgram(program)
    program = await startOn(folder)
  }
  const back = client.acknowledgements()
  expect(await client.acknowledged(back + AFTER)).toBe(true)
  await client.stop()
  expect(client.lost()).toBeGreaterThan(0)
  expect(await withOwner((db) => intakeProblems(db, notebook, seededUpTo))).toEqual([])
})

test('asked again, every key gives the order that it had, and those that were lost are placed once', async () => {
  const { asked, acknowledged } = notebook.read()
  const orders = await withOwner(ordersByKey)
  const told = new Map(acknowledged.map(({ key, order }) => [key, order]))
  expect(asked.length).toBeGreaterThan(acknowledged.length)
  const wrong: string[] = []
  for (const order of asked) {
    const answer = await sendOrder({ address: () => program.address, cookie }, order)
    if (answer === undefined) throw new Error(`${order.key} was not answered`)
    notebook.acknowledge(answer)
    const before = told.get(order.key) ?? orders.get(order.key)?.code ?? answer.order
    if (answer.order !== before) wrong.push(`${order.key} was ${before} and is now ${answer.order}`)
  }
  expect(wrong).toEqual([])
  expect(await withOwner((db) => intakeProblems(db, notebook, seededUpTo))).toEqual([])
  const { rows } = await withOwner((db) =>
    sql<{ placed: bigint }>`SELECT count(*) AS placed FROM orders."order" WHERE id > ${seededUpTo}`.execute(
      db,
    ),
  )
  expect(rows[0]?.placed).toBe(BigInt(new Set(asked.map(({ key }) => key)).size))
})

async function withOwner<T>(
  work: (db: Awaited<ReturnType<typeof openAsOwner>>['db']) => Promise<T>,
): Promise<T> {
  const owner = await openAsOwner(folder)
  try {
    return await work(owner.db)
  } finally {
    await owner.close()
  }
}
