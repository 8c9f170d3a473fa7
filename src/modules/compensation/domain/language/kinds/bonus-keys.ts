import { exactMicro, EXACT_PLACES, type Exact } from '#shared/exact.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { describe, type Reader } from '../node.ts'
import { report } from '../problems.ts'
import { rule, words, type ChoicePoint, type Element, type Key } from '../key.ts'
import type { KeyReader, ReadContext } from '../keys.ts'
import type { Bonus, CalendarKind } from '../plan.ts'

export type BonusHead = Readonly<{ name: string; currency: string; calendar: CalendarKind }>

/** One kind of bonus: what it is, its keys, how it is read, where a plan chooses, and an example that runs. */
export type BonusKind = Element &
  Readonly<{
    name: Bonus['kind']
    /** For each point on which plans differ where this kind chooses; keys stand in backticks. */
    choices: Readonly<Record<ChoicePoint, string>>
    /** YAML of one bonus of this kind, for the reference page; it stands in a plan that runs as a test. */
    example: string
    /** What the example pays in the small plan of the reference page, by person. */
    pays: Readonly<Record<string, string>>
    read: (keys: KeyReader, head: BonusHead, context: ReadContext) => Bonus | undefined
  }>

export const calendarKinds = ['day', 'week', 'month', 'quarter', 'year'] as const
const roundings = ['half_up', 'half_even', 'down'] as const
const kindNames: readonly Bonus['kind'][] = [
  'amount',
  'levels',
  'differential',
  'leadership',
  'binary',
  'pool',
]

/** The keys that every kind of bonus has. */
export const commonKeys: readonly Key[] = [
  { name: 'kind', type: words(...kindNames), required: true, meaning: 'The kind of bonus.' },
  {
    name: 'qualified',
    type: rule('person', 'condition'),
    required: true,
    meaning:
      'The condition on the payee, beside `paid` of the plan; `true` for everybody whom `paid` admits.',
  },
  {
    name: 'rounding',
    type: words(...roundings),
    required: true,
    meaning:
      'How an exact amount becomes a payable one: half_up (a half away from zero), half_even, or down (toward zero).',
    choice: [8],
  },
  {
    name: 'rounded_per',
    type: words('person', 'line'),
    required: true,
    meaning:
      'Where it is rounded: once for the sum of a person, or in every line. A line is what one order, or else one person, brings a payee at one level and rate; with `for_each`, what one item brings.',
    choice: [8],
  },
  {
    name: 'round_to',
    type: { is: 'step' },
    required: false,
    without: 'the minor unit of the currency',
    meaning: 'The step in major units that amounts are rounded to, such as 1 or 0.05.',
  },
  {
    name: 'currency',
    type: { is: 'currency' },
    required: false,
    without: 'that of the plan',
    meaning:
      'Currency or unit of pay, such as `items` with `units: {items: {decimals: 0}}` of the plan; amounts, caps and results are then items and no money.',
  },
  {
    name: 'unit_value',
    type: rule('person', 'number'),
    required: false,
    without: '1',
    meaning: 'Money for one unit of the base, on the payee: a point value by market, say.',
  },
  {
    name: 'cap',
    type: rule('person', 'number'),
    required: false,
    without: 'no cap',
    meaning:
      'The most that one payee gets by this bonus in a period, in major units. What is above it is not paid.',
    choice: [6],
  },
  {
    name: 'cap_over',
    type: words('person', 'owner'),
    required: false,
    fallback: 'person',
    meaning:
      'Whether each position has the cap, or all positions of an owner share one (that of the position with the lowest id). They use it in the order of their ids; what one gives back makes room for the next.',
  },
  {
    name: 'company_cap',
    type: rule('company', 'number'),
    required: false,
    without: 'no cap',
    meaning:
      'The most that all payees get together; above it everybody is scaled down in the same proportion.',
  },
  {
    name: 'pays_in',
    type: rule('person', 'any'),
    required: false,
    without: 'the currency of the bonus',
    meaning:
      'The currency that the payee is paid in, such as attr:currency; it is converted at the rate of the period in rates.csv, of the row in either direction. Where it is empty, or the currency of the bonus, nothing is converted and no rate is asked for; where it is a word without a rate, the run stops as soon as such a payee is paid something. Amounts and lines of who is converted are then in that currency; `earned(…)`, `on_earned`, caps and limits go on reading the pay in the currency of the bonus.',
  },
  {
    name: 'converted_per',
    type: words('person', 'line'),
    required: { with: 'pays_in' },
    meaning:
      'Whether the payable sum of a person is converted once, or each line by itself, with those of caps, limits and rounding. Who has lines needs a rate, also where they add up to nothing.',
  },
  {
    name: 'calendar',
    type: words(...calendarKinds, 'campaign'),
    required: false,
    without: 'that of the plan',
    meaning: 'The calendar in whose periods it is paid.',
  },
  {
    name: 'standing',
    type: words('last_closed', 'to_date'),
    required: false,
    fallback: 'to_date',
    meaning:
      'For a bonus of another calendar: whether ranks, activity and measures are those of the last closed period of the main calendar that the state tells, or those of the running one up to the end of the bonus period. Volumes and items are always those of the bonus period.',
  },
  {
    name: 'why',
    type: { is: 'text' },
    required: false,
    without: 'none',
    meaning: 'A sentence for the statement.',
  },
]

/** Reads the common keys; undefined when one of them is wrong. */
export function readCommon(keys: KeyReader, head: BonusHead, context: ReadContext) {
  const qualified = keys.rule('qualified')
  const rounding = keys.word('rounding', roundings)
  const roundedPer = keys.word('rounded_per', ['person', 'line'])
  const capOver = keys.word('cap_over', ['person', 'owner'])
  const convertedPer = keys.has('pays_in') ? keys.word('converted_per', ['person', 'line']) : 'person'
  const standing = keys.word('standing', ['last_closed', 'to_date'])
  const calendar = keys.has('calendar')
    ? keys.word('calendar', [...calendarKinds, 'campaign'])
    : head.calendar
  const currency = keys.text('currency') ?? head.currency
  if (!context.currencies.includes(currency) && !/^[A-Z]{3}$/.test(currency))
    keys.problem(
      'currency',
      `"${currency}"`,
      `an ISO 4217 currency or a unit of the plan: ${context.currencies.join(', ')}`,
    )
  const roundTo = keys.read('round_to', readStep)
  const [unitValue, cap, companyCap] = [keys.rule('unit_value'), keys.rule('cap'), keys.rule('company_cap')]
  if (!qualified || !rounding || !roundedPer || !capOver || !convertedPer || !standing || !calendar)
    return undefined
  const why = keys.text('why') ?? ''
  return {
    name: head.name,
    version: 1,
    qualified,
    rounding,
    roundedPer,
    roundTo,
    currency,
    unitValue,
    cap,
    capOver,
    companyCap,
    // The kinds whose parts come from people below put their own in its place.
    legCap: undefined,
    paysIn: keys.rule('pays_in'),
    convertedPer,
    calendar,
    standing,
    why,
  }
}

/** A step above zero. */
const readStep: Reader<Exact> = (node) => {
  const micro = typeof node.value === 'string' ? parseDecimal(node.value, EXACT_PLACES) : undefined
  if (typeof micro === 'bigint' && micro > 0n) return exactMicro(micro)
  report(node.problems, node.path, describe(node.value), 'a step above zero, such as 1 or 0.05')
  return undefined
}

export const treeKey: Key = {
  name: 'tree',
  type: { is: 'tree' },
  required: true,
  meaning: 'The tree that is walked: sponsor, or one that a file gives.',
}

/** For kinds whose parts come from people below. */
export const legCapKey: Key = {
  name: 'leg_cap',
  type: rule('person', 'number'),
  required: false,
  without: 'no cap of a leg',
  meaning: 'The most that the payee gets from one leg, in the tree of the bonus; it is taken before `cap`.',
}

/** The forms of what levels are paid on. */
export const sourceKeys: readonly Key[] = [
  {
    name: 'on',
    type: { is: 'volume' },
    required: false,
    without: '`on_earned` or `on_each`',
    meaning: 'The volume, read from orders, that is paid on.',
  },
  {
    name: 'on_earned',
    type: { is: 'bonuses' },
    required: false,
    without: '`on` or `on_each`',
    meaning:
      'Instead of `on`: what the people below earned by these bonuses (matching). Given pay counts too.',
  },
  {
    name: 'on_each',
    type: rule('person', 'number'),
    required: false,
    without: '`on` or `on_earned`',
    meaning: 'Instead of `on`: one value for each person below, such as 1 or a package.',
  },
]
