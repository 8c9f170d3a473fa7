import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { accountById } from '#modules/identity/api.ts'
import { peopleByIds } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { parsePeriod, periodBefore, type Period } from '#shared/period.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { biggestMovers, rankMoves, type Mover } from '../store/earnings.ts'
import { planById, planInEffect } from '../store/plans.ts'
import { runOfPeriod, stepsOf, type Run, type RunTotals, type Step } from '../store/runs.ts'
import { ordersSince } from '../store/snapshot-source.ts'
import { paidIn, periodRow, sharePpm, type PeriodRow } from './list-periods.ts'
import { deltasShown, type Pending, type ShownDelta } from './show-deltas.ts'
import { namedPeople, type PersonRef } from './named-people.ts'
import type { PayDeps } from './pay-deps.ts'
import { readPayPlanText } from './read-plan-text.ts'

type Money = Readonly<{ minor: bigint; currency: string }>
type StepName = 'cut' | 'snapshot' | 'run' | 'store' | 'review' | 'accept'

export type CloseStep = Readonly<{
  step: StepName
  state: 'waiting' | 'working' | 'done' | 'failed'
  progressPpm: number
  startedAt: number | null
  doneAt: number | null
  counted: number | null
}>

export type Close = PeriodRow &
  Readonly<{
    plan: { name: string; version: number }
    steps: CloseStep[]
    startedBy: string | null
    acceptedBy: string | null
    youStarted: boolean
    cutSeq: bigint | null
    snapshot: string | null
    results: string | null
    byBonus: { bonus: string; amount: Money; shareOfSalesPpm: number }[]
    sums: RunTotals['sums']
    history: { period: string; sales: Money; paid: Money; peopleWithPay: number; payoutSharePpm: number }[]
    rankMoves: { rank: string; up: number; down: number; holders: number }[]
    movers: { person: PersonRef; before: Money; now: Money; change: Money; reason: MoverReason }[]
    ordersSinceCut: number
    failure: string | null
    pending: Pending | null
    deltas: ShownDelta[]
  }>

const MOVERS_SHOWN = 10
const HISTORY_PERIODS = 4

/** Everything that the page of a close shows: where it stands, what it pays, and how that compares with before. */
export async function showClose(
  deps: PayDeps,
  input: Readonly<{ actor: Actor; period: string }>,
): Promise<Result<Close>> {
  const nowMs = deps.clock.now()
  return read(deps, input.actor, async (tx) => {
    const calendar = await calendarByCode(tx, MONTHS)
    const period = calendar && parsePeriod(input.period, calendar.timeZone)
    if (!calendar || !period || period.kind !== calendar.kind)
      return refuse('pay.period_unknown', { period: input.period }, 'period')
    const run = await runOfPeriod(tx, period.label)
    const plan = run ? await planById(tx, run.planVersionId) : await planInEffect(tx, `${period.label}-01`)
    if (!plan) return refuse('pay.no_plan', { period: period.label })
    const before = await runOfPeriod(tx, periodBefore(calendar, period).label)
    const row = await periodRow(tx, period, run, nowMs)
    return ok({
      ...row,
      plan: { name: plan.name, version: plan.version },
      steps: closeSteps(run, run ? await stepsOf(tx, run.id) : []),
      startedBy: await accountName(tx, run?.startedBy),
      acceptedBy: await accountName(tx, run?.acceptedBy),
      youStarted: run !== undefined && run.startedBy === input.actor.accountId,
      cutSeq: run?.cutSeq ?? null,
      snapshot: run?.snapshot ?? null,
      results: run?.results ?? null,
      byBonus: byBonus(run, row),
      sums: run?.totals?.sums ?? [],
      history: await history(tx, period, calendar),
      rankMoves: run?.results ? await moves(tx, run, before, plan.source) : [],
      movers: run?.results && before?.results ? await movers(tx, run, before) : [],
      ordersSinceCut: run?.cutAtMs ? await ordersSince(tx, run.cutAtMs) : 0,
      failure: run?.failure ?? null,
      ...(await deltasShown(tx, run, input.actor.accountId)),
    })
  })
}

const STEPS: readonly { step: StepName; works: readonly Run['state'][] }[] = [
  { step: 'cut', works: ['cutting'] },
  { step: 'snapshot', works: ['snapshot'] },
  { step: 'run', works: ['running'] },
  { step: 'store', works: ['storing'] },
  { step: 'review', works: ['review'] },
  { step: 'accept', works: ['accepting'] },
]
const ORDER: readonly Run['state'][] = [
  'cutting',
  'snapshot',
  'running',
  'storing',
  'review',
  'accepting',
  'accepted',
]

function closeSteps(run: Run | undefined, stored: readonly Step[]): CloseStep[] {
  return STEPS.map(({ step, works }) => {
    const known = stored.find((one) => one.step === step)
    const at = run ? ORDER.indexOf(run.state) : -1
    const own = ORDER.indexOf(works[0] ?? 'cutting')
    const state =
      run?.state === 'failed' && !known?.doneAtMs
        ? 'failed'
        : at > own
          ? 'done'
          : at === own
            ? 'working'
            : 'waiting'
    return {
      step,
      state,
      progressPpm: state === 'done' ? 1_000_000 : (known?.progressPpm ?? 0),
      startedAt: known?.startedAtMs ?? null,
      doneAt: known?.doneAtMs ?? null,
      counted: countedIn(step, known, run),
    }
  })
}

/** The cut tells the orders of the period; the other steps keep what they counted beside them. */
function countedIn(step: StepName, known: Step | undefined, run: Run | undefined): number | null {
  if (step === 'cut') return run?.totals?.orders ?? null
  return known && /^\d+$/.test(known.detail) ? Number(known.detail) : null
}

async function accountName(tx: Tx, id: bigint | null | undefined): Promise<string | null> {
  return id === null || id === undefined ? null : ((await accountById(tx, id))?.name ?? null)
}

function byBonus(run: Run | undefined, row: PeriodRow): Close['byBonus'] {
  return (run?.totals?.byBonus ?? []).map((one) => ({
    bonus: one.bonus,
    amount: { minor: BigInt(one.minor), currency: one.currency },
    shareOfSalesPpm: sharePpm(BigInt(one.minor), row.sales.minor),
  }))
}

async function history(
  tx: Tx,
  period: Period,
  calendar: Parameters<typeof periodBefore>[0],
): Promise<Close['history']> {
  const found: Close['history'] = []
  for (let at = period; found.length < HISTORY_PERIODS; at = periodBefore(calendar, at)) {
    const run = await runOfPeriod(tx, at.label)
    if (!run?.totals) break
    const { totals } = run
    const sales = { minor: BigInt(totals.salesMinor), currency: totals.currency }
    const paid = { minor: paidIn(totals), currency: totals.currency }
    found.push({
      period: at.label,
      sales,
      paid,
      peopleWithPay: totals.peopleWithPay,
      payoutSharePpm: sharePpm(paid.minor, sales.minor),
    })
  }
  return found.toReversed()
}

async function moves(
  tx: Tx,
  run: Run,
  before: Run | undefined,
  planSource: string,
): Promise<Close['rankMoves']> {
  const plan = readPayPlanText(planSource, 'plan')
  const rows = await rankMoves(tx, run.id, before?.results ? before.id : undefined)
  return plan.ranks.map((rank, place) => {
    const row = rows.find((one) => one.place === place)
    return { rank: rank.name, up: row?.up ?? 0, down: row?.down ?? 0, holders: row?.holders ?? 0 }
  })
}

async function movers(tx: Tx, run: Run, before: Run): Promise<Close['movers']> {
  const rows = await biggestMovers(tx, run.id, before.id, MOVERS_SHOWN)
  const people = await peopleByIds(
    tx,
    rows.map((row) => row.personId),
  )
  const currency = run.totals?.currency ?? ''
  const told = rows.map((row) => ({
    row,
    person: { personId: row.personId, code: people.get(row.personId)?.code ?? '', rank: row.rankName },
  }))
  const named = await namedPeople(
    tx,
    told.map((one) => one.person),
  )
  return told.map(({ row, person }) => ({
    person: named(person),
    before: { minor: row.before, currency },
    now: { minor: row.now, currency },
    change: { minor: row.now - row.before, currency },
    reason: moverReason(row),
  }))
}

type MoverReason =
  | 'not_active'
  | 'became_active'
  | 'new'
  | 'rank_up'
  | 'rank_down'
  | 'volume_up'
  | 'volume_down'

/** The main reason of a change as a code; pages have its sentence. */
function moverReason(row: Mover): MoverReason {
  if (!row.activeNow) return 'not_active'
  if (row.activeBefore === null) return 'new'
  if (!row.activeBefore) return 'became_active'
  const [now, before] = [row.rankNow ?? -1, row.rankBefore ?? -1]
  if (now > before) return 'rank_up'
  if (now < before) return 'rank_down'
  return row.now > row.before ? 'volume_up' : 'volume_down'
}
