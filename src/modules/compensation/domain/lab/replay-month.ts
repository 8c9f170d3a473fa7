import type { Period } from '#shared/period.ts'
import { dayText } from '#shared/time.ts'
import { sameWord, textAt, wordAt } from '../frozen/byte-columns.ts'
import type { FrozenColumns } from '../frozen/columns.ts'
import { computeColumns } from '../frozen/compute.ts'
import { noAdjustments } from '../frozen/frozen-adjustments.ts'
import { stateFor } from '../frozen/frozen-rows.ts'
import type { LeftState, ResultColumns } from '../frozen/result-columns.ts'
import type { Plan } from '../language/plan.ts'
import { periodOfPlan } from '../pay/periods.ts'
import type { Amounts, MonthOfLab, SideOfMonth } from './months.ts'
import type { PeopleNumbering } from './people.ts'
import { linesWhere, ownConsumption, salesOf, withoutVolume } from './sales.ts'

/** Both plans of an experiment, or something of each. */
export type Both<T> = Readonly<{ before: T; after: T }>

export const SIDES = ['before', 'after'] as const
/** How often a month is computed: as it was, without own consumption and without any sale, by each plan. */
export const RUNS_A_MONTH = 6

export type Replayed = Readonly<{
  month: Omit<MonthOfLab, 'accepted' | 'inputs'>
  left: Both<LeftState>
}>

/**
 * Pays a month by both plans over the same facts, each with the state that its own months before left; the first month takes
 * what was carried when it was closed. `told` hears after each computation.
 */
export function* replayMonth(
  plans: Both<Plan>,
  columns: FrozenColumns,
  of: Readonly<{ left: Both<LeftState> | undefined; people: PeopleNumbering }>,
): Generator<undefined, Replayed> {
  const period = periodOfPlan(plans.before, columns.period)
  if (!period) throw new Error(`${columns.period} is no period of the plan`)
  const known = takePeople(columns, of.people)
  const isOwn = ownConsumption(columns, period)
  const facts = {
    columns,
    noOwn: linesWhere(columns.lines, (row) => !isOwn(row)),
    noSales: linesWhere(columns.lines, () => false),
    period,
    people: of.people,
  }
  const before = yield* sideOf(holding(plans.before, period), facts, of.left?.before)
  const after = yield* sideOf(holding(plans.after, period), facts, of.left?.after)
  return {
    month: {
      period: columns.period,
      people: known,
      sales: salesOf(columns, { period, currency: plans.before.currency, isOwn }),
      byPasses: before.byPasses && after.byPasses,
      before: before.side,
      after: after.side,
    },
    left: { before: before.left, after: after.left },
  }
}

/** A plan as if it had been in force in a period. */
function holding(plan: Plan, period: Period): Plan {
  const day = dayText(period.fromMs, plan.timeZone)
  return { ...plan, effective: day < plan.effective ? day : plan.effective }
}

function takePeople({ people }: FrozenColumns, numbering: PeopleNumbering): number {
  const markets = wordAt(
    people.attributes.find(({ name }) => name === 'market')?.of ?? sameWord('', people.ids.length),
  )
  const codeAt = textAt(people.codes)
  for (let place = 0; place < people.ids.length; place++)
    numbering.take(people.ids[place] ?? 0n, codeAt(place), numbering.placeOfMarket(markets(place)))
  return people.ids.length
}

type Facts = Readonly<{
  columns: FrozenColumns
  noOwn: FrozenColumns['lines']
  noSales: FrozenColumns['lines']
  period: Period
  people: PeopleNumbering
}>

function* sideOf(
  plan: Plan,
  { columns, noOwn, noSales, period, people }: Facts,
  left: LeftState | undefined,
): Generator<undefined, Readonly<{ side: SideOfMonth; left: LeftState; byPasses: boolean }>> {
  const state = left ? stateFor(left, columns.people.codes) : columns.state
  const { results, byPasses } = computeColumns(plan, { ...columns, state }, period, '')
  yield
  const withoutOwn = totalsOf(computeColumns(plan, { ...columns, state, lines: noOwn }, period, '').results)
  yield
  const bare = { ...columns, state: withoutVolume(state), lines: noSales, adjustments: noAdjustments }
  const withoutSales = totalsOf(computeColumns(plan, bare, period, '').results)
  yield
  return {
    side: { ...standings(results, people), bonuses: bonusesOf(results), withoutOwn, withoutSales },
    left: { codes: results.codes, state: results.state },
    byPasses,
  }
}

function standings(
  { people, earnings }: ResultColumns,
  numbering: PeopleNumbering,
): Pick<SideOfMonth, 'rank' | 'paid'> {
  const rank = new Uint8Array(numbering.count())
  for (let row = 0; row < people.ids.length; row++)
    rank[numbering.numberOf(people.ids[row] ?? 0n)] = people.rank[row] ?? 0
  const columns = earnings.currency.words.map(() => new BigInt64Array(numbering.count()))
  for (let row = 0; row < earnings.ids.length; row++) {
    const column = columns[earnings.currency.place[row] ?? 0]
    const person = numbering.numberOf(earnings.ids[row] ?? 0n)
    if (column) column[person] = (column[person] ?? 0n) + (earnings.minor[row] ?? 0n)
  }
  return {
    rank,
    paid: new Map(
      earnings.currency.words.flatMap((currency, at) => {
        const column = columns[at]
        return column ? [[currency, column] as const] : []
      }),
    ),
  }
}

function totalsOf(results: ResultColumns): Amounts {
  const sums = new Map<string, bigint>()
  for (const { currency, minor } of bonusesOf(results)) sums.set(currency, (sums.get(currency) ?? 0n) + minor)
  return sums
}

/** What each bonus pays, by currency, in the order of the plan; one that pays nothing is left out. */
function bonusesOf({ bonuses, earnings }: ResultColumns): SideOfMonth['bonuses'] {
  const sums = bonuses.map(() => earnings.currency.words.map(() => 0n))
  for (let row = 0; row < earnings.ids.length; row++) {
    const own = sums[earnings.place[row] ?? 0]
    const currency = earnings.currency.place[row] ?? 0
    if (own) own[currency] = (own[currency] ?? 0n) + (earnings.minor[row] ?? 0n)
  }
  return bonuses.flatMap((bonus, place) =>
    earnings.currency.words.flatMap((currency, at) => {
      const minor = sums[place]?.[at] ?? 0n
      return minor === 0n ? [] : [{ bonus, currency, minor }]
    }),
  )
}
