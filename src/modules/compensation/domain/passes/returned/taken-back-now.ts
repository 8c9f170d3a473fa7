import { multiply, negate, sign, type Exact } from '#shared/exact.ts'
import type { Bonus } from '../../language/plan.ts'
import type { Part } from '../../pay/bonuses/collect.ts'
import { periodOfBonus } from '../../pay/periods.ts'
import { returnsAmong, shareOf, type Returned } from '../../pay/returns.ts'
import type { World } from '../../pay/world.ts'
import { worldSoFar } from '../asked/world-so-far.ts'
import type { Compiler } from '../compiler.ts'
import { partsOfOrder } from './parts-of-order.ts'
import type { Returns } from './returns.ts'

/** The returns of the period, each with the share of its order that came back; those that take back nothing are left out. */
export function returnedNow(
  world: World,
  returns: Returns,
): readonly (Returned & Readonly<{ share: Exact }>)[] {
  const orders = returns.orders()
  return returnsAmong(world, orders)
    .filter(({ order }) => order.atMs >= world.period.fromMs)
    .map((one) => ({ ...one, share: shareOf(orders, one) }))
    .filter(({ share }) => sign(share) !== 0)
}

/** The parts of orders of this period that came back in it: they lower what the bonus found, as caps are still to come. */
export function takenBackNow(compiler: Compiler, bonus: Bonus): readonly Part[] {
  const { plan, field } = compiler
  if (plan.returns.mode !== 'reverse' || !field.returns) return []
  return reversedParts(worldSoFar(compiler), field.returns, bonus)
}

/** The same in a world of the period. */
export function reversedParts(world: World, returns: Returns, bonus: Bonus): readonly Part[] {
  return returnedNow(world, returns).flatMap(({ order, original, share }) => {
    if (periodOfBonus(world.plan, bonus, original.atMs)?.label !== world.period.label) return []
    const parts = partsOfOrder(world, bonus, original)
    return parts.map((part) => ({ ...part, order: order.id, amount: negate(multiply(part.amount, share)) }))
  })
}
