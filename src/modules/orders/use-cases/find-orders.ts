import { ok, refuse, type Result } from '#shared/refusal.ts'
import { instantOf } from '#shared/time.ts'
import { personByCode } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { MarketScope } from '#platform/sessions/viewer.ts'
import type { OrderChannel, OrderState, OrderType } from '../domain/order.ts'
import { joinedOrders } from '../store/joined.ts'
import { listOrders, ORDER_SORTS, type ListedOrder, type OrdersQuestion } from '../store/order-list.ts'
import { shownMarkets, shownRow, type ShownMarket } from './show-order.ts'

export const EXPORT_ROWS_MAX = 100_000
const EXPORT_PAGE_ROWS = 2000

/** Filters as they arrive; days are days of the asked market's time zone, or of the first market's. */
export type OrderFilters = Readonly<{
  search?: string | undefined
  sort?: string | undefined
  state?: OrderState | undefined
  type?: OrderType | undefined
  channel?: OrderChannel | undefined
  market?: string | undefined
  person?: string | undefined
  from?: string | undefined
  until?: string | undefined
}>

type Found = Readonly<{
  markets: ReadonlyMap<bigint, ShownMarket>
  question: Omit<OrdersQuestion, 'limit' | 'offset'> | undefined
}>

/** What the filters ask for within the viewer's markets; no question when nothing can match. */
async function questionOf(tx: Tx, filters: OrderFilters, scope: MarketScope): Promise<Result<Found>> {
  const markets = await shownMarkets(tx)
  const asked = [...markets.values()].filter(
    (market) =>
      (filters.market === undefined || market.code === filters.market) &&
      (scope === 'everywhere' || scope.has(market.id)),
  )
  const person = filters.person === undefined ? undefined : await personByCode(tx, filters.person)
  const isNobody = filters.person !== undefined && !person
  if (asked.length === 0 || isNobody) return ok({ markets, question: undefined })
  const days = daysOf(filters, asked[0]?.timeZone ?? 'UTC')
  if (!days.ok) return days
  const question = {
    search: filters.search,
    state: filters.state,
    type: filters.type,
    channel: filters.channel,
    marketIds: asked.length === markets.size ? undefined : asked.map((market) => market.id),
    personId: person?.id,
    ...days.value,
    sort: ORDER_SORTS.find((sort) => sort === filters.sort) ?? '-placedAt',
  } as const
  return ok({ markets, question })
}

/** A page of the staff's list. */
export async function findOrders(
  tx: Tx,
  filters: OrderFilters,
  input: { scope: MarketScope; limit: number; offset: number },
) {
  const found = await questionOf(tx, filters, input.scope)
  if (!found.ok) return found
  const { markets, question } = found.value
  if (!question) return ok({ rows: [], total: 0 })
  const { rows, total } = await listOrders(tx, { ...question, limit: input.limit, offset: input.offset })
  return ok({ rows: rows.map((row) => shownRow(markets, row)), total })
}

/** All rows of the staff's list up to the limit, page by page. */
export async function exportedOrders(tx: Tx, filters: OrderFilters, scope: MarketScope) {
  const all: ReturnType<typeof shownRow>[] = []
  for (let offset = 0; offset < EXPORT_ROWS_MAX; offset += EXPORT_PAGE_ROWS) {
    const page = await findOrders(tx, filters, { scope, limit: EXPORT_PAGE_ROWS, offset })
    if (!page.ok) return page
    all.push(...page.value.rows)
    if (page.value.rows.length < EXPORT_PAGE_ROWS) break
  }
  return ok(all)
}

/** A page of the orders that a person bought, sold to others, or both. */
export async function findOwnOrders(
  tx: Tx,
  filters: Pick<OrderFilters, 'search' | 'sort' | 'state' | 'from' | 'until'>,
  input: { personId: bigint; role: 'bought' | 'sold' | undefined; limit: number; offset: number },
) {
  const found = await questionOf(tx, filters, 'everywhere')
  if (!found.ok) return found
  const { markets, question } = found.value
  if (!question) return ok({ rows: [], total: 0 })
  const { personId, role, limit, offset } = input
  const { rows, total } = await listOrders(tx, {
    ...question,
    limit,
    offset,
    personId: role === undefined ? personId : undefined,
    buyerId: role === 'bought' ? personId : undefined,
    sellerId: role === 'sold' ? personId : undefined,
    soldOnly: role === 'sold',
  })
  // Whoever only sold an order is not told how far it is paid.
  const joined = await joinedOrders(tx, { personId, orderIds: rows.map(({ id }) => id) })
  const seen = (row: ListedOrder) => (row.buyerId === personId || joined.has(row.id) ? row.payState : null)
  return ok({ rows: rows.map((row) => ({ ...shownRow(markets, row), payState: seen(row) })), total })
}

function daysOf(
  filters: Pick<OrderFilters, 'from' | 'until'>,
  timeZone: string,
): Result<{ fromMs: number | undefined; untilMs: number | undefined }> {
  const startOf = (day: string, plusDays: number): number => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
    const local = { year, month, day: date + plusDays, hour: 0, minute: 0, second: 0, millisecond: 0 }
    return instantOf(local, timeZone)
  }
  const fromMs = filters.from === undefined ? undefined : startOf(filters.from, 0)
  const untilMs = filters.until === undefined ? undefined : startOf(filters.until, 1)
  if (fromMs !== undefined && untilMs !== undefined && fromMs >= untilMs)
    return refuse('orders.days_reversed', {}, 'until')
  return ok({ fromMs, untilMs })
}
