import type { LeadershipBonus } from '../language/plan.ts'
import { barOf } from './bars.ts'
import { holds, numberOf } from './evaluate.ts'
import { isAbove, minus, NOTHING, smaller, sumOf, times, WHOLE, type Fraction } from './fraction.ts'
import type { Part } from './part.ts'
import { payeeScene } from './scene.ts'
import { remembered, type World } from './world.ts'

/** What goes up or came from below: whose group it is of, and what kind of part. */
type Brought = Readonly<{ from: string; amount: Fraction; note: string }>

/** What a leader got from the leaders below, with what goes up of it as a negative part, and what goes up of the own. */
type Account = Readonly<{ received: readonly Brought[]; up: readonly Brought[] }>

/** From the bottom: a leader brings up a share of the own group, filled up to the guarantee out of what came from below. */
export function leadershipParts(world: World, bonus: LeadershipBonus): readonly Part[] {
  const isLeader = (id: string) => holds(bonus.leader, payeeScene(world, bonus, id))
  const leaders = world.field.ids.filter(isLeader)
  const nextAbove = (id: string) => world.field.uplineOf(bonus.tree, id).find(isLeader)
  const passesUp = (id: string) =>
    bonus.unpaid === 'pass_up' && nextAbove(id) !== undefined && !world.mayGet(bonus, id)
  const accounts = remembered<Account>()
  const accountOf = (id: string): Account =>
    accounts(`leadership of ${id}`, () => {
      const below = leaders.filter((one) => nextAbove(one) === id)
      const received = below.flatMap((one) => {
        const { up, received: own } = accountOf(one)
        return passesUp(one) ? [...up, ...own.map((part) => ({ ...part, note: 'passed up' }))] : up
      })
      return accountWith(world, bonus, id, received, nextAbove(id) === undefined)
    })
  return leaders.flatMap((id) => {
    const { received, up } = accountOf(id)
    const unit = bonus.unitValue ? numberOf(bonus.unitValue, payeeScene(world, bonus, id)) : WHOLE
    const parts = (all: readonly Brought[], skip?: Part['skip']): readonly Part[] =>
      all.map(({ from, amount, note }) => ({
        personId: id,
        amount: times(amount, unit),
        order: undefined,
        source: from,
        level: 1,
        note,
        ...(skip ? { skip } : {}),
      }))
    const nobody = nextAbove(id) === undefined ? parts(up, { reason: 'nobody_above', lost: true }) : []
    if (passesUp(id)) return parts(received, { reason: 'passed_over', lost: false })
    const reason = barOf(world, bonus, id)
    return [...nobody, ...parts(received, reason && { reason, lost: true })]
  })
}

function accountWith(
  world: World,
  bonus: LeadershipBonus,
  id: string,
  received: readonly Brought[],
  isTop: boolean,
): Account {
  const scene = payeeScene(world, bonus, id)
  const share = times(numberOf(bonus.rate, scene), numberOf(bonus.base, scene))
  const own = { from: id, amount: share, note: '' }
  // With no leader above there is nobody whom the guarantee could be for.
  if (isTop) return { received, up: [own] }
  const all = sumOf(received.map((one) => one.amount))
  const missing = minus(numberOf(bonus.guarantee, scene), share)
  const fill = isAbove(missing, NOTHING) && isAbove(all, NOTHING) ? smaller(missing, all) : NOTHING
  return {
    received: [...received, { from: id, amount: minus(NOTHING, fill), note: 'guarantee passed up' }],
    up: [own, { from: id, amount: fill, note: 'guarantee' }],
  }
}
