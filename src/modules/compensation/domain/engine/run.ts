import { divideRounded } from '#shared/ratio.ts'
import type { Bonus, BracketTable, Plan } from '../plan/plan.ts'
import { VOLUME_PLACES } from '../plan/node.ts'
import { differentialFirstLine, differentialPathMaximum } from './differential.ts'
import { paidPeople } from './eligibility.ts'
import { addProduct, assertWithinIntegers, exactAt, exactColumn, type ExactColumn } from './exact.ts'
import type { Field } from './field.ts'
import type { Orders } from './orders.ts'
import { payDigits } from './pay-digits.ts'
import { ratesOf } from './rates.ts'
import { computeStanding, type Standing } from './standing.ts'
import { columnOf, computeVolumes, type Volumes } from './volumes.ts'

/** Everybody's exact and rounded earning of one bonus; `exact` and `minor` hold 0 where `paid` is 0. */
export type BonusResult = Readonly<{
  bonus: Bonus
  /** Who may be paid. */
  paid: Uint8Array
  /** Who takes a difference on the way up: those who are paid, and everybody where unpaid shares are kept back. */
  takes: Uint8Array
  /** Rate of everybody by the bonus's table, in ppm. */
  rate: Float64Array
  exact: ExactColumn
  /** Minor units of the bonus's currency. */
  minor: BigInt64Array
}>

export type RunResult = Readonly<{
  places: number
  volumes: Volumes
  standing: Standing
  /** Exact measures, scaled by 10^places * 10^6. */
  measures: ReadonlyMap<string, ExactColumn>
  bonuses: readonly BonusResult[]
}>

/** Runs the whole plan over a field and the orders of one period. Pure: the same input gives the same result. */
export function runPlan(plan: Plan, field: Field, orders: Orders): RunResult {
  const places = orders.places
  const volumes = computeVolumes(plan, field, orders)
  const standing = computeStanding(plan, field, volumes, places)
  const measures = new Map(
    plan.measures.map((measure) => {
      const rate = ratesOf(tableOf(plan, measure.table), volumes, places)
      const column = exactColumn(field.count)
      const volume = columnOf(volumes.ofPeople, measure.times)
      for (let i = 0; i < field.count; i++) addProduct(column, i, volume[i] ?? 0, rate[i] ?? 0)
      return [measure.name, column] as const
    }),
  )
  const bonuses = plan.bonuses.map((bonus) => runBonus(plan, bonus, field, volumes, standing, places))
  return { places, volumes, standing, measures, bonuses }
}

function runBonus(
  plan: Plan,
  bonus: Bonus,
  field: Field,
  volumes: Volumes,
  standing: Standing,
  places: number,
): BonusResult {
  const paid = paidPeople(plan, bonus, field, standing)
  const own = columnOf(volumes.ofPeople, bonus.on)
  const rate = bonusRates(plan, bonus, volumes, places, field.count)
  const takes = takersOf(bonus, paid)
  const exact = exactPay(bonus, field, { rate, own, takes })
  assertWithinIntegers(exact.whole, `the bonus ${bonus.name}`)
  const minor = new BigInt64Array(field.count)
  for (let i = 0; i < field.count; i++) {
    if (paid[i] === 1) minor[i] = toMinor(plan, bonus, exactAt(exact, i), places)
    else [exact.whole[i], exact.micro[i]] = [0, 0]
  }
  return { bonus, paid, takes, rate, exact, minor }
}

type PayColumns = Readonly<{ rate: Float64Array; own: Float64Array; takes: Uint8Array }>

function exactPay(bonus: Bonus, field: Field, { rate, own, takes }: PayColumns): ExactColumn {
  if (bonus.kind === 'share_of_own_volume') {
    const column = exactColumn(field.count)
    for (let i = 0; i < field.count; i++) addProduct(column, i, own[i] ?? 0, rate[i] ?? 0)
    return column
  }
  return bonus.against === 'first_line'
    ? differentialFirstLine(field, { rate, takes, own })
    : differentialPathMaximum(field, { rate, takes, own })
}

function takersOf(bonus: Bonus, paid: Uint8Array): Uint8Array {
  return bonus.kind === 'differential' && bonus.unqualified === 'to_company'
    ? new Uint8Array(paid.length).fill(1)
    : paid
}

function bonusRates(plan: Plan, bonus: Bonus, volumes: Volumes, places: number, count: number): Float64Array {
  return bonus.kind === 'differential'
    ? ratesOf(tableOf(plan, bonus.table), volumes, places)
    : new Float64Array(count).fill(bonus.ratePpm)
}

export function tableOf(plan: Plan, name: string): BracketTable {
  const table = plan.tables.find((candidate) => candidate.name === name)
  if (!table) throw new Error(`the plan has no table ${name}`)
  return table
}

/** Exact pay (scaled by 10^places * 10^6) times the unit's value, rounded once to minor units. */
function toMinor(plan: Plan, bonus: Bonus, exact: bigint, places: number): bigint {
  const num = exact * bonus.unitValue.micro * 10n ** BigInt(payDigits(plan, bonus.unitValue.currency))
  return divideRounded(num, 10n ** BigInt(exactDecimals(places)), bonus.rounding)
}

/** Decimals of an exact amount: the run's scale, six of the rate and six of the unit's value. */
export function exactDecimals(places: number): number {
  return places + 6 + VOLUME_PLACES
}
