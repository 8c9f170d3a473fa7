import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { thenOf } from '#modules/genealogy/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { timeOfSeq } from '#platform/outbox/event.ts'
import { positionOfConsumer } from '#platform/outbox/follow.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { periodAt } from '#shared/period.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { ExpectedTold, StandingTold } from '../domain/figures/told.ts'
import { statementsOf, type StatementHead } from '../store/earnings.ts'
import { planInEffect } from '../store/plans.ts'
import { standingRunKnown } from '../store/runs.ts'
import { PAY_KNOWN } from './adjustment-events.ts'
import { endedBeforeViewer } from './before-viewer.ts'
import type { Then } from './closed-periods.ts'
import { figuresLoading } from './figures-loading.ts'
import type { PayDeps } from './pay-deps.ts'

/** An instant of business, and what was known: at a position of the feed, or at an instant of real time. */
export type AskedThen = Readonly<{
  atMs?: number | undefined
  knownSeq?: bigint | undefined
  knownAtMs?: number | undefined
}>

/** What an answer stands on: asked again with its instant and position, it is the same for ever. */
type Stand = Readonly<{ atMs: number; seq: bigint; period: string; state: 'open' | 'accepted' }>

export type PayThen = Stand &
  Readonly<{ told: Omit<ExpectedTold, 'person' | 'days'>; statement: StatementHead | null }>

type Deps = Pick<PayDeps, 'db' | 'payFigures'>

/**
 * What a person had sold, reached and earned as of then, as known then: of the period in which the instant lies, by the run that was
 * accepted as known then, or else by the facts up to the instant that were known. Refused where nothing of it was known, and where it
 * was somebody else's then.
 */
export async function showPayThen(
  deps: Deps,
  input: Readonly<{ actor: Actor; personId: bigint; asked: AskedThen }>,
): Promise<Result<PayThen>> {
  const { actor, personId } = input
  const found = await read(deps, actor, async (tx) => {
    const origin = await originThen(tx, input.asked)
    if (!origin.ok) return origin
    const { atMs, seq, period, state } = origin.value.stand
    const isOver = state === 'accepted'
    if (await endedBeforeViewer(tx, { actor, period, atMs: isOver ? undefined : atMs }))
      return refuse('pay.no_figures', { period })
    const statement = (await statementsOf(tx, personId, seq)).find((head) => head.period === period)
    return ok({ ...origin.value, statement: statement ?? null })
  })
  if (!found.ok) return found
  const { stand, from, statement } = found.value
  const { period } = stand
  const answer = await deps.payFigures.past.expected({ personId, period }, from)
  if (answer && 'loading' in answer) return figuresLoading(period, answer.loading)
  if (!answer?.told) return refuse('pay.no_figures', { period })
  const { person: _, days: _days, ...told } = answer.told
  return ok({ ...stand, told, statement })
}

/** How some people stood as of then, as known then, by the same. */
export async function showStandingsThen(
  deps: Deps,
  input: Readonly<{ actor: Actor; personIds: readonly bigint[]; asked: AskedThen }>,
): Promise<Result<Stand & Readonly<{ standings: readonly StandingTold[] }>>> {
  const found = await read(deps, input.actor, (tx) => originThen(tx, input.asked))
  if (!found.ok) return found
  const { stand, from } = found.value
  const { personIds } = input
  const answer = await deps.payFigures.past.standings({ personIds, period: stand.period }, from)
  return ok({ ...stand, standings: answer?.told ?? [] })
}

/** From what a period as of then is told, and what it stands on. */
export async function originThen(
  tx: Tx,
  asked: AskedThen,
): Promise<Result<Readonly<{ stand: Stand; from: Then }>>> {
  const { at, knownSeq } = await thenOf(tx, asked)
  const paid = await positionOfConsumer(tx, PAY_KNOWN)
  const seq = knownSeq < paid ? knownSeq : paid
  const atMs = at.getTime()
  if (atMs > (await companyNow(tx))) return refuse('pay.then_later', {}, 'at')
  const calendar = await calendarByCode(tx, MONTHS)
  if (!calendar) throw new Error('the company has no calendar of months')
  const period = periodAt(calendar, atMs).label
  const run = await standingRunKnown(tx, period, seq)
  if (run?.snapshot) {
    const from = { hash: run.snapshot, planVersionId: run.planVersionId }
    return ok({ stand: { atMs, seq, period, state: 'accepted' }, from })
  }
  const recordedBy = new Date((await timeOfSeq(tx, seq)) ?? 0)
  const version = await planInEffect(tx, `${period}-01`, recordedBy)
  if (!version) return refuse('pay.no_plan', { period })
  const from = { atMs, knownSeq: seq, planVersionId: version.id }
  return ok({ stand: { atMs, seq, period, state: 'open' }, from })
}
