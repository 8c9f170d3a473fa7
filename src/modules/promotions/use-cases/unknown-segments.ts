import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Condition, Promotion } from '../domain/promotion.ts'
import { segmentsOf } from '../store/segments.ts'

/** The segments that a promotion asks for and that its market does not have, in the order of their codes. */
export async function unknownSegments(
  tx: Tx,
  of: Readonly<{ marketId: bigint; promotion: Promotion }>,
): Promise<readonly string[]> {
  const asked = new Set(segmentsIn(of.promotion.when))
  if (asked.size === 0) return []
  const at = new Date(await companyNow(tx))
  const known = new Set((await segmentsOf(tx, { marketId: of.marketId, at })).map(({ code }) => code))
  return [...asked].filter((code) => !known.has(code)).toSorted()
}

function segmentsIn(condition: Condition): readonly string[] {
  if (condition.is === 'all' || condition.is === 'any') return condition.parts.flatMap(segmentsIn)
  if (condition.is === 'not') return segmentsIn(condition.part)
  return condition.is === 'one_of' && condition.fact === 'segment' ? condition.values : []
}
