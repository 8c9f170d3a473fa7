import type { showExperiment } from '#modules/compensation/contract/lab.ts'
import type { Inside } from '#shared/contract.ts'

export type Experiment = Inside<typeof showExperiment, 'response'>
export type Summary = NonNullable<Experiment['summary']>
export type OfCurrency = Summary['currencies'][number]

/** What is paid of a currency in a list of amounts. */
export function paidIn(
  list: readonly Readonly<{ currency: string; minor: bigint }>[],
  currency: string,
): bigint {
  return list.find((one) => one.currency === currency)?.minor ?? 0n
}

/** Sums of the same thing by a key, in the order in which the keys are met. */
export function sumBonuses(
  months: Summary['months'],
  currency: string,
): readonly Readonly<{ bonus: string; before: bigint; after: bigint }>[] {
  const sums = new Map<string, { bonus: string; before: bigint; after: bigint }>()
  for (const { bonuses } of months)
    for (const { bonus, currency: of, before, after } of bonuses) {
      if (of !== currency) continue
      const sum = sums.get(bonus) ?? { bonus, before: 0n, after: 0n }
      sum.before += before
      sum.after += after
      sums.set(bonus, sum)
    }
  return [...sums.values()]
}
