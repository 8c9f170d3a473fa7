import { add, exactRatio, subtract, type Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { evaluationOrder } from '../language/dependencies.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import { NotCompiled, OutOfRange } from '../passes/code.ts'
import { fieldOfWorld } from '../passes/field-of-input.ts'
import { runPasses, type PassResult } from '../passes/run-passes.ts'
import { refuseUnruled } from '../pay/changes.ts'
import { makeWorld, rankOf } from '../pay/make-world.ts'
import type { PayInput, StateInput } from '../pay/pay-input.ts'
import type { BonusSums } from '../pay/pay-result.ts'
import { walkVersions, type Walked } from '../pay/run-pay.ts'
import { exactMinor } from '../pay/settle.ts'
import { stateAfter } from '../pay/state-after.ts'
import type { World } from '../pay/world.ts'
import { passWorld } from './pass-world.ts'

/** What a person is paid by one bonus. */
export type Earned = Readonly<{ bonus: Bonus; place: number; currency: string; minor: bigint }>

/** What a whole plan says of a period: everybody's pay and standing, and what may be asked further of single people. */
export type Figures = Readonly<{
  plan: Plan
  period: Period
  input: PayInput
  /** The world that rules about single people are evaluated in; people are numbered by code. */
  world: World
  /** Whether passes over columns computed it; else every source was walked up from. */
  byPasses: boolean
  /** What the passes computed, where they did. */
  passed: PassResult | undefined
  /** Everybody's pay by each bonus of the plan, in its order; who is paid nothing by one has no entry, or one of 0. */
  earned: (person: number) => readonly Earned[]
  rank: (person: number) => number
  missed: (person: number) => number
  sums: readonly BonusSums[]
  /** The state after the period. */
  state: () => readonly StateInput[]
  /** The run with its lines, walked when it is first asked for. */
  walked: () => Walked
}>

/**
 * Runs a plan over the input of a period: by passes over columns where they can say it, else by walking. Both say the same
 * to the unit. For the `results` of a close the
 * state after the period counts too, so that what leaves marks in it is walked.
 * Throws PayProblem for input that the plan cannot be computed with.
 */
export function figuresOf(
  plan: Plan,
  input: PayInput,
  period: Period,
  wanted: 'figures' | 'results' = 'figures',
): Figures {
  let known: Walked | undefined
  const walked = (): Walked => (known ??= walkVersions([plan], input, period))
  const passed = wanted === 'results' && leavesMarks(plan) ? undefined : passedOver(plan, input, period)
  return passed ? figuresByPasses(passed, walked) : figuresByWalk(plan, input, walked())
}

/** Bonuses whose own rows in the state the passes do not write. */
function leavesMarks(plan: Plan): boolean {
  return plan.bonuses.some(
    (bonus) =>
      bonus.kind === 'binary' ||
      (bonus.kind === 'pool' && bonus.nobody === 'carry') ||
      (bonus.kind === 'amount' && bonus.once !== 'every_period'),
  )
}

export type Passed = Readonly<{ world: World; passed: PassResult }>

function passedOver(plan: Plan, input: PayInput, period: Period): Passed | undefined {
  refuseUnruled(plan, input, period)
  try {
    const { world } = makeWorld(plan, input, period, evaluationOrder(plan))
    const passed = runPasses(plan, fieldOfWorld(world), period)
    return { world: passWorld(world, passed), passed }
  } catch (error) {
    if (error instanceof NotCompiled || error instanceof OutOfRange) return undefined
    throw error
  }
}

/** The figures of a run by passes; `walked` is asked only where more than the passes know is needed. */
export function figuresByPasses({ world, passed }: Passed, walked: () => Walked): Figures {
  const { plan, period, input } = world
  const rank = (person: number): number => rankOf(world, 'rank', person)
  const missed = (person: number): number => passed.missed[person] ?? 0
  return {
    plan,
    period,
    input,
    world,
    byPasses: true,
    passed,
    earned: (person) =>
      passed.bonuses.map(({ bonus, minor }, place) => ({
        bonus,
        place,
        currency: bonus.currency,
        minor: BigInt(minor[person] ?? 0),
      })),
    rank,
    missed,
    sums: passed.bonuses.map((one) => passedSums(one, passed.limited)),
    state: () => stateAfter(world, [], [], (person) => ({ rank: rank(person), missed: missed(person) })),
    walked,
  }
}

function passedSums(one: PassResult['bonuses'][number], limited: PassResult['limited']): BonusSums {
  const { bonus, digits, minor, sums } = one
  const of = (value: bigint): Exact => exactRatio(value, 10n ** BigInt(sums.decimals))
  const taken = (byCompany: boolean): Exact =>
    exactMinor(
      limited
        .filter(({ bonus: name, per }) => name === bonus.name && (per === 'company') === byCompany)
        .reduce((sum, { minor: over }) => sum + over, 0n),
      digits,
    )
  const [potential, skipped] = [of(sums.potential), of(sums.skipped)]
  const [capped, cut] = [add(of(sums.capped), taken(false)), add(of(sums.cut), taken(true))]
  const paid = exactMinor(
    minor.reduce((sum, value) => sum + BigInt(value), 0n),
    digits,
  )
  const rounded = [skipped, capped, cut, paid].reduce<Exact>(subtract, potential)
  return { bonus: bonus.name, currency: bonus.currency, potential, paid, skipped, capped, cut, rounded }
}

function figuresByWalk(plan: Plan, input: PayInput, walked: Walked): Figures {
  const { result, world } = walked
  const places = new Map(plan.bonuses.map((bonus, place) => [bonus.name, { bonus, place }] as const))
  const byPerson = Map.groupBy(result.earnings, (one) => one.personId)
  const missed = new Map(
    result.state
      .filter((row) => row.name === 'rank missed' && row.period === result.period.label)
      .map((row) => [row.personId, Number(row.value)] as const),
  )
  const idOf = (person: number): string => world.population.people[person]?.id ?? ''
  return {
    plan,
    period: result.period,
    input,
    world,
    byPasses: false,
    passed: undefined,
    earned: (person) =>
      (byPerson.get(idOf(person)) ?? []).flatMap(({ bonus: name, currency, minor }) => {
        const known = places.get(name)
        return known ? [{ ...known, currency, minor }] : []
      }),
    rank: (person) => rankOf(world, 'rank', person),
    missed: (person) => missed.get(idOf(person)) ?? 0,
    sums: result.sums,
    state: () => result.state,
    walked: () => walked,
  }
}
