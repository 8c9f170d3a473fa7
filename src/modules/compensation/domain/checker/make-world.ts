import { periodAt, periodBefore, type Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { EarnedInput } from '../pay/pay-input.ts'
import { isPayable } from './bars.ts'
import { figure, holds } from './evaluate.ts'
import { fieldAt, type Field } from './field.ts'
import { fromMicro, NOTHING, plus, readFraction, sumOf, type Fraction } from './fraction.ts'
import { bookOf } from './order-book.ts'
import {
  careerBefore,
  earnedRankOf,
  heldRankOf,
  newestTold,
  numberOfRank,
  previousRankOf,
  type Held,
} from './ranks.ts'
import { exchanged } from './paid-out.ts'
import { periodNamed } from './periods.ts'
import { payeeScene, personScene } from './scene.ts'
import { rowsNamed, stateIn, stateNames } from './state.ts'
import { entriesOf, holding, runningVolume, volumeOf } from './volumes.ts'
import { paysOrders } from './versions.ts'
import { remembered, type Atlas, type Figure, type World } from './world.ts'

type Standing = Bonus['standing']

/** The world of a period; where the period is none of the main calendar, rank and activity are those that `standing` names. */
export function makeWorld(atlas: Atlas, period: Period, standing: Standing): World {
  const { plan, input } = atlas
  const [volumes, measures, flags] = [remembered<Fraction>(), remembered<Figure>(), remembered<boolean>()]
  const [ranks, held] = [remembered<number>(), remembered<Held>()]
  const entries = remembered<ReturnType<World['entries']>>()
  const ground = period.kind === plan.calendar ? undefined : standingWorld(atlas, period, standing)
  const field = fieldAt(plan, input, period.untilMs - 1)
  const fields = remembered<Field>()
  const world: World = {
    plan,
    input,
    period,
    window: period.label === atlas.runLabel ? atlas.window : period,
    people: atlas.people,
    field,
    fieldOf: (atMs) =>
      plan.changes?.upline === 'at_order'
        ? fields(`places at ${atMs}`, () => fieldAt(plan, input, atMs))
        : field,
    book: bookOf(input, period.untilMs),
    volume: (id, name) => volumes(`volume ${name} of ${id}`, () => volumeOf(world, id, name, () => true)),
    measure: (id, name) =>
      ground
        ? ground.measure(id, name)
        : measures(`measure ${name} of ${id}`, () => measureOf(world, id, name)),
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
    unpaid: (bonuses) =>
      sumOf(
        bonuses.flatMap((name) => payersOf(atlas, name).map(([payer, bonus]) => payer.unpaid(period, bonus))),
      ),
    entries: (name) => entries(`lines of ${name}`, () => entriesNamed(world, name)),
    periods: (how, count) => (ground ? ground.periods(how, count) : atlas.back(world, how, count)),
    mayGet: (bonus, id, payeeMs) =>
      flags(`${bonus.name} for ${id} at ${payeeMs}`, () => mayGet(world, bonus, id, payeeMs)),
  }
  return world
}

/**
 * The world of a period before the run. Rank, activity and measures are what the state says; volumes too, and where it says
 * nothing of them, what the lines of that period give.
 */
export function earlierWorld(atlas: Atlas, period: Period): World {
  const { input } = atlas
  // Orders of history need no owner.
  const plan: Plan = { ...atlas.plan, withoutOwner: 'company' }
  const world = makeWorld({ ...atlas, plan }, period, 'to_date')
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
    // The rank by own needs is remembered only where a rule reads it of earlier periods.
    earnedRank: (id) =>
      rankIn(id, written(id, stateNames.earnedRank) ? stateNames.earnedRank : stateNames.rank),
    careerRank: (id) => rankIn(id, stateNames.careerRank),
    previousRank: (id) => {
      const before = periodBefore({ kind: plan.calendar, timeZone: plan.timeZone }, period)
      return numberOfRank(world, stateIn(input, id, before.label, stateNames.rank))
    },
    accumulated: (id, name) => total(atlas, past, id, name),
    mayGet: () => false,
    earned: () => NOTHING,
    unpaid: () => NOTHING,
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
  const told = newestTold(atlas.plan, atlas.input, period.untilMs)
  return earlierWorld(atlas, told ?? (isClosed ? running : periodBefore(calendar, running)))
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
  const known = rowsNamed(world, stateNames.total(name)).at(-1)
  const written = known && stateIn(world.input, id, known.period, known.name)
  let sum = plus(world.volume(id, name), readFraction(written ?? '') ?? NOTHING)
  const sinceMs = known ? periodNamed(world.plan, known.period)?.untilMs : atlas.firstMs
  for (let [before] = world.periods('previous', 1); before; [before] = before.periods('previous', 1)) {
    if (before.period.untilMs <= (sinceMs ?? -Infinity)) break
    sum = plus(sum, before.volume(id, name))
  }
  return sum
}

function isWaived(world: World, id: string, name: string): boolean {
  return holding(world, 'waiver').some((row) => row.personId === id && row.name === name)
}

function isExcluded(world: World, id: string, bonus: Bonus): boolean {
  const ways = [bonus.name, 'all']
  return holding(world, 'exclusion').some((row) => row.personId === id && ways.includes(row.name))
}

function mayGet(world: World, bonus: Bonus, id: string, payeeMs: number | undefined): boolean {
  const scene = payeeScene(world, bonus, id, payeeMs)
  if (!isPayable(world, id, payeeMs) || isExcluded(world, id, bonus)) return false
  return isWaived(world, id, bonus.name) || holds(bonus.qualified, scene)
}

function earnedBy(atlas: Atlas, world: World, id: string, name: string): Fraction {
  const paid = payersOf(atlas, name).map(([payer, bonus]) => paidBy(payer, world, id, bonus))
  return plus(sumOf(paid), givenPay(world, id, name))
}

/** The versions of the plan that pay a bonus in the period, up to the one that is asked, each with its own rules of it. */
function payersOf(atlas: Atlas, name: string): readonly (readonly [Atlas, Bonus])[] {
  return [...atlas.before, atlas].flatMap((one) => {
    const bonus = one.plan.bonuses.find((candidate) => candidate.name === name)
    return bonus && (one.isLast || paysOrders(bonus)) ? [[one, bonus] as const] : []
  })
}

/** What a bonus pays in the period; one of another calendar: what it paid in those of its own periods that belong to this one. */
function paidBy(atlas: Atlas, world: World, id: string, bonus: Bonus): Fraction {
  if (bonus.calendar === world.period.kind) {
    // Who is paid on pay gives back with those who give back; a period that is computed anew does that by itself.
    const back = world.plan.returns.mode === 'reverse' ? atlas.beside(world.period, bonus) : []
    const given = back.filter((part) => part.personId === id).map((part) => part.amount)
    return plus(atlas.paid(world.period, bonus).get(id) ?? NOTHING, sumOf(given))
  }
  const rows = world.input.state.filter(
    (row) => row.personId === id && row.name === stateNames.paid(bonus.name) && isInside(world, row.period),
  )
  return sumOf(rows.map((row) => readFraction(row.value) ?? NOTHING))
}

function isInside(world: World, label: string): boolean {
  const period = periodNamed(world.plan, label)
  if (!period) return false
  const lies = (atMs: number) => world.period.fromMs <= atMs && atMs < world.period.untilMs
  const [first, last] = [period.fromMs, period.untilMs - 1]
  switch (world.plan.across) {
    case 'by_start':
      return lies(first)
    case 'by_end':
      return lies(last)
    default:
      return lies(first) && lies(last)
  }
}

/** Pay that is given for the period, or for one that belongs to it. */
export function givenPay(world: World, id: string, bonus: string): Fraction {
  const rows = world.input.earned.filter((row) => row.personId === id && row.bonus === bonus)
  return sumOf(rows.filter((row) => isInside(world, row.period)).map((row) => givenIn(world, row)))
}

/** A row of given pay in the currency of its bonus, or of the plan; a row that has no rate stops the check. */
export function givenIn(world: World, row: EarnedInput): Fraction {
  const bonus = world.plan.bonuses.find((one) => one.name === row.bonus)
  const currency = bonus?.currency ?? world.plan.currency
  return exchanged(world, row.period, fromMicro(row.amountMicro), row.currency, currency)
}
