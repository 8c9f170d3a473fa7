import { barOf } from './bars.ts'
import { payeeTime } from './changes.ts'
import type { AmountBonus } from '../language/plan.ts'
import { chosenScenes, numberOf } from './evaluate.ts'
import { times, WHOLE, type Fraction } from './fraction.ts'
import type { Part } from './part.ts'
import { careerBefore, numberOfRank } from './ranks.ts'
import { orderOfItem, personScene, type Item, type Scene } from './scene.ts'
import { isReversed } from './returns.ts'
import { stateNames, stateRows } from './state.ts'
import { isWithin, windowOf } from './versions.ts'
import type { World } from './world.ts'

/** A sum for each person, or for each item of a scope of that person. */
export function amountParts(world: World, bonus: AmountBonus): readonly Part[] {
  return world.field.ids.flatMap((id) =>
    partsOf(world, bonus, id).map((part) => {
      if (wasPaid(world, bonus, part)) return { ...part, skip: { reason: 'already_paid', lost: false } }
      const reason = barOf(world, bonus, id, payeeTime(world.plan, part.order?.atMs))
      return reason ? { ...part, skip: { reason, lost: true } } : part
    }),
  )
}

function partsOf(world: World, bonus: AmountBonus, id: string): readonly Part[] {
  const payee = personScene(world, id)
  const scenes: readonly Scene[] = bonus.forEach
    ? chosenScenes(bonus.forEach, payee).filter(({ item }) => {
        const order = orderOfItem(item)
        return !isReversed(world, order?.first) && (!order || isWithin(windowOf(world, bonus), order.atMs))
      })
    : [payee]
  // Each amount is worked out before it is asked whether it was paid already: what is not paid again is told with its amount.
  return scenes
    .map((scene) => ({ scene, amount: amountIn(bonus, scene, payee) }))
    .filter(({ amount }) => amount.n !== 0n)
    .map(({ scene, amount }) => ({
      personId: id,
      amount,
      order: orderOfItem(scene.item),
      source: bonus.forEach ? sourceIn(scene.item) : id,
      item: bonus.forEach ? itemName(scene.item) : '',
    }))
}

/** Whether a part is paid once and was. */
function wasPaid(world: World, bonus: AmountBonus, { personId, item }: Part): boolean {
  const before = (name: string) => stateRows(world, personId, name).length > 0
  switch (bonus.once) {
    case 'ever':
      return before(stateNames.once(bonus.name))
    case 'per_item':
      return before(stateNames.onceOf(bonus.name, item ?? ''))
    case 'at_rank':
      return world.rank(personId) <= rankPaidBefore(world, bonus, personId)
    default:
      return false
  }
}

/** Whose the item is: the person, the buyer, or the host. */
function sourceIn(item: Item): string | undefined {
  if (item.is === 'person' || item.is === 'walk') return item.id
  if (item.is === 'party') return item.party.given.hostId
  return orderOfItem(item)?.buyerId
}

/** The highest rank that was held before, or that this bonus was paid for. */
export function rankPaidBefore(world: World, bonus: AmountBonus, id: string): number {
  const rows = stateRows(world, id, stateNames.once(bonus.name))
  return Math.max(careerBefore(world, id), ...rows.map((row) => numberOfRank(world, row.value)))
}

function amountIn(bonus: AmountBonus, scene: Scene, payee: Scene): Fraction {
  if (bonus.amount) return numberOf(bonus.amount, scene)
  if (!bonus.base || !bonus.rate)
    throw new Error(`${bonus.name} has neither an amount nor a base with a rate`)
  const unit = bonus.unitValue ? numberOf(bonus.unitValue, payee) : WHOLE
  return times(times(numberOf(bonus.base, scene), numberOf(bonus.rate, scene)), unit)
}

/** What `once` remembers of an item: the person, the order, or the party. */
function itemName(item: Item): string {
  if (item.is === 'person' || item.is === 'walk') return item.id
  if (item.is === 'party') return item.party.given.partyId
  return orderOfItem(item)?.id ?? ''
}
