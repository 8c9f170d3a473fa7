import type { LeadershipBonus } from '../language/plan.ts'
import { holds, numberOf } from './evaluate.ts'
import { isAbove, minus, NOTHING, smaller, sumOf, times, WHOLE, type Fraction } from './fraction.ts'
import type { Part } from './part.ts'
import { payeeScene } from './scene.ts'
import { remembered, type World } from './world.ts'

/** What a leader got from the leaders below, with what goes up of it as a negative part, and what goes up. */
type Account = Readonly<{ received: readonly Received[]; up: readonly Fraction[] }>
type Received = Readonly<{ from: string; amount: Fraction }>

/** From the bottom: a leader brings up a share of the own group, filled up to the guarantee out of what came from below. */
export function leadershipParts(world: World, bonus: LeadershipBonus): readonly Part[] {
  const isLeader = (id: string) => holds(bonus.leader, payeeScene(world, bonus, id))
  const leaders = world.field.ids.filter(isLeader)
  const nextAbove = (id: string) => world.field.uplineOf(bonus.tree, id).find(isLeader)
  const accounts = remembered<Account>()
  const accountOf = (id: string): Account =>
    accounts(`leadership of ${id}`, () => {
      const below = leaders.filter((one) => nextAbove(one) === id)
      const received = below.flatMap((from): Received[] => {
        const { up, received: own } = accountOf(from)
        const passed = passesUp(world, bonus, from) ? own.map((one) => one.amount) : []
        return [...up, ...passed].map((amount) => ({ from, amount }))
      })
      const all = sumOf(received.map((one) => one.amount))
      const scene = payeeScene(world, bonus, id)
      const share = times(numberOf(bonus.rate, scene), numberOf(bonus.base, scene))
      // With no leader above there is nobody whom the guarantee could be for.
      if (nextAbove(id) === undefined) return { received, up: [share] }
      const missing = minus(numberOf(bonus.guarantee, scene), share)
      const fill = isAbove(missing, NOTHING) && isAbove(all, NOTHING) ? smaller(missing, all) : NOTHING
      return {
        received: [...received, { from: '', amount: minus(NOTHING, fill) }],
        up: [share, fill],
      }
    })
  return leaders.flatMap((id) => {
    const unit = bonus.unitValue ? numberOf(bonus.unitValue, payeeScene(world, bonus, id)) : WHOLE
    const own = accountOf(id).up.map((amount) => ({
      personId: id,
      amount: times(amount, unit),
      order: undefined,
      lost: true as const,
    }))
    const nobody = nextAbove(id) === undefined ? own : []
    const isPassed = passesUp(world, bonus, id) && nextAbove(id) !== undefined
    if (isPassed) return nobody
    const isLost = !world.mayGet(bonus, id)
    const mine = accountOf(id).received.map(({ from, amount }) => ({
      personId: id,
      amount: times(amount, unit),
      order: undefined,
      source: from,
      ...(isLost ? { lost: true as const } : {}),
    }))
    return [...nobody, ...mine]
  })
}

function passesUp(world: World, bonus: LeadershipBonus, id: string): boolean {
  return bonus.unpaid === 'pass_up' && !world.mayGet(bonus, id)
}
