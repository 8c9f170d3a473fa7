import { ok, refuse, type Result } from '#shared/refusal.ts'
import { instantOf } from '#shared/time.ts'
import { listMarkets } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { MarketScope } from '#platform/sessions/viewer.ts'
import { openDisputes, strangeEvents } from '../store/cards.ts'
import {
  listMovements,
  waitingMoney,
  MOVEMENT_SORTS,
  type Movement,
  type MovementsQuestion,
} from '../store/movement-list.ts'

export const EXPORT_ROWS_MAX = 100_000
const EXPORT_PAGE_ROWS = 2000
const WAITING_SHOWN_MAX = 50

/** Filters as they arrive; days are days of the asked market's time zone, or of the first market's. */
export type PaymentFilters = Omit<MovementsQuestion, 'marketIds' | 'fromMs' | 'untilMs'> &
  Readonly<{
    market?: string | undefined
    from?: string | undefined
    until?: string | undefined
    sort?: string | undefined
  }>

type Asked = Readonly<{ codes: ReadonlyMap<bigint, string>; question: MovementsQuestion | undefined }>

/** A page of what came in and went back, as contracts show it but for the outside ids. */
export async function findPayments(
  tx: Tx,
  filters: PaymentFilters,
  input: Readonly<{ scope: MarketScope; limit: number; offset: number }>,
) {
  const asked = await questionOf(tx, filters, input.scope)
  if (!asked.ok) return asked
  const { codes, question } = asked.value
  if (!question) return ok({ rows: [], total: 0 })
  const { sort: typed = '-at' } = filters
  const sort = MOVEMENT_SORTS.find((one) => one === typed.replace('-', '')) ?? 'at'
  const { limit, offset } = input
  const page = { sort, descending: typed.startsWith('-'), limit, offset }
  const { rows, total } = await listMovements(tx, { ...question, ...page })
  return ok({ total, rows: rows.map((row) => shownMovement(codes, row)) })
}

/** All rows of the list up to the limit, page by page. */
export async function exportedPayments(tx: Tx, filters: PaymentFilters, scope: MarketScope) {
  const all: ReturnType<typeof shownMovement>[] = []
  for (let offset = 0; offset < EXPORT_ROWS_MAX; offset += EXPORT_PAGE_ROWS) {
    // oxlint-disable-next-line no-await-in-loop -- one page after the other, so that none is held that is not needed
    const page = await findPayments(tx, filters, { scope, limit: EXPORT_PAGE_ROWS, offset })
    if (!page.ok) return page
    all.push(...page.value.rows)
    if (page.value.rows.length < EXPORT_PAGE_ROWS) break
  }
  return ok(all)
}

const STRANGE_SHOWN_MAX = 20

/**
 * What is waited for in the viewer's markets: payments by currency, orders of which money has to be sent back, disputes to be answered,
 * and for viewers of all markets what a provider told about nothing of ours.
 */
export async function showWaiting(tx: Tx, scope: MarketScope) {
  const marketIds = scope === 'everywhere' ? undefined : [...scope]
  const of = { marketIds, limit: WAITING_SHOWN_MAX }
  const { expected, refunds } = await waitingMoney(tx, of)
  const disputes = await openDisputes(tx, of)
  // Of what is about nothing, nobody can say in which market it is.
  const strange = marketIds === undefined ? await strangeEvents(tx, STRANGE_SHOWN_MAX) : []
  return {
    disputes: disputes.map(({ order, id, minor, currency, dueAt }) => ({
      order,
      dispute: id,
      amount: { minor, currency },
      dueAt: dueAt?.getTime() ?? null,
    })),
    strange: strange.map(({ id, kind, receivedAt }) => ({ event: id, kind, at: receivedAt.getTime() })),
    expected: expected.map(({ count, minor, currency }) => ({
      count: Number(count),
      amount: { minor, currency },
    })),
    refunds: refunds.map(({ order, minor, currency, since }) => ({
      order,
      amount: { minor, currency },
      since: since.getTime(),
    })),
  }
}

async function questionOf(tx: Tx, filters: PaymentFilters, scope: MarketScope): Promise<Result<Asked>> {
  const markets = await listMarkets(tx)
  const codes = new Map(markets.map(({ id, code }) => [id, code] as const))
  const own = markets.filter(
    ({ id, code }) =>
      (filters.market === undefined || code === filters.market) && (scope === 'everywhere' || scope.has(id)),
  )
  if (own.length === 0) return ok({ codes, question: undefined })
  const zone = own[0]?.timeZone ?? 'UTC'
  const { kind, method, state, search, from, until } = filters
  const fromMs = from === undefined ? undefined : startOf(from, 0, zone)
  const untilMs = until === undefined ? undefined : startOf(until, 1, zone)
  if (fromMs !== undefined && untilMs !== undefined && fromMs >= untilMs)
    return refuse('payments.days_reversed', {}, 'until')
  const marketIds = own.length === markets.length ? undefined : own.map(({ id }) => id)
  return ok({ codes, question: { kind, method, state, search, marketIds, fromMs, untilMs } })
}

function shownMovement(codes: ReadonlyMap<bigint, string>, row: Movement) {
  const { kind, id, order, personCode, personName, method, state, currency, minor, reference } = row
  return {
    kind,
    id,
    order,
    market: codes.get(row.marketId) ?? '',
    person: personCode === null ? null : { code: personCode, name: personName ?? undefined },
    method,
    state,
    amount: { minor, currency },
    reference,
    at: row.at.getTime(),
    settledAt: row.settledAt?.getTime() ?? null,
  }
}

function startOf(day: string, plusDays: number, zone: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return instantOf({ year, month, day: date + plusDays, hour: 0, minute: 0, second: 0, millisecond: 0 }, zone)
}
