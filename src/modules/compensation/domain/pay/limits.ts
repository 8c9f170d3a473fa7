import {
  compare,
  exactOf,
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
import { numberRule } from './evaluate.ts'
import { exactMinor, plainPart, type Settled } from './settle.ts'
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

function sortedBy(bonuses: readonly Settled[], names: readonly string[]): readonly Settled[] {
  return bonuses.toSorted((a, b) => names.indexOf(a.bonus.name) - names.indexOf(b.bonus.name))
}

/** Bonuses are paid in the order of the list until the limit; what is left of later ones is not paid. */
function limitPeople(world: World, limit: Limit, bonuses: readonly Settled[]): void {
  const most = numberRule(world, limit.most, 'person')
  const payees = [...new Set(bonuses.flatMap((one) => [...one.minor.keys()]))].toSorted((a, b) => a - b)
  const room = new Map<number, Exact>()
  for (const payee of payees) {
    const whose = limit.per === 'owner' ? (world.population.positions(payee)[0] ?? payee) : payee
    for (const one of bonuses) {
      const left = room.get(whose) ?? most(atPerson(whose))
      const amount = amountOf(one, payee)
      const paid =
        sign(amount) <= 0 || compare(amount, left) <= 0 ? amount : floored(one, sign(left) > 0 ? left : ZERO)
      reduce(one, payee, paid, limit)
      room.set(whose, subtract(left, sign(paid) > 0 ? paid : ZERO))
    }
  }
}

/** Everybody's part of every bonus is scaled down in the same proportion, cut to the minor unit. */
function limitCompany(world: World, limit: Limit, bonuses: readonly Settled[]): void {
  const most = numberRule(world, limit.most, 'company')(atCompany)
  const total = bonuses.reduce<Exact>(
    (sum, one) => [...one.minor.keys()].reduce<Exact>((all, payee) => add(all, amountOf(one, payee)), sum),
    ZERO,
  )
  if (compare(total, most) <= 0 || sign(total) <= 0) return
  const share = divide(sign(most) > 0 ? most : exactOf(0), total)
  for (const one of bonuses)
    for (const payee of [...one.minor.keys()].toSorted((a, b) => a - b)) {
      const amount = amountOf(one, payee)
      if (sign(amount) > 0) reduce(one, payee, floored(one, multiply(amount, share)), limit)
    }
}

function amountOf(settled: Settled, payee: number): Exact {
  return exactMinor(settled.minor.get(payee) ?? 0n, settled.digits)
}

function floored(settled: Settled, amount: Exact): Exact {
  return exactMinor(roundExact(amount, settled.digits, 'down'), settled.digits)
}

function reduce(settled: Settled, payee: number, paid: Exact, limit: Limit): void {
  const over = subtract(amountOf(settled, payee), paid)
  if (sign(over) <= 0) return
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
