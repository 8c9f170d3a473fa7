import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { newestPlan } from '#modules/compensation/store/plans.ts'
import { publishPlan } from '#modules/compensation/use-cases/publish-plan.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { openCluster } from '#platform/cluster/cluster.ts'
import { StartError } from '#platform/config/start-error.ts'
import { openDatabase, type Tx } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { dayText } from '#shared/time.ts'
import { TIME_ZONE } from '../../src/demo/seed-options.ts'
import type { Say } from './bench-data.ts'
import { PLAN_NAMES, planOfCompany, whyOther, type LivePlan } from './company-plan.ts'
import type { LiveFolder } from './live-company.ts'
import { plantLegs } from './plant-legs.ts'

/** The binary tree that the full plan names. */
const BINARY_TREE = 'placement'
/** So many stand below one another in its deepest leg; a quarter of all who sell where that is less. */
const LINE = 4_000

const call = { actor: systemActor('bench'), useCase: 'bench.live' }

/**
 * Gives the company of a folder the plan that is measured: for the full one a binary tree with a place of everybody who sells, and
 * the plan with effect from the open month. What is there already stays. Throws StartError for a company with another plan.
 */
export async function prepareCompany({ path }: LiveFolder, plan: LivePlan, say: Say): Promise<void> {
  const cluster = await openCluster({ say: () => undefined }, { dataDir: path })
  const url = cluster.ownerUrl()
  const onError = (error: Error): void => say(error.message)
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'bench-live' })
  const client = new Client(url)
  try {
    await client.connect()
    const text = await readFile(new URL('bench-plan.yaml', import.meta.url), 'utf8')
    await transact(database, call, async (tx) => {
      const newest = await newestPlan(tx)
      const why = whyOther(newest, { plan, text, path, timeZone: TIME_ZONE })
      if (why !== undefined) throw new StartError(why)
      if (newest?.name === PLAN_NAMES[plan]) return
      await plantLegs(client, { tree: BINARY_TREE, line: LINE })
      const effective = await openMonth(tx)
      await publishPlan(tx, planOfCompany(text, { effective, timeZone: TIME_ZONE }))
      say(`  the company has the full plan from ${effective} on`)
    })
  } finally {
    await client.end()
    await database.close()
    await cluster.stop()
  }
}

/** The first day of the month that the company's clock is in. */
async function openMonth(tx: Tx): Promise<string> {
  return `${dayText(await companyNow(tx), TIME_ZONE).slice(0, 7)}-01`
}
