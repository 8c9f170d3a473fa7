import { currencyDigits } from '#shared/money.ts'
import { divideRounded } from '#shared/ratio.ts'
import type { Rule } from '../language/expression.ts'
import type { Bonus } from '../language/plan.ts'
import { exactly } from './arithmetic.ts'
import { boundValues, constantCode, NotCompiled, scaled } from './code.ts'
import { atPerson, type Compiler } from './compiler.ts'
import { sumFrom, sumOf, totalOf } from './exact-sum.ts'
import { numberColumn } from './number-column.ts'
import { companyNumber, derived, lostIn, numbersOf, numberText, pay, type Found } from './bonuses/found.ts'
import { capAndRound, moneyRounding } from './rounding.ts'
import { keepStep, refuseRenewal } from './renew/renewal.ts'

/** A bonus after caps and rounding: everybody's payable amount in minor units, and sums in 10^-decimals. */
export type Settled = Readonly<{
  bonus: Bonus
  digits: number
  minor: Float64Array
  /** What everybody was due before the limits of the plan; rules that read what the bonus pays go by it. */
  payable: Payable
  sums: Readonly<{ potential: bigint; skipped: bigint; capped: bigint; cut: bigint; decimals: number }>
  /** The share of everybody's pay that a cap of the company left, where it took some. */
  companyShare: Ratio | undefined
  /** The sum of all shares of a pool. */
  poolShares: Ratio | undefined
}>

/** Amounts in minor units; `more` is due besides `values` to the few whom a limit cut. */
export type Payable = { values: Float64Array; readonly more: Map<number, number>; isApart: boolean }

export function payableOf(minor: Float64Array): Payable {
  return { values: minor, more: new Map(), isApart: false }
}

/** What a person was due of a bonus before limits. */
export function dueTo({ payable }: Settled, person: number): number {
  return (payable.values[person] ?? 0) + (payable.more.get(person) ?? 0)
}

/** `n / d`. */
export type Ratio = Readonly<{ n: bigint; d: bigint }>

export function digitsOf({ plan }: Compiler, bonus: Bonus): number {
  return plan.units[bonus.currency] ?? currencyDigits(bonus.currency)
}

/** A bonus whose programs were given to a hand: its column, and the sums once the hand has finished. */
export type Settling = Readonly<{ minor: Float64Array; digits: number; settled: () => Settled }>

/** Caps and rounds what a bonus found. */
export function settle(compiler: Compiler, bonus: Bonus, plain: Found): Settling {
  if (bonus.roundedPer === 'line') throw new NotCompiled('rounding line by line')
  if (bonus.legCap) throw new NotCompiled('a cap of a leg')
  if (bonus.paysIn) throw new NotCompiled('pay in another currency')
  if (bonus.cap && bonus.capOver === 'owner') throw new NotCompiled('a cap over the positions of an owner')
  const { hand } = compiler
  const digits = digitsOf(compiler, bonus)
  const bound = boundValues()
  const cap = bonus.cap && numberText(compiler, bound, bonus.cap, atPerson())
  const added = compiler.field.byHand.added(bonus.name)
  const found = finer(
    compiler,
    plain,
    Math.max(cap?.decimals ?? 0, stepDecimals(bonus), decimalsOf(added.values())),
  )
  const { money, decimals } = found
  const byHand = inDecimals(added, decimals)
  if (byHand.size > 0) hand.finish()
  for (const [person, value] of byHand) pay(money, person, value)
  const most = cap && `${bound.name(exactly)}(${scaled(cap, decimals)})`
  const walk = { bonus, decimals, cap: most, digits: bonus.companyCap ? undefined : digits }
  const sums = capAndRound(hand, bound, money, walk)
  const minor = bonus.companyCap && capCompany(compiler, bonus, bonus.companyCap, found, digits)
  const payable = payableOf(minor?.values ?? money)
  keepOne(compiler, bonus, { money, decimals, digits, byHand, payable })
  const settled = (): Settled => {
    const lost = lostIn(found.lost)
    const capped = sumOf(sums.capped)
    return {
      bonus,
      digits,
      minor: minor?.values ?? money,
      payable,
      sums: {
        potential: sumOf(sums.before) + capped + lost,
        skipped: lost,
        capped,
        cut: minor?.cut ?? 0n,
        decimals,
      },
      companyShare: minor?.share,
      poolShares: undefined,
    }
  }
  return { minor: minor?.values ?? money, digits, settled }
}

/** Keeps how one person's money is capped and rounded again. */
function keepOne(
  compiler: Compiler,
  bonus: Bonus,
  {
    money,
    decimals,
    digits,
    byHand,
    payable,
  }: Readonly<{
    money: Float64Array
    decimals: number
    digits: number
    byHand: ReadonlyMap<number, number>
    payable: Payable
  }>,
): void {
  if (!compiler.renewal) return
  const cap = bonus.cap && numbersOf(compiler, bonus.cap, atPerson())
  const scale = cap ? 10 ** (decimals - cap.decimals) : 1
  const round = moneyRounding(bonus, decimals, digits)
  keepStep(compiler.renewal, (person) => {
    const value = exactly((money[person] ?? 0) + (byHand.get(person) ?? 0))
    const most = cap ? Math.max(0, exactly((cap.values[person] ?? 0) * scale)) : value
    money[person] = round(value <= 0 ? value : Math.min(value, most))
    payable.more.delete(person)
  })
}

/** The decimals that millionths need. */
function decimalsOf(micros: Iterable<number>): number {
  return numberColumn(Float64Array.from(micros)).decimals
}

/** What corrections by hand add, as multiples of 10^-decimals. */
function inDecimals(micros: ReadonlyMap<number, number>, decimals: number): ReadonlyMap<number, number> {
  const inUnits = (micro: number): number =>
    decimals <= 6 ? micro / 10 ** (6 - decimals) : exactly(micro * 10 ** (decimals - 6))
  return new Map([...micros].map(([person, micro]) => [person, inUnits(micro)]))
}

/** Money with at least some decimals. */
function finer(compiler: Compiler, found: Found, decimals: number): Found {
  if (decimals <= found.decimals) return found
  const scale = 10 ** (decimals - found.decimals)
  const times = (values: Float64Array): Float64Array =>
    derived(compiler, compiler.room.floats(), (person) => exactly((values[person] ?? 0) * scale))
  compiler.hand.finish()
  const { of, sum } = found.lost
  const lost = { of: of && times(of), sum: sumFrom(sumOf(sum) * BigInt(scale)) }
  return { money: times(found.money), lost, decimals }
}

/** The decimals of the step that a bonus is rounded to. */
function stepDecimals({ roundTo }: Bonus): number {
  return typeof roundTo === 'number' ? constantCode(roundTo).decimals : 0
}

/** Everybody's part scaled down to what the company pays at most, then rounded. */
function capCompany(
  compiler: Compiler,
  bonus: Bonus,
  cap: Rule,
  { money, decimals }: Pick<Found, 'money' | 'decimals'>,
  digits: number,
): Readonly<{ values: Float64Array; cut: bigint; share: Ratio | undefined }> {
  refuseRenewal(compiler.renewal, 'a cap of the company')
  const most = companyNumber(compiler, cap)
  const total = totalOf(money)
  if (most.decimals > decimals) throw new NotCompiled('a cap finer than what it caps')
  const all = BigInt(Math.max(0, most.value)) * 10n ** BigInt(decimals - most.decimals)
  if (total <= all) {
    capAndRound(compiler.hand, boundValues(), money, { bonus, decimals, digits, cap: undefined })
    return { values: money, cut: 0n, share: undefined }
  }
  if (bonus.roundTo !== undefined) throw new NotCompiled('a step beside a cap of the company')
  const [up, down] = [all * 10n ** BigInt(digits), total * 10n ** BigInt(decimals)]
  const values = money.map((value) =>
    value === 0 ? 0 : Number(divideRounded(BigInt(value) * up, down, bonus.rounding)),
  )
  return { values, cut: total - all, share: { n: all, d: total } }
}
