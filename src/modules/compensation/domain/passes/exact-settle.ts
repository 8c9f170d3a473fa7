import {
  add,
  big,
  compare,
  divide,
  least,
  multiply,
  ONE,
  roundExact,
  roundTo,
  sign,
  subtract,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { Rule } from '../language/expression.ts'
import type { Bonus } from '../language/plan.ts'
import { positive } from '../pay/caps.ts'
import { exactMinor, payable } from '../pay/settle.ts'
import { exactly } from './arithmetic.ts'
import { exactOfCompany, exactValues } from './asked/exact-values.ts'
import type { Compiler } from './compiler.ts'
import { exactAt } from './asked/column-values.ts'
import { exactColumn, sumOfExact, type ExactColumn } from './exact-column.ts'
import { moneyRounding } from './rounding.ts'
import { keepStep, keepWhole } from './renew/renewal.ts'
import { scalingBy } from './scaling.ts'
import { digitsOf, payableOf, type Ratio, type Settled, type Settling } from './settle.ts'

/** What a bonus finds for everybody before caps and rounding, in exact numbers of its currency. */
export type FoundExact = Readonly<{
  /** What came to each person; where the plan rounds line by line, every line is rounded already. */
  amounts: Pick<ExactColumn, 'get' | 'total'>
  /** What was not paid of the potential and stays with the company. */
  lost: Pick<ExactColumn, 'total'>
  /** The amounts before their lines were rounded, where they were. */
  unrounded?: Pick<ExactColumn, 'total'>
  /** Whether somebody has a line that is not nothing; without it, whether lines come to something. */
  isFound?: ((person: number) => boolean) | undefined
  /** What lines come to in the currency of who is paid in another one, line by line. */
  converted?: Pick<ExactColumn, 'get'> | undefined
  /** What caps of legs took before. */
  cappedLegs?: Exact | undefined
  /** What nobody in particular lost. */
  lostByAll?: () => Exact
}>

/**
 * Caps and rounds what a bonus found, whatever fractions it has: the caps of people or of the positions of an owner, the cap of
 * the company, corrections by hand, steps. What caps of legs take is taken before.
 */
export function settleExact(compiler: Compiler, bonus: Bonus, found: FoundExact): Settling {
  const { hand, field, renewal } = compiler
  const digits = digitsOf(compiler, bonus)
  const byHand = correctionsOf(compiler, bonus, digits)
  const cap = bonus.cap && capOf(compiler, bonus, bonus.cap)
  const company = bonus.companyCap && exactOfCompany(compiler, bonus.companyCap)
  hand.finish()
  const foundOf = (person: number): Exact =>
    byHand.of.size === 0
      ? found.amounts.get(person)
      : add(found.amounts.get(person), byHand.of.get(person) ?? ZERO)
  const within = cap || byHand.of.size > 0 ? capped(compiler, foundOf, cap) : found.amounts
  const share = (): Exact | undefined => {
    if (!company) return undefined
    const [total, most] = [within.total(field.there()), positive(company())]
    return compare(total, most) <= 0 ? undefined : divide(most, total)
  }
  const paid = payColumn(compiler, bonus, { within, share, digits })
  const othersOf = (person: number): readonly Exact[] => {
    const [sum, left, stand] = [foundOf(person), within.get(person), paid.share()]
    const due = stand === undefined ? left : multiply(left, stand)
    const changes = [subtract(left, sum), subtract(due, left), subtract(payable({ bonus, digits }, due), due)]
    return [...byHand.each(person), ...changes.filter((one) => sign(one) !== 0)]
  }
  const settled = (): Settled => {
    const lost = add(found.lost.total(field.people), found.lostByAll?.() ?? ZERO)
    const all = add(found.amounts.total(field.people), byHand.total)
    const left = within.total(field.people)
    const stand = paid.share()
    return {
      bonus,
      digits,
      ...payableOf({ plan: compiler.plan, renewal }, paid.due),
      sums: {
        potential: add(
          add(found.unrounded?.total(field.people) ?? found.amounts.total(field.people), byHand.unrounded),
          lost,
        ),
        skipped: lost,
        capped: add(subtract(all, left), found.cappedLegs ?? ZERO),
        cut: stand === undefined ? ZERO : subtract(left, multiply(left, stand)),
      },
      companyShare: () => ratioOf(paid.share()),
      pool: undefined,
      isFound: (person) =>
        (found.isFound?.(person) ?? sign(found.amounts.get(person)) !== 0) || byHand.each(person).some(sign),
      lines: found.converted && {
        converted: found.converted.get,
        others: othersOf,
      },
      found: foundOf,
    }
  }
  return { minor: paid.due, digits, settled }
}

function ratioOf(share: Exact | undefined): Ratio | undefined {
  if (share === undefined) return undefined
  const { n, d } = big(share)
  return { n, d: d * 1_000_000n }
}

/** How an exact amount becomes minor units by the step and the rounding of a bonus. */
export function minorOf(bonus: Bonus, digits: number): (value: Exact) => number {
  const { roundTo: step, rounding } = bonus
  const ofMicro = step === undefined || typeof step === 'number' ? moneyRounding(bonus, 6, digits) : undefined
  return (value) => {
    if (ofMicro && typeof value === 'number') return ofMicro(value)
    const stepped = step === undefined ? value : roundTo(value, step, rounding)
    return exactly(Number(roundExact(stepped, digits, rounding)))
  }
}

/** What corrections by hand add to people, each rounded as a line, and together. */
type ByHand = Readonly<{
  of: ReadonlyMap<number, Exact>
  each: (person: number) => readonly Exact[]
  total: Exact
  unrounded: Exact
}>

/** What corrections by hand add to a bonus: each is a line of its own. */
function correctionsOf({ field, takenBack }: Compiler, bonus: Bonus, digits: number): ByHand {
  // What is taken back of the period's own orders is lines of its own too.
  const all = [
    ...field.byHand.addedEach(bonus.name).map(({ person, micro }) => ({ person, amount: micro })),
    ...takenBack.map(({ payee, amount }) => ({ person: payee, amount })),
  ]
  const minor = minorOf(bonus, digits)
  const rounded = (amount: Exact): Exact =>
    bonus.roundedPer === 'line' ? exactMinor(BigInt(minor(amount)), digits) : amount
  const of = new Map<number, Exact>()
  for (const { person, amount } of all) of.set(person, add(of.get(person) ?? ZERO, rounded(amount)))
  return {
    of,
    each: (person) => all.flatMap((one) => (one.person === person ? [rounded(one.amount)] : [])),
    total: sumOfExact(of.values()),
    unrounded: sumOfExact(all.map(({ amount }) => amount)),
  }
}

/** The most that people are paid, and who shares it: in the order of the ids, the most of the first one. */
export type Cap = Readonly<{
  most: (person: number) => Exact
  positions: (person: number) => readonly number[]
}>

export function capOf(compiler: Compiler, bonus: Bonus, rule: Rule): Cap {
  const valueOf = exactValues(compiler, rule, 'tree' in bonus ? bonus.tree : 'sponsor')
  const given = compiler.field.given.byFiles(bonus.name)
  const positions =
    bonus.capOver === 'owner' ? compiler.field.world().population.positions : (person: number) => [person]
  const mostOf = (person: number): Exact => positive(valueOf(person))
  if (!given) return { most: mostOf, positions }
  // What files give uses the cap first.
  const givenTo = (person: number): Exact => exactAt(given.values[person] ?? 0, given.decimals)
  const most = (person: number): Exact =>
    positions(person).map(givenTo).reduce<Exact>(subtract, mostOf(person))
  return { most, positions }
}

/** What caps leave of everybody's amount, with what was corrected by hand. */
function capped(
  { room, field, renewal }: Compiler,
  found: (person: number) => Exact,
  cap: Cap | undefined,
): ExactColumn {
  const within = exactColumn(room)
  const capTogether = (positions: readonly number[]): void => {
    let left = cap?.most(positions[0] ?? -1)
    for (const person of positions) {
      const sum = found(person)
      const paid = left === undefined ? sum : least(sum, positive(left))
      // What one of them gives back makes room for the next.
      if (left !== undefined) left = subtract(left, paid)
      within.set(person, paid)
    }
  }
  const positionsOf = (person: number): readonly number[] => cap?.positions(person) ?? [person]
  for (let person = 0; person < field.people; person++) {
    const positions = positionsOf(person)
    if (positions[0] === person) capTogether(positions)
  }
  keepStep(renewal, (person) => {
    const positions = positionsOf(person)
    capTogether(positions)
    if (positions.length > 1) renewal?.include(positions)
  })
  return within
}

/** Everybody's amount in minor units: the share of it that the company leaves, rounded. */
function payColumn(
  { room, field, renewal }: Compiler,
  bonus: Bonus,
  {
    within,
    share: shareNow,
    digits,
  }: Readonly<{ within: FoundExact['amounts']; share: () => Exact | undefined; digits: number }>,
): Readonly<{ due: Float64Array; share: () => Exact | undefined }> {
  const due = room.floats()
  const plain = minorOf(bonus, digits)
  let share = shareNow()
  let ofOne = partOf(bonus, digits, plain, share)
  const payOne = (person: number): boolean => {
    const before = due[person]
    const value = within.get(person)
    due[person] = value === ZERO ? 0 : ofOne(value)
    return due[person] !== before
  }
  for (let person = 0; person < field.people; person++) payOne(person)
  if (!bonus.companyCap) keepStep(renewal, payOne)
  else
    keepWhole(renewal, (of, members) => {
      const before = share
      share = shareNow()
      const isSame = compare(share ?? ONE, before ?? ONE) === 0
      if (!isSame) ofOne = partOf(bonus, digits, plain, share)
      const changed: number[] = []
      for (const person of isSame ? members : everybody(field.people))
        if (payOne(person)) changed.push(person)
      of.isPaid(bonus.name, changed)
    })
  return { due, share: () => share }
}

function* everybody(people: number): Iterable<number> {
  for (let person = 0; person < people; person++) yield person
}

function partOf(
  bonus: Bonus,
  digits: number,
  plain: (value: Exact) => number,
  share: Exact | undefined,
): (value: Exact) => number {
  if (share === undefined) return plain
  const { n, d } = big(share)
  const ofMicro =
    bonus.roundTo === undefined
      ? scalingBy(n * 10n ** BigInt(digits), d * 10n ** 12n, bonus.rounding)
      : undefined
  return (value) => (ofMicro && typeof value === 'number' ? ofMicro(value) : plain(multiply(value, share)))
}
