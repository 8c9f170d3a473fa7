import type { FieldOf, Hop, ValueType } from './expression.ts'

/** Where a rule stands: what its bare names are about. */
export type Frame = 'person' | 'walk' | 'order' | 'line' | 'party' | 'company'

/** What a plan names, for the rules in it. */
export type PlanNames = Readonly<{
  volumes: ReadonlySet<string>
  measures: ReadonlySet<string>
  /**
   * Every table with the texts of its keys, of the beginnings of its steps where one of them is a rule, and of those of its
   * values that are rules.
   */
  tables: ReadonlyMap<
    string,
    Readonly<{ keys: readonly string[]; froms: readonly string[]; values: readonly string[] }>
  >
  /** Tables with steps, whose key is a number. */
  stepTables: ReadonlySet<string>
  ranks: readonly string[]
  bonuses: ReadonlySet<string>
  /** Bonuses that files give. */
  given: ReadonlySet<string>
  measureType: (name: string) => ValueType
  /** The currency or unit of a bonus, or of given pay. */
  currencyOf: (bonus: string) => string
  /** The currency of the pay that a measure tells of, if it is pay. */
  measureCurrency: (name: string) => string | undefined
}>

export type KnownField = Readonly<{ of: FieldOf; type: ValueType; meaning: string }>

const field = (of: FieldOf, type: ValueType, meaning: string): KnownField => ({ of, type, meaning })

const periodFields: Readonly<Record<string, KnownField>> = {
  'period start': field('period', 'date', 'the first day of the period'),
  'period end': field('period', 'date', 'the last day of the period'),
}

const personFields: Readonly<Record<string, KnownField>> = {
  active: field('person', 'condition', 'whether the condition under `active` holds'),
  rank: field('person', 'rank', 'the rank that pay goes by'),
  'earned rank': field('person', 'rank', 'the highest rank whose own needs hold in the period'),
  'career rank': field('person', 'rank', 'the highest rank ever held, this period included'),
  'previous rank': field('person', 'rank', 'the rank of the period before'),
  kind: field('person', 'kind', 'distributor, preferred, retail or company'),
  status: field('person', 'status', 'active, inactive, suspended or terminated'),
  joined: field('person', 'date', 'the day of joining; empty when no file says it'),
  'days since joining': field(
    'person',
    'number',
    'whole days from joining to the end of the period; for buyer and seller of an order: to the order',
  ),
  market: field('person', 'text', 'the market: attr:market'),
  side: field('person', 'text', 'the side in the tree that is looked at: left, right or the name of a leg'),
  ...periodFields,
}

const orderFields: Readonly<Record<string, KnownField>> = {
  amount: field(
    'order',
    'number',
    'money of the line, or of all lines of the order, in the plan’s currency: an order in another one is converted at the rate of the main period that it lies in',
  ),
  quantity: field('order', 'number', 'pieces'),
  type: field('order', 'order type', 'order, first, autoship, upgrade or return'),
  product: field('order', 'text', 'the product of a line'),
  category: field('order', 'text', 'the category of a line'),
  currency: field('order', 'text', 'the currency of the amount'),
  date: field('order', 'date', 'the day of the order in the time zone of the plan'),
  'order number': field(
    'order',
    'number',
    "1 for the buyer's first order ever, then 2 and so on, by time and then by order id. Orders before the period count where orders.csv has them. Returns and orders of guests have 0 and are not counted; the `type` does not matter, so that `type = first` is only what the file says",
  ),
  'own purchase': field('order', 'condition', 'buyer and seller are the same person'),
  guest: field('order', 'condition', 'nobody is named as the buyer'),
  buyer: field('order', 'person', 'the buyer, to count different ones'),
  seller: field('order', 'person', 'the seller, to count different ones'),
  party: field('order', 'text', 'the id of the party, or nothing'),
  ...periodFields,
}

const partyFields: Readonly<Record<string, KnownField>> = {
  type: field('party', 'text', 'the type of the party'),
  total: field(
    'party',
    'number',
    'money of all orders of the party up to the end of the period; a return lowers it',
  ),
  orders: field('party', 'number', 'how many orders the party has; returns are none'),
  guests: field(
    'party',
    'number',
    'different buyers without host and seller; each order of nobody counts one, returns none',
  ),
  date: field('party', 'date', 'the day of the party'),
  host: field('party', 'person', 'the host'),
  seller: field('party', 'person', 'the seller who held it'),
  ...periodFields,
}

const walkFields: Readonly<Record<string, KnownField>> = {
  level: field('walk', 'number', 'the level or generation of the payee'),
  'path rank': field('walk', 'rank', 'the highest rank passed strictly between source and payee'),
}

/** The fields of each frame that the program knows; the reference page lists them. */
export const framesFields: Readonly<Record<Frame, Readonly<Record<string, KnownField>>>> = {
  person: personFields,
  walk: { ...personFields, ...walkFields },
  order: orderFields,
  line: orderFields,
  party: partyFields,
  company: periodFields,
}

/** What a bare name can be where a rule stands, besides tables and words; for the nearest word. */
export function namesInFrame(names: PlanNames, frame: Frame): readonly string[] {
  const own = frame === 'person' || frame === 'walk' ? [...names.volumes, ...names.measures] : []
  return [...own, ...Object.keys(framesFields[frame])]
}

/** What stands before a dot, and whose names then follow it. */
export const hopsFrom: Readonly<Record<Frame, Readonly<Partial<Record<Hop, Frame>>>>> = {
  person: {},
  walk: { source: 'person', line: 'line' },
  order: { buyer: 'person', seller: 'person', party: 'party' },
  line: { buyer: 'person', seller: 'person', order: 'order', party: 'party' },
  party: { host: 'person', seller: 'person', party: 'party' },
  company: {},
}

export const hopMeanings: Readonly<Record<Hop, string>> = {
  self: 'inside an aggregate, or an item of `for_each`: the person outside, for whom the rule is evaluated; always the outermost',
  source: 'in a walk: the person whose volume or earning it is',
  line: 'in a walk: the order line; its `order.` and `buyer.` follow',
  order: 'of a line: its whole order, with sums over its lines',
  buyer: 'the person who bought',
  seller: 'the person who sold; without a seller the buyer',
  party: 'the party that the order belongs to',
  host: 'the host of the party',
}

/** Names that files give, by what stands before the colon. */
export const prefixes: Readonly<Record<string, Readonly<{ of: FieldOf; meaning: string }>>> = {
  volume: {
    of: 'order volume',
    meaning: 'where a line or an order is looked at: a column `volume:NAME` of orders.csv',
  },
  attr: {
    of: 'attribute',
    meaning:
      'a column `attr:NAME` of people.csv, orders.csv or parties.csv, by what is looked at; read as whatever is needed of it. The name may have spaces, `attr:second home = yes`; one with a word of the rules in it (`in`, `to`, `and` …) or another sign stands in brackets, `attr:[time in months]`, and so with `fact:` and `volume:`',
  },
  fact: {
    of: 'fact',
    meaning:
      'a fact of facts.csv that holds at the last moment of the period (also one whose `to` is the first moment of the next): that of the order or party itself, of the person (of an order or party: the seller), of that person’s market, or of the company, the first that is there',
  },
}

/** Words that no definition of a plan may take as its name. */
export const reservedNames: readonly string[] = [
  ...Object.keys(personFields),
  ...Object.keys(walkFields),
  'if',
  'then',
  'else',
  'and',
  'or',
  'not',
  'in',
  'where',
  'to',
  'true',
  'false',
  'none',
  'self',
  'source',
  'line',
]
