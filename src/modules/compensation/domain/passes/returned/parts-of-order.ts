import type { Bonus } from '../../language/plan.ts'
import { collectorFor, nothingOfOthers, type Focus, type Part } from '../../pay/bonuses/collect.ts'
import { runBonus } from '../../pay/bonuses/run-bonus.ts'
import type { OrderItem } from '../../pay/order-book.ts'
import type { World } from '../../pay/world.ts'

/** What a bonus finds on one order, part by part, before caps: walked from those whose volume or order it is. */
export function partsOfOrder(world: World, bonus: Bonus, order: OrderItem): readonly Part[] {
  const owners = [...new Set([order.buyer, order.seller])].filter((person) => person >= 0)
  const parts = focusesOn(bonus, order, owners).flatMap((focus) => {
    const collector = collectorFor(world, bonus, focus)
    runBonus(collector, bonus)
    return collector.parts
  })
  return parts.filter((part) => part.order === order.id)
}

function focusesOn(bonus: Bonus, order: OrderItem, owners: readonly number[]): readonly Focus[] {
  // No part of an order hangs on what everybody has together.
  const focus = { keepsOthers: true, everybody: nothingOfOthers }
  // Everybody above the owners is a payee; of an amount for each order the owners are.
  if (bonus.kind === 'levels' || bonus.kind === 'differential')
    return [{ ...focus, payee: -1, sources: owners }]
  return bonus.kind === 'amount' ? owners.map((payee) => ({ ...focus, payee, sources: [order.buyer] })) : []
}
