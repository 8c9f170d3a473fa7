import type { Tx } from '#platform/postgres/database.ts'
import { tables } from './promotions.ts'

export type Campaign = Readonly<{
  id: bigint
  marketId: bigint
  code: string
  title: string
  budgetMinor: bigint | null
}>

/** The campaigns of some markets, in order of their code. */
export async function campaignsOf(tx: Tx, marketIds: readonly bigint[]): Promise<Campaign[]> {
  if (marketIds.length === 0) return []
  return campaignRows(tx).where('market_id', 'in', marketIds).orderBy('code').execute()
}

/** Adds a campaign; undefined when its code is there already. */
export async function addCampaign(tx: Tx, row: Omit<Campaign, 'id'>): Promise<bigint | undefined> {
  const made = await tables(tx)
    .insertInto('promotions.campaign')
    .values({
      market_id: row.marketId,
      code: row.code,
      title: row.title,
      budget_minor: row.budgetMinor,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made?.id
}

/** What a campaign is called and may cost from now on. */
export async function setCampaignBudget(
  tx: Tx,
  of: Readonly<{ id: bigint; title: string; minor: bigint | null }>,
): Promise<void> {
  await tables(tx)
    .updateTable('promotions.campaign')
    .set({ title: of.title, budget_minor: of.minor })
    .where('id', '=', of.id)
    .execute()
}

function campaignRows(tx: Tx) {
  return tables(tx)
    .selectFrom('promotions.campaign')
    .select(['id', 'market_id as marketId', 'code', 'title', 'budget_minor as budgetMinor'])
}
