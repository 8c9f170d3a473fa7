import { multiply, negate, sign, type Exact } from '#shared/exact.ts'
import type { Bonus } from '../../language/plan.ts'
import { periodOfBonus } from '../../pay/periods.ts'
import { returnsAmong, shareOf, type Returned } from '../../pay/returns.ts'
import type { World } from '../../pay/world.ts'
import { worldSoFar } from '../asked/world-so-far.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { partsOfOrder } from './parts-of-order.ts'
import type { Returns } from './returns.ts'

/** What is taken back of somebody, one part of an order each. */
export type Taken = Readonly<{ person: number; amount: Exact }>

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
export function takenBackNow(compiler: Compiler, bonus: Bonus): readonly Taken[] {
  const { plan, field } = compiler
  if (plan.returns.mode !== 'reverse' || !field.returns) return []
  const world = worldSoFar(compiler)
  return returnedNow(world, field.returns).flatMap(({ original, share }) => {
    if (periodOfBonus(plan, bonus, original.atMs)?.label !== compiler.period) return []
    const parts = partsOfOrder(world, bonus, original)
    if (parts.length > 0 && bonus.legCap) throw new NotCompiled('returns within a cap of a leg')
    return parts.map(({ payee, amount }) => ({ person: payee, amount: negate(multiply(amount, share)) }))
  })
}
