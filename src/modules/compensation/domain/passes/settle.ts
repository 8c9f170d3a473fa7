import { add, exactRatio, ZERO, type Exact } from '#shared/exact.ts'
import { currencyDigits } from '#shared/money.ts'
import type { Rule } from '../language/expression.ts'
import type { Bonus } from '../language/plan.ts'
import type { PoolStand } from '../pay/bonuses/collect.ts'
import { exactly } from './arithmetic.ts'
import {
  aligned,
  boundValues,
  constantCode,
  numberCode,
  scaled,
  type Bound,
  type NumberCode,
} from './code.ts'
import { atPerson, type Compiler } from './compiler.ts'
import { sumFrom, sumOf, totalOf } from './exact-sum.ts'
import type { Beside } from './returned/taken-back-before.ts'
import type { Marks } from './marks.ts'
import { decimalsOfMicro, inDecimals } from './number-column.ts'
import {
  companyNumber,
  derived,
  lostIn,
  numbersOf,
  numberText,
  pay,
  type Found,
  type PartSums,
} from './bonuses/found.ts'
import { capAndRound, moneyRounding } from './rounding.ts'
import { keepStep, keepWhole } from './renew/renewal.ts'
import { changedIn, scalingBy } from './scaling.ts'

/** A bonus after caps and rounding: everybody's payable amount in minor units, and where its potential went in major units. */
export type Settled = Readonly<{
  bonus: Bonus
  digits: number
  minor: Float64Array
  /** What everybody was due before the limits of the plan; rules that read what the bonus pays go by it. */
  payable: Payable
  sums: Readonly<{ potential: Exact; skipped: Exact; capped: Exact; cut: Exact }>
  /** The share of everybody's pay that a cap of the company left, where it took some. */
  companyShare: () => Ratio | undefined
  /** How a pool is divided among everybody, seen by one of them. */
  pool: ((person: number) => PoolStand) | undefined
  lines: LinesAbroad | undefined
  /** Whether something was found for somebody, paid in the end or not, where people are paid in other currencies. */
  isFound: ((person: number) => boolean) | undefined
  /** What was found for a person before caps, where that is still known. */
  found?: (person: number) => Exact
  /** What returns of earlier orders change; it is part of what is paid, and not of what was due before limits. */
  beside?: Beside
  /** Whose pay returns change otherwise than as volume. */
  takenBack?: ReadonlySet<number>
}>

/**
 * The lines of people who are paid in another currency line by line: what those that were found come to there, and the others of
 * the bonus's currency, such as what caps took.
 */
export type LinesAbroad = Readonly<{
  converted: (person: number) => Exact
  others: (person: number) => readonly Exact[]
}>

/** Amounts in minor units; `more` is due besides `values` to the few whom a limit cut. */
export type Payable = { values: Float64Array; readonly more: Map<number, number>; isApart: boolean }

/**
 * What is paid of what is due: limits cut it in place. Where people are renewed it is a column of its own, as what was due is
 * what they are renewed from.
 */
export function payableOf(
  { plan, renewal }: Pick<Compiler, 'plan' | 'renewal'>,
  due: Float64Array,
): Pick<Settled, 'minor' | 'payable'> {
  const isApart = renewal !== undefined && plan.limits.length > 0
  return { minor: isApart ? due.slice() : due, payable: { values: due, more: new Map(), isApart } }
}

/** What a person was due of a bonus before limits. */
export function dueTo({ payable }: Settled, person: number): number {
  return (payable.values[person] ?? 0) + (payable.more.get(person) ?? 0)
}

/** What rules read of it: also what is paid beside, where they go by that. */
export function readOf(one: Settled, person: number): number {
  return dueTo(one, person) + (one.beside?.isRead ? (one.beside.minor.get(person) ?? 0) : 0)
}

/** A bonus with what returns of earlier orders change, which is paid beside. */
export function withBeside(one: Settled, beside: Beside | undefined): Settled {
  if (!beside) return one
  const minor = one.minor.slice()
  for (const [person, amount] of beside.minor) pay(minor, person, amount)
  const { lines: abroad, sums } = one
  const lines = abroad && {
    ...abroad,
    others: (person: number) => [...abroad.others(person), ...(beside.lines.get(person) ?? [])],
  }
  return { ...one, minor, lines, beside, sums: { ...sums, potential: add(sums.potential, beside.potential) } }
}

/** `n / d`. */
export type Ratio = Readonly<{ n: bigint; d: bigint }>

/** Sums of whole multiples of 10^-decimals as exact numbers. */
export function exactSums(
  { potential, skipped, capped, cut }: Readonly<Record<keyof Settled['sums'], bigint>>,
  decimals: number,
): Settled['sums'] {
  const of = (value: bigint): Exact => exactRatio(value, 10n ** BigInt(decimals))
  return { potential: of(potential), skipped: of(skipped), capped: of(capped), cut: of(cut) }
}

export function digitsOf({ plan }: Compiler, bonus: Bonus): number {
  return plan.units[bonus.currency] ?? currencyDigits(bonus.currency)
}

/** A bonus whose programs were given to a hand: its column, and the sums once the hand has finished. */
export type Settling = Readonly<{ minor: Float64Array; digits: number; settled: () => Settled }>

/** A bonus that is settled, with what it remembers for later periods. */
export type BonusSettling = Settling & Readonly<{ marks: () => readonly Marks[] }>

/** Caps and rounds what a bonus found. */
export function settle(compiler: Compiler, bonus: Bonus, plain: Found): Settling {
  const { hand, renewal } = compiler
  const digits = digitsOf(compiler, bonus)
  const bound = boundValues()
  const cap = bonus.cap && capText(compiler, bound, bonus, bonus.cap)
  const company = bonus.companyCap && companyNumber(compiler, bonus.companyCap)
  const corrections = correctionsOf(compiler, bonus, digits)
  const found = finer(
    compiler,
    plain,
    Math.max(cap?.decimals ?? 0, company?.decimals ?? 0, stepDecimals(bonus), corrections.decimals),
  )
  const { money, decimals, parts } = found
  const byHand = corrections.inDecimals(decimals)
  if (byHand.size > 0 || renewal) hand.finish()
  // What was found stays as it was where people are renewed from it.
  const within = renewal ? money.slice() : money
  for (const [person, value] of byHand) pay(within, person, value)
  const most = cap && `${bound.name(exactly)}(${scaled(cap, decimals)})`
  const walk = { bonus, decimals, cap: most, digits: bonus.companyCap ? undefined : digits }
  const sums = capAndRound(hand, bound, within, walk)
  keepOne(compiler, bonus, { money, within, decimals, digits: walk.digits, byHand })
  const left = company && capCompany(compiler, bonus, company, { money: within, decimals }, digits)
  const due = left?.values ?? within
  const settled = (): Settled => {
    const lost = parts ? 0n : lostIn(found.lost)
    const capped = sumOf(sums.capped)
    const all = exactSums(
      {
        potential: sumOf(sums.before) + capped + lost,
        skipped: lost,
        capped,
        cut: left?.stand().cut ?? 0n,
      },
      decimals,
    )
    return {
      bonus,
      digits,
      ...payableOf(compiler, due),
      sums: parts ? withParts(all, parts, corrections.potential) : all,
      companyShare: () => left?.stand().share,
      pool: undefined,
      lines: undefined,
      isFound: undefined,
    }
  }
  return { minor: due, digits, settled }
}

/** The sums where single parts were rounded, or legs capped, before. */
function withParts(
  sums: Settled['sums'],
  { potential, lost, capped }: PartSums,
  byHand: Exact,
): Settled['sums'] {
  return {
    ...sums,
    potential: add(potential(), byHand),
    skipped: lost(),
    capped: add(sums.capped, capped()),
  }
}

/** What corrections by hand add: to whom, each rounded on its own where lines are, and in all as it was found. */
function correctionsOf(
  { field }: Compiler,
  bonus: Bonus,
  digits: number,
): Readonly<{
  decimals: number
  inDecimals: (decimals: number) => ReadonlyMap<number, number>
  potential: Exact
}> {
  const all = field.byHand.addedEach(bonus.name)
  const round = bonus.roundedPer === 'line' && all.length > 0 ? moneyRounding(bonus, 6, digits) : undefined
  const rounded = (micro: number): number => (round ? exactly(round(micro) * 10 ** (6 - digits)) : micro)
  const of = new Map<number, number>()
  for (const { person, micro } of all) of.set(person, exactly((of.get(person) ?? 0) + rounded(micro)))
  return {
    decimals: decimalsOfMicro(of.values()),
    inDecimals: (decimals) =>
      new Map([...of].map(([person, micro]) => [person, inDecimals(micro, decimals)])),
    potential: all.reduce<Exact>((sum, { micro }) => add(sum, micro), ZERO),
  }
}

/** What a person may get at most of a bonus: less what files give of it, which uses the cap first. */
function capText(compiler: Compiler, bound: Bound, bonus: Bonus, cap: Rule): NumberCode {
  const most = numberText(compiler, bound, cap, atPerson())
  const given = compiler.field.given.byFiles(bonus.name)
  if (!given) return most
  const { texts, decimals } = aligned([
    numberCode(`Math.max(0,${most.text})`, most.decimals),
    numberCode(`${bound.name(given.values)}[p]`, given.decimals),
  ])
  return numberCode(`(${texts.join('-')})`, decimals)
}

/** Keeps how one person's money is capped, and rounded where digits are given. */
function keepOne(
  compiler: Compiler,
  bonus: Bonus,
  {
    money,
    within,
    decimals,
    digits,
    byHand,
  }: Readonly<{
    money: Float64Array
    within: Float64Array
    decimals: number
    digits: number | undefined
    byHand: ReadonlyMap<number, number>
  }>,
): void {
  if (!compiler.renewal) return
  const cap = bonus.cap && numbersOf(compiler, bonus.cap, atPerson())
  const given = compiler.field.given.byFiles(bonus.name)
  const scale = cap ? 10 ** (decimals - cap.decimals) : 1
  const used = given ? 10 ** (decimals - given.decimals) : 1
  const round = digits === undefined ? (value: number) => value : moneyRounding(bonus, decimals, digits)
  keepStep(compiler.renewal, (person) => {
    const value = exactly((money[person] ?? 0) + (byHand.get(person) ?? 0))
    const most = cap ? Math.max(0, exactly((cap.values[person] ?? 0) * scale)) : value
    const free = cap && given ? Math.max(0, most - exactly((given.values[person] ?? 0) * used)) : most
    within[person] = round(value <= 0 ? value : Math.min(value, free))
  })
}

/** Money with at least some decimals. */
function finer(compiler: Compiler, found: Found, decimals: number): Found {
  if (decimals <= found.decimals) return found
  const scale = 10 ** (decimals - found.decimals)
  const times = (values: Float64Array): Float64Array =>
    derived(compiler, compiler.room.floats(), (person) => exactly((values[person] ?? 0) * scale))
  compiler.hand.finish()
  const { of, sum } = found.lost
  // What is told part by part was added up already.
  if (found.parts) return { ...found, money: times(found.money), decimals }
  const lost = { of: of && times(of), sum: sumFrom(sumOf(sum) * BigInt(scale)) }
  return { money: times(found.money), lost, decimals }
}

/** The decimals of the step that a bonus is rounded to. */
export function stepDecimals({ roundTo }: Bonus): number {
  return typeof roundTo === 'number' ? constantCode(roundTo).decimals : 0
}

/** How much of the pay of everybody the cap of the company leaves. */
type Stand = Readonly<{ cut: bigint; share: Ratio | undefined }>

/** Everybody's part scaled down to what the company pays at most, then rounded. */
function capCompany(
  compiler: Compiler,
  bonus: Bonus,
  most: ReturnType<typeof companyNumber>,
  { money, decimals }: Pick<Found, 'money' | 'decimals'>,
  digits: number,
): Readonly<{ values: Float64Array; stand: () => Stand }> {
  const { field } = compiler
  // The sums of what was found are added up before it is scaled down in its place.
  compiler.hand.finish()
  const values = compiler.renewal ? money.slice() : money
  const plain = moneyRounding(bonus, decimals, digits)
  const standNow = (): Stand => {
    const total = totalOf(money.subarray(0, field.there()))
    const all = BigInt(Math.max(0, most.value())) * 10n ** BigInt(decimals - most.decimals)
    return total <= all ? { cut: 0n, share: undefined } : { cut: total - all, share: { n: all, d: total } }
  }
  const partOf = ({ share }: Stand): ((value: number) => number) => {
    if (!share) return plain
    return scalingBy(share.n * 10n ** BigInt(digits), share.d * 10n ** BigInt(decimals), bonus.rounding)
  }
  let stand = standNow()
  const changed = (): readonly number[] => changedIn(values, money, partOf(stand))
  changed()
  keepWhole(compiler.renewal, (renewal) => {
    stand = standNow()
    renewal.isPaid(bonus.name, changed())
  })
  return { values, stand: () => stand }
}
