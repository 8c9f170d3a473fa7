import { refuse, type Result } from '#shared/refusal.ts'
import { listMarkets } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { PoolChannel } from '../domain/stock.ts'
import { listPools, listRules, putPool as putPoolRow, replaceRules, type PoolRule } from '../store/pools.ts'

export type WantedRule = Readonly<{ market: string | null; channel: PoolChannel | null; pool: string }>

/** Adds a pool, or names it anew. The first pool of a company serves every order until rules say otherwise. */
export async function putPool(tx: Tx, pool: Readonly<{ code: string; name: string }>): Promise<bigint> {
  const isFirst = (await listPools(tx)).length === 0
  const poolId = await putPoolRow(tx, pool)
  if (isFirst) await replaceRules(tx, [{ marketId: null, channel: null, poolId }])
  return poolId
}

/** Which pool serves which orders, as a whole list in order; refused as `inventory.pool_unknown` or `inventory.market_unknown`. */
export async function putPoolRules(tx: Tx, rules: readonly WantedRule[]): Promise<Result<undefined>> {
  const pools = new Map((await listPools(tx)).map(({ code, id }) => [code, id]))
  const markets = new Map((await listMarkets(tx)).map(({ code, id }) => [code, id]))
  const rows: PoolRule[] = []
  for (const { market, channel, pool } of rules) {
    const poolId = pools.get(pool)
    if (poolId === undefined) return refuse('inventory.pool_unknown', { pool }, 'rules')
    const marketId = market === null ? null : markets.get(market)
    if (marketId === undefined) return refuse('inventory.market_unknown', { market: market ?? '' }, 'rules')
    rows.push({ marketId, channel, poolId })
  }
  await replaceRules(tx, rows)
  return { ok: true, value: undefined }
}

/** The pools and the rules, with the codes of both. */
export async function showPools(tx: Tx) {
  const pools = await listPools(tx)
  const codes = new Map(pools.map(({ id, code }) => [id, code]))
  const markets = new Map((await listMarkets(tx)).map(({ id, code }) => [id, code]))
  return {
    pools: pools.map(({ code, name }) => ({ pool: code, name })),
    rules: (await listRules(tx)).map(({ marketId, channel, poolId }) => ({
      market: marketId === null ? null : (markets.get(marketId) ?? null),
      channel,
      pool: codes.get(poolId) ?? '',
    })),
  }
}
