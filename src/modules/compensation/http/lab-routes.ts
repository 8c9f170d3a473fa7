import { pageWindow, type Inside } from '#shared/contract.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { csvStream } from '#platform/sheets/csv-sheet.ts'
import { labSummary } from '../contract/lab-summary.ts'
import * as contract from '../contract/lab.ts'
import { experimentById, experimentSummary } from '../store/lab.ts'
import type { PayDeps } from '../use-cases/pay-deps.ts'
import {
  checkLabText,
  showExperiment,
  showExperiments,
  showLabPeople,
  showLabStart,
} from '../use-cases/show-experiments.ts'
import { cancelExperiment, startExperiment } from '../use-cases/start-experiment.ts'

const staff = { realms: ['staff'], everywhere: true } as const
const READ = 'pay.read'
const TRY = 'pay.try_plan'
const EXPORTED_MOST = 50_000

const list = route({
  ...staff,
  endpoint: contract.listExperiments,
  right: READ,
  idempotency: 'safe',
  summary: 'Experiments with changed plans, the newest first.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { state, request } = call.query
      const asked = { ...pageWindow(call.query), state, request }
      return ok(await showExperiments(tx, deps.ids, asked))
    }),
})

const start = route({
  ...staff,
  endpoint: contract.showLabStart,
  right: READ,
  idempotency: 'safe',
  summary: 'What a new experiment starts from.',
  handler: async (deps: PayDeps, call) => ok(await read(deps, call.actor, showLabStart)),
})

const check = route({
  ...staff,
  endpoint: contract.checkLabPlan,
  right: READ,
  idempotency: 'natural',
  summary: 'What is wrong with a changed plan, or what it says otherwise.',
  handler: async (deps: PayDeps, call) => read(deps, call.actor, (tx) => checkLabText(tx, call.body.text)),
})

const begin = route({
  ...staff,
  endpoint: contract.startExperiment,
  right: TRY,
  idempotency: 'key',
  summary: 'Begins an experiment; nothing of it is pay.',
  handler: async (deps: PayDeps, call) => {
    const once = { useCase: 'compensation.start_experiment', answer: contract.startExperiment.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const begun = await startExperiment(tx, about, call.actor, call.body)
      return begun.ok ? ok({ experiment: deps.ids.close('lab', begun.value) }) : begun
    })
  },
})

const show = route({
  ...staff,
  endpoint: contract.showExperiment,
  right: READ,
  idempotency: 'safe',
  summary: 'One experiment: both texts, and what the difference of them comes to.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const id = deps.ids.open('lab', call.params.experiment)
      const shown = await showExperiment(tx, deps.ids, call.actor.accountId, id)
      if (!shown.ok) return shown
      const { summary } = shown.value
      return ok({ ...shown.value, summary: summary === null ? null : labSummary.parse(summary) })
    }),
})

const cancel = route({
  ...staff,
  endpoint: contract.cancelExperiment,
  right: TRY,
  idempotency: 'natural',
  summary: 'Ends an experiment that is not done yet.',
  handler: async (deps: PayDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'compensation.cancel_experiment' }, (tx, about) =>
      cancelExperiment(tx, about, deps.ids.open('lab', call.params.experiment)),
    ),
})

type PeopleQuery = Inside<typeof contract.listLabPeople, 'query'>

async function peopleOf(
  tx: Tx,
  id: bigint,
  query: PeopleQuery,
  page: Readonly<{ limit: number; offset: number }>,
) {
  const kept = await summaryOf(tx, id)
  if (!kept.ok) return kept
  const { currency, group, rank, market, search, sort } = query
  const found = await showLabPeople(tx, id, kept.value, {
    currency,
    group,
    rank: rank === undefined ? undefined : Number(rank),
    market,
    search: search?.trim(),
    sort: sort === 'change' ? 'loss' : 'gain',
    ...page,
  })
  return ok({ ...found, summary: kept.value })
}

async function summaryOf(tx: Tx, id: bigint): Promise<Result<ReturnType<typeof labSummary.parse>>> {
  const experiment = await experimentById(tx, id)
  if (!experiment) return refuse('pay.lab.not_found')
  const kept = await experimentSummary(tx, id)
  return kept === null ? refuse('pay.lab.not_done') : ok(labSummary.parse(kept))
}

const people = route({
  ...staff,
  endpoint: contract.listLabPeople,
  right: READ,
  idempotency: 'safe',
  summary: 'Whom an experiment changes.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const id = deps.ids.open('lab', call.params.experiment)
      const found = await peopleOf(tx, id, call.query, pageWindow(call.query))
      if (!found.ok) return found
      const { rows, total } = found.value
      return ok({
        total,
        rows: rows.map(({ personId, ...row }) => ({ ...row, person: deps.ids.close('per', personId) })),
      })
    }),
})

const HEADER = [
  'person',
  'name',
  'market',
  'before',
  'after',
  'difference',
  'currency',
  'rank_before',
  'rank_after',
]

const exportPeople = route({
  ...staff,
  endpoint: contract.exportLabPeople,
  right: READ,
  idempotency: 'safe',
  perMinute: 20,
  summary: 'Whom an experiment changes, as a file for spreadsheets.',
  handler: async (deps: PayDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const id = deps.ids.open('lab', call.params.experiment)
      const found = await peopleOf(tx, id, call.query, { limit: EXPORTED_MOST, offset: 0 })
      if (!found.ok) return found
      const { rows, summary } = found.value
      const digits = new Map(summary.currencies.map((one) => [one.currency, one.digits]))
      const amount = ({ minor, currency }: Readonly<{ minor: bigint; currency: string }>): string =>
        formatDecimal(minor, digits.get(currency) ?? 0)
      const cells = rows.map((row) => [
        row.code,
        row.name ?? '',
        row.market,
        ...[row.before, row.after, row.change].map(amount),
        row.change.currency,
        row.rankBefore ?? '',
        row.rankAfter ?? '',
      ])
      return ok({ body: csvStream({ header: HEADER, rows: oneList(cells) }), fileName: 'lab.csv' })
    }),
})

async function* oneList<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows
}

export const labRoutes = [list, start, check, begin, show, cancel, people, exportPeople]
