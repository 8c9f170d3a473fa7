import { changedPeople, paidDifference } from './delta.ts'
import type { PaidResult, Results } from './results.ts'

/** What becomes another for somebody in one currency; ranks are numbers of the plan's ladder from 1, 0 is none. */
export type Effect = Readonly<{
  personId: bigint
  currency: string
  before: bigint
  after: bigint
  rankBefore: number
  rankAfter: number
}>

/**
 * Whose pay or rank differs between two computations of a period: a row for each person and currency, by person. Who gains and
 * loses in different bonuses of one currency is told by the sum, which may be 0.
 */
export function effectsOf(before: Results, after: Results, currency: string): Effect[] {
  const paid = paidDifference(after.earnings, before.earnings)
  const ids = new Set(changedPeople(after.people, before.people, paid).map(({ personId }) => personId))
  const [was, is] = [sumsOf(before.earnings, ids), sumsOf(after.earnings, ids)]
  const ranks = [before, after].map(
    ({ people }) => new Map(people.map((one) => [one.personId, one.rank] as const)),
  )
  const rows: Effect[] = []
  for (const personId of [...ids].toSorted((a, b) => (a < b ? -1 : 1))) {
    const own = new Set([...(was.get(personId)?.keys() ?? []), ...(is.get(personId)?.keys() ?? [])])
    for (const of of own.size === 0 ? [currency] : [...own].toSorted())
      rows.push({
        personId,
        currency: of,
        before: was.get(personId)?.get(of) ?? 0n,
        after: is.get(personId)?.get(of) ?? 0n,
        rankBefore: ranks[0]?.get(personId) ?? 0,
        rankAfter: ranks[1]?.get(personId) ?? 0,
      })
  }
  return rows
}

function sumsOf(
  earnings: readonly PaidResult[],
  ids: ReadonlySet<bigint>,
): ReadonlyMap<bigint, ReadonlyMap<string, bigint>> {
  const sums = new Map<bigint, Map<string, bigint>>()
  for (const { personId, currency, minor } of earnings) {
    if (!ids.has(personId)) continue
    const own = sums.get(personId) ?? new Map<string, bigint>()
    own.set(currency, (own.get(currency) ?? 0n) + minor)
    sums.set(personId, own)
  }
  return sums
}
