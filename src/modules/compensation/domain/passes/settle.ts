import { currencyDigits } from '#shared/money.ts'
import { divideRounded } from '#shared/ratio.ts'
import type { Bonus } from '../language/plan.ts'
import { exactly } from './arithmetic.ts'
import { constantCode, NotCompiled } from './code.ts'
import type { Compiler } from './compiler.ts'
import type { NumberColumn } from './field-columns.ts'
import { numberColumn } from './number-column.ts'
import {
  addTo,
  companyNumber,
  derived,
  lostIn,
  noSum,
  numbersOf,
  pay,
  sumOf,
  totalOf,
  type Found,
} from './bonuses/found.ts'
import { moneyRounding } from './rounding.ts'
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

/** Caps and rounds what a bonus found. */
export function settle(compiler: Compiler, bonus: Bonus, plain: Found): Settled {
  if (bonus.roundedPer === 'line') throw new NotCompiled('rounding line by line')
  if (bonus.legCap) throw new NotCompiled('a cap of a leg')
  if (bonus.paysIn) throw new NotCompiled('pay in another currency')
  const digits = digitsOf(compiler, bonus)
  const cap = bonus.cap && numbersOf(compiler, bonus.cap, { person: 'p', tree: 'sponsor' })
  const added = compiler.field.byHand.added(bonus.name)
  const found = finer(
    compiler,
    plain,
    Math.max(cap?.decimals ?? 0, stepDecimals(bonus), decimalsOf(added.values())),
  )
  const byHand = inDecimals(added, found.decimals)
  for (const [person, value] of byHand) pay(found.money, person, value)
  const lost = lostIn(found.lost)
  const capped = noSum()
  const within = cap && capOf(bonus, cap, found)
  const { money } = found
  const uncapped = within || bonus.companyCap ? totalOf(money) : undefined
  if (within)
    for (let person = 0; person < money.length; person++) {
      const value = money[person] ?? 0
      const most = within(person, value)
      if (most < value) addTo(capped, value - most)
      money[person] = most
    }
  const minor = capCompany(compiler, bonus, found, digits)
  const payable = payableOf(minor.values)
  keepStep(compiler.renewal, (person) => {
    const value = exactly((money[person] ?? 0) + (byHand.get(person) ?? 0))
    money[person] = minor.round(within ? within(person, value) : value)
    payable.more.delete(person)
  })
  const sums = {
    potential: (uncapped ?? minor.before) + lost,
    skipped: lost,
    capped: sumOf(capped),
    cut: minor.cut,
    decimals: found.decimals,
  }
  return {
    bonus,
    digits,
    minor: minor.values,
    payable,
    sums,
    companyShare: minor.share,
    poolShares: undefined,
  }
}

/** The decimals that millionths need. */
function decimalsOf(micros: Iterable<number>): number {
  return numberColumn(Float64Array.from(micros)).decimals
}

/** What corrections by hand add, as multiples of 10^-decimals. */
function inDecimals(micros: ReadonlyMap<number, number>, decimals: number): ReadonlyMap<number, number> {
  const scaled = (micro: number): number =>
    decimals <= 6 ? micro / 10 ** (6 - decimals) : exactly(micro * 10 ** (decimals - 6))
  return new Map([...micros].map(([person, micro]) => [person, scaled(micro)]))
}

/** Money with at least some decimals. */
function finer(compiler: Compiler, found: Found, decimals: number): Found {
  if (decimals <= found.decimals) return found
  const scale = 10 ** (decimals - found.decimals)
  const times = (values: Float64Array): Float64Array =>
    derived(compiler, compiler.room.floats(), (person) => exactly((values[person] ?? 0) * scale))
  const { of, sum } = found.lost
  const lost = { of: of && times(of), sum: { small: 0, large: sumOf(sum) * BigInt(scale) } }
  return { money: times(found.money), lost, decimals }
}

/** The decimals of the step that a bonus is rounded to. */
function stepDecimals({ roundTo }: Bonus): number {
  return typeof roundTo === 'number' ? constantCode(roundTo).decimals : 0
}

/** Gives what of a person's money lies within the cap. */
function capOf(bonus: Bonus, cap: NumberColumn, found: Found): (person: number, value: number) => number {
  if (bonus.capOver === 'owner') throw new NotCompiled('a cap over the positions of an owner')
  const scale = 10 ** (found.decimals - cap.decimals)
  return (person, value) =>
    value <= 0 ? value : Math.min(value, Math.max(0, exactly((cap.values[person] ?? 0) * scale)))
}

/** Everybody's part scaled down to what the company pays at most, then rounded. */
function capCompany(
  compiler: Compiler,
  bonus: Bonus,
  { money, decimals }: Pick<Found, 'money' | 'decimals'>,
  digits: number,
): Readonly<{
  values: Float64Array
  /** What everybody's money added up to before it was rounded. */
  before: bigint
  cut: bigint
  share: Ratio | undefined
  round: (value: number) => number
}> {
  const { one: round, all: roundAll } = moneyRounding(bonus, decimals, digits)
  const uncut = { values: money, cut: 0n, share: undefined, round }
  if (!bonus.companyCap) return { ...uncut, before: roundAll(money) }
  refuseRenewal(compiler.renewal, 'a cap of the company')
  const most = companyNumber(compiler, bonus.companyCap)
  const total = totalOf(money)
  if (most.decimals > decimals) throw new NotCompiled('a cap finer than what it caps')
  const all = BigInt(Math.max(0, most.value)) * 10n ** BigInt(decimals - most.decimals)
  if (total <= all) return { ...uncut, before: roundAll(money) }
  if (bonus.roundTo !== undefined) throw new NotCompiled('a step beside a cap of the company')
  const [up, down] = [all * 10n ** BigInt(digits), total * 10n ** BigInt(decimals)]
  const values = money.map((value) =>
    value === 0 ? 0 : Number(divideRounded(BigInt(value) * up, down, bonus.rounding)),
  )
  return { values, before: total, cut: total - all, share: { n: all, d: total }, round }
}
