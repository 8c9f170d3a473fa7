import { refuse, type Result } from '#shared/refusal.ts'
import { listMarkets } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Pickup, PoolChannel } from '../domain/stock.ts'
import {
  listPools,
  listRules,
  listShowrooms,
  putPool as putPoolRow,
  replaceRules,
  type PoolRule,
} from '../store/pools.ts'

export type WantedRule = Readonly<{
  market: string | null
  channel: PoolChannel | null
  pickup: Pickup | null
  /** The code of the only showroom that it is about. */
  showroom: string | null
  pool: string
}>

/** Adds a pool, or names it anew. The first pool of a company serves every order until rules say otherwise. */
export async function putPool(tx: Tx, pool: Readonly<{ code: string; name: string }>): Promise<bigint> {
  const isFirst = (await listPools(tx)).length === 0
  const poolId = await putPoolRow(tx, pool)
  if (isFirst)
    await replaceRules(tx, [{ marketId: null, channel: null, pickup: null, showroomId: null, poolId }])
  return poolId
}

/** Which pool serves which orders, as a whole list in order; refused as `inventory.pool_unknown`, `inventory.market_unknown` or `inventory.showroom_unknown`. */
export async function putPoolRules(tx: Tx, rules: readonly WantedRule[]): Promise<Result<undefined>> {
  const pools = new Map((await listPools(tx)).map(({ code, id }) => [code, id]))
  const markets = new Map((await listMarkets(tx)).map(({ code, id }) => [code, id]))
  const showrooms = new Map((await listShowrooms(tx)).map(({ code, id }) => [code, id]))
  const rows: PoolRule[] = []
  for (const { market, channel, pickup, showroom, pool } of rules) {
    const poolId = pools.get(pool)
    if (poolId === undefined) return refuse('inventory.pool_unknown', { pool }, 'rules')
    const marketId = market === null ? null : markets.get(market)
    if (marketId === undefined) return refuse('inventory.market_unknown', { market: market ?? '' }, 'rules')
    const showroomId = showroom === null ? null : showrooms.get(showroom)
    if (showroomId === undefined || (showroom !== null && pickup !== 'showroom'))
      return refuse('inventory.showroom_unknown', { showroom: showroom ?? '' }, 'rules')
    rows.push({ marketId, channel, pickup, showroomId, poolId })
  }
  await replaceRules(tx, rows)
  return { ok: true, value: undefined }
}

/** The pools and the rules, with the codes of both. */
export async function showPools(tx: Tx) {
  const pools = await listPools(tx)
  const codes = new Map(pools.map(({ id, code }) => [id, code]))
  const markets = new Map((await listMarkets(tx)).map(({ id, code }) => [id, code]))
  const showrooms = await listShowrooms(tx)
  const showroomOf = new Map(showrooms.map(({ id, code }) => [id, code]))
  return {
    pools: pools.map(({ code, name }) => ({ pool: code, name })),
    rules: (await listRules(tx)).map(({ marketId, channel, pickup, showroomId, poolId }) => ({
      market: marketId === null ? null : (markets.get(marketId) ?? null),
      channel,
      pickup,
      showroom: showroomId === null ? null : (showroomOf.get(showroomId) ?? null),
      pool: codes.get(poolId) ?? '',
    })),
    showrooms: showrooms.map(({ code, name, marketId }) => ({
      showroom: code,
      name,
      market: markets.get(marketId) ?? '',
    })),
  }
}
