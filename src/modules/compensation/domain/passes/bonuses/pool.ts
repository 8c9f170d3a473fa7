import type { PoolBonus } from '../../language/plan.ts'
import { divideRounded } from '#shared/ratio.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { addTo, barsOf, companyNumber, noSum, numbersOf, sumOf } from './found.ts'
import type { Settled } from '../settle.ts'
import { digitsOf, payableOf } from '../settle.ts'

/** Divides a fund by shares among the qualified; each part is cut to the minor unit by the rounding of the bonus. */
export function settlePool(compiler: Compiler, bonus: PoolBonus): Settled {
  const { divide } = bonus
  if (divide.by !== 'shares' || divide.residue === 'shared' || bonus.nobody === 'carry')
    throw new NotCompiled('a pool by positions or fractions, with a shared residue or carried')
  if (bonus.cap || bonus.companyCap || bonus.unitValue || bonus.roundTo !== undefined)
    throw new NotCompiled('a pool with caps, units or a step')
  const digits = digitsOf(compiler, bonus)
  const fund = companyNumber(compiler, bonus.fund)
  const bars = barsOf(compiler, bonus)
  const shares = numbersOf(compiler, divide.shares, { person: 'p', tree: 'sponsor' })
  const total = noSum()
  for (let person = 0; person < bars.length; person++)
    if (bars[person] === 0 && (shares.values[person] ?? 0) > 0) addTo(total, shares.values[person] ?? 0)
  const minor = new Float64Array(bars.length)
  const all = sumOf(total)
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
  if (fund.value <= 0) return { ...settled, sums }
  sums.potential = BigInt(fund.value)
  if (all === 0n) return { ...settled, sums: { ...sums, skipped: BigInt(fund.value) } }
  const numerator = BigInt(fund.value) * 10n ** BigInt(digits)
  const denominator = all * 10n ** BigInt(fund.decimals)
  for (let person = 0; person < bars.length; person++) {
    const share = shares.values[person] ?? 0
    if (bars[person] === 0 && share > 0)
      minor[person] = Number(divideRounded(numerator * BigInt(share), denominator, bonus.rounding))
  }
  return { ...settled, sums }
}
