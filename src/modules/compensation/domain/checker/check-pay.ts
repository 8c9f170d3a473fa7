import { periodAt, periodBefore, type Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { PayInput, StateInput } from '../pay/pay-input.ts'
import { stopUnruled } from './changes.ts'
import { fraction, minus, NOTHING, over, plus, sumOf, times, WHOLE, type Fraction } from './fraction.ts'
import { within, type Pay } from './limits.ts'
import { earlierWorld, givenIn, makeWorld } from './make-world.ts'
import { paidOut } from './paid-out.ts'
import { periodNamed, periodPaying } from './periods.ts'
import { digitsOf } from './money.ts'
import { besideParts, plain, settle, type Settled, type Sums } from './settle.ts'
import type { Part } from './part.ts'
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
  /** The lines that an earning is made of, in the currency in which it is paid. */
  lines: ReadonlyMap<string, readonly Part[]>
  /** What the person did not get, in the currency of each bonus. */
  skipped: ReadonlyMap<string, readonly Part[]>
}>

export type CheckResult = Readonly<{
  people: readonly CheckedPerson[]
  /** What the next run needs to know of this one, of the people asked for and of the company. */
  state: readonly StateInput[]
  /** What the company could have paid to somebody, and nobody got, by bonus. */
  unclaimed: ReadonlyMap<string, readonly Part[]>
  /** What each bonus could have paid, what it paid, and where the rest went; of everybody, whoever is asked for. */
  sums: ReadonlyMap<string, Sums & Readonly<{ paid: Fraction }>>
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
  const pay = withBeside(atlas, period, steps.at(-1) ?? new Map())
  const ids = world.field.ids.filter((id) => personIds === undefined || personIds.includes(id))
  return {
    people: ids.map((id) => personOf(atlas, world, steps, pay, id)),
    state: stateAfter(atlas, world, pay, ids),
    unclaimed: new Map(
      plan.bonuses.map((bonus) => [
        bonus.name,
        atlas.skips(period, bonus).filter((part) => part.personId === ''),
      ]),
    ),
    sums: new Map(plan.bonuses.map((bonus) => [bonus.name, sumsOf(atlas, world, steps, pay, bonus)])),
  }
}

/** The sums of a bonus with what the limits of the plan took, and what returns change of earlier periods. */
function sumsOf(atlas: Atlas, world: World, steps: readonly Pay[], pay: Pay, bonus: Bonus) {
  const { plan, period } = world
  const sums = atlas.sums(period, bonus)
  const of = (one: Pay | undefined) => sumOf([...(one?.get(bonus.name)?.values() ?? [])])
  const taken = (isCompany: boolean) =>
    sumOf(
      plan.limits.map((limit, at) =>
        (limit.per === 'company') === isCompany ? minus(of(steps[at]), of(steps[at + 1])) : NOTHING,
      ),
    )
  const beside = atlas.beside(period, bonus).filter((part) => part.note !== 'rounding')
  const due = sumOf(beside.map((part) => part.amount))
  const paid = of(pay)
  const all = {
    potential: plus(sums.potential, due),
    skipped: sums.skipped,
    capped: plus(sums.capped, taken(false)),
    cut: plus(sums.cut, taken(true)),
  }
  const rounded = [all.skipped, all.capped, all.cut, paid].reduce(minus, all.potential)
  return { ...all, paid, rounded }
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

/** The pay with what returns change of earlier periods. */
function withBeside(atlas: Atlas, period: Period, pay: Pay): Pay {
  return new Map(
    atlas.plan.bonuses.map((bonus) => {
      const beside = atlas.beside(period, bonus)
      const before = pay.get(bonus.name)
      const ids = [...new Set([...(before?.keys() ?? []), ...beside.map((part) => part.personId)])]
      const sum = (id: string) =>
        sumOf([
          before?.get(id) ?? NOTHING,
          ...beside.filter((part) => part.personId === id).map((part) => part.amount),
        ])
      return [bonus.name, new Map(ids.map((id) => [id, sum(id)] as const))] as const
    }),
  )
}

/** `steps` is what was paid before the limits of the plan and after each of them, `pay` that with what returns change. */
function personOf(atlas: Atlas, world: World, steps: readonly Pay[], pay: Pay, id: string): CheckedPerson {
  const { plan, period } = world
  const rankNamed = (number: number) => plan.ranks[number - 1]?.name
  const limitedOf = (bonus: Bonus): readonly Part[] => {
    const amounts = steps.map((step) => step.get(bonus.name)?.get(id) ?? NOTHING)
    return plan.limits
      .map(({ name }, at) =>
        plain(id, minus(amounts[at + 1] ?? NOTHING, amounts[at] ?? NOTHING), `limit: ${name}`),
      )
      .filter((line) => line.amount.n !== 0n)
  }
  const paid = new Map(
    plan.bonuses.map((bonus) => {
      const beside = atlas.beside(period, bonus).filter((part) => part.personId === id)
      const stands = atlas.world(period, bonus.standing)
      const amount = pay.get(bonus.name)?.get(id) ?? NOTHING
      return [
        bonus.name,
        paidOut(atlas, stands, bonus, id, amount, [...limitedOf(bonus), ...beside]),
      ] as const
    }),
  )
  const skippedOf = (bonus: Bonus): readonly Part[] => [
    ...atlas.skips(period, bonus).filter((part) => part.personId === id),
    ...limitedOf(bonus).map((line) => ({
      ...plain(id, minus(NOTHING, line.amount), ''),
      skip: { reason: 'limited' as const, lost: false },
    })),
  ]
  return {
    id,
    active: world.active(id),
    rank: rankNamed(world.rank(id)),
    earnedRank: rankNamed(world.earnedRank(id)),
    careerRank: rankNamed(world.careerRank(id)),
    volumes: new Map(plan.volumes.map(({ name }) => [name, world.volume(id, name)])),
    measures: new Map(plan.measures.map(({ name }) => [name, world.measure(id, name)])),
    earnings: new Map([...paid].map(([name, one]) => [name, earningOf(plan, one)])),
    lines: new Map([...paid].map(([name, { lines }]) => [name, lines])),
    skipped: new Map(plan.bonuses.map((bonus) => [bonus.name, skippedOf(bonus)])),
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

function earningOf(
  plan: Plan,
  { amount, currency }: Readonly<{ amount: Fraction; currency: string }>,
): Earning {
  const whole = times(amount, fraction(10n ** BigInt(digitsOf(plan, currency))))
  return { minor: whole.n / whole.d, currency }
}

function atlasOf(plan: Plan, input: PayInput, run: Period): Atlas {
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
    skips: (period, bonus) => settled(period, bonus).skips,
    sums: (period, bonus) => settled(period, bonus).sums,
    beside: (period, bonus) =>
      changes(`${bonus.name} of ${period.label}`, () =>
        period.kind === bonus.calendar ? besideParts(atlas, atlas.world(period, bonus.standing), bonus) : [],
      ),
  }
  return atlas
}
