import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { columnsOf } from '../frozen/frozen.ts'
import type { LeftState } from '../frozen/result-columns.ts'
import type { Plan } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import type { PayResult } from '../pay/pay-result.ts'
import { runPay } from '../pay/run-pay.ts'
import { changedPeople } from './changed-people.ts'
import { compareMonths, type Compared, type Group } from './compare.ts'
import type { MonthOfLab } from './months.ts'
import { peopleNumbering } from './people.ts'
import { replayMonth, SIDES, type Both } from './replay-month.ts'
import { scaleUpTo } from './spread.ts'

const LABELS = ['2026-09', '2026-10', '2026-11']
const limits = { payoutPpm: 100_000, ownPpm: 300_000 }
const fields = compiledFields.map((input) => ({
  ...input,
  people: input.people.map((one, at) => ({
    ...one,
    attributes: new Map([['market', at % 3 === 0 ? 'PL' : 'DE']]),
  })),
}))

/** What the experiment says, by columns and by passes where the plans have them. */
function tried(plans: Both<Plan>, input: PayInput): Compared {
  const people = peopleNumbering()
  const months: MonthOfLab[] = []
  let left: Both<LeftState> | undefined
  for (const label of LABELS) {
    // Internal ids in another order than the codes.
    const personIds = input.people.map((_, index) => BigInt((index * 7) % 16))
    const columns = columnsOf({ period: label, cutSeq: 0n, planHash: '', personIds, input })
    const steps = replayMonth(plans, columns, { left, people })
    let step = steps.next()
    while (step.done !== true) step = steps.next()
    left = step.value.left
    months.push({ ...step.value.month, accepted: undefined, inputs: { hash: '', frozen: true } })
  }
  const names = ({ ranks }: Plan) => ranks.map(({ name }) => name)
  return {
    months,
    people: people.people(),
    ranks: { before: names(plans.before), after: names(plans.after) },
    currency: 'EUR',
    digitsOf: () => 2,
    limits,
  }
}

type Ran = Readonly<{ whole: PayResult; noOwn: bigint; noSales: bigint }>

/** The same months by walking from every source, one after the other: whole runs, whose results are only looked up. */
function walked(plan: Plan, input: PayInput): readonly Ran[] {
  let state = input.state
  const own = new Set(input.people.flatMap(({ id, kind }) => (kind === 'distributor' ? [id] : [])))
  return LABELS.map((label) => {
    const period = periodNamed(label)
    const euros = (of: PayInput): bigint =>
      runPay(plan, of, period).earnings.reduce((sum, { minor }) => sum + minor, 0n)
    const whole = runPay(plan, { ...input, state }, period)
    const lines = input.lines.filter(({ buyerId }) => !own.has(buyerId))
    const noOwn = euros({ ...input, state, lines })
    const kept = state.filter(({ name }) =>
      /^(rank|career rank|earned rank|rank missed|active)$| once$/.test(name),
    )
    const noSales = euros({ ...input, state: kept, lines: [], adjustments: [] })
    state = whole.state
    return { whole, noOwn, noSales }
  })
}

const paidTo = (runs: readonly Ran[], id: string): bigint =>
  runs.reduce(
    (sum, { whole }) =>
      whole.earnings.reduce((own, one) => (one.personId === id ? own + one.minor : own), sum),
    0n,
  )
const rankOf = (run: Ran | undefined, id: string): string | null =>
  run?.whole.people.find((one) => one.id === id)?.rank ?? null

function groupOf(rows: readonly Readonly<{ before: bigint; after: bigint }>[]): Group {
  const count = (is: (difference: bigint) => boolean) =>
    rows.filter(({ before, after }) => is(after - before)).length
  const sum = (side: 'before' | 'after') => String(rows.reduce((total, row) => total + row[side], 0n))
  return {
    people: rows.length,
    winners: count((difference) => difference > 0n),
    losers: count((difference) => difference < 0n),
    same: count((difference) => difference === 0n),
    before: sum('before'),
    after: sum('after'),
  }
}

test('what an experiment says of everybody is what walking both plans and counting by hand finds', () => {
  let [changes, moves, own] = [0, 0, 0]
  fc.assert(
    fc.property(compiledPlans, compiledPlans, fields, (one, other, input) => {
      const plans = { before: planOf(one), after: planOf(other) }
      const compared = tried(plans, input)
      const summary = compareMonths(compared)
      const runs = { before: walked(plans.before, input), after: walked(plans.after, input) }
      const rows = input.people.map(({ id, attributes }) => ({
        id,
        market: attributes.get('market') ?? '',
        before: paidTo(runs.before, id),
        after: paidTo(runs.after, id),
        rankBefore: rankOf(runs.before.at(-1), id),
        rankAfter: rankOf(runs.after.at(-1), id),
      }))
      const [main] = summary.currencies
      if (!main) throw new Error('there is always the plan’s currency')
      expect(summary.currencies).toHaveLength(1)
      expect(main.total).toEqual(groupOf(rows))
      expect(main.byRank).toEqual(
        [null, ...compared.ranks.before].map((rank) => ({
          rank,
          ...groupOf(rows.filter(({ rankBefore }) => rankBefore === rank)),
        })),
      )
      expect(main.byMarket.toSorted((a, b) => (a.market < b.market ? -1 : 1))).toEqual(
        [...new Set(rows.map(({ market }) => market))]
          .toSorted()
          .map((market) => ({ market, ...groupOf(rows.filter((row) => row.market === market)) })),
      )
      const differences = rows.map(({ before, after }) => after - before)
      const sums = [differences.filter((by) => by > 0n), differences.filter((by) => by < 0n)].map((some) =>
        some.reduce((sum, by) => sum + by, 0n),
      )
      expect([main.gained, `-${main.lost}`]).toEqual([
        String(sums[0]),
        sums[1] === 0n ? '-0' : String(sums[1]),
      ])
      holdSpread(main.spread, rows)
      holdMonths(compared, summary, { runs, input })
      holdChecks(summary, { runs, input })
      const listed = changedPeople(compared, 'EUR')
      expect(new Set(Array.from(listed.person, (person) => compared.people.codes[person]))).toEqual(
        new Set(
          rows
            .filter((row) => row.before !== row.after || row.rankBefore !== row.rankAfter)
            .map(({ id }) => id),
        ),
      )
      changes += main.total.winners + main.total.losers
      moves += rows.filter((row) => row.rankBefore !== row.rankAfter).length
      own += summary.checks[1]?.after.part === '0' ? 0 : 1
    }),
    { numRuns: 40 },
  )
  // What is drawn has people of all these kinds.
  expect([changes > 40, moves > 10, own > 10]).toEqual([true, true, true])
})

type Summary = ReturnType<typeof compareMonths>
type Runs = Readonly<{ runs: Both<readonly Ran[]>; input: PayInput }>

function holdSpread(
  spread: Summary['currencies'][number]['spread'],
  rows: readonly Readonly<{ before: bigint; after: bigint }>[],
): void {
  const paid = rows.filter(({ before, after }) => before !== 0n || after !== 0n)
  const differences = paid.map(({ before, after }) => after - before)
  const edges = spread.edges.map(BigInt)
  const inStretch = (at: number, sign: bigint) =>
    differences.filter((by) => by * sign > (edges[at - 1] ?? 0n) && by * sign <= (edges[at] ?? 0n)).length
  expect(spread.losers).toEqual(edges.map((_, at) => inStretch(at, -1n)))
  expect(spread.winners).toEqual(edges.map((_, at) => inStretch(at, 1n)))
  const sorted = differences.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  expect(spread.deciles.length).toBe(sorted.length === 0 ? 0 : 11)
  for (const [tenth, decile] of spread.deciles.entries()) {
    // At least a tenth for each step up to it is no more, and all from it on no less.
    const below = sorted.filter((by) => by < BigInt(decile)).length
    expect(below * 10).toBeLessThanOrEqual(tenth * (sorted.length - 1))
    expect(sorted).toContain(BigInt(decile))
  }
}

function holdMonths(compared: Compared, summary: Summary, { runs, input }: Runs): void {
  for (const [at, month] of summary.months.entries())
    for (const side of SIDES) {
      const run = runs[side][at]
      const total = run?.whole.earnings.reduce((sum, { minor }) => sum + minor, 0n)
      expect(BigInt(month[side][0]?.minor ?? 0)).toBe(total)
      const ofBonuses = month.bonuses.reduce((sum, bonus) => sum + BigInt(bonus[side]), 0n)
      expect(ofBonuses).toBe(total)
      const names = [null, ...compared.ranks[side]]
      const held = names.map((name) => input.people.filter(({ id }) => rankOf(run, id) === name).length)
      const counted = names.map((_, rank) =>
        month.rankMoves.reduce(
          (sum, row, from) =>
            sum +
            (side === 'before'
              ? from === rank
                ? row.reduce((all, one) => all + one, 0)
                : 0
              : (row[rank] ?? 0)),
          0,
        ),
      )
      expect(counted).toEqual(held)
    }
}

function holdChecks(summary: Summary, { runs, input }: Runs): void {
  const inside = input.lines.filter(({ atMs }) => LABELS.includes(new Date(atMs).toISOString().slice(0, 7)))
  const sales = inside.reduce((sum, { amountMicro }) => sum + amountMicro, 0n)
  for (const side of SIDES) {
    const paid = runs[side].reduce(
      (sum, { whole }) => sum + whole.earnings.reduce((own, { minor }) => own + minor, 0n),
      0n,
    )
    const sum = (of: 'noOwn' | 'noSales') => runs[side].reduce((total, run) => total + run[of], 0n)
    const [payout, own, recruiting] = summary.checks.map((check) => check[side])
    expect(payout).toMatchObject({
      part: String(paid),
      isMet: paid * 10_000n * 1_000_000n <= BigInt(limits.payoutPpm) * (sales > 0n ? sales : 0n),
    })
    expect(own).toMatchObject({ part: String(paid - sum('noOwn')), whole: String(paid) })
    expect(recruiting).toMatchObject({ part: String(sum('noSales')), isMet: sum('noSales') <= 0n })
  }
}

test('the scale of differences has steps of 1, 2 and 5, the last of which holds the largest', () => {
  expect(scaleUpTo(0n)).toEqual([1n])
  expect(scaleUpTo(3n)).toEqual([1n, 2n, 5n])
  expect(scaleUpTo(70_001n)).toEqual([1_000n, 2_000n, 5_000n, 10_000n, 20_000n, 50_000n, 100_000n])
})
