import { pageWindow } from '#shared/contract.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { ok, refuse } from '#shared/refusal.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import { csvStream } from '#platform/sheets/csv-sheet.ts'
import * as contract from '../contract.ts'
import { documentsOf } from '../store/documents.ts'
import { listDocuments, type DocumentsQuestion } from '../store/document-list.ts'
import { printed, seeByToken } from '../use-cases/show-document.ts'

const READ = 'billing.read'
const EXPORT_ROWS_MAX = 100_000

function marketsOf(viewer: Viewer, right: string): readonly bigint[] | undefined {
  const scope = scopeOf(viewer, right)
  return scope === 'everywhere' ? undefined : [...scope]
}

async function shownOf(ids: OpaqueIds, tx: Tx, order: string, mayIn: (marketId: bigint) => boolean) {
  const rows = await documentsOf(tx, order)
  return {
    documents: rows
      .filter(({ marketId }) => mayIn(marketId))
      .map(({ id, kind, number, issuedAt, totalMinor, currency }) => ({
        document: ids.close('doc', id),
        kind,
        number,
        issuedAt: issuedAt.getTime(),
        total: { minor: totalMinor, currency },
      })),
  }
}

const list = route({
  endpoint: contract.listDocuments,
  realms: ['staff'],
  right: READ,
  idempotency: 'safe',
  summary: 'Invoices and credit notes, newest first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const marketIds = marketsOf(call.viewer, READ)
      const found = await listDocuments(tx, { ...call.query, marketIds, ...pageWindow(call.query) })
      return ok({
        total: found.total,
        rows: found.rows.map((row) => ({
          document: deps.ids.close('doc', row.id),
          kind: row.kind,
          number: row.number,
          issuedAt: row.issuedAt.getTime(),
          order: row.order,
          entity: row.entity,
          buyer: { code: row.buyerCode, name: row.buyerName },
          total: { minor: row.totalMinor, currency: row.currency },
          tax: { minor: row.taxMinor, currency: row.currency },
        })),
      })
    }),
})

const HEADER = ['number', 'kind', 'issued_at', 'entity', 'order', 'buyer', 'name', 'total', 'tax', 'currency']

const exportList = route({
  endpoint: contract.exportDocuments,
  realms: ['staff'],
  right: 'billing.export',
  idempotency: 'safe',
  perMinute: 20,
  summary: 'The list of invoices and credit notes as a file for spreadsheets.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const rows = await exportedRows(tx, {
        ...call.query,
        marketIds: marketsOf(call.viewer, 'billing.export'),
        limit: EXPORT_ROWS_MAX,
        offset: 0,
      })
      return ok({ body: csvStream({ header: HEADER, rows: oneList(rows) }), fileName: 'documents.csv' })
    }),
})

async function exportedRows(tx: Tx, asked: DocumentsQuestion) {
  const { rows } = await listDocuments(tx, asked)
  return rows.map((row) => {
    const digits = currencyDigits(row.currency)
    return [
      row.number,
      row.kind,
      row.issuedAt.toISOString(),
      row.entity,
      row.order,
      row.buyerCode ?? '',
      row.buyerName,
      formatDecimal(row.totalMinor, digits),
      formatDecimal(row.taxMinor, digits),
      row.currency,
    ]
  })
}

async function* oneList<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows
}

const print = route({
  endpoint: contract.printDocument,
  realms: ['staff'],
  right: READ,
  idempotency: 'safe',
  perMinute: 120,
  summary: 'An invoice or credit note as it is printed.',
  handler: async (deps: PlatformDeps, call) =>
    printed(deps, call.actor, {
      id: deps.ids.open('doc', call.params.document),
      mayIn: (marketId) => hasRight(call.viewer, READ, marketId),
    }),
})

const ofOrder = route({
  endpoint: contract.orderDocuments,
  realms: ['staff'],
  right: READ,
  idempotency: 'safe',
  summary: 'What was issued for an order.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const mayIn = (marketId: bigint) => hasRight(call.viewer, READ, marketId)
      return ok(await shownOf(deps.ids, tx, call.params.code, mayIn))
    }),
})

const ofMine = route({
  endpoint: contract.myOrderDocuments,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'What was issued for an own order.',
  handler: async (deps: PlatformDeps, call) =>
    // Row-level security gives only what was issued for orders that the viewer bought.
    read(deps, call.actor, async (tx) => ok(await shownOf(deps.ids, tx, call.params.code, () => true))),
})

const printMine = route({
  endpoint: contract.printMyDocument,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  perMinute: 60,
  summary: 'An invoice or credit note of an own order as it is printed.',
  handler: async (deps: PlatformDeps, call) =>
    printed(deps, call.actor, {
      id: deps.ids.open('doc', call.params.document),
      order: call.params.code,
    }),
})

const ofShop = route({
  endpoint: contract.shopOrderDocuments,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  perMinute: 120,
  summary: 'What was issued for an order, for whoever has the secret of its page.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const order = await seeByToken(tx, call.params.status)
      if (order === undefined) return refuse('billing.not_found')
      return ok(await shownOf(deps.ids, tx, order, () => true))
    }),
})

const printShop = route({
  endpoint: contract.printShopDocument,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  perMinute: 60,
  summary: 'An invoice or credit note as it is printed, for whoever has the secret of the order’s page.',
  handler: async (deps: PlatformDeps, call) =>
    printed(deps, call.actor, {
      id: deps.ids.open('doc', call.params.document),
      status: call.params.status,
    }),
})

export const documentRoutes = [list, exportList, print, ofOrder, ofMine, printMine, ofShop, printShop]
