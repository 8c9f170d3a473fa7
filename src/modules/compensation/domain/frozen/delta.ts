import type { PaidResult, PersonResult } from './results.ts'

export type Standing = Readonly<{ personId: bigint; active: boolean; rank: number }>

/**
 * What a period pays more or less than before: one row for each person, bonus and currency that differ, never 0. What is
 * paid no longer is a negative row.
 */
export function paidDifference(now: readonly PaidResult[], before: readonly PaidResult[]): PaidResult[] {
  const sums = new Map<string, PaidResult>()
  const add = (one: PaidResult, sign: bigint): void => {
    const key = `${one.personId} ${one.place} ${one.currency}`
    const minor = (sums.get(key)?.minor ?? 0n) + sign * one.minor
    sums.set(key, { ...one, minor })
  }
  for (const one of now) add(one, 1n)
  for (const one of before) add(one, -1n)
  return [...sums.values()]
    .filter(({ minor }) => minor !== 0n)
    .toSorted((a, b) => compare(a.personId, b.personId) || a.place - b.place)
}

/** Those of whom a delta tells: whose pay or standing it changes; somebody who stands no longer is told without a rank. */
export function changedPeople(
  now: readonly PersonResult[],
  before: readonly Standing[],
  paid: readonly PaidResult[],
): Standing[] {
  const known = new Map(before.map((one) => [one.personId, one] as const))
  const present = new Map(now.map((one) => [one.personId, one] as const))
  const isPaid = new Set(paid.map(({ personId }) => personId))
  const everybody = new Set([...known.keys(), ...present.keys(), ...isPaid])
  return [...everybody]
    .map((personId) => {
      const { active, rank } = present.get(personId) ?? NOBODY
      return { personId, active, rank }
    })
    .filter(({ personId, active, rank }) => {
      const was = known.get(personId) ?? NOBODY
      return isPaid.has(personId) || was.active !== active || was.rank !== rank
    })
    .toSorted((a, b) => compare(a.personId, b.personId))
}

const NOBODY = { active: false, rank: 0 } as const

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1
}
