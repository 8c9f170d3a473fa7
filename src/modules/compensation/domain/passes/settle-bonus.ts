import { unreachable } from '#shared/unreachable.ts'
import type { BinaryBonus, Bonus } from '../language/plan.ts'
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
import { NotCompiled } from './code.ts'
import type { Compiler } from './compiler.ts'
import type { Marks } from './marks.ts'
import { settleFound } from './settle-found.ts'
import type { BonusSettling } from './settle.ts'

/** Finds what a bonus pays and settles it: by a pass where one says it, else in exact numbers. */
export function settledOf(compiler: Compiler, bonus: Bonus, arisen: Arisen | undefined): BonusSettling {
  if (bonus.kind === 'amount' && bonus.forEach) return settleAskedAmount(compiler, bonus)
  if (isConvertedByLine(bonus)) return settledExactly(compiler, bonus)
  try {
    return nativelySettled(compiler, bonus, arisen)
  } catch (error) {
    if (error instanceof NotCompiled) return settledExactly(compiler, bonus)
    throw error
  }
}

/** In exact numbers, with what no pass says asked or walked for. */
function settledExactly(compiler: Compiler, bonus: Bonus): BonusSettling {
  if (bonus.kind === 'amount') return settleAskedAmount(compiler, bonus)
  return bonus.kind === 'pool' ? settlePoolExactly(compiler, bonus) : settleWalked(compiler, bonus)
}

function nativelySettled(compiler: Compiler, bonus: Bonus, arisen: Arisen | undefined): BonusSettling {
  if (bonus.kind === 'pool') return settlePool(compiler, bonus)
  if (bonus.kind === 'binary') return settleBinary(compiler, bonus, arisen)
  const { found, marks } = foundBy(compiler, bonus)
  return { ...settleFound(compiler, bonus, found), marks }
}

function settleBinary(compiler: Compiler, bonus: BinaryBonus, arisen: Arisen | undefined): BonusSettling {
  if (isMatchedAtOnce(compiler.plan, bonus))
    try {
      const { found, marks } = findBinary(compiler, bonus, arisen ?? beginSides(compiler, bonus))
      return { ...settleFound(compiler, bonus, found), marks }
    } catch (error) {
      // What the columns of the program cannot hold, such as carried fractions, numbers of single people do.
      if (!(error instanceof NotCompiled)) throw error
    }
  return settleByPerson(compiler, bonus)
}

function foundBy(
  compiler: Compiler,
  bonus: Exclude<Bonus, { kind: 'pool' | 'binary' }>,
): Readonly<{ found: Found; marks: () => readonly Marks[] }> {
  const plain = (found: Found) => ({ found: inMoney(compiler, bonus, found), marks: () => [] })
  switch (bonus.kind) {
    case 'amount':
      return findAmount(compiler, bonus)
    case 'levels':
      return plain(findLevels(compiler, bonus))
    case 'differential':
      return plain(findDifferential(compiler, bonus))
    case 'leadership':
      return plain(findLeadership(compiler, bonus))
    default:
      return unreachable(bonus)
  }
}
