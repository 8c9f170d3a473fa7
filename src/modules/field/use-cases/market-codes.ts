import { listMarkets } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'

/** The codes of all markets by their ids. */
export async function marketCodes(tx: Tx): Promise<ReadonlyMap<bigint, string>> {
  return new Map((await listMarkets(tx)).map((market) => [market.id, market.code]))
}
