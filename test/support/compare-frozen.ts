import { computeColumns } from '#modules/compensation/domain/frozen/compute.ts'
import { decodeColumns, encodeFrozen } from '#modules/compensation/domain/frozen/frozen.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { PayInput } from '#modules/compensation/domain/pay/pay-input.ts'
import { runPay } from '#modules/compensation/domain/pay/run-pay.ts'
import type { Period } from '#shared/period.ts'

/** What a close of a period by passes over frozen columns sums up otherwise than a walk; all of it where the close walks. */
export function frozenDifferences(plan: Plan, now: PayInput, period: Period): readonly unknown[] {
  // A snapshot knows neither rates nor what files give.
  if (plan.bonuses.some(({ paysIn }) => paysIn)) return []
  const input = { ...now, earned: [], rates: [] }
  const personIds = input.people.map((_, index) => BigInt(index))
  const bytes = encodeFrozen({ period: period.label, cutSeq: 1n, planHash: '', personIds, input })
  const { byPasses, sums } = computeColumns(plan, decodeColumns(bytes), period, '')
  const walked = runPay(plan, input, period).sums
  return byPasses ? sums.filter((one, at) => textOf(one) !== textOf(walked[at])) : sums
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, of: unknown) => (typeof of === 'bigint' ? String(of) : of))
}
