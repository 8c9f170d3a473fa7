import type { Limit } from '../language/plan.ts'
import { numberOf } from './evaluate.ts'
import {
  fraction,
  isAbove,
  larger,
  minus,
  nearestWhole,
  NOTHING,
  over,
  sumOf,
  times,
  type Fraction,
} from './fraction.ts'
import { givenPay } from './make-world.ts'
import { companyScene, personScene } from './scene.ts'
import { minorUnit } from './money.ts'
import type { World } from './world.ts'

/** Pay by bonus and person, in major units. */
export type Pay = ReadonlyMap<string, ReadonlyMap<string, Fraction>>

/** Holds the pay within one limit. */
export function within(world: World, limit: Limit, pay: Pay): Pay {
  // A limit looks at those of its bonuses that the period pays.
  const paid = world.plan.bonuses
    .filter((bonus) => bonus.calendar === world.period.kind)
    .map(({ name }) => name)
  const names = limit.bonuses === 'all' ? paid : limit.bonuses.filter((name) => paid.includes(name))
  return limit.per === 'company' ? scaled(world, limit, names, pay) : inOrder(world, limit, names, pay)
}

/** The bonuses are paid in the order of the list until the limit; positions of an owner in the order of their ids. */
function inOrder(world: World, limit: Limit, names: readonly string[], pay: Pay): Pay {
  const after = new Map([...pay].map(([name, amounts]) => [name, new Map(amounts)]))
  const groups = new Map(
    world.field.ids.map((id) => {
      const members = limit.per === 'owner' ? world.field.positionsOf(id) : [id]
      return [members[0] ?? id, members] as const
    }),
  )
  for (const [first, members] of groups) {
    const most = larger(numberOf(limit.most, personScene(world, first)), NOTHING)
    let paid = givenBy(world, members, names)
    for (const name of names)
      for (const id of members) {
        const amount = pay.get(name)?.get(id)
        if (!amount) continue
        const bonus = world.plan.bonuses.find((one) => one.name === name)
        const step = bonus ? minorUnit(world.plan, bonus.currency) : fraction(1n, 100n)
        const free = larger(minus(most, paid), NOTHING)
        const cut = times(fraction(nearestWhole(over(free, step), 'down')), step)
        const kept = isAbove(amount, free) ? cut : amount
        after.get(name)?.set(id, kept)
        paid = minus(paid, minus(NOTHING, kept))
      }
  }
  return after
}

function scaled(world: World, limit: Limit, names: readonly string[], pay: Pay): Pay {
  const most = larger(numberOf(limit.most, companyScene(world)), NOTHING)
  const free = larger(minus(most, givenBy(world, world.field.ids, names)), NOTHING)
  const all = sumOf(names.flatMap((name) => [...(pay.get(name)?.values() ?? [])]))
  if (!isAbove(all, free)) return pay
  const share = over(free, all)
  return new Map(
    [...pay].map(([name, amounts]) => {
      const bonus = world.plan.bonuses.find((one) => one.name === name)
      if (!bonus || !names.includes(name)) return [name, amounts]
      const step = minorUnit(world.plan, bonus.currency)
      const cut = (amount: Fraction) =>
        times(fraction(nearestWhole(over(times(amount, share), step), 'down')), step)
      return [name, new Map([...amounts].map(([id, amount]) => [id, cut(amount)]))]
    }),
  )
}

function givenBy(world: World, ids: readonly string[], names: readonly string[]): Fraction {
  return sumOf(ids.flatMap((id) => names.map((name) => givenPay(world, id, name))))
}
