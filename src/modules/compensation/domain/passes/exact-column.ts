import { add, big, exactMicro, exactRatio, ZERO, type Exact } from '#shared/exact.ts'
import { totalOf } from './exact-sum.ts'
import type { ColumnRoom } from './room.ts'

/** Exact numbers of everybody: millionths in a column, and beside it the few that are no whole number of them. */
export type ExactColumn = Readonly<{
  get: (person: number) => Exact
  set: (person: number, value: Exact) => void
  /** The sum over the first so many people. */
  total: (people: number) => Exact
}>

export function exactColumn(room: Pick<ColumnRoom, 'floats'>): ExactColumn {
  const micro = room.floats()
  const others = new Map<number, Exact>()
  return {
    get: (person) => (others.size === 0 ? undefined : others.get(person)) ?? micro[person] ?? ZERO,
    set(person, value) {
      const isPlain = typeof value === 'number'
      micro[person] = isPlain ? value : 0
      if (!isPlain) others.set(person, value)
      else if (others.size > 0) others.delete(person)
    },
    total(people) {
      const rest = [...others].flatMap(([person, value]) => (person < people ? [value] : []))
      return add(exactMicro(totalOf(micro.subarray(0, people))), sumOfExact(rest))
    },
  }
}

/** A sum of many fractions: those of one denominator first, as each other one makes all that follows longer. */
export function sumOfExact(values: Iterable<Exact>): Exact {
  const byDenominator = new Map<bigint, bigint>()
  for (const value of values) {
    const { n, d } = big(value)
    byDenominator.set(d, (byDenominator.get(d) ?? 0n) + n)
  }
  let sums = [...byDenominator].map(([d, n]) => exactRatio(n, d * 1_000_000n))
  while (sums.length > 1)
    sums = sums.flatMap((one, at) => (at % 2 === 0 ? [add(one, sums[at + 1] ?? ZERO)] : []))
  return sums[0] ?? ZERO
}
