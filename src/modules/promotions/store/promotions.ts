import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { PromotionLimits } from '../domain/limits.ts'
import type { PromotionsTables, PromotionState } from './tables.ts'

/** A promotion of a market, as it stands. */
export type StoredPromotion = Readonly<{
  id: bigint
  marketId: bigint
  code: string
  state: PromotionState
  campaignId: bigint | null
}>

/** One of its texts; it holds from its moment on, until the next one does. */
export type StoredVersion = Readonly<{
  id: bigint
  number: number
  text: string
  validFrom: Date
  madeAt: Date
  limits: PromotionLimits
}>

/** The number that rises with every change of promotions. */
export async function promotionsVersion(tx: Tx): Promise<bigint> {
  const row = await tables(tx).selectFrom('promotions.version').select('version').executeTakeFirstOrThrow()
  return row.version
}

export async function promotionByCode(
  tx: Tx,
  of: Readonly<{ marketId: bigint; code: string }>,
): Promise<StoredPromotion | undefined> {
  return promotionRows(tx).where('market_id', '=', of.marketId).where('code', '=', of.code).executeTakeFirst()
}

/** The promotions of some markets in order of their code. */
export async function promotionsOf(
  tx: Tx,
  of: Readonly<{ marketIds: readonly bigint[]; state?: PromotionState | undefined }>,
): Promise<StoredPromotion[]> {
  if (of.marketIds.length === 0) return []
  const rows = promotionRows(tx).where('market_id', 'in', of.marketIds).orderBy('code').orderBy('market_id')
  return (of.state === undefined ? rows : rows.where('state', '=', of.state)).execute()
}

/** The texts of some promotions, by promotion, the oldest first. */
export async function versionsOf(tx: Tx, ids: readonly bigint[]): Promise<Map<bigint, StoredVersion[]>> {
  const found = new Map<bigint, StoredVersion[]>()
  if (ids.length === 0) return found
  const rows = await tables(tx)
    .selectFrom('promotions.promotion_version')
    .selectAll()
    .where('promotion_id', '=', sql<bigint>`ANY(${ids.map(String)}::bigint[])`)
    .orderBy('promotion_id')
    .orderBy('number')
    .execute()
  for (const row of rows) {
    const known = found.get(row.promotion_id) ?? []
    found.set(row.promotion_id, known)
    known.push({
      id: row.id,
      number: row.number,
      text: row.text,
      validFrom: row.valid_from,
      madeAt: row.made_at,
      limits: {
        uses: row.uses_most,
        usesPerPerson: row.person_most,
        usesPerMonth: row.month_most,
        budgetMinor: row.budget_minor,
        monthBudgetMinor: row.month_budget_minor,
      },
    })
  }
  return found
}

/** The texts of some versions by their ids. */
export async function textsOfVersions(
  tx: Tx,
  ids: readonly bigint[],
): Promise<readonly Readonly<{ id: bigint; text: string }>[]> {
  if (ids.length === 0) return []
  return tables(tx)
    .selectFrom('promotions.promotion_version')
    .select(['id', 'text'])
    .where('id', 'in', ids)
    .execute()
}

export async function addPromotion(
  tx: Tx,
  row: Readonly<{ marketId: bigint; code: string; campaignId: bigint | null }>,
): Promise<StoredPromotion> {
  const { id } = await tables(tx)
    .insertInto('promotions.promotion')
    .values({ market_id: row.marketId, code: row.code, campaign_id: row.campaignId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { ...row, id, state: 'draft' }
}

export async function addVersion(
  tx: Tx,
  row: Readonly<{ promotionId: bigint; madeBy: bigint | null }> & Omit<StoredVersion, 'id'>,
): Promise<bigint> {
  const { limits } = row
  const { id } = await tables(tx)
    .insertInto('promotions.promotion_version')
    .values({
      promotion_id: row.promotionId,
      number: row.number,
      text: row.text,
      valid_from: row.validFrom,
      made_at: row.madeAt,
      made_by: row.madeBy,
      uses_most: limits.uses,
      person_most: limits.usesPerPerson,
      month_most: limits.usesPerMonth,
      budget_minor: limits.budgetMinor,
      month_budget_minor: limits.monthBudgetMinor,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Moves a promotion to a state, if it still stands in one of those given; false when it does not. */
export async function moveState(
  tx: Tx,
  of: Readonly<{ id: bigint; to: PromotionState; from: readonly PromotionState[] }>,
): Promise<boolean> {
  const done = await tables(tx)
    .updateTable('promotions.promotion')
    .set({ state: of.to })
    .where('id', '=', of.id)
    .where('state', 'in', of.from)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

function promotionRows(tx: Tx) {
  return tables(tx)
    .selectFrom('promotions.promotion')
    .select(['id', 'market_id as marketId', 'code', 'state', 'campaign_id as campaignId'])
}

export function tables(tx: Tx) {
  return tx.$extendTables<PromotionsTables>()
}
