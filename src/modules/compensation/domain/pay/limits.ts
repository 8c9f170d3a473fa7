import {
  compare,
  multiply,
  negate,
  roundExact,
  sign,
  subtract,
  add,
  divide,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { Limit } from '../language/plan.ts'
import { positive } from './caps.ts'
import { numberRule } from './evaluate.ts'
import { liesIn } from './make-world.ts'
import { exactMinor, plainPart, type Settled } from './settle.ts'
import { givenAmount } from './rates.ts'
import { atCompany, atPerson, type World } from './world.ts'

/** Applies the limits over several bonuses, in their order, to what the bonuses settled. */
export function applyLimits(world: World, settled: readonly Settled[]): void {
  for (const limit of world.plan.limits) {
    const bonuses = settled.filter((one) => limit.bonuses === 'all' || limit.bonuses.includes(one.bonus.name))
    const ordered = limit.bonuses === 'all' ? bonuses : sortedBy(bonuses, limit.bonuses)
    if (limit.per === 'company') limitCompany(world, limit, ordered)
    else limitPeople(world, limit, ordered)
  }
}

/** What a limit took of one person's bonus, where it was applied to everybody before. */
export type LimitTook = Readonly<{ limit: Limit } & ({ minor: bigint } | { share: Exact })>

/** Applies to one person's bonus what the limits took of it. */
export function applyTaken(one: Settled, payee: number, taken: readonly LimitTook[]): void {
  for (const { limit, ...took } of taken) {
    const amount = amountOf(one, payee)
    const paid =
      'share' in took
        ? floored(one, multiply(amount, took.share))
        : subtract(amount, exactMinor(took.minor, one.digits))
    reduce(one, payee, paid, limit)
  }
}

function sortedBy(bonuses: readonly Settled[], names: readonly string[]): readonly Settled[] {
  return bonuses.toSorted((a, b) => names.indexOf(a.bonus.name) - names.indexOf(b.bonus.name))
}

/**
 * Bonuses are paid in the order of the list until the limit, each to the positions of an owner in the order of their ids;
 * what is left of later ones is not paid. Given pay uses the limit first; pay below zero makes room for what comes after it.
 */
function limitPeople(world: World, limit: Limit, bonuses: readonly Settled[]): void {
  const most = numberRule(world, limit.most, 'person')
  const payees = [...new Set(bonuses.flatMap((one) => [...one.minor.keys()]))].toSorted((a, b) => a - b)
  const ownerOf = (payee: number): number =>
    limit.per === 'owner' ? (world.population.positions(payee)[0] ?? payee) : payee
  for (const [owner, members] of Map.groupBy(payees, ownerOf)) {
    const positions = limit.per === 'owner' ? world.population.positions(owner) : [owner]
    let left = subtract(most(atPerson(owner)), givenTo(world, bonuses, new Set(positions)))
    for (const one of bonuses)
      for (const payee of members) {
        const amount = amountOf(one, payee)
        const paid = sign(amount) <= 0 || compare(amount, left) <= 0 ? amount : floored(one, positive(left))
        reduce(one, payee, paid, limit)
        left = subtract(left, paid)
      }
  }
}

/** Everybody's part of every bonus is scaled down in the same proportion, cut to the minor unit. Given pay counts first. */
function limitCompany(world: World, limit: Limit, bonuses: readonly Settled[]): void {
  const most = subtract(
    numberRule(world, limit.most, 'company')(atCompany),
    givenTo(world, bonuses, undefined),
  )
  const total = bonuses.reduce<Exact>(
    (sum, one) => [...one.minor.keys()].reduce<Exact>((all, payee) => add(all, amountOf(one, payee)), sum),
    ZERO,
  )
  if (compare(total, most) <= 0 || sign(total) <= 0) return
  const share = divide(positive(most), total)
  for (const one of bonuses)
    for (const payee of [...one.minor.keys()].toSorted((a, b) => a - b))
      reduce(one, payee, floored(one, multiply(amountOf(one, payee), share)), limit)
}

/** What files give of these bonuses in the period, to some people or to all. */
function givenTo(world: World, bonuses: readonly Settled[], people: ReadonlySet<number> | undefined): Exact {
  const names = new Set(bonuses.map((one) => one.bonus.name))
  return world.input.earned.reduce<Exact>((sum, one) => {
    const person = world.population.numberOf.get(one.personId) ?? -1
    const counts =
      names.has(one.bonus) && (people === undefined || people.has(person)) && liesIn(world, one.period)
    return counts ? add(sum, givenAmount(world, one)) : sum
  }, ZERO)
}

function amountOf(settled: Settled, payee: number): Exact {
  return exactMinor(settled.minor.get(payee) ?? 0n, settled.digits)
}

function floored(settled: Settled, amount: Exact): Exact {
  return exactMinor(roundExact(amount, settled.digits, 'down'), settled.digits)
}

function reduce(settled: Settled, payee: number, paid: Exact, limit: Limit): void {
  const over = subtract(amountOf(settled, payee), paid)
  if (sign(over) === 0) return
  settled.parts.push(plainPart(payee, negate(over), `limit: ${limit.name}`))
  settled.minor.set(payee, roundExact(paid, settled.digits, 'down'))
  if (limit.per === 'company') settled.cut = add(settled.cut, over)
  else settled.capped = add(settled.capped, over)
  settled.skips.push({
    payee,
    order: '',
    source: -1,
    level: undefined,
    amount: over,
    reason: 'limited',
    missing: `${limit.name}: ${limit.most.text}`,
    lost: false,
  })
}
