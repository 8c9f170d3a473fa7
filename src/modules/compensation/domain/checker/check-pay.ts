import { periodAt, periodBefore, type Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { PayInput, StateInput } from '../pay/pay-input.ts'
import { stopUnruled } from './changes.ts'
import { fraction, minus, NOTHING, over, plus, times, WHOLE, type Fraction } from './fraction.ts'
import { within, type Pay } from './limits.ts'
import { earlierWorld, givenIn, makeWorld } from './make-world.ts'
import { paidOut } from './paid-out.ts'
import { periodNamed, periodPaying } from './periods.ts'
import { digitsOf } from './money.ts'
import { recomputed, settle, type Settled } from './settle.ts'
import { stateAfter } from './state-after.ts'
import { remembered, type Atlas, type Figure, type Run, type World } from './world.ts'

/** Minor units of a currency, or of a unit that the plan names. */
export type Earning = Readonly<{ minor: bigint; currency: string }>

/** What the checker finds for one person. Ranks are names; earnings are by bonus, in the currency in which they are paid. */
export type CheckedPerson = Readonly<{
  id: string
  active: boolean
  rank: string | undefined
  earnedRank: string | undefined
  careerRank: string | undefined
  volumes: ReadonlyMap<string, Fraction>
  measures: ReadonlyMap<string, Figure>
  earnings: ReadonlyMap<string, Earning>
}>

export type CheckResult = Readonly<{
  people: readonly CheckedPerson[]
  /** What the next run needs to know of this one, of the people asked for and of the company. */
  state: readonly StateInput[]
}>

/**
 * Recomputes the pay of a period straight from the specification, one definition after the other: slow, and without any
 * code of the pay run. Without `personIds` for everybody. Throws `CheckStop` where the plan asks for what cannot be.
 */
export function checkPay(
  plan: Plan,
  input: PayInput,
  period: Period,
  personIds?: readonly string[],
): CheckResult {
  stopUnruled(plan, input, period.fromMs, period.untilMs)
  const atlas = atlasOf(plan, input, period)
  const world = atlas.world(period, 'to_date')
  for (const row of input.earned) givenIn(world, row)
  const steps = stepsOf(atlas, period)
  for (let at = 0; at < mostRecomputed(atlas, period); at++)
    steps.push(withRecomputed(atlas, period, steps.at(-1) ?? new Map(), at))
  const pay = steps.at(-1) ?? new Map()
  const ids = world.field.ids.filter((id) => personIds === undefined || personIds.includes(id))
  return {
    people: ids.map((id) => personOf(atlas, world, steps, id)),
    state: stateAfter(atlas, world, pay, ids),
  }
}

/** The pay of a period before the limits of the plan and after each of them. */
function stepsOf(atlas: Atlas, period: Period): Pay[] {
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

/** How many earlier periods returns change for one bonus, at most. */
function mostRecomputed(atlas: Atlas, period: Period): number {
  return Math.max(0, ...atlas.plan.bonuses.map((bonus) => atlas.recomputed(period, bonus).length))
}

/** The pay with what returns change of one earlier period for each bonus. */
function withRecomputed(atlas: Atlas, period: Period, pay: Pay, at: number): Pay {
  return new Map(
    atlas.plan.bonuses.map((bonus) => {
      const [amounts, more] = [pay.get(bonus.name), atlas.recomputed(period, bonus)[at]]
      const ids = [...new Set([...(amounts?.keys() ?? []), ...(more?.keys() ?? [])])]
      const sum = (id: string) => plus(amounts?.get(id) ?? NOTHING, more?.get(id) ?? NOTHING)
      return [bonus.name, new Map(ids.map((id) => [id, sum(id)] as const))] as const
    }),
  )
}

/** `steps` is what was paid before the limits of the plan, after each of them, and with what returns change of the past. */
function personOf(atlas: Atlas, world: World, steps: readonly Pay[], id: string): CheckedPerson {
  const { plan } = world
  const rankNamed = (number: number) => plan.ranks[number - 1]?.name
  const earning = (bonus: Bonus): Earning => {
    const amounts = steps.map((pay) => pay.get(bonus.name)?.get(id) ?? NOTHING)
    const limited = amounts.slice(1).map((amount, at) => minus(amount, amounts[at] ?? NOTHING))
    const stands = atlas.world(world.period, bonus.standing)
    const paid = paidOut(atlas, stands, bonus, id, amounts.at(-1) ?? NOTHING, limited)
    const whole = times(paid.amount, fraction(10n ** BigInt(digitsOf(plan, paid.currency))))
    return { minor: whole.n / whole.d, currency: paid.currency }
  }
  return {
    id,
    active: world.active(id),
    rank: rankNamed(world.rank(id)),
    earnedRank: rankNamed(world.earnedRank(id)),
    careerRank: rankNamed(world.careerRank(id)),
    volumes: new Map(plan.volumes.map(({ name }) => [name, world.volume(id, name)])),
    measures: new Map(plan.measures.map(({ name }) => [name, world.measure(id, name)])),
    earnings: new Map(plan.bonuses.map((bonus) => [bonus.name, earning(bonus)])),
  }
}

function atlasOf(plan: Plan, input: PayInput, run: Period): Atlas {
  const worlds = remembered<World>()
  const payments = remembered<Settled>()
  const differences = remembered<ReturnType<Atlas['recomputed']>>()
  const calendar = { kind: plan.calendar, timeZone: plan.timeZone }
  const main = run.kind === plan.calendar ? run : periodAt(calendar, run.untilMs - 1)
  const instants = [...input.lines, ...input.adjustments].map(({ atMs }) => atMs)
  const told = input.state.map((row) => periodNamed(plan, row.period)?.fromMs ?? Infinity)
  const firstMs = [...instants, ...told].reduce((first, atMs) => Math.min(first, atMs), Infinity)
  const settled = (period: Period, bonus: Bonus): Settled =>
    payments(`${bonus.name} of ${period.label} ${period.untilMs}`, () =>
      period.kind === bonus.calendar
        ? settle(atlas, atlas.world(period, bonus.standing), bonus)
        : { paid: new Map(), lines: new Map(), unpaid: NOTHING, kept: () => WHOLE },
    )
  const atlas: Atlas = {
    plan,
    input,
    people: new Map(input.people.map((person) => [person.id, person])),
    firstMs,
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
      const past = isNow ? atlas : atlasOf(plan, inputThen, period)
      return { isNow, world: (one) => past.world(period, one.standing), ...ranThen(past, period) }
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
    recomputed: (period, bonus) =>
      differences(`${bonus.name} of ${period.label}`, () =>
        period.kind === bonus.calendar ? recomputed(atlas, atlas.world(period, bonus.standing), bonus) : [],
      ),
  }
  return atlas
}
