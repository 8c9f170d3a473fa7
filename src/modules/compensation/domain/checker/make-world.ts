import { parsePeriod, periodAt, periodBefore, type Period } from '#shared/period.ts'
import type { Bonus } from '../language/plan.ts'
import { figure, holds } from './evaluate.ts'
import { fieldAt } from './field.ts'
import { fromMicro, NOTHING, plus, readFraction, sumOf, type Fraction } from './fraction.ts'
import { bookOf } from './order-book.ts'
import { careerBefore, earnedRankOf, heldRankOf, numberOfRank, previousRankOf, type Held } from './ranks.ts'
import { personScene } from './scene.ts'
import { stateIn, stateNames } from './state.ts'
import { adjustments, entriesOf, runningVolume, volumeOf } from './volumes.ts'
import { remembered, type Atlas, type Figure, type World } from './world.ts'

type Standing = Bonus['standing']

/** The world of a period; where the period is none of the main calendar, rank and activity are those that `standing` names. */
export function makeWorld(atlas: Atlas, period: Period, standing: Standing): World {
  const { plan, input } = atlas
  const [volumes, measures, flags] = [remembered<Fraction>(), remembered<Figure>(), remembered<boolean>()]
  const [ranks, held] = [remembered<number>(), remembered<Held>()]
  const entries = remembered<ReturnType<World['entries']>>()
  const ground = period.kind === plan.calendar ? undefined : standingWorld(atlas, period, standing)
  const world: World = {
    plan,
    input,
    period,
    people: atlas.people,
    field: fieldAt(plan, input, period.untilMs - 1),
    book: bookOf(input, period.untilMs),
    volume: (id, name) => volumes(`volume ${name} of ${id}`, () => volumeOf(world, id, name, () => true)),
    measure: (id, name) => measures(`measure ${name} of ${id}`, () => measureOf(world, id, name)),
    active: (id) => (ground ? ground.active(id) : flags(`active of ${id}`, () => isActive(world, id))),
    rank: (id) => (ground ? ground.rank(id) : world.held(id).rank),
    held: (id) => (ground ? ground.held(id) : held(`rank of ${id}`, () => heldRankOf(world, id))),
    earnedRank: (id) =>
      ground ? ground.earnedRank(id) : ranks(`earned rank of ${id}`, () => earnedRankOf(world, id)),
    careerRank: (id) => (ground ? ground.careerRank(id) : Math.max(world.rank(id), careerBefore(world, id))),
    previousRank: (id) => (ground ? ground.previousRank(id) : previousRankOf(world, id)),
    accumulated: (id, name) =>
      ground
        ? ground.accumulated(id, name)
        : volumes(`all ${name} of ${id}`, () => total(atlas, world, id, name)),
    running: (id, name, order, withIt) => runningVolume(world, id, name, order, withIt),
    earned: (id, bonuses) => sumOf(bonuses.map((name) => earnedBy(atlas, world, id, name))),
    entries: (name) => entries(`lines of ${name}`, () => entriesNamed(world, name)),
    periods: (how, count) => (ground ? ground.periods(how, count) : atlas.back(world, how, count)),
    mayGet: (bonus, id) => flags(`${bonus.name} for ${id}`, () => mayGet(world, bonus, id)),
  }
  return world
}

/**
 * The world of a period before the run. Rank, activity and measures are what the state says; volumes too, and where it says
 * nothing of them, what the lines of that period give.
 */
export function earlierWorld(atlas: Atlas, period: Period): World {
  const { plan, input } = atlas
  const world = makeWorld(atlas, period, 'to_date')
  const written = (id: string, name: string) => stateIn(input, id, period.label, name)
  const rankIn = (id: string, name: string) => numberOfRank(world, written(id, name))
  const past: World = {
    ...world,
    volume: (id, name) => {
      const text = written(id, name)
      if (text !== undefined) return readFraction(text) ?? NOTHING
      return period.untilMs <= atlas.firstMs ? NOTHING : volumeOf(past, id, name, () => true)
    },
    measure: (id, name) => {
      const text = written(id, name)
      const isCondition = plan.measures.find((one) => one.name === name)?.rule.type === 'condition'
      return isCondition ? text === 'true' : (readFraction(text ?? '') ?? NOTHING)
    },
    active: (id) => written(id, stateNames.active) === 'true',
    rank: (id) => rankIn(id, stateNames.rank),
    held: (id) => ({ rank: rankIn(id, stateNames.rank), missed: 0 }),
    earnedRank: () => 0,
    careerRank: (id) => rankIn(id, stateNames.careerRank),
    previousRank: (id) => {
      const before = periodBefore({ kind: plan.calendar, timeZone: plan.timeZone }, period)
      return numberOfRank(world, stateIn(input, id, before.label, stateNames.rank))
    },
    accumulated: (id, name) => total(atlas, past, id, name),
    mayGet: () => false,
    earned: () => NOTHING,
    periods: (how, count) => atlas.back(past, how, count),
  }
  return past
}

/** The period of the main calendar whose rank and activity count in a period of another calendar. */
function standingWorld(atlas: Atlas, period: Period, standing: Standing): World {
  const calendar = { kind: atlas.plan.calendar, timeZone: atlas.plan.timeZone }
  const running = periodAt(calendar, period.untilMs - 1)
  if (standing === 'to_date') return atlas.world({ ...running, untilMs: period.untilMs }, standing)
  const isClosed = running.untilMs <= period.untilMs
  return earlierWorld(atlas, isClosed ? running : periodBefore(calendar, running))
}

function entriesNamed(world: World, name: string): ReturnType<World['entries']> {
  const volume = world.plan.volumes.find((one) => one.name === name)
  if (volume?.kind !== 'personal') throw new Error(`${name} is not read from orders`)
  return entriesOf(world, volume)
}

function measureOf(world: World, id: string, name: string): Figure {
  const rule = world.plan.measures.find((one) => one.name === name)?.rule
  if (!rule) throw new Error(`the plan has no measure ${name}`)
  if (rule.type === 'condition' && isWaived(world, id, name)) return true
  return figure(rule.expression, personScene(world, id))
}

function isActive(world: World, id: string): boolean {
  return isWaived(world, id, 'active') || holds(world.plan.active, personScene(world, id))
}

/** Everything since the beginning: the newest total that the state knows, and every period after it. */
function total(atlas: Atlas, world: World, id: string, name: string): Fraction {
  const zone = world.plan.timeZone
  const known = newestTotal(world, stateNames.total(name))
  const written = known && stateIn(world.input, id, known.period, known.name)
  let sum = plus(world.volume(id, name), readFraction(written ?? '') ?? NOTHING)
  const sinceMs = known ? parsePeriod(known.period, zone)?.untilMs : atlas.firstMs
  for (let [before] = world.periods('previous', 1); before; [before] = before.periods('previous', 1)) {
    if (before.period.untilMs <= (sinceMs ?? -Infinity)) break
    sum = plus(
      sum,
      volumeOf(before, id, name, () => true),
    )
  }
  return sum
}

/** A row of the last period whose totals the state knows; who has no row there had nothing. */
function newestTotal(world: World, name: string) {
  return world.input.state
    .filter((row) => row.name === name)
    .map((row) => ({ ...row, fromMs: parsePeriod(row.period, world.plan.timeZone)?.fromMs ?? -Infinity }))
    .filter((row) => row.fromMs < world.period.fromMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .at(-1)
}

function isWaived(world: World, id: string, name: string): boolean {
  return adjustments(world, 'waiver', name).some((row) => row.personId === id)
}

function mayGet(world: World, bonus: Bonus, id: string): boolean {
  const scene = personScene(world, id, 'tree' in bonus ? bonus.tree : 'sponsor')
  if (!holds(world.plan.paid, personScene(world, id))) return false
  return isWaived(world, id, bonus.name) || holds(bonus.qualified, scene)
}

function earnedBy(atlas: Atlas, world: World, id: string, name: string): Fraction {
  const bonus = world.plan.bonuses.find((one) => one.name === name)
  const paid = bonus && atlas.paid(world.period, bonus).get(id)
  return plus(paid ?? NOTHING, givenPay(world, id, name))
}

/** Pay that is given for the period, or for a period inside it. */
export function givenPay(world: World, id: string, bonus: string): Fraction {
  const { fromMs, untilMs, zone } = world.period
  const rows = world.input.earned.filter((row) => row.personId === id && row.bonus === bonus)
  const inside = rows.filter((row) => {
    const period = parsePeriod(row.period, zone)
    return period !== undefined && fromMs <= period.fromMs && period.untilMs <= untilMs
  })
  return sumOf(inside.map((row) => fromMicro(row.amountMicro)))
}
