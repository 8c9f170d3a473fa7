import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { findHolder, showAccounts, showJournal, showJournals, showWallet } from '../use-cases/show-books.ts'

const KIND = 'jrn'

const listJournals = route({
  endpoint: contract.listJournals,
  realms: ['staff'],
  right: 'ledger.read',
  idempotency: 'safe',
  summary: 'All journals, newest first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { code, state, search, from, until, sort } = call.query
      const { rows, total } = await showJournals(tx, {
        code,
        state,
        search,
        from,
        until,
        oldestFirst: sort === 'at',
        ...pageWindow(call.query),
      })
      return ok({ total, rows: rows.map((row) => ({ ...row, id: deps.ids.close(KIND, row.id) })) })
    }),
})

const showJournalRoute = route({
  endpoint: contract.showJournal,
  realms: ['staff'],
  right: 'ledger.read',
  idempotency: 'safe',
  summary: 'One journal with its lines.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const journal = await showJournal(tx, deps.ids.open(KIND, call.params.id))
      if (!journal) return refuse('ledger.journal.not_found')
      const { reversesId, reversedById, ...rest } = journal
      const closed = (id: bigint | undefined) => (id === undefined ? null : deps.ids.close(KIND, id))
      return ok({
        ...rest,
        id: deps.ids.close(KIND, journal.id),
        reverses: closed(reversesId),
        reversedBy: closed(reversedById),
      })
    }),
})

const listAccounts = route({
  endpoint: contract.listAccounts,
  realms: ['staff'],
  right: 'ledger.read',
  idempotency: 'safe',
  perMinute: 60,
  summary: "The company's own accounts with their balances.",
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => ok({ accounts: await showAccounts(tx) })),
})

const personWallet = route({
  endpoint: contract.personWallet,
  realms: ['staff'],
  right: 'ledger.wallets',
  idempotency: 'safe',
  summary: 'What the company owes a person.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const holder = await findHolder(tx, call.params.code)
      if (!holder || !hasRight(call.viewer, 'ledger.wallets', holder.marketId))
        return refuse('ledger.person.not_found')
      return ok(await showWallet(tx, holder.personId, pageWindow(call.query)))
    }),
})

const myWallet = route({
  endpoint: contract.myWallet,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'What the company owes the viewer.',
  handler: async (deps: PlatformDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) throw new Error('the account has no person')
    return read(deps, call.actor, async (tx) => ok(await showWallet(tx, personId, pageWindow(call.query))))
  },
})

export const ledgerRoutes = [listJournals, showJournalRoute, listAccounts, personWallet, myWallet]
