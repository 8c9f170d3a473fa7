import { exactRatio, subtract } from '#shared/exact.ts'
import type { Bonus } from '../language/plan.ts'
import { payable } from '../pay/settle.ts'
import { exactAt } from './asked/column-values.ts'
import { lostIn, type Found } from './bonuses/found.ts'
import { NotCompiled } from './code.ts'
import type { Compiler } from './compiler.ts'
import { sumOfExact } from './exact-column.ts'
import { firstForm } from './first-form.ts'
import { settleExact, type FoundExact } from './exact-settle.ts'
import { totalOf } from './exact-sum.ts'
import { digitsOf, settle, type Settling } from './settle.ts'

/** Caps and rounds what a bonus found: in whole numbers where its caps and steps are such, else in exact ones. */
export function settleFound(compiler: Compiler, bonus: Bonus, found: Found): Settling {
  // Without items an amount is one line for each person, and so is a binary that is matched once; others have to be found part by part.
  const isByPart = bonus.kind === 'amount' || bonus.kind === 'binary' || found.parts !== undefined
  if (bonus.roundedPer === 'line' && !isByPart) throw new NotCompiled('rounding line by line')
  if (bonus.legCap && !isByPart) throw new NotCompiled('a cap of a leg')
  const inExact = (): Settling => {
    compiler.hand.finish()
    return settleExact(compiler, bonus, exactly(compiler, bonus, found))
  }
  if (needsExact(compiler, bonus, found)) return inExact()
  return firstForm(compiler, [() => settle(compiler, bonus, found), inExact])
}

/** Whether what people are paid cannot be capped and rounded one by one in whole numbers. */
function needsExact({ field, takenBack }: Compiler, bonus: Bonus, { parts }: Found): boolean {
  const { cap, capOver, companyCap, roundTo, roundedPer } = bonus
  // A share of an order may be any fraction; and a later period may ask what a cap took of somebody.
  if (takenBack.length > 0 || (field.returns?.isEarlier && cap)) return true
  if (cap && capOver === 'owner') return true
  if (roundTo !== undefined && (companyCap !== undefined || typeof roundTo !== 'number')) return true
  // A line that is rounded to a step and then once more, before it is capped, or beside lines of corrections by hand.
  const isRoundedTwice =
    roundTo !== undefined ||
    cap !== undefined ||
    companyCap !== undefined ||
    field.byHand.added(bonus.name).size > 0
  return roundedPer === 'line' && isRoundedTwice && parts === undefined
}

/** Columns of whole numbers as exact ones. */
function exactly(compiler: Compiler, bonus: Bonus, { money, decimals, lost, parts }: Found): FoundExact {
  const scale = 10n ** BigInt(decimals)
  const found = {
    get: (person: number) => exactAt(money[person] ?? 0, decimals),
    total: (people: number) => exactRatio(totalOf(money.subarray(0, people)), scale),
  }
  if (parts)
    return {
      amounts: found,
      unrounded: { total: () => subtract(parts.potential(), parts.lost()) },
      lost: { total: parts.lost },
      cappedLegs: parts.capped(),
    }
  const gone = { total: () => exactRatio(lostIn(lost), scale) }
  if (bonus.roundedPer !== 'line') return { amounts: found, lost: gone }
  const paid = { bonus, digits: digitsOf(compiler, bonus) }
  const line = (person: number) => payable(paid, found.get(person))
  const lines = {
    get: line,
    total: (people: number) => sumOfExact(Array.from({ length: people }, (_, person) => line(person))),
  }
  return { amounts: lines, unrounded: found, lost: gone }
}
