import {
  add,
  compare,
  divide,
  exactRatio,
  least,
  multiply,
  negate,
  roundExact,
  roundTo,
  sign,
  subtract,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import { currencyDigits } from '#shared/money.ts'
import type { Rule } from '../language/expression.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import { capRoom, positive } from './caps.ts'
import type { Collector, Part, Skip } from './bonuses/collect.ts'
import { numberRule } from './evaluate.ts'
import { keptAll, legKey, legOf, type Kept } from './kept.ts'
import { exactOfText } from './state-text.ts'
import { atCompany, atPayee, type World } from './world.ts'

/** A bonus after caps and rounding: everybody's payable amount in minor units, the parts that make it up, and sums. */
export type Settled = {
  readonly bonus: Bonus
  readonly digits: number
  parts: Part[]
  skips: Skip[]
  minor: Map<number, bigint>
  /** What caps left of what was found. */
  kept: Kept
  /** What returns change of earlier periods, payable; it is paid beside, outside the caps and limits of this period. */
  beside: readonly Part[]
  /** People who are paid in another currency, with what they get there. */
  converted: Map<number, Readonly<{ currency: string; minor: bigint }>>
  potential: Exact
  skipped: Exact
  capped: Exact
  cut: Exact
  rounded: Exact
}

export function payDigits(plan: Plan, currency: string): number {
  return plan.units[currency] ?? currencyDigits(currency)
}

/** What earlier versions of a plan paid by a bonus in the same period, in major units, and the parts of it. */
export type PaidBefore = Readonly<{ paid: ReadonlyMap<number, Exact>; parts: readonly Part[] }>

/** Where no other version of the plan holds in the period. */
const NOTHING_BEFORE: PaidBefore = { paid: new Map(), parts: [] }

/**
 * Rounds, caps and scales what a bonus found. Every step is a part of its own, so that the parts always add up. What was paid
 * before in the period has used up its part of the caps.
 */
export function settle(collector: Collector, bonus: Bonus, before: PaidBefore = NOTHING_BEFORE): Settled {
  const { world } = collector
  const digits = payDigits(world.plan, bonus.currency)
  const settled: Settled = {
    bonus,
    digits,
    parts: ofFocus(collector, [...collector.parts, ...correctionsOf(collector, bonus)]),
    skips: ofFocus(collector, collector.skips),
    minor: new Map(),
    kept: keptAll(),
    beside: [],
    converted: new Map(),
    potential: ZERO,
    skipped: ZERO,
    capped: ZERO,
    cut: ZERO,
    rounded: ZERO,
  }
  for (const skip of settled.skips) if (skip.lost) settled.skipped = add(settled.skipped, skip.amount)
  for (const part of settled.parts) settled.potential = add(settled.potential, part.amount)
  settled.potential = add(settled.potential, settled.skipped)
  if (bonus.roundedPer === 'line') roundLines(settled)
  capLegs(collector, settled, before)
  capPeople(collector, settled, before)
  capCompany(collector, settled, before)
  roundPeople(settled)
  return settled
}

/** Of one person's bonus, what is the person's. */
function ofFocus<P extends Readonly<{ payee: number }>>({ focus }: Collector, parts: P[]): P[] {
  return focus ? parts.filter(({ payee }) => payee === focus.payee) : parts
}

function correctionsOf({ world }: Collector, bonus: Bonus): Part[] {
  return world.input.adjustments.flatMap((one) => {
    if (one.kind !== 'bonus' || one.name !== bonus.name) return []
    // Of several versions in a period each takes up those of its own time.
    if (one.atMs < world.window.fromMs || one.atMs >= world.window.untilMs) return []
    const payee = world.population.numberOf.get(one.personId) ?? -1
    return [plainPart(payee, exactOfText(one.value), `adjustment: ${one.reason}`)]
  })
}

export function plainPart(payee: number, amount: Exact, note: string): Part {
  return { payee, order: '', source: -1, level: undefined, base: undefined, rate: undefined, amount, note }
}

export function sumsByPayee(parts: readonly Part[]): Map<number, Exact> {
  const sums = new Map<number, Exact>()
  for (const part of parts) sums.set(part.payee, add(sums.get(part.payee) ?? ZERO, part.amount))
  return sums
}

/** An amount as it may be paid by a bonus: on its step, in whole minor units. */
export function payable({ bonus, digits }: Pick<Settled, 'bonus' | 'digits'>, amount: Exact): Exact {
  const stepped = bonus.roundTo === undefined ? amount : roundTo(amount, bonus.roundTo, bonus.rounding)
  return exactMinor(roundExact(stepped, digits, bonus.rounding), digits)
}

export function exactMinor(minor: bigint, digits: number): Exact {
  return exactRatio(minor, 10n ** BigInt(digits))
}

/** Parts as they are paid before caps: where a bonus rounds line by line, each rounded. */
export function asRounded({ plan }: World, bonus: Bonus, parts: Part[]): Part[] {
  if (bonus.roundedPer !== 'line') return parts
  const digits = payDigits(plan, bonus.currency)
  return parts.map((part) => ({ ...part, amount: payable({ bonus, digits }, part.amount) }))
}

function roundLines(settled: Settled): void {
  settled.parts = settled.parts.map((part) => {
    const amount = payable(settled, part.amount)
    settled.rounded = add(settled.rounded, subtract(part.amount, amount))
    return { ...part, amount }
  })
}

/** The most from one leg: what comes from below one person directly under the payee. */
function capLegs(collector: Collector, settled: Settled, before: PaidBefore): void {
  const { bonus } = settled
  if (!bonus.legCap || !('tree' in bonus)) return
  const { world } = collector
  const cap = numberRule(world, bonus.legCap, 'person')
  const used = sumsByLeg(world, bonus, before.parts)
  for (const [key, { payee, leg, sum }] of sumsByLeg(world, bonus, settled.parts)) {
    const room = subtract(positive(cap(atPayee(bonus, payee))), used.get(key)?.sum ?? ZERO)
    const over = subtract(sum, positive(room))
    if (sign(over) <= 0) continue
    settled.kept.legs.set(legKey(payee, leg), divide(subtract(sum, over), sum))
    settled.parts.push({ ...plainPart(payee, negate(over), 'leg capped'), source: leg })
    settled.capped = add(settled.capped, over)
    settled.skips.push({
      payee,
      order: '',
      source: leg,
      level: undefined,
      amount: over,
      reason: 'capped',
      missing: `the cap of a leg is ${bonus.legCap.text}`,
      lost: false,
    })
  }
}

/** What comes to payees from each of their legs, by `legKey`. */
function sumsByLeg(
  world: World,
  bonus: Bonus,
  parts: readonly Part[],
): ReadonlyMap<string, Readonly<{ payee: number; leg: number; sum: Exact }>> {
  const sums = new Map<string, { payee: number; leg: number; sum: Exact }>()
  for (const part of parts) {
    const leg = legOf(world, bonus, part)
    if (leg < 0) continue
    const key = legKey(part.payee, leg)
    const known = sums.get(key)
    if (known) known.sum = add(known.sum, part.amount)
    else sums.set(key, { payee: part.payee, leg, sum: part.amount })
  }
  return sums
}

function capPeople(collector: Collector, settled: Settled, before: PaidBefore): void {
  const { bonus } = settled
  if (!bonus.cap) return
  const { world } = collector
  const room = capRoom(world, bonus, before.paid)
  for (const { person, found } of collector.focus?.everybody.before ?? [])
    room.take(person, least(found, room.free(person) ?? found))
  for (const [payee, sum] of [...sumsByPayee(settled.parts)].toSorted(([a], [b]) => a - b)) {
    const paid = least(sum, room.free(payee) ?? sum)
    room.take(payee, paid)
    const over = subtract(sum, paid)
    if (sign(over) <= 0) continue
    settled.kept.people.set(payee, divide(paid, sum))
    settled.parts.push(plainPart(payee, negate(over), 'capped'))
    settled.capped = add(settled.capped, over)
    settled.skips.push({
      payee,
      order: '',
      source: -1,
      level: undefined,
      amount: over,
      reason: 'capped',
      missing: `the cap is ${bonus.cap.text}`,
      lost: false,
    })
  }
}

function capCompany(collector: Collector, settled: Settled, before: PaidBefore): void {
  const { bonus } = settled
  if (!bonus.companyCap) return
  const sums = [...sumsByPayee(settled.parts)].toSorted(([a], [b]) => a - b)
  const share = collector.focus
    ? collector.focus.everybody.companyShare
    : shareOfCompany(collector, bonus.companyCap, { sums, before })
  if (share === undefined) return
  settled.kept.everybody = share
  for (const [payee, sum] of sums) {
    const cut = subtract(sum, multiply(sum, share))
    if (sign(cut) === 0) continue
    settled.parts.push(plainPart(payee, negate(cut), 'scaled down'))
    settled.cut = add(settled.cut, cut)
  }
}

/** The share of everybody's pay that is within the most that the company pays; undefined where all of it is. */
function shareOfCompany(
  { world }: Collector,
  cap: Rule,
  due: Readonly<{ sums: readonly (readonly [number, Exact])[]; before: PaidBefore }>,
): Exact | undefined {
  const used = [...due.before.paid.values()].reduce<Exact>(add, ZERO)
  const most = positive(subtract(positive(numberRule(world, cap, 'company')(atCompany)), used))
  const total = due.sums.reduce<Exact>((all, [, sum]) => add(all, sum), ZERO)
  return compare(total, most) <= 0 ? undefined : divide(most, total)
}

function roundPeople(settled: Settled): void {
  for (const [payee, sum] of [...sumsByPayee(settled.parts)].toSorted(([a], [b]) => a - b)) {
    const amount = payable(settled, sum)
    const off = subtract(amount, sum)
    if (sign(off) !== 0) settled.parts.push(plainPart(payee, off, 'rounding'))
    settled.rounded = subtract(settled.rounded, off)
    settled.minor.set(payee, roundExact(amount, settled.digits, 'down'))
  }
  settled.kept.payable = new Map(settled.minor)
}

/** Takes up what returns change of earlier periods, rounded as the bonus rounds, in every line or for the sum of a person. */
export function setBeside(settled: Settled, parts: readonly Part[]): void {
  const perLine = settled.bonus.roundedPer === 'line'
  const exact = sumsByPayee(parts)
  const payableParts = perLine
    ? parts.map((part) => ({ ...part, amount: payable(settled, part.amount) }))
    : [...parts, ...[...exact].flatMap(([payee, sum]) => roundingOf(payee, sum, payable(settled, sum)))]
  const total = (all: readonly Part[]): Exact => all.reduce<Exact>((sum, part) => add(sum, part.amount), ZERO)
  settled.beside = payableParts
  settled.potential = add(settled.potential, total(parts))
  settled.rounded = add(settled.rounded, subtract(total(parts), total(payableParts)))
}

function roundingOf(payee: number, exact: Exact, paid: Exact): Part[] {
  const off = subtract(paid, exact)
  return sign(off) === 0 ? [] : [plainPart(payee, off, 'rounding')]
}

/** What each person is paid beside, in minor units. */
export function minorBeside({ beside, digits }: Settled): ReadonlyMap<number, bigint> {
  return new Map([...sumsByPayee(beside)].map(([payee, sum]) => [payee, roundExact(sum, digits, 'down')]))
}

/** Pays what returns change of earlier periods. It was within the caps and limits of those, so none of this period cuts it. */
export function payBeside(settled: Settled): void {
  settled.parts.push(...settled.beside)
  for (const [payee, minor] of minorBeside(settled))
    settled.minor.set(payee, (settled.minor.get(payee) ?? 0n) + minor)
}
