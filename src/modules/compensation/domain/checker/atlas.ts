import { periodAt, periodBefore, type Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { NOTHING, over, sumOf, times, WHOLE, type Fraction } from './fraction.ts'
import { within, type Pay } from './limits.ts'
import { earlierWorld, makeWorld } from './make-world.ts'
import type { Part } from './part.ts'
import { periodNamed, periodPaying } from './periods.ts'
import { besideParts, settle, type Settled, type Sums } from './settle.ts'
import { stateOfThen } from './state.ts'
import { isWithin, paysOrders } from './versions.ts'
import { remembered, type Atlas, type Run, type World } from './world.ts'

/** The pay of a period before the limits of the plan and after each of them. */
export function stepsOf(atlas: Atlas, period: Period): Pay[] {
  const { plan } = atlas
  const steps: Pay[] = [new Map(plan.bonuses.map((bonus) => [bonus.name, atlas.paid(period, bonus)]))]
  const world = atlas.world(period, 'to_date')
  for (const limit of plan.limits) steps.push(within(world, limit, steps.at(-1) ?? new Map()))
  return steps
}

/** What is paid by a bonus in a run that another one looks back to, and the share of a part that was paid there. */
function ranThen(atlas: Atlas, period: Period): Pick<Run, 'paid' | 'kept'> {
  // A plan without limits needs no other bonus than the one that is asked for.
  const known = remembered<readonly Pay[]>()
  const steps = () => known(`the pay of ${period.label}`, () => stepsOf(atlas, period))
  const isLimited = atlas.plan.limits.length > 0
  const after = (bonus: Bonus) =>
    isLimited ? (steps().at(-1)?.get(bonus.name) ?? new Map<string, Fraction>()) : atlas.paid(period, bonus)
  return {
    paid: after,
    kept: (bonus, part) => {
      const before = atlas.paid(period, bonus).get(part.personId) ?? NOTHING
      const ofLimits = before.n === 0n ? WHOLE : over(after(bonus).get(part.personId) ?? NOTHING, before)
      return times(atlas.kept(period, bonus, part), ofLimits)
    },
  }
}

/** Of a bonus in a period of another calendar. */
const nothingSettled: Settled = {
  paid: new Map(),
  lines: new Map(),
  skips: [],
  sums: { potential: NOTHING, skipped: NOTHING, capped: NOTHING, cut: NOTHING, rounded: NOTHING },
  unpaid: NOTHING,
  kept: () => WHOLE,
}

/** Of several versions the last one's world, with what all of them pay. */
export function joined(last: Atlas): Atlas {
  if (last.before.length === 0) return last
  const own = new Set(last.plan.bonuses.map(({ name }) => name))
  const earlier = last.before.toReversed().flatMap((one) => one.plan.bonuses.filter(paysOrders))
  const gone = earlier.filter(
    ({ name }, at) => !own.has(name) && earlier.findIndex((one) => one.name === name) === at,
  )
  const payers = (bonus: Bonus): readonly (readonly [Atlas, Bonus])[] =>
    [...last.before, last].flatMap((one) => {
      const mine = one.plan.bonuses.find(({ name }) => name === bonus.name)
      return mine && (one === last || paysOrders(mine)) ? [[one, mine] as const] : []
    })
  const all = <T>(bonus: Bonus, of: (one: Atlas, mine: Bonus) => readonly T[]): readonly T[] =>
    payers(bonus).flatMap(([one, mine]) => of(one, mine))
  return {
    ...last,
    plan: { ...last.plan, bonuses: [...last.plan.bonuses, ...gone] },
    paid: (period, bonus) => {
      const found = all(bonus, (one, mine) => [one.paid(period, mine)])
      const ids = [...new Set(found.flatMap((one) => [...one.keys()]))]
      return new Map(ids.map((id) => [id, sumOf(found.map((one) => one.get(id) ?? NOTHING))]))
    },
    lines: (period, bonus, id) => all(bonus, (one, mine) => one.lines(period, mine, id)),
    skips: (period, bonus) => all(bonus, (one, mine) => one.skips(period, mine)),
    beside: (period, bonus) => all(bonus, (one, mine) => one.beside(period, mine)),
    sums: (period, bonus) => {
      const found = all(bonus, (one, mine) => [one.sums(period, mine)])
      const sum = (of: (one: Sums) => Fraction) => sumOf(found.map(of))
      return {
        potential: sum((one) => one.potential),
        skipped: sum((one) => one.skipped),
        capped: sum((one) => one.capped),
        cut: sum((one) => one.cut),
        rounded: sum((one) => one.rounded),
      }
    },
  }
}

/** What an earlier version paid on an order of the same period; the limits of the plan look at all versions together. */
function runBefore(atlas: Atlas, period: Period, bonus: Bonus, atMs: number): Run | undefined {
  const one = atlas.before.find(({ window }) => isWithin(window, atMs))
  const own = one?.plan.bonuses.find(({ name }) => name === bonus.name)
  if (!one || !own) return undefined
  return {
    isNow: false,
    bonus: own,
    world: () => one.world(period, own.standing),
    paid: () => one.paid(period, own),
    kept: (_, part) => one.kept(period, own, part),
  }
}

/** The part of the period that a version pays, and the versions before it. */
type Share = Pick<Atlas, 'window' | 'before'>

/** An earlier period checked again, with the state of its time; orders of history need no owner. */
function pastAtlas(plan: Plan, input: PayInput, period: Period): Atlas {
  const state = stateOfThen(plan, input, period)
  return atlasOf({ ...plan, withoutOwner: 'company' }, { ...input, state }, period)
}

/** All periods of a check by one version of the plan, each worked out when it is asked for. */
export function atlasOf(
  plan: Plan,
  input: PayInput,
  run: Period,
  share: Share = { window: run, before: [] },
): Atlas {
  const worlds = remembered<World>()
  const payments = remembered<Settled>()
  const changes = remembered<readonly Part[]>()
  const calendar = { kind: plan.calendar, timeZone: plan.timeZone }
  const main = run.kind === plan.calendar ? run : periodAt(calendar, run.untilMs - 1)
  const instants = [...input.lines, ...input.adjustments].map(({ atMs }) => atMs)
  const told = input.state.map((row) => periodNamed(plan, row.period)?.fromMs ?? Infinity)
  const firstMs = [...instants, ...told].reduce((first, atMs) => Math.min(first, atMs), Infinity)
  const settled = (period: Period, bonus: Bonus): Settled =>
    payments(`${bonus.name} of ${period.label} ${period.untilMs}`, () =>
      period.kind === bonus.calendar
        ? settle(atlas, atlas.world(period, bonus.standing), bonus)
        : nothingSettled,
    )
  const atlas: Atlas = {
    plan,
    input,
    people: new Map(input.people.map((person) => [person.id, person])),
    firstMs,
    ...share,
    isLast: share.window.untilMs >= run.untilMs,
    runLabel: run.label,
    world: (period, standing) => {
      const isMain = period.kind === plan.calendar
      const key = `the figures of ${period.label} ${period.untilMs} ${isMain ? '' : standing}`
      return worlds(key, () =>
        isMain && period.untilMs <= main.fromMs
          ? earlierWorld(atlas, period)
          : makeWorld(atlas, period, standing),
      )
    },
    runAt: (bonus, atMs, inputThen) => {
      const period = periodPaying(plan, bonus, atMs)
      if (!period) return undefined
      const isNow = period.label === run.label && inputThen === input
      const before = isNow && paysOrders(bonus) ? runBefore(atlas, period, bonus, atMs) : undefined
      if (before) return before
      const past = isNow ? atlas : pastAtlas(plan, inputThen, period)
      return { isNow, bonus, world: (one) => past.world(period, one.standing), ...ranThen(past, period) }
    },
    back: (world, how, number) => {
      const found: World[] = how === 'last' && number > 0 ? [world] : []
      for (let { period } = world; found.length < number;) {
        period = periodBefore(calendar, period)
        found.push(atlas.world(period, 'to_date'))
      }
      return found
    },
    paid: (period, bonus) => settled(period, bonus).paid,
    lines: (period, bonus, id) => settled(period, bonus).lines.get(id) ?? [],
    unpaid: (period, bonus) => settled(period, bonus).unpaid,
    kept: (period, bonus, part) => settled(period, bonus).kept(part),
    skips: (period, bonus) => settled(period, bonus).skips,
    sums: (period, bonus) => settled(period, bonus).sums,
    beside: (period, bonus) =>
      changes(`${bonus.name} of ${period.label}`, () =>
        period.kind === bonus.calendar ? besideParts(atlas, atlas.world(period, bonus.standing), bonus) : [],
      ),
  }
  return atlas
}
