import type { PoolBonus } from '../../language/plan.ts'
import { divideRounded } from '#shared/ratio.ts'
import { exactOfText } from '../../pay/state-text.ts'
import { exactly } from '../arithmetic.ts'
import { constantCode, NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { addTo, noSum, sumOf } from '../exact-sum.ts'
import { barsOf, companyNumber, numbersOf } from './found.ts'
import { numberTexts, plainMarks, type Marks } from '../marks.ts'
import { exactNumber } from '../number-column.ts'
import type { Settled } from '../settle.ts'
import { digitsOf, payableOf } from '../settle.ts'

/**
 * Divides a fund by shares among the qualified; each part is cut to the minor unit by the rounding of the bonus. What nobody
 * gets is carried to the next period where the plan says so.
 */
export function settlePool(
  compiler: Compiler,
  bonus: PoolBonus,
): Readonly<{ settled: Settled; marks: readonly Marks[] }> {
  const { divide } = bonus
  if (divide.by !== 'shares' || divide.residue === 'shared')
    throw new NotCompiled('a pool by positions or fractions, or with a shared residue')
  if (bonus.cap || bonus.companyCap || bonus.unitValue || bonus.roundTo !== undefined)
    throw new NotCompiled('a pool with caps, units or a step')
  if (compiler.field.byHand.added(bonus.name).size > 0)
    throw new NotCompiled('a correction by hand of a pool')
  const digits = digitsOf(compiler, bonus)
  const fund = fundOf(compiler, bonus)
  const bars = barsOf(compiler, bonus)
  const shares = numbersOf(compiler, divide.shares, { person: 'p', tree: 'sponsor' })
  const total = noSum()
  for (let person = 0; person < bars.length; person++)
    if (bars[person] === 0 && (shares.values[person] ?? 0) > 0) addTo(total, shares.values[person] ?? 0)
  const minor = compiler.room.floats()
  const all = sumOf(total)
  const isCarried = all === 0n && bonus.nobody === 'carry'
  const marks =
    bonus.nobody === 'carry' ? [fundMark(compiler, bonus, isCarried ? fund.value : 0, fund.decimals)] : []
  const sums = { potential: 0n, skipped: 0n, capped: 0n, cut: 0n, decimals: fund.decimals }
  const shared = { n: all, d: 10n ** BigInt(shares.decimals) }
  const settled = {
    bonus,
    digits,
    minor,
    payable: payableOf(minor),
    companyShare: undefined,
    poolShares: shared,
  }
  if (fund.value <= 0 || isCarried) return { settled: { ...settled, sums }, marks }
  sums.potential = BigInt(fund.value)
  if (all === 0n) return { settled: { ...settled, sums: { ...sums, skipped: BigInt(fund.value) } }, marks }
  const numerator = BigInt(fund.value) * 10n ** BigInt(digits)
  const denominator = all * 10n ** BigInt(fund.decimals)
  for (let person = 0; person < bars.length; person++) {
    const share = shares.values[person] ?? 0
    if (bars[person] === 0 && share > 0)
      minor[person] = Number(divideRounded(numerator * BigInt(share), denominator, bonus.rounding))
  }
  return { settled: { ...settled, sums }, marks }
}

/** What the period gives to the fund, nothing below zero, and what an earlier one left in it. */
function fundOf(compiler: Compiler, bonus: PoolBonus): Readonly<{ value: number; decimals: number }> {
  const added = companyNumber(compiler, bonus.fund)
  const carried = exactNumber(exactOfText(compiler.field.before.latest(fundName(bonus))(-1) ?? ''))
  const decimals = Math.max(added.decimals, constantCode(carried).decimals)
  const before = exactly(carried * 10 ** decimals) / 1e6
  return { value: exactly(Math.max(0, added.value) * 10 ** (decimals - added.decimals) + before), decimals }
}

function fundName({ name }: PoolBonus): string {
  return `${name} fund`
}

function fundMark({ period }: Compiler, bonus: PoolBonus, left: number, decimals: number): Marks {
  return plainMarks(fundName(bonus), [-1], period, numberTexts(decimals)(left))
}
