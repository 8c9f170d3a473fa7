import type { Figures } from '../figures/figures.ts'
import { rankOf } from '../pay/make-world.ts'
import type { StateInput } from '../pay/pay-input.ts'
import { bigsOf, compareTexts, listOf, textsOf, wordAt, wordsOf } from './byte-columns.ts'
import { stateColumns, stateOf } from './frozen-rows.ts'
import { decodeResultColumns, encodeResultColumns, type ResultColumns } from './result-columns.ts'

/** What a run says of a person; ranks are numbers of the plan's ladder from 1, 0 is none. */
export type PersonResult = Readonly<{
  personId: bigint
  active: boolean
  rank: number
  careerRank: number
  /** For how many periods the needs of the rank have not been met. */
  missed: number
}>

/** What a run pays a person by the bonus at a place of the plan; never 0. */
export type PaidResult = Readonly<{ personId: bigint; place: number; currency: string; minor: bigint }>

/** The results of a run: everybody who is active, holds a rank or is paid; what each is paid; what the next run takes over. */
export type Results = Readonly<{
  period: string
  snapshotHash: string
  bonuses: readonly string[]
  people: readonly PersonResult[]
  earnings: readonly PaidResult[]
  state: readonly StateInput[]
}>

export function resultsOf(figures: Figures, personIds: readonly bigint[], snapshotHash: string): Results {
  const { plan, world, period } = figures
  const people: PersonResult[] = []
  const earnings: PaidResult[] = []
  const active = world.column('active')
  for (const [person, personId] of personIds.entries()) {
    const paid = figures.earned(person).filter(({ minor }) => minor !== 0n)
    const one = {
      personId,
      active: active(person) === true,
      rank: figures.rank(person),
      careerRank: rankOf(world, 'career rank', person),
      missed: figures.missed(person),
    }
    if (one.active || one.rank > 0 || one.careerRank > 0 || paid.length > 0) people.push(one)
    for (const { place, currency, minor } of paid) earnings.push({ personId, place, currency, minor })
  }
  people.sort(byPerson)
  earnings.sort((a, b) => byPerson(a, b) || a.place - b.place)
  const bonuses = plan.bonuses.map((bonus) => bonus.name)
  return { period: period.label, snapshotHash, bonuses, people, earnings, state: figures.state() }
}

function byPerson(a: Readonly<{ personId: bigint }>, b: Readonly<{ personId: bigint }>): number {
  return a.personId === b.personId ? 0 : a.personId < b.personId ? -1 : 1
}

/** Results as columns: people by internal id, codes of those with state sorted. */
export function resultColumns(results: Results): ResultColumns {
  const { people, earnings, state } = results
  const codes = [...new Set(state.map((row) => row.personId).filter((code) => code !== ''))].toSorted(
    compareTexts,
  )
  return {
    period: results.period,
    snapshotHash: results.snapshotHash,
    bonuses: results.bonuses,
    people: standingColumns(people),
    earnings: earningColumns(earnings),
    codes: textsOf(codes),
    state: stateColumns(state, new Map(codes.map((code, place) => [code, place] as const))),
  }
}

export function standingColumns(people: readonly PersonResult[]): ResultColumns['people'] {
  return {
    ids: bigsOf(people.map((one) => one.personId)),
    active: Int32Array.from(people, (one) => (one.active ? 1 : 0)),
    rank: Int32Array.from(people, (one) => one.rank),
    careerRank: Int32Array.from(people, (one) => one.careerRank),
    missed: Int32Array.from(people, (one) => one.missed),
  }
}

export function earningColumns(earnings: readonly PaidResult[]): ResultColumns['earnings'] {
  return {
    ids: bigsOf(earnings.map((one) => one.personId)),
    minor: bigsOf(earnings.map((one) => one.minor)),
    place: Int32Array.from(earnings, (one) => one.place),
    currency: wordsOf(earnings.map((one) => one.currency)),
  }
}

export function resultsOfColumns({ people, earnings, ...columns }: ResultColumns): Results {
  const currency = wordAt(earnings.currency)
  return {
    period: columns.period,
    snapshotHash: columns.snapshotHash,
    bonuses: columns.bonuses,
    people: Array.from(people.ids, (personId, row) => ({
      personId,
      active: people.active[row] === 1,
      rank: people.rank[row] ?? 0,
      careerRank: people.careerRank[row] ?? 0,
      missed: people.missed[row] ?? 0,
    })),
    earnings: Array.from(earnings.ids, (personId, row) => ({
      personId,
      place: earnings.place[row] ?? 0,
      currency: currency(row),
      minor: earnings.minor[row] ?? 0n,
    })),
    state: stateOf(columns.state, listOf(columns.codes)),
  }
}

export function encodeResults(results: Results): Uint8Array {
  return encodeResultColumns(resultColumns(results))
}

export function decodeResults(bytes: Uint8Array): Results {
  return resultsOfColumns(decodeResultColumns(bytes))
}
