import type { Bonus } from '../language/plan.ts'
import { numberOf } from './evaluate.ts'
import { larger, minus, NOTHING, sumOf, type Fraction } from './fraction.ts'
import { givenPay } from './make-world.ts'
import { payeeScene } from './scene.ts'
import type { World } from './world.ts'

/** What is still free of the cap of a bonus while people are paid one after the other. */
export type CapBook = Readonly<{
  /** What the person may still get, or undefined where nothing limits it. */
  free: (id: string) => Fraction | undefined
  take: (id: string, amount: Fraction) => void
}>

/**
 * An empty book of the caps of a bonus. Given pay and what versions of the plan paid before take their part first; positions
 * of one owner share a cap by the plan.
 */
export function capBook(world: World, bonus: Bonus, before: (id: string) => Fraction): CapBook {
  const taken = new Map<string, Fraction[]>()
  const holder = (id: string) => (bonus.capOver === 'owner' ? (world.field.positionsOf(id)[0] ?? id) : id)
  return {
    free: (id) => {
      if (!bonus.cap) return undefined
      const first = holder(id)
      const most = larger(numberOf(bonus.cap, payeeScene(world, bonus, first)), NOTHING)
      const members = bonus.capOver === 'owner' ? world.field.positionsOf(id) : [id]
      const given = sumOf(members.flatMap((one) => [givenPay(world, one, bonus.name), before(one)]))
      return larger(minus(minus(most, given), sumOf(taken.get(first) ?? [])), NOTHING)
    },
    take: (id, amount) => {
      const first = holder(id)
      taken.set(first, [...(taken.get(first) ?? []), amount])
    },
  }
}
