import type { LevelsBonus } from '../language/plan.ts'
import { barOf } from './bars.ts'
import { payeeTime } from './changes.ts'
import { holds, numberOf } from './evaluate.ts'
import { count, fractionText, isAbove, NOTHING, times, WHOLE, type Fraction } from './fraction.ts'
import { joinedByOrder, type Part } from './part.ts'
import { payeeScene, type Scene, type WalkStep } from './scene.ts'
import { sourcesOf } from './volumes.ts'
import type { OrderLine, World } from './world.ts'

/** A rate that was lost at a level by somebody, or by nobody. */
type Lost = Rate & Readonly<{ reason: 'not_paid' | 'not_qualified' }>
type Rate = Readonly<{ rate: Fraction; level: number; by: string }>

type Origin = Readonly<{
  person: string
  line: OrderLine | undefined
  value: Fraction
  atMs: number | undefined
}>

/** Walks up from every source that counts, and pays level by level or generation by generation. */
export function levelsParts(world: World, bonus: LevelsBonus): readonly Part[] {
  return originsOf(world, bonus)
    .filter((origin) => origin.value.n !== 0n)
    .filter((origin) => {
      const scene = walkScene(world, bonus, origin.person, origin, bonus.firstLevel, [])
      return holds(bonus.sourceWhen, scene)
    })
    .flatMap((origin) => walk(world, bonus, origin))
    .reduce<readonly Part[]>(joinedByOrder, [])
}

function originsOf(world: World, bonus: LevelsBonus): readonly Origin[] {
  const { source } = bonus
  if (source.from === 'volume')
    return sourcesOf(world, bonus, source.volume).map((entry) => ({
      person: entry.owner,
      line: entry.line,
      value: entry.value,
      atMs: entry.atMs,
    }))
  return world.field.ids.map((person) => ({
    person,
    line: undefined,
    atMs: undefined,
    value:
      source.from === 'earned'
        ? world.earned(person, source.bonuses)
        : numberOf(source.value, payeeScene(world, bonus, person)),
  }))
}

function walk(world: World, bonus: LevelsBonus, origin: Origin): readonly Part[] {
  const field = origin.atMs === undefined ? world.field : world.fieldOf(origin.atMs)
  const above = field.uplineOf(bonus.tree, origin.person)
  const payeeMs = payeeTime(world.plan, origin.atMs)
  const chain = bonus.startsAt === 'source' ? [origin.person, ...above] : above
  const parts: Part[] = []
  // Rates of parts that were lost on the way and wait for the next person who may be paid.
  let lost: Lost[] = []
  let level = bonus.firstLevel + (opensNext(world, bonus, origin) ? 1 : 0)
  const passed: string[] = []
  for (const id of chain) {
    const beyond = typeof bonus.depth === 'number' && level > bonus.depth
    if (beyond && lost.length === 0) break
    const scene = walkScene(world, bonus, id, origin, level, passed)
    const eligible = world.mayGet(bonus, id, payeeMs)
    const place = placeOf(world, bonus, id, { eligible, level }, scene, payeeMs)
    if (eligible && place !== 'passed over') {
      for (const one of lost) {
        const ofLoser = part(world, bonus, one.by, origin, { ...one, by: '' })
        parts.push({ ...ofLoser, skip: { reason: 'passed_over', lost: false } })
        parts.push({ ...part(world, bonus, id, origin, one), note: 'passed up' })
      }
      lost = []
    }
    const rate = beyond ? NOTHING : rateOf(bonus, scene, level)
    const own = part(world, bonus, id, origin, { rate, level, by: '' })
    const bar = barOf(world, bonus, id, payeeMs)
    const passes = bonus.unpaid === 'pass_up' && place === 'takes the level'
    if (!isAbove(rate, NOTHING)) void rate
    else if (place === 'passed over') parts.push({ ...own, skip: { reason: 'passed_over', lost: false } })
    else if (bar === undefined) parts.push(own)
    else if (passes) lost.push({ rate, level, by: id, reason: bar })
    else parts.push({ ...own, skip: { reason: bar, lost: true } })
    const closes = bonus.steps.by === 'levels' || id !== origin.person
    if (place === 'takes the level' && closes && !beyond) level += 1
    if (bonus.stopAt !== undefined && holds(bonus.stopAt, scene)) break
    passed.push(id)
  }
  const unclaimed = lost.map(({ reason, ...one }) => ({
    ...part(world, bonus, one.by, origin, { ...one, by: '' }),
    skip: { reason, lost: true },
  }))
  return [...parts, ...unclaimed]
}

/** The rate of a payee; nothing on levels above the last one that a rule gives this payee. */
function rateOf(bonus: LevelsBonus, scene: Scene, level: number): Fraction {
  const { depth } = bonus
  const isOpen =
    depth === undefined || typeof depth === 'number' || !isAbove(count(level), numberOf(depth, scene))
  return isOpen ? numberOf(bonus.rate, scene) : NOTHING
}

/** Whether the leader's own volume begins the next generation. */
function opensNext(world: World, bonus: LevelsBonus, origin: Origin): boolean {
  if (bonus.steps.by !== 'generations' || bonus.steps.leaderVolume !== 'opens') return false
  const payeeMs = payeeTime(world.plan, origin.atMs)
  return holds(bonus.steps.boundary, payeeScene(world, bonus, origin.person, payeeMs))
}

/** Whether the person uses up the level, is only paid on it, or is passed over. */
function placeOf(
  world: World,
  bonus: LevelsBonus,
  id: string,
  { eligible, level }: Readonly<{ eligible: boolean; level: number }>,
  scene: Scene,
  payeeMs: number | undefined,
): 'takes the level' | 'stands in it' | 'passed over' {
  const { steps } = bonus
  const person = payeeScene(world, bonus, id, payeeMs)
  if (steps.by === 'generations') return holds(steps.boundary, person) ? 'takes the level' : 'stands in it'
  if (steps.counts === 'everybody') return 'takes the level'
  if (steps.counts === 'paid')
    return eligible && isAbove(rateOf(bonus, scene, level), NOTHING) ? 'takes the level' : 'passed over'
  return holds(steps.counts, person) ? 'takes the level' : 'passed over'
}

function walkScene(
  world: World,
  bonus: LevelsBonus,
  id: string,
  origin: Origin,
  level: number,
  passed: readonly string[],
): Scene {
  const between = passed.filter((one) => one !== origin.person)
  const step: WalkStep = {
    level,
    source: origin.person,
    line: origin.line,
    pathRank: Math.max(0, ...between.map((one) => world.rank(one))),
    payeeMs: payeeTime(world.plan, origin.atMs),
  }
  return { world, item: { is: 'walk', id, tree: bonus.tree, step }, self: undefined }
}

function part(world: World, bonus: LevelsBonus, id: string, origin: Origin, one: Rate): Part {
  const unit = bonus.unitValue ? numberOf(bonus.unitValue, payeeScene(world, bonus, id)) : WHOLE
  return {
    personId: id,
    amount: times(times(origin.value, one.rate), unit),
    order: origin.line?.order,
    source: origin.person,
    level: one.level,
    line: `${fractionText(one.rate)} lost by ${one.by}`,
  }
}
