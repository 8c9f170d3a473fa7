import { growingFloats, growingInts } from '../../frozen/growing.ts'
import { everyPart, readsLine } from '../../language/reads.ts'
import type { LevelsBonus } from '../../language/plan.ts'
import { creditsOfOwner } from '../../pay/bonuses/collect.ts'
import { conditionRule } from '../../pay/evaluate.ts'
import { atPayee } from '../../pay/world.ts'
import { exactly } from '../arithmetic.ts'
import { derived } from '../bonuses/found.ts'
import { OutOfRange } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { orderSumsOf, type OrderSums } from '../order-sums.ts'
import { microsByOrder } from '../orders-of-world.ts'
import { gatherEverybody, keepAsked, refuseUnkept } from './keep-asked.ts'
import { waysOf } from './ways.ts'
import { worldSoFar } from './world-so-far.ts'

/** So many decimals such sums have at least, so that an order with usual fractions makes nothing anew. */
const USUAL_DECIMALS = 2

/**
 * The orders that make up a volume where only some lines count, as a rule about the line says: it is asked of everybody's lines,
 * and again of those whose orders are others, or of whom what the rule reads is. Undefined for a bonus whose sources count or not
 * by themselves.
 */
export function countedOrders(compiler: Compiler, bonus: LevelsBonus): OrderSums | undefined {
  const { source, sourceWhen } = bonus
  if (source.from !== 'volume' || !sourceWhen || !readsLine(sourceWhen)) return undefined
  const { field } = compiler
  const parts = [...everyPart(sourceWhen.expression)]
  gatherEverybody(compiler, parts)
  refuseUnkept(compiler, parts)
  compiler.hand.finish()
  const world = worldSoFar(compiler)
  const counts = conditionRule(world, sourceWhen, 'walk')
  const ask = (person: number): readonly number[] => {
    const credits = creditsOfOwner(world, source.volume, person)
    const counted = credits.filter(({ line }) =>
      counts({ ...atPayee(bonus, person), source: person, line, order: line?.order }),
    )
    return microsByOrder(counted)
  }
  const { known, decimals } = askedOfAll(field.people, ask)
  const changed = new Map<number, readonly number[]>()
  keepAsked(compiler, waysOf(compiler.plan, [sourceWhen.expression]), (people) => {
    for (const person of people)
      changed.set(
        person,
        ask(person).map((micro) => inDecimals(micro, decimals)),
      )
  })
  const scale = 10 ** (decimals - known.decimals)
  return {
    decimals,
    read(person, into) {
      const now = changed.get(person)
      now?.forEach((sum, at) => (into[at] = sum))
      if (now) return now.length
      const count = known.read(person, into)
      if (scale !== 1) for (let at = 0; at < count; at++) into[at] = (into[at] ?? 0) * scale
      return count
    },
  }
}

function askedOfAll(
  people: number,
  ask: (person: number) => readonly number[],
): Readonly<{ known: OrderSums; decimals: number }> {
  const [owner, order, micro] = [growingInts(), growingInts(), growingFloats()]
  for (let person = 0; person < people; person++)
    for (const sum of ask(person)) {
      owner.push(person)
      order.push(order.length())
      micro.push(sum)
    }
  const known = orderSumsOf(people, { owner: owner.values(), order: order.values(), micro: micro.values() })
  return { known, decimals: Math.max(USUAL_DECIMALS, known.decimals) }
}

function inDecimals(micro: number, decimals: number): number {
  const sum = micro / 10 ** (6 - decimals)
  if (!Number.isInteger(sum)) throw new OutOfRange('an order that is finer than the others')
  return sum
}

/** What everybody's orders come to. */
export function sumsOfOrders(compiler: Compiler, orders: OrderSums): NumberColumn {
  const bases: number[] = []
  const sumOf = (person: number): number => {
    const count = orders.read(person, bases)
    let sum = 0
    for (let at = 0; at < count; at++) sum += bases[at] ?? 0
    return exactly(sum)
  }
  return { values: derived(compiler, compiler.room.floats(), sumOf), decimals: orders.decimals }
}
