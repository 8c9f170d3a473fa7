import { add, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { Bonus } from '../language/plan.ts'
import { numberRule } from './evaluate.ts'
import { liesIn } from './make-world.ts'
import { givenAmount } from './rates.ts'
import { atPayee, type World } from './world.ts'

/** What is still free of the cap of a bonus while people are paid one after the other. */
export type CapRoom = Readonly<{
  /** What a person may still get; undefined where the bonus has no cap. */
  free: (person: number) => Exact | undefined
  take: (person: number, amount: Exact) => void
}>

/**
 * The caps of a bonus, nothing of them used but by given pay and by what was paid before. Positions that share one share that
 * of the position with the lowest id; what one of them gives back makes room for the next.
 */
export function capRoom(
  world: World,
  bonus: Bonus,
  before: ReadonlyMap<number, Exact> = new Map<number, Exact>(),
): CapRoom {
  const cap = bonus.cap && numberRule(world, bonus.cap, 'person')
  const left = new Map<number, Exact>()
  const given = givenPay(world, bonus.name)
  const positions = (person: number): readonly number[] =>
    bonus.capOver === 'owner' ? world.population.positions(person) : [person]
  const holder = (person: number): number => positions(person)[0] ?? person
  const roomOf = (person: number, most: NonNullable<typeof cap>): Exact => {
    const known = left.get(holder(person))
    if (known !== undefined) return known
    const used = positions(person).reduce<Exact>(
      (sum, one) => add(sum, add(given.get(one) ?? ZERO, before.get(one) ?? ZERO)),
      ZERO,
    )
    return subtract(positive(most(atPayee(bonus, holder(person)))), used)
  }
  return {
    free: (person) => cap && positive(roomOf(person, cap)),
    take(person, amount) {
      if (cap) left.set(holder(person), subtract(roomOf(person, cap), amount))
    },
  }
}

/** What files give people of a bonus in the period. */
function givenPay(world: World, bonus: string): ReadonlyMap<number, Exact> {
  const given = new Map<number, Exact>()
  for (const one of world.input.earned) {
    if (one.bonus !== bonus || !liesIn(world, one.period)) continue
    const payee = world.population.numberOf.get(one.personId) ?? -1
    given.set(payee, add(given.get(payee) ?? ZERO, givenAmount(world, one)))
  }
  return given
}

export function positive(value: Exact): Exact {
  return sign(value) < 0 ? ZERO : value
}
