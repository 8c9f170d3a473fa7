import type { PoolBonus } from '../../language/plan.ts'
import { exactRatio } from '#shared/exact.ts'
import { exactOfText } from '../../pay/state-text.ts'
import { exactly } from '../arithmetic.ts'
import { constantCode, NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { addTo, noSum, sumOf } from '../exact-sum.ts'
import { barsOf, companyNumber, numbersOf } from './found.ts'
import { numberTexts, plainMarks, type Marks } from '../marks.ts'
import { exactNumber } from '../number-column.ts'
import { keepWhole } from '../renew/renewal.ts'
import { changedIn, scalingBy } from '../scaling.ts'
import { digitsOf, exactSums, payableOf, type Settled, type Settling } from '../settle.ts'

/**
 * Divides a fund by shares among the qualified; each part is cut to the minor unit by the rounding of the bonus. What nobody
 * gets is carried to the next period where the plan says so.
 */
export function settlePool(
  compiler: Compiler,
  bonus: PoolBonus,
): Settling & Readonly<{ marks: () => readonly Marks[] }> {
  const { divide } = bonus
  if (divide.by !== 'shares' || divide.residue === 'shared')
    throw new NotCompiled('a pool by positions or fractions, or with a shared residue')
  if (bonus.cap || bonus.companyCap || bonus.unitValue || bonus.roundTo !== undefined)
    throw new NotCompiled('a pool with caps, units or a step')
  if (compiler.field.byHand.added(bonus.name).size > 0)
    throw new NotCompiled('a correction by hand of a pool')
  const { field, room } = compiler
  const digits = digitsOf(compiler, bonus)
  const fund = fundOf(compiler, bonus)
  const bars = barsOf(compiler, bonus)
  const shares = numbersOf(compiler, divide.shares, { person: 'p', tree: 'sponsor' })
  compiler.hand.finish()
  const [counted, due] = [room.floats(), room.floats()]
  const all = noSum()
  const count = (person: number): void => {
    const share = bars[person] === 0 ? Math.max(0, shares.values[person] ?? 0) : 0
    addTo(all, share - (counted[person] ?? 0))
    counted[person] = share
  }
  for (let person = 0; person < field.there(); person++) count(person)
  const divided = (): Divided => ({ fund: fund.value(), all: sumOf(all) })
  const partOf = ({ fund: value, all: shared }: Divided): ((share: number) => number) => {
    if (value <= 0 || shared === 0n) return () => 0
    const [up, down] = [BigInt(value) * 10n ** BigInt(digits), shared * 10n ** BigInt(fund.decimals)]
    return scalingBy(up, down, bonus.rounding)
  }
  let now = divided()
  changedIn(due, counted, partOf(now))
  keepWhole(compiler.renewal, (renewal, members) => {
    for (const person of members) count(person)
    now = divided()
    renewal.isPaid(bonus.name, changedIn(due, counted, partOf(now)))
  })
  const isCarried = now.all === 0n && bonus.nobody === 'carry'
  const marks =
    bonus.nobody === 'carry' ? [fundMark(compiler, bonus, isCarried ? now.fund : 0, fund.decimals)] : []
  const potential = isCarried ? 0n : BigInt(Math.max(0, now.fund))
  const skipped = now.all === 0n ? potential : 0n
  const settled = (): Settled => ({
    bonus,
    digits,
    ...payableOf(compiler, due),
    sums: exactSums({ potential, skipped, capped: 0n, cut: 0n }, fund.decimals),
    companyShare: () => undefined,
    pool: () => ({
      isNobody: now.all === 0n,
      shares: exactRatio(now.all, 10n ** BigInt(shares.decimals)),
      part: undefined,
    }),
    lines: undefined,
  })
  return { minor: due, digits, settled, marks: () => marks }
}

/** What is divided, and the sum of all shares. */
type Divided = Readonly<{ fund: number; all: bigint }>

/** What the period gives to the fund, nothing below zero, and what an earlier one left in it. */
function fundOf(compiler: Compiler, bonus: PoolBonus): Readonly<{ value: () => number; decimals: number }> {
  const added = companyNumber(compiler, bonus.fund)
  const carried = exactNumber(exactOfText(compiler.field.before.latest(fundName(bonus))(-1) ?? ''))
  const decimals = Math.max(added.decimals, constantCode(carried).decimals)
  const before = exactly(carried * 10 ** decimals) / 1e6
  const value = () => exactly(Math.max(0, added.value()) * 10 ** (decimals - added.decimals) + before)
  return { value, decimals }
}

/** What the state calls what a pool leaves for its next fund. */
export function fundName({ name }: PoolBonus): string {
  return `${name} fund`
}

function fundMark({ period }: Compiler, bonus: PoolBonus, left: number, decimals: number): Marks {
  return plainMarks(fundName(bonus), [-1], period, numberTexts(decimals)(left))
}
