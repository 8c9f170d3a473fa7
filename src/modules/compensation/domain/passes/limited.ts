import type { Limit } from '../language/plan.ts'
import type { Compiler } from './compiler.ts'
import type { NumberColumn } from './field-columns.ts'
import { givenTogether } from './given-pay.ts'
import type { Ratio, Settled } from './settle.ts'

/** What one limit took of one bonus, in minor units: in all, and of whom, or the share that it left everybody. */
export type Limited = Readonly<{
  limit: Limit
  bonus: string
  per: Limit['per']
  minor: () => bigint
  took: Took
}>

export type Took = Readonly<{ of: ReadonlyMap<number, number>; share: Ratio | undefined }>

export type TookOf = (index: number) => Pick<Limited, 'minor' | 'took'>

/** What limits of people took is due besides, as long as what is due is still the column that they cut. */
export function addTaken(payable: Settled['payable'], taken: ReadonlyMap<number, number> | undefined): void {
  if (payable.isApart) return
  for (const [person, over] of taken ?? []) payable.more.set(person, (payable.more.get(person) ?? 0) + over)
}

/** What files give of some bonuses uses a limit first. */
export function givenTo({ field }: Compiler, bonuses: readonly Settled[]): NumberColumn | undefined {
  return givenTogether(bonuses.map(({ bonus }) => field.given.byFiles(bonus.name)))
}
