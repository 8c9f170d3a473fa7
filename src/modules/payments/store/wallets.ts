import type { LedgerViews } from '#modules/ledger/views.ts'
import type { Tx } from '#platform/postgres/database.ts'

/** What a person's wallet of a market holds that is not set aside, in minor units; 0 for none, or where the viewer may not see it. */
export async function availableIn(
  tx: Tx,
  of: Readonly<{
    buyerId: bigint
    market: Readonly<{ legalEntityId: bigint; currency: string }>
  }>,
): Promise<bigint> {
  const wallet = await tx
    .$extendTables<LedgerViews>()
    .selectFrom('ledger.v_wallet')
    .select('available_minor as availableMinor')
    .where('person_id', '=', of.buyerId)
    .where('legal_entity_id', '=', of.market.legalEntityId)
    .where('currency', '=', of.market.currency)
    .executeTakeFirst()
  return wallet?.availableMinor ?? 0n
}
