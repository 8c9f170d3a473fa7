import type { Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import type { Expression } from '../language/expression.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { Aggregate } from '../language/reads.ts'
import type { Value } from '../language/value.ts'
import type { History } from './history.ts'
import type { LineItem, OrderBook, OrderItem, PartyItem } from './order-book.ts'
import type { PayInput } from './pay-input.ts'
import type { Population } from './population.ts'

/** What a rule is asked about: the person that is looked at, the payee outside, and what else stands there. */
export type At = Readonly<{
  person: number
  self: number
  source: number
  line: LineItem | undefined
  order: OrderItem | undefined
  party: PartyItem | undefined
  level: number
  pathRank: number
  /** The tree whose sides `side` means. */
  tree: string
  /** The instant at which kind and status of payee and source are looked at; undefined for the end of the period. */
  payeeMs: number | undefined
  /** Whether the person that is looked at is an item of an aggregate, and no longer the payee. */
  inside: boolean
}>

/** A place with nothing in it but a person. */
export function atPerson(person: number): At {
  return {
    person,
    self: person,
    source: -1,
    line: undefined,
    order: undefined,
    party: undefined,
    level: 0,
    pathRank: 0,
    tree: 'sponsor',
    payeeMs: undefined,
    inside: false,
  }
}

/** A person whom a rule of a bonus is asked about: sides are those of the bonus's tree. */
export function atPayee(bonus: Bonus, person: number): At {
  return { ...atPerson(person), tree: 'tree' in bonus ? bonus.tree : 'sponsor' }
}

export const atCompany: At = atPerson(-1)

export type Evaluate = (at: At) => Value

/** Orders and parties of people within the period. */
export type ItemsOf = Readonly<{
  purchases: (person: number) => readonly OrderItem[]
  sales: (person: number) => readonly OrderItem[]
  hosted: (person: number) => readonly PartyItem[]
  held: (person: number) => readonly PartyItem[]
}>

/** A volume that one line, or a correction by hand, gives to a person. */
export type Credit = Readonly<{
  atMs: number
  owner: number
  value: Exact
  line: LineItem | undefined
}>

/** Everything that rules are evaluated in. Columns are computed on first use and kept. */
export type World = Readonly<{
  plan: Plan
  input: PayInput
  /**
   * The period that is looked at, and the stretch of it whose orders are paid: all of it, unless a version of the plan ends
   * inside. Of the main calendar it may be the running one up to now.
   */
  period: Period
  window: Readonly<{ fromMs: number; untilMs: number }>
  population: Population
  book: OrderBook
  history: History
  /** Orders and parties of the period, and of the stretch that is paid. */
  items: ItemsOf
  periodItems: ItemsOf
  credits: (volume: string) => readonly Credit[]
  periodCredits: (volume: string) => readonly Credit[]
  /** Those of `periodCredits` that go to one person, in the same order. */
  creditsOf: (volume: string, person: number) => readonly Credit[]
  periodVolume: (volume: string) => (person: number) => Exact
  column: (key: string) => (person: number) => Value
  /** What gives an aggregate over everybody that is known already; undefined where it has to be computed. */
  gathered: (aggregate: Aggregate) => (() => Value) | undefined
  /** The main period so many steps before, as it was; 0 is the running one. */
  back: (steps: number) => World
  earned: (bonuses: readonly string[], person: number) => Exact
  /** What bonuses left unpaid of their potential. */
  unpaid: (bonuses: readonly string[]) => Exact
  running: (volume: string, person: number, order: OrderItem, when: 'before' | 'after') => Exact
  /** Volumes of all periods up to this one, and of those before it. */
  accumulated: (volume: string, person: number) => Exact
  accumulatedBefore: (volume: string, person: number) => Exact
  fact: (
    of: Readonly<{ scope: 'person' | 'order' | 'party'; id: string; person: number }>,
    name: string,
  ) => string
  day: (atMs: number) => string
  compiled: Map<Expression, Evaluate>
}>

/** Input that a plan cannot be computed with; the run stops and nothing is written. */
export class PayProblem extends Error {}

/** The rank of a ladder by its number: 1 is the lowest, 0 none. */
export function rankName(plan: Plan, rank: number): string | undefined {
  return plan.ranks[rank - 1]?.name
}

export function rankNumber(plan: Plan, name: string | undefined): number {
  return name === undefined ? 0 : plan.ranks.findIndex((rank) => rank.name === name) + 1
}
