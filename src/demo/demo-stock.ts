import { sql } from 'kysely'
import { countStock, expectStock, putPool } from '#modules/inventory/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { dayText } from '#shared/time.ts'
import type { Result } from '#shared/refusal.ts'
import { TIME_ZONE } from './seed-options.ts'

const POOL = 'main'
const DAY_MS = 86_400_000
/** Enough for everything that is tried out; one is nearly gone, and of one a delivery is awaited. All of it is invented. */
const counted: Readonly<Record<string, number>> = {
  'Evening serum': 41_200,
  'Oat day cream': 38_650,
  'Hand lotion, fig': 52_400,
  'Shower gel, nettle': 60_150,
  'Bramble clay mask': 3,
  'Foot cream, mint': 0,
}
const awaited = { name: 'Foot cream, mint', pieces: 240, days: 12 }

/** Counts some goods of the demonstration at the company's present time; the others can always be ordered. */
export async function addDemoStock(tx: Tx): Promise<void> {
  await putPool(tx, { code: POOL, name: 'Main warehouse' })
  const { rows } = await sql<{ code: string; name: string }>`
    SELECT p.code, n.name FROM catalog.v_product p JOIN catalog.v_product_name n ON n.id = p.id
    WHERE n.name = ANY (${Object.keys(counted)}) ORDER BY p.code`.execute(tx)
  const expectedOn = dayText((await companyNow(tx)) + awaited.days * DAY_MS, TIME_ZONE)
  for (const { code: product, name } of rows) {
    mustBe(await countStock(tx, { product, pool: POOL, counted: counted[name] ?? 0 }))
    if (name === awaited.name)
      mustBe(await expectStock(tx, { product, pool: POOL, pieces: awaited.pieces, expectedOn }))
  }
}

function mustBe(result: Result<unknown>): void {
  if (!result.ok) throw new Error(`seeding stock was refused: ${JSON.stringify(result.refusal)}`)
}
