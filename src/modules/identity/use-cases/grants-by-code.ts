import { listMarkets } from '#modules/company/api.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { grantsOf, type Grant } from '../store/roles.ts'

/** A role in a market as people outside name it; without a market it holds everywhere. */
export type CodedGrant = Readonly<{ role: string; market?: string | undefined }>

/** The grants that outside codes name; refused as `identity.market_unknown`. */
export async function readGrants(tx: Tx, coded: readonly CodedGrant[]): Promise<Result<Grant[]>> {
  const markets = new Map((await listMarkets(tx)).map((market) => [market.code, market.id]))
  const grants: Grant[] = []
  for (const { role, market } of coded) {
    const marketId = market === undefined ? null : markets.get(market)
    if (marketId === undefined) return refuse('identity.market_unknown', { market: market ?? '' }, 'roles')
    grants.push({ role, marketId })
  }
  return ok(grants)
}

/** The grants of accounts with their outside codes, by account. */
export async function codedGrantsOf(
  tx: Tx,
  accountIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, CodedGrant[]>> {
  const markets = new Map((await listMarkets(tx)).map((market) => [market.id, market.code]))
  const coded = new Map<bigint, CodedGrant[]>(accountIds.map((id) => [id, []]))
  for (const { accountId, role, marketId } of await grantsOf(tx, accountIds))
    coded.get(accountId)?.push(marketId === null ? { role } : { role, market: markets.get(marketId) ?? '' })
  return coded
}
