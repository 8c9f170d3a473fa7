import { visibleNames } from '#modules/field/api.ts'
import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { differenceSentence } from '../domain/language/difference.ts'
import { labEffectsPage, type EffectGroup, type EffectsAsked, type EffectSort } from '../store/lab-effects.ts'
import {
  experimentById,
  experimentsPage,
  experimentSummary,
  type Experiment,
  type ExperimentsAsked,
} from '../store/lab.ts'
import { planRequestsOf, type PlanRequest } from '../store/plan-requests.ts'
import { newestPlan, planById } from '../store/plans.ts'
import { labDifference, readLabPlan, type TextProblem } from './lab-plan.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { lastMonths } from './replay-months.ts'

/** The most months that an experiment replays. */
const MONTHS_MOST = 12

/** What a new experiment starts from. */
export async function showLabStart(tx: Tx) {
  const base = await newestPlan(tx)
  const months = (await lastMonths(tx, MONTHS_MOST)).map(({ period }) => period).toReversed()
  if (!base) return { base: null, months }
  const { name, version, effective, source } = base
  return { base: { name, version, effective, text: source }, months }
}

/** What is wrong with a changed text, and what it says otherwise. */
export async function checkLabText(
  tx: Tx,
  text: string,
): Promise<Result<{ problems: TextProblem[]; differences: string[] }>> {
  const base = await newestPlan(tx)
  if (!base) return refuse('pay.lab.no_plan')
  const read = readLabPlan(text, readPayPlanText(base.source, base.name))
  return 'problems' in read
    ? ok({ problems: [...read.problems], differences: [] })
    : ok({ problems: [], differences: labDifference(base.source, text).map(differenceSentence) })
}

/** A page of experiments with the sums of those that are done. */
export async function showExperiments(tx: Tx, ids: OpaqueIds, asked: ExperimentsAsked) {
  const { rows, total } = await experimentsPage(tx, asked)
  const shown = []
  for (const row of rows) {
    const { sums, request } = row
    shown.push({
      // oxlint-disable-next-line no-await-in-loop -- one connection
      ...(await headOf(tx, ids, row)),
      request,
      sums: sums && { ...sums, before: BigInt(sums.before), after: BigInt(sums.after) },
    })
  }
  return { rows: shown, total }
}

/** One experiment with its texts, what it says as it is kept, and the newest wish to publish its plan. */
export async function showExperiment(tx: Tx, ids: OpaqueIds, viewerId: bigint | null, id: bigint) {
  const experiment = await experimentById(tx, id)
  if (!experiment) return refuse('pay.lab.not_found')
  const base = await planById(tx, experiment.baseVersionId)
  const [request] = await planRequestsOf(tx, id)
  return ok({
    ...(await headOf(tx, ids, experiment)),
    baseText: base.source,
    text: experiment.source,
    differences: labDifference(base.source, experiment.source).map(differenceSentence),
    isStale: (await newestPlan(tx))?.id !== experiment.baseVersionId,
    summary: await experimentSummary(tx, id),
    request: request ? await shownRequest(tx, viewerId, request) : null,
  })
}

async function headOf(tx: Tx, ids: OpaqueIds, experiment: Experiment) {
  const { version, effective } = await planById(tx, experiment.baseVersionId)
  return {
    experiment: ids.close('lab', experiment.id),
    name: experiment.name,
    state: experiment.state,
    progressPpm: experiment.progressPpm,
    periods: [...experiment.periods],
    base: { version, effective },
    askedBy: await staffName(tx, experiment.askedBy),
    askedAt: experiment.askedAtMs,
    endedAt: experiment.endedAtMs,
    failure: experiment.failure,
  }
}

async function shownRequest(tx: Tx, viewerId: bigint | null, request: PlanRequest) {
  const { effective, reason, state, requestedBy, requestedAtMs, decidedBy, decidedAtMs, note, version } =
    request
  return {
    effective,
    reason,
    state,
    requestedBy: await staffName(tx, requestedBy),
    requestedAt: requestedAtMs,
    decidedBy: decidedBy === null ? null : await staffName(tx, decidedBy),
    decidedAt: decidedAtMs,
    note,
    version,
    youAsked: requestedBy === viewerId,
  }
}

async function staffName(tx: Tx, accountId: bigint): Promise<string> {
  return (await accountById(tx, accountId))?.name ?? ''
}

export type LabPeopleAsked = Readonly<{
  currency: string | undefined
  group: EffectGroup | undefined
  rank: number | undefined
  market: string | undefined
  search: string | undefined
  sort: EffectSort
  limit: number
  offset: number
}>

type Told = Readonly<{
  currency: string
  ranks: Readonly<{ before: readonly string[]; after: readonly string[] }>
}>

/** A page of whom an experiment changes, with the names that the viewer may see; `told` is of its summary. */
export async function showLabPeople(tx: Tx, experimentId: bigint, told: Told, asked: LabPeopleAsked) {
  const { ranks } = told
  const currency = asked.currency ?? told.currency
  const of: EffectsAsked = { ...asked, experimentId, currency, sameRanks: sameRanks(ranks) }
  const { rows, total } = await labEffectsPage(tx, of)
  const names = await visibleNames(
    tx,
    rows.map(({ personId }) => personId),
  )
  return {
    total,
    rows: rows.map(({ personId, code, market, before, after, rankBefore, rankAfter }) => ({
      personId,
      code,
      name: names.get(personId) ?? null,
      market,
      before: { minor: before, currency },
      after: { minor: after, currency },
      change: { minor: after - before, currency },
      rankBefore: ranks.before[rankBefore - 1] ?? null,
      rankAfter: ranks.after[rankAfter - 1] ?? null,
    })),
  }
}

/** The places in both ladders that are one rank by name; none is the same as none. */
function sameRanks({ before, after }: Told['ranks']): EffectsAsked['sameRanks'] {
  const same = before.flatMap((name, at) => {
    const place = after.indexOf(name)
    return place < 0 ? [] : [{ before: at + 1, after: place + 1 }]
  })
  return [{ before: 0, after: 0 }, ...same]
}
