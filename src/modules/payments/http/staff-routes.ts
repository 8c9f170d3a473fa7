import { pageWindow } from '#shared/contract.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { ok } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf } from '#platform/sessions/viewer.ts'
import { csvStream } from '#platform/sheets/csv-sheet.ts'
import * as contract from '../contract.ts'
import { exportedPayments, findPayments, showWaiting } from '../use-cases/find-payments.ts'
import { limitCredit } from '../use-cases/limit-credit.ts'

const idKinds = { payment: 'pay', refund: 'rfd', reversal: 'rfd', returned: 'rfd' } as const

const list = route({
  endpoint: contract.listPayments,
  realms: ['staff'],
  right: 'payments.read',
  idempotency: 'safe',
  summary: 'What came in and went back, newest first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const scope = scopeOf(call.viewer, 'payments.read')
      const found = await findPayments(tx, call.query, { scope, ...pageWindow(call.query) })
      if (!found.ok) return found
      const { rows, total } = found.value
      return ok({
        total,
        rows: rows.map((row) => ({ ...row, id: deps.ids.close(idKinds[row.kind], row.id) })),
      })
    }),
})

const HEADER = [
  'at',
  'kind',
  'order',
  'market',
  'person',
  'name',
  'method',
  'state',
  'amount',
  'currency',
  'reference',
]

const exportList = route({
  endpoint: contract.exportPayments,
  realms: ['staff'],
  right: 'payments.export',
  idempotency: 'safe',
  perMinute: 20,
  summary: 'The list of payments as a file for spreadsheets.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const found = await exportedPayments(tx, call.query, scopeOf(call.viewer, 'payments.export'))
      if (!found.ok) return found
      const rows = found.value.map(
        ({ at, kind, order, market, person, method, state, amount, reference }) => [
          new Date(at).toISOString(),
          kind,
          order,
          market,
          person?.code ?? '',
          person?.name ?? '',
          method,
          state,
          formatDecimal(amount.minor, currencyDigits(amount.currency)),
          amount.currency,
          reference ?? '',
        ],
      )
      return ok({ body: csvStream({ header: HEADER, rows: oneList(rows) }), fileName: 'payments.csv' })
    }),
})

async function* oneList<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows
}

const waiting = route({
  endpoint: contract.waitingPayments,
  realms: ['staff'],
  right: 'payments.read',
  idempotency: 'safe',
  perMinute: 120,
  summary: 'Payments that did not come in yet, and money that has to be sent back.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => ok(await showWaiting(tx, scopeOf(call.viewer, 'payments.read')))),
})

const limit = route({
  endpoint: contract.limitCredit,
  realms: ['staff'],
  right: 'payments.credit',
  idempotency: 'natural',
  summary: 'How much one person may owe at once.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'payments.limit_credit' }, async (tx, about) => {
      const { accountId } = call.viewer
      const mayIn = (marketId: bigint) => hasRight(call.viewer, 'payments.credit', marketId)
      const limited = await limitCredit(tx, { code: call.params.code, ...call.body, accountId, mayIn })
      if (!limited.ok) return limited
      about('person', limited.value)
      return ok(undefined)
    }),
})

export const staffRoutes = [list, exportList, waiting, limit]
