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
import { NotCompiled } from './code.ts'
import type { Compiler } from './compiler.ts'
import type { Marks } from './marks.ts'
import { settleFound } from './settle-found.ts'
import type { BonusSettling } from './settle.ts'

/**
 * The first form of a bonus that can say what the plan asks: a program, exact numbers person by person, or a walk over the columns.
 * Steps that a form kept before it turned out to say too little stay: columns that the next one reads may be renewed by them.
 */
export function settledOf(compiler: Compiler, bonus: Bonus, arisen: Arisen | undefined): BonusSettling {
  const forms = formsOf(compiler, bonus, arisen)
  // Lines that are converted one by one are looked at one by one.
  const possible = isConvertedByLine(bonus) ? forms.slice(-1) : forms
  for (const form of possible.slice(0, -1))
    try {
      return form()
    } catch (error) {
      if (!(error instanceof NotCompiled)) throw error
    }
  const last = possible.at(-1)
  if (!last) throw new NotCompiled(`a bonus of the kind ${bonus.kind}`)
  return last()
}

function formsOf(
  compiler: Compiler,
  bonus: Bonus,
  arisen: Arisen | undefined,
): readonly (() => BonusSettling)[] {
  const settleAs = ({ found, marks }: ReturnType<typeof foundBy>): BonusSettling => ({
    ...settleFound(compiler, bonus, found),
    marks,
  })
  switch (bonus.kind) {
    case 'amount': {
      const asked = () => settleAskedAmount(compiler, bonus)
      return bonus.forEach ? [asked] : [() => settleAs(foundBy(compiler, bonus)), asked]
    }
    case 'pool':
      return [() => settlePool(compiler, bonus), () => settlePoolExactly(compiler, bonus)]
    case 'binary': {
      const atOnce = () => settleAs(findBinary(compiler, bonus, arisen ?? beginSides(compiler, bonus)))
      const byPerson = [() => settleByPerson(compiler, bonus), () => settleWalked(compiler, bonus)]
      return isMatchedAtOnce(compiler.plan, bonus) ? [atOnce, ...byPerson] : byPerson
    }
    default:
      return [() => settleAs(foundBy(compiler, bonus)), () => settleWalked(compiler, bonus)]
  }
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
