import type { AggregateName, FunctionName, ScopeItems } from './expression.ts'

/** A function as the reader and the reference page know it: how it is written, how many parts it takes, what it gives. */
export type KnownFunction = Readonly<{ written: string; least: number; most: number; meaning: string }>

const known = (written: string, least: number, most: number, meaning: string): KnownFunction => ({
  written,
  least,
  most,
  meaning,
})

/** Functions of values. */
export const functions: Readonly<Record<FunctionName, KnownFunction>> = {
  min: known('min(a, b, …)', 1, 20, 'the least of them; of ranks the lowest'),
  max: known('max(a, b, …)', 1, 20, 'the greatest of them; of ranks the highest'),
  floor: known('floor(x, step)', 2, 2, 'the largest multiple of the step that is not above x'),
  ceil: known('ceil(x, step)', 2, 2, 'the smallest multiple of the step that is not below x'),
  round: known('round(x, step)', 2, 2, 'the nearest multiple of the step, half away from zero'),
  abs: known('abs(x)', 1, 1, 'x without its sign'),
  share: known('share(a, b)', 2, 2, 'a / b, and 0 where b is 0'),
  holds: known('holds(c1, c2, …)', 1, 20, 'how many of the conditions hold'),
  days: known(
    'days(a, b)',
    2,
    2,
    'whole days of the calendar from date a to date b, below zero where b is earlier',
  ),
}

export type SpecialFunction =
  | 'earned'
  | 'unpaid'
  | 'accumulated'
  | 'before'
  | 'after'
  | 'branch'
  | 'above'
  | 'marginal'

/** Functions whose parts are names. */
export const specialFunctions: Readonly<
  Record<SpecialFunction, Readonly<{ written: string; meaning: string }>>
> = {
  earned: {
    written: 'earned(BONUS, …)',
    meaning:
      'what the person got by these bonuses in the period, given pay included, in major units of their currency; they are then evaluated first. It is the payable amount, after caps and rounding, before the `limits` of the plan and before `pays_in`. A name that no bonus of the plan has stands under `given_pay`',
  },
  unpaid: {
    written: 'unpaid(BONUS, …)',
    meaning:
      'what these bonuses left unpaid of their potential in the period (skipped, capped, scaled down), for everybody together, in major units',
  },
  accumulated: {
    written: 'accumulated(VOLUME)',
    meaning: 'the volume of all periods since the beginning, this one included, by state and history',
  },
  before: {
    written: 'before(VOLUME)',
    meaning:
      'where an order of somebody is looked at: the volume of `self` (in a walk: of the payee) over the orders of the period up to this one, without it; by time, then order id',
  },
  after: { written: 'after(VOLUME)', meaning: 'the same with this order' },
  branch: {
    written: 'branch(TREE)',
    meaning:
      "in aggregates over people, also in their `where`: the side of `self` in that tree under which the person lies, whatever tree the scope goes through; '' when not below",
  },
  above: {
    written: 'above(TREE)',
    meaning: 'the person directly above in that tree, to compare: `above(sponsor) = self`',
  },
  marginal: {
    written: 'marginal(TABLE, x)',
    meaning: 'of a table with steps: the sum over the steps of the slice of x within a step times its value',
  },
}

/** Aggregates look at the items of a scope. */
export const aggregates: Readonly<Record<AggregateName, Readonly<{ written: string; meaning: string }>>> = {
  sum: { written: 'sum(SCOPE, x)', meaning: 'the sum of x' },
  count: { written: 'count(SCOPE)', meaning: 'how many items' },
  max: { written: 'max(SCOPE, x)', meaning: 'the greatest x, also of ranks and dates; 0 where nothing is' },
  min: { written: 'min(SCOPE, x)', meaning: 'the least x, also of ranks and dates; 0 where nothing is' },
  distinct: {
    written: 'distinct(SCOPE, x)',
    meaning: 'how many different values of x; nobody and empty texts do not count',
  },
  any: { written: 'any(SCOPE)', meaning: 'whether there is an item' },
  all: { written: 'all(SCOPE, c)', meaning: 'whether c holds for every item; true where nothing is' },
}

/** Every function by name, for the nearest word. */
export const functionNames: readonly string[] = [
  ...Object.keys(functions),
  ...Object.keys(aggregates),
  ...Object.keys(specialFunctions),
]

/** What the items of a scope are: people, orders, lines of orders, parties or periods. */
export type KnownScope = Readonly<{
  written: string
  of: 'people' | 'orders' | 'lines' | 'parties' | 'periods'
  /** Whether `in TREE` may follow. */
  inTree: boolean
  meaning: string
}>

const people = (written: string, inTree: boolean, meaning: string): KnownScope => ({
  written,
  of: 'people',
  inTree,
  meaning,
})

export const scopes: Readonly<Record<ScopeItems, KnownScope>> = {
  legs: people('legs', true, 'the people directly below'),
  team: people('team', true, 'the person and everybody below'),
  downline: people('downline', true, 'everybody below, without the person'),
  levels: people(
    'level N, levels N to M',
    true,
    'the people N (to M) steps below, M at most 1000; level 5 and deeper is `levels 5 to 1000`',
  ),
  upline: people('upline', true, 'the people above, nearest first'),
  everyone: people('everyone', false, 'all people of the plan, for totals of the company'),
  positions: people(
    'positions',
    false,
    'all positions of the same owner (owner_id of people.csv), the person included',
  ),
  purchases: {
    written: 'purchases',
    of: 'orders',
    inTree: false,
    meaning: 'the orders of the period that the person bought',
  },
  sales: {
    written: 'sales',
    of: 'orders',
    inTree: false,
    meaning:
      'the orders of the period that the person sold; without a seller the buyer sold to himself. Where a party is looked at, also in the `where` of `hosted parties` and in the `by` of a table that is named there: the orders of the party, whoever sold them',
  },
  'purchase lines': {
    written: 'purchase lines',
    of: 'lines',
    inTree: false,
    meaning: 'the same as purchases, line by line',
  },
  'sale lines': {
    written: 'sale lines',
    of: 'lines',
    inTree: false,
    meaning: 'the same as sales, line by line',
  },
  lines: {
    written: 'lines',
    of: 'lines',
    inTree: false,
    meaning: 'the lines of the order that is looked at',
  },
  'hosted parties': {
    written: 'hosted parties',
    of: 'parties',
    inTree: false,
    meaning:
      'the parties of the period with the person as host: those closed in it, and of those that are not closed the ones held in it',
  },
  'held parties': {
    written: 'held parties',
    of: 'parties',
    inTree: false,
    meaning: 'the same with the person as seller',
  },
  'last periods': {
    written: 'last N periods',
    of: 'periods',
    inTree: false,
    meaning: 'the last N periods of the main calendar, this one included',
  },
  'previous periods': {
    written: 'previous N periods',
    of: 'periods',
    inTree: false,
    meaning: 'the N periods before this one',
  },
}
