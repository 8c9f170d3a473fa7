import { unreachable } from '#shared/unreachable.ts'
import type { Bonus } from '../language/plan.ts'
import { settleAskedAmount } from './asked/asked-amount.ts'
import { isConvertedByLine } from './asked/found-by-walking.ts'
import { settleWalked } from './asked/walked-bonus.ts'
import { findAmount } from './bonuses/amount.ts'
import { findBinary, isMatchedAtOnce } from './bonuses/binary.ts'
import { settleByPerson } from './bonuses/binary-exact.ts'
import { beginSides, type Arisen } from './bonuses/binary-sides.ts'
import { findDifferential } from './bonuses/differential.ts'
import { inMoney, type Found } from './bonuses/found.ts'
import { findLeadership } from './bonuses/leadership.ts'
import { findLevels } from './bonuses/levels.ts'
import { settlePool } from './bonuses/pool.ts'
import { settlePoolExactly } from './bonuses/pool-exactly.ts'
import { findByClimbs } from './climbs/find-by-climbs.ts'
import { goesByClimbs, type TeamBonus } from './climbs/goes-by-climbs.ts'
import type { Compiler } from './compiler.ts'
import { firstForm } from './first-form.ts'
import type { Marks } from './marks.ts'
import { settleFound } from './settle-found.ts'
import type { BonusSettling } from './settle.ts'

/**
 * Finds what a bonus pays and settles it, by the first form that can say what the plan asks: a program, exact numbers person by
 * person, or a walk over the columns.
 */
export function settledOf(compiler: Compiler, bonus: Bonus, arisen: Arisen | undefined): BonusSettling {
  return firstForm(compiler, formsOf(compiler, bonus, arisen))
}

function formsOf(
  compiler: Compiler,
  bonus: Bonus,
  arisen: Arisen | undefined,
): readonly [() => BonusSettling, ...(() => BonusSettling)[]] {
  const settleAs = ({ found, marks }: ReturnType<typeof foundBy>): BonusSettling => ({
    ...settleFound(compiler, bonus, found),
    marks,
  })
  const walked = () => settleWalked(compiler, bonus)
  switch (bonus.kind) {
    case 'amount': {
      const asked = () => settleAskedAmount(compiler, bonus)
      if (bonus.forEach || isConvertedByLine(bonus)) return [asked]
      return [() => settleAs(foundBy(compiler, bonus)), asked]
    }
    case 'pool': {
      const exactly = () => settlePoolExactly(compiler, bonus)
      return isConvertedByLine(bonus) ? [exactly] : [() => settlePool(compiler, bonus), exactly]
    }
    case 'binary': {
      if (isConvertedByLine(bonus) || goesByTime(compiler, bonus)) return [walked]
      const atOnce = () => settleAs(findBinary(compiler, bonus, arisen ?? beginSides(compiler, bonus)))
      const byPerson = () => settleByPerson(compiler, bonus)
      return isMatchedAtOnce(compiler.plan, bonus) ? [atOnce, byPerson, walked] : [byPerson, walked]
    }
    default: {
      // What a leader passes up, or a leg is capped by, cancels what came to somebody, who needs a rate for both.
      const mayCancel =
        bonus.paysIn !== undefined && (bonus.kind === 'leadership' || bonus.legCap !== undefined)
      if (mayCancel || isConvertedByLine(bonus) || isTakenBackByPart(compiler, bonus)) return [walked]
      if (looksAtPayeesThen(compiler) || goesByTime(compiler, bonus)) return [walked]
      return [() => settleAs(foundBy(compiler, bonus)), walked]
    }
  }
}

/** Whether payees are looked at when an order was placed, and somebody may not have been there yet. */
function looksAtPayeesThen({ plan, field, days, renewal }: Compiler): boolean {
  if (plan.changes?.payees !== 'at_order') return false
  return renewal !== undefined || field.joinedDay.some((day) => day >= days.first)
}

/** Whether who is paid on an order is looked at by the time of the order, and may be or stand otherwise then. */
function goesByTime({ field }: Compiler, bonus: Bonus): boolean {
  const isOnOrders =
    bonus.kind === 'binary' ||
    bonus.kind === 'differential' ||
    (bonus.kind === 'levels' && bonus.source.from === 'volume')
  return (field.payeesChange || field.placesChange) && isOnOrders
}

/** Whether lines that are taken back are rounded, or capped by leg, beside those that stay. */
function isTakenBackByPart({ takenBack }: Compiler, { roundedPer, legCap }: Bonus): boolean {
  return takenBack.length > 0 && (roundedPer === 'line' || legCap !== undefined)
}

function foundBy(
  compiler: Compiler,
  bonus: Exclude<Bonus, { kind: 'pool' | 'binary' }>,
): Readonly<{ found: Found; marks: () => readonly Marks[] }> {
  const plain = (found: Found) => ({ found: inMoney(compiler, bonus, found), marks: () => [] })
  const byClimbs = (of: TeamBonus) => ({ found: findByClimbs(compiler, of), marks: () => [] })
  switch (bonus.kind) {
    case 'amount':
      return findAmount(compiler, bonus)
    case 'levels':
      return goesByClimbs(bonus) ? byClimbs(bonus) : plain(findLevels(compiler, bonus))
    case 'differential':
      return goesByClimbs(bonus) ? byClimbs(bonus) : plain(findDifferential(compiler, bonus))
    case 'leadership':
      return plain(findLeadership(compiler, bonus))
    default:
      return unreachable(bonus)
  }
}
