import { add, exactRatio, floorDivide, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { Limit } from '../language/plan.ts'
import { exactly } from './arithmetic.ts'
import { exactAt } from './asked/column-values.ts'
import { exactValues } from './asked/exact-values.ts'
import type { Compiler } from './compiler.ts'
import { addTaken, givenTo, type TookOf } from './limited.ts'
import type { LimitsAgain } from './renew/renew-limits.ts'
import type { Settled } from './settle.ts'

/** Where limits are over the positions of an owner, whoever is computed again is so with all of them. */
export function includePositions({ plan, renewal, field }: Compiler): void {
  if (!renewal || !plan.limits.some(({ per }) => per === 'owner')) return
  renewal.steps.push((count) => {
    if (renewal.isOfAll()) return
    const { positions } = field.world().population
    for (const person of renewal.members.slice(0, count)) renewal.include(positions(person))
  })
}

/**
 * A limit over what the positions of an owner are paid together, or one that is no whole number of a program: bonuses are paid in
 * the order of the list, each to the positions in the order of their numbers, until the limit.
 */
export function limitPositions(
  compiler: Compiler,
  again: LimitsAgain | undefined,
  limit: Limit,
  bonuses: readonly Settled[],
  digits: number,
): TookOf {
  const { field } = compiler
  const isOfOwner = limit.per === 'owner'
  const positionsOf = isOfOwner ? field.world().population.positions : (person: number) => [person]
  const roomOf = roomIn(compiler, limit, bonuses, digits)
  const taken = bonuses.map(() => new Map<number, number>())
  const limitTogether = (positions: readonly number[]): void => {
    for (const of of taken) for (const person of positions) of.delete(person)
    const isPaid = bonuses.some(({ minor }) => positions.some((person) => minor[person] !== 0))
    let left = isPaid ? roomOf(positions) : 0
    bonuses.forEach(({ minor }, index) => {
      for (const person of positions) {
        const due = minor[person] ?? 0
        if (due > 0 && due > left) {
          const within = Math.max(0, left)
          minor[person] = within
          taken[index]?.set(person, due - within)
        }
        // Pay below zero makes room for what comes after it.
        left -= minor[person] ?? 0
      }
    })
  }
  const limitOne = (person: number): void => {
    const positions = positionsOf(person)
    if (positions[0] === person) limitTogether(positions)
  }
  const limitEverybody = (): void => {
    for (let person = 0; person < field.there(); person++) limitOne(person)
  }
  compiler.hand.finish()
  limitEverybody()
  again?.ofPeople(limitEverybody, limitOne)
  bonuses.forEach(({ payable }, index) => addTaken(payable, taken[index]))
  return (index) => {
    const of = taken[index] ?? new Map<number, number>()
    const minor = (): bigint => of.values().reduce((sum, over) => sum + BigInt(over), 0n)
    return { minor, took: { of, share: undefined } }
  }
}

/** What a limit leaves beside given pay: whole minor units, as all amounts are such. */
function roomIn(
  compiler: Compiler,
  limit: Limit,
  bonuses: readonly Settled[],
  digits: number,
): (positions: readonly number[]) => number {
  const mostOf = exactValues(compiler, limit.most, 'sponsor')
  const given = givenTo(compiler, bonuses)
  const unit = exactRatio(1n, 10n ** BigInt(digits))
  const givenOf = (person: number): Exact =>
    given ? exactAt(given.values[person] ?? 0, given.decimals) : ZERO
  return (positions) => {
    const used = given ? positions.map(givenOf).reduce<Exact>(add, ZERO) : ZERO
    return exactly(Number(floorDivide(subtract(mostOf(positions[0] ?? -1), used), unit)))
  }
}
