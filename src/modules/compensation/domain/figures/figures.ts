import { add, subtract, type Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { stateColumns, stateOf } from '../frozen/frozen-rows.ts'
import { evaluationOrder } from '../language/dependencies.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { DayVolume } from '../live/day-volumes.ts'
import { NotCompiled, OutOfRange } from '../passes/code.ts'
import type { FieldColumns } from '../passes/field-columns.ts'
import { fieldOfWorld } from '../passes/field-of-input.ts'
import { paidOut } from '../passes/paid-out.ts'
import { runPasses, type PassResult } from '../passes/run-passes.ts'
import { stateAfterPasses } from '../passes/state-after.ts'
import { refuseUnruled } from '../pay/changes.ts'
import { makeWorldOf, rankOf } from '../pay/make-world.ts'
import type { PayInput, StateInput } from '../pay/pay-input.ts'
import type { BonusSums } from '../pay/pay-result.ts'
import { walkVersions, type Walked } from '../pay/run-pay.ts'
import { exactMinor } from '../pay/settle.ts'
import type { World } from '../pay/world.ts'
import { knownOfRun } from './known-of-run.ts'

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
  /** Where the potential of every bonus goes, summed over everybody when it is asked for. */
  sums: () => readonly BonusSums[]
  /** The state after the period. */
  state: () => readonly StateInput[]
  /** What a person's group brought each day, in millionths; undefined where the world tells it. */
  days: ((person: number) => DayVolume[]) | undefined
  /** The run with its lines, walked when it is first asked for. */
  walked: () => Walked
}>

/**
 * Runs a plan over the input of a period: by passes over columns where they can say it, else by walking. Both say the same
 * to the unit. Throws PayProblem for input that the plan cannot be computed with.
 */
export function figuresOf(plan: Plan, input: PayInput, period: Period): Figures {
  let known: Walked | undefined
  const walked = (): Walked => (known ??= walkVersions([plan], input, period))
  const passed = passedOver(plan, input, period)
  return passed ? figuresByPasses(passed, walked) : figuresByWalk(plan, input, walked())
}

/** The same by walking, whatever the plan. */
export function walkedFigures(plan: Plan, input: PayInput, period: Period): Figures {
  return figuresByWalk(plan, input, walkVersions([plan], input, period))
}

export type Passed = Readonly<{ world: World; field: FieldColumns; passed: PassResult }>

function passedOver(plan: Plan, input: PayInput, period: Period): Passed | undefined {
  refuseUnruled(plan, input, period)
  try {
    const { world, closed } = makeWorldOf(plan, input, period, evaluationOrder(plan))
    const field = fieldOfWorld(world, closed)
    const passed = runPasses(plan, field, period)
    return { world: field.world(knownOfRun(passed)), field, passed }
  } catch (error) {
    if (error instanceof NotCompiled || error instanceof OutOfRange) return undefined
    throw error
  }
}

/** The figures of a run by passes; `walked` is asked only where more than the passes know is needed. */
export function figuresByPasses({ world, field, passed }: Passed, walked: () => Walked): Figures {
  const { plan, period, input } = world
  const places = new Map(plan.bonuses.map((bonus, place) => [bonus, place] as const))
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
      passed.bonuses.map((one) => ({
        bonus: one.bonus,
        place: places.get(one.bonus) ?? 0,
        ...paidOut(passed, one)(person),
      })),
    rank,
    missed,
    sums: () => passedSums(passed),
    state: () => passedState({ world, field, passed }) ?? walked().result.state,
    days: undefined,
    walked,
  }
}

/** The state after a run by passes; undefined where the plan keeps what only a walk computes. */
function passedState({ world, field, passed }: Passed): readonly StateInput[] | undefined {
  const { plan, period, input, population } = world
  try {
    const before = stateColumns(input.state, population.numberOf)
    const after = stateAfterPasses(plan, period, before, { field, passed })
    return stateOf(
      after,
      population.people.map(({ id }) => id),
    )
  } catch (error) {
    if (error instanceof NotCompiled) return undefined
    throw error
  }
}

/** Where the potential of every bonus went. */
export function passedSums({ bonuses, limited }: PassResult): readonly BonusSums[] {
  return bonuses.map((one) => sumsOf(one, limited))
}

function sumsOf(one: PassResult['bonuses'][number], limited: PassResult['limited']): BonusSums {
  const { bonus, digits, minor, sums } = one
  const taken = (byCompany: boolean): Exact =>
    exactMinor(
      limited
        .filter(({ bonus: name, per }) => name === bonus.name && (per === 'company') === byCompany)
        .reduce((sum, { minor: over }) => sum + over(), 0n),
      digits,
    )
  const [potential, skipped] = [sums.potential, sums.skipped]
  const [capped, cut] = [add(sums.capped, taken(false)), add(sums.cut, taken(true))]
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
    sums: () => result.sums,
    state: () => result.state,
    days: undefined,
    walked: () => walked,
  }
}
