import { behindMs } from '#platform/outbox/waiting.ts'
import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { periodAt } from '#shared/period.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { ExpectedTold } from '../domain/figures/told.ts'
import { statementsOf } from '../store/earnings.ts'
import { figuresLoading } from './figures-loading.ts'
import type { PayDeps } from './pay-deps.ts'

export type ExpectedPay = Omit<ExpectedTold, 'person'> &
  Readonly<{
    seq: bigint
    asOf: number
    period: string
    from: number
    until: number
    before: { period: string; total: { minor: bigint; currency: string } } | null
  }>

/** The open period of a person as of the last event that the figures have followed, at least as of `sinceSeq`. */
export async function showExpectedPay(
  deps: Pick<PayDeps, 'db' | 'clock' | 'payFigures'>,
  input: Readonly<{ actor: Actor; personId: bigint; sinceSeq?: bigint | undefined }>,
): Promise<Result<ExpectedPay>> {
  const nowMs = deps.clock.now()
  const { period, before } = await read(deps, input.actor, async (tx) => {
    const [calendar, [last]] = await Promise.all([
      calendarByCode(tx, MONTHS),
      statementsOf(tx, input.personId),
    ])
    if (!calendar) throw new Error('the company has no calendar of months')
    return { period: periodAt(calendar, nowMs), before: last }
  })
  const answer = await deps.payFigures.expected({
    personId: input.personId,
    period: period.label,
    sinceSeq: input.sinceSeq,
  })
  if (answer && 'loading' in answer) return figuresLoading(period.label, answer.loading)
  if (!answer) return refuse('pay.no_figures', { period: period.label })
  const { person: _, ...told } = answer.told
  return ok({
    ...told,
    seq: answer.seq,
    asOf: nowMs - (await behindMs(deps.db, answer.seq)),
    period: period.label,
    from: period.fromMs,
    until: period.untilMs,
    before: before
      ? { period: before.period, total: { minor: before.minor, currency: before.currency } }
      : null,
  })
}
