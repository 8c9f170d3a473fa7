import { divideRounded } from '#shared/ratio.ts'
import { checksOf, type LabCheck, type LabLimits } from './checks.ts'
import { sumsOf, type Amounts, type MonthOfLab, type SideOfMonth } from './months.ts'
import type { LabPeople } from './people.ts'
import { SIDES, type Both } from './replay-month.ts'
import { spreadOf, type Spread } from './spread.ts'

type Paid = Readonly<{ currency: string; minor: string }>
/** How many people a group has, who of them gains and loses, and what both plans pay them. */
export type Group = Readonly<{ people: number; winners: number; losers: number; same: number }> & Both<string>

export type MonthSummary = Readonly<{
  period: string
  people: number
  salesMinor: string
  ownSalesMinor: string
  /** What was paid in fact; null where nothing was accepted. */
  accepted: readonly Paid[] | null
  inputs: Readonly<{ hash: string; frozen: boolean }>
  byPasses: boolean
  bonuses: readonly (Readonly<{ bonus: string; currency: string }> & Both<string>)[]
  /** By rank under the plan as it is, the first row being none, and in each row by rank under the other: how many people. */
  rankMoves: readonly (readonly number[])[]
}> &
  Both<readonly Paid[]>

export type CurrencySummary = Readonly<{
  currency: string
  /** The decimals of its minor unit. */
  digits: number
  total: Group
  gained: string
  lost: string
  spread: Spread
  /** By the rank under the plan as it is in the last month; the first one is none. */
  byRank: readonly (Group & Readonly<{ rank: string | null }>)[]
  byMarket: readonly (Group & Readonly<{ market: string }>)[]
}>

/** What an experiment says; amounts are minor units as text, because they are kept as JSON. */
export type LabSummary = Readonly<{
  currency: string
  people: number
  ranks: Both<readonly string[]>
  months: readonly MonthSummary[]
  /** The plan's currency first. */
  currencies: readonly CurrencySummary[]
  checks: readonly LabCheck[]
}>

export type Compared = Readonly<{
  months: readonly MonthOfLab[]
  people: LabPeople
  /** The names of both ladders, from the lowest rank on. */
  ranks: Both<readonly string[]>
  currency: string
  /** The decimals of the minor unit of a currency, or of a unit that a plan declares. */
  digitsOf: (currency: string) => number
  limits: LabLimits
}>

/** Compares what two plans pay the same people in the same months. */
export function compareMonths(of: Compared): LabSummary {
  const { months, people, ranks, currency, limits, digitsOf } = of
  const others = months.flatMap((month) => SIDES.flatMap((side) => [...month[side].paid.keys()]))
  const currencies = [currency, ...[...new Set(others)].filter((one) => one !== currency).toSorted()]
  return {
    currency,
    people: people.ids.length,
    ranks,
    months: months.map((month) => monthSummary(month, of)),
    currencies: currencies.map((one) => currencySummary(one, of)),
    checks: checksOf(months, { currency, digits: digitsOf(currency), limits }),
  }
}

/** What each person is paid in all months together, by both plans. */
export function totalsOf(
  months: readonly MonthOfLab[],
  people: number,
  currency: string,
): Both<BigInt64Array> {
  const sum = (side: 'before' | 'after'): BigInt64Array => {
    const total = new BigInt64Array(people)
    for (const month of months) {
      const paid = month[side].paid.get(currency)
      if (!paid) continue
      for (let person = 0; person < paid.length; person++) {
        const minor = paid[person] ?? 0n
        if (minor !== 0n) total[person] = (total[person] ?? 0n) + minor
      }
    }
    return total
  }
  return { before: sum('before'), after: sum('after') }
}

function monthSummary(month: MonthOfLab, { ranks, currency, digitsOf }: Compared): MonthSummary {
  const minorOf = (micro: bigint): string =>
    String(divideRounded(micro * 10n ** BigInt(digitsOf(currency)), 1_000_000n, 'down'))
  const { period, people, sales, accepted, inputs, byPasses, before, after } = month
  return {
    period,
    people,
    salesMinor: minorOf(sales.all),
    ownSalesMinor: minorOf(sales.own),
    accepted: accepted ? listed(accepted) : null,
    inputs,
    byPasses,
    before: listed(sumsOf(before.paid)),
    after: listed(sumsOf(after.paid)),
    bonuses: bonusesOf(before, after),
    rankMoves: rankMoves(month, ranks),
  }
}

function listed(amounts: Amounts): Paid[] {
  return [...amounts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => ({ currency, minor: String(minor) }))
}

/** The bonuses of both plans, those of the one as it is first; a bonus that one of them lacks pays 0 there. */
function bonusesOf(before: SideOfMonth, after: SideOfMonth): MonthSummary['bonuses'] {
  const keyOf = (one: Readonly<{ bonus: string; currency: string }>) => `${one.bonus}\n${one.currency}`
  const all = new Map([...before.bonuses, ...after.bonuses].map((one) => [keyOf(one), one] as const))
  const minorIn = (side: SideOfMonth, key: string): string =>
    String(side.bonuses.find((one) => keyOf(one) === key)?.minor ?? 0n)
  return [...all].map(([key, { bonus, currency }]) => ({
    bonus,
    currency,
    before: minorIn(before, key),
    after: minorIn(after, key),
  }))
}

function rankMoves({ before, after, people }: MonthOfLab, ranks: Both<readonly string[]>): number[][] {
  const moves = Array.from({ length: ranks.before.length + 1 }, () =>
    Array.from({ length: ranks.after.length + 1 }, () => 0),
  )
  let counted = 0
  for (let person = 0; person < before.rank.length; person++) {
    const [from, to] = [before.rank[person] ?? 0, after.rank[person] ?? 0]
    const row = moves[from]
    if (from === 0 && to === 0) continue
    if (row) row[to] = (row[to] ?? 0) + 1
    counted += 1
  }
  // Whoever holds no rank by either plan is counted by what is left: later months know people whom this one does not.
  const none = moves[0]
  if (none) none[0] = people - counted
  return moves
}

type Count = { people: number; winners: number; losers: number; before: bigint; after: bigint }

function counts(groups: number): Count[] {
  return Array.from({ length: groups }, () => ({ people: 0, winners: 0, losers: 0, before: 0n, after: 0n }))
}

function groupOf({ people, winners, losers, before, after }: Count): Group {
  return {
    people,
    winners,
    losers,
    same: people - winners - losers,
    before: String(before),
    after: String(after),
  }
}

function currencySummary(currency: string, { months, people, ranks, digitsOf }: Compared): CurrencySummary {
  const all = people.ids.length
  const totals = totalsOf(months, all, currency)
  const last = months.at(-1)
  const [total, byRank, byMarket] = [
    counts(1),
    counts(ranks.before.length + 1),
    counts(people.markets.length),
  ]
  const differences = new BigInt64Array(all)
  let [paid, gained, lost] = [0, 0n, 0n]
  for (let person = 0; person < all; person++) {
    const [before, after] = [totals.before[person] ?? 0n, totals.after[person] ?? 0n]
    const difference = after - before
    if (difference > 0n) gained += difference
    else lost -= difference
    if (before !== 0n || after !== 0n) differences[paid++] = difference
    const own = [total[0], byRank[last?.before.rank[person] ?? 0], byMarket[people.market[person] ?? 0]]
    for (const count of own) {
      if (!count) continue
      count.people += 1
      if (difference > 0n) count.winners += 1
      if (difference < 0n) count.losers += 1
      count.before += before
      count.after += after
    }
  }
  const names = [null, ...ranks.before]
  return {
    currency,
    digits: digitsOf(currency),
    total: groupOf(total[0] ?? { people: 0, winners: 0, losers: 0, before: 0n, after: 0n }),
    gained: String(gained),
    lost: String(lost),
    spread: spreadOf(differences.subarray(0, paid)),
    byRank: byRank.map((count, place) => ({ rank: names[place] ?? null, ...groupOf(count) })),
    byMarket: byMarket.map((count, place) => ({ market: people.markets[place] ?? '', ...groupOf(count) })),
  }
}
