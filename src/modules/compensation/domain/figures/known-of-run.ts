import { add } from '#shared/exact.ts'
import { knownColumns } from '../passes/asked/known-columns.ts'
import type { KnownSoFar } from '../passes/ground/known-so-far.ts'
import type { PassResult } from '../passes/run-passes.ts'
import { readOf } from '../passes/settle.ts'
import { exactMinor } from '../pay/settle.ts'

/**
 * What a run by passes knows of everybody, for the world that rules about single people are evaluated in: it is read from the
 * columns instead of being walked for again.
 */
export function knownOfRun(passed: PassResult): KnownSoFar {
  const paid = new Map(passed.bonuses.map((one) => [one.bonus.name, one] as const))
  return knownColumns(passed, {
    paid: (name) => {
      const one = paid.get(name)
      return one && ((person) => exactMinor(BigInt(readOf(one, person)), one.digits))
    },
    unpaid: (name) => {
      const sums = paid.get(name)?.sums
      return sums && add(sums.skipped, add(sums.capped, sums.cut))
    },
  })
}
