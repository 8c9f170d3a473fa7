import type { DifferentialBonus } from '../language/plan.ts'
import { barOf } from './bars.ts'
import { payeeTime } from './changes.ts'
import { numberOf } from './evaluate.ts'
import { fractionText, isAbove, larger, minus, NOTHING, times, WHOLE, type Fraction } from './fraction.ts'
import { joinedByOrder, type Part } from './part.ts'
import { payeeScene, type Scene } from './scene.ts'
import { sourcesOf } from './volumes.ts'
import type { VolumeEntry, World } from './world.ts'

/** Walks up from every line: each person takes the difference between the own rate and what was taken below. */
export function differentialParts(world: World, bonus: DifferentialBonus): readonly Part[] {
  return sourcesOf(world, bonus, bonus.on)
    .filter((entry) => entry.value.n !== 0n)
    .flatMap((entry) => walk(world, bonus, entry))
    .reduce<readonly Part[]>(joinedByOrder, [])
}

function walk(world: World, bonus: DifferentialBonus, entry: VolumeEntry): readonly Part[] {
  const chain = [entry.owner, ...world.fieldOf(entry.atMs).uplineOf(bonus.tree, entry.owner)]
  const parts: Part[] = []
  const passed: string[] = []
  let taken = NOTHING
  let takenBySource = NOTHING
  for (const [level, id] of chain.entries()) {
    const isSource = id === entry.owner
    const rate = numberOf(bonus.rate, walkScene(world, bonus, id, entry, passed))
    if (!isSource) passed.push(id)
    const eligible = world.mayGet(bonus, id, payeeTime(world.plan, entry.atMs))
    const against = bonus.against === 'source' ? takenBySource : taken
    const difference = larger(minus(rate, against), NOTHING)
    const isPaid = eligible && (!isSource || bonus.own === 'paid')
    if (isPaid && isAbove(difference, NOTHING))
      parts.push({ ...part(world, bonus, id, entry, difference), level })
    const isNobodys = isSource && bonus.own === 'not_paid'
    const bar = barOf(world, bonus, id, payeeTime(world.plan, entry.atMs))
    if (bar && !isNobodys && isAbove(difference, NOTHING)) {
      const lost = bonus.unpaid === 'to_company'
      const skip = { reason: lost ? bar : ('passed_over' as const), lost }
      parts.push({ ...part(world, bonus, id, entry, difference), level, skip })
    }
    // Who is not paid takes nothing; with `to_company` the company takes in that person's place.
    const takes = eligible || bonus.unpaid === 'to_company'
    if (takes && isSource) takenBySource = rate
    if (takes) taken = bonus.against === 'path_maximum' ? larger(taken, rate) : rate
  }
  return parts
}

function walkScene(
  world: World,
  bonus: DifferentialBonus,
  id: string,
  entry: VolumeEntry,
  passed: readonly string[],
): Scene {
  const pathRank = Math.max(0, ...passed.map((one) => world.rank(one)))
  const payeeMs = payeeTime(world.plan, entry.atMs)
  const step = { level: 0, source: entry.owner, line: entry.line, pathRank, payeeMs }
  return { world, item: { is: 'walk', id, tree: bonus.tree, step }, self: undefined }
}

function part(world: World, bonus: DifferentialBonus, id: string, entry: VolumeEntry, rate: Fraction): Part {
  const unit = bonus.unitValue ? numberOf(bonus.unitValue, payeeScene(world, bonus, id)) : WHOLE
  return {
    personId: id,
    amount: times(times(entry.value, rate), unit),
    order: entry.line?.order,
    source: entry.owner,
    line: fractionText(rate),
  }
}
