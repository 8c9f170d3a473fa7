import type { SkippedLine } from '../pay/pay-result.ts'
import { sumOf } from './sources.ts'
import type { Unpaid } from './walk-for.ts'

/** What did not come to somebody, by reason, the most parts first. */
export function unpaidOf(skipped: readonly SkippedLine[]): readonly Unpaid[] {
  const groups = Map.groupBy(skipped, ({ reason, missing }) => `${reason}\n${missing}`)
  return [...groups.values()]
    .flatMap((own) => {
      const [first] = own
      if (!first) return []
      const amount = sumOf(own.map((one) => one.amount))
      return [{ reason: first.reason, missing: first.missing, parts: own.length, amount }]
    })
    .toSorted((a, b) => b.parts - a.parts)
}
