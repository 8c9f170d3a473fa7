import type { Client } from 'pg'

/** The group volume of everybody in SQL alone, from the same tables; both leave a table `(id, group_pv)`. */
export const baselines = {
  recursive: `
WITH RECURSIVE up (id, pv) AS (
  SELECT seller_id, sum(pv_hundredths)::bigint FROM line GROUP BY seller_id
  UNION ALL
  SELECT person.sponsor_id, up.pv FROM up JOIN person ON person.id = up.id WHERE person.sponsor_id IS NOT NULL
)
SELECT id, sum(pv)::bigint AS group_pv FROM up GROUP BY id`,
  window: `
WITH own AS (
  SELECT id, place, last_place, coalesce(pv, 0) AS pv
  FROM person LEFT JOIN (SELECT seller_id, sum(pv_hundredths)::bigint AS pv FROM line GROUP BY seller_id) v ON v.seller_id = id
), running AS (
  SELECT id, place, last_place, pv, (sum(pv) OVER (ORDER BY place ROWS UNBOUNDED PRECEDING))::bigint AS upto FROM own
)
SELECT one.id, last.upto - one.upto + one.pv AS group_pv
FROM running one JOIN running last ON last.place = one.last_place`,
} as const

export type Baseline = keyof typeof baselines

/** What the baselines may use: generous memory for sorting and hashing, and parallel workers. */
export const SETTINGS = [
  `SET work_mem = '1GB'`,
  `SET hash_mem_multiplier = 2`,
  `SET max_parallel_workers_per_gather = 4`,
  `SET max_parallel_workers = 8`,
]

/** Runs a baseline; gives the milliseconds, or undefined when it did not end in time. Its result stays in a temporary table. */
export async function runBaseline(
  client: Client,
  name: Baseline,
  mostMs: number,
): Promise<number | undefined> {
  for (const setting of SETTINGS) await client.query(setting)
  await client.query(`DROP TABLE IF EXISTS ${name}_volume`)
  await client.query(`SET statement_timeout = ${mostMs}`)
  const begun = performance.now()
  try {
    await client.query(`CREATE TEMP TABLE ${name}_volume AS ${baselines[name]}`)
    return performance.now() - begun
  } catch (error) {
    if (error instanceof Error && error.message.includes('statement timeout')) return undefined
    throw error
  } finally {
    await client.query('SET statement_timeout = 0')
  }
}
