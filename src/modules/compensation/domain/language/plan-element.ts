import { bonusKinds } from './bonus-kinds.ts'
import { rule, words, type Element } from './key.ts'
import { calendarKinds } from './kinds/bonus-keys.ts'
import { limitElement } from './read-limits.ts'
import { givenRanksElement, needsElements, rankElement, rankRulesElement } from './read-ranks.ts'
import { changesElement, heldBackElement } from './read-changes.ts'
import { returnsElement } from './read-returns.ts'
import { tableElement } from './read-tables.ts'
import { testElement } from './read-tests.ts'
import { groupVolumeElement, personalVolumeElement } from './read-volumes.ts'

/** The version of the plan language that this reader reads. */
export const LANGUAGE_VERSION = 2

export const unitElement: Element = {
  name: 'unit',
  meaning: 'A unit of pay that is not money, such as points.',
  keys: [
    {
      name: 'decimals',
      type: { is: 'whole number' },
      required: true,
      meaning: 'The decimals that are paid.',
    },
  ],
}

export const campaignElement: Element = {
  name: 'campaign',
  meaning: 'A stretch of days with a name, in the time zone of the plan.',
  keys: [
    { name: 'from', type: { is: 'date' }, required: true, meaning: 'The first day.' },
    { name: 'to', type: { is: 'date' }, required: true, meaning: 'The last day, included.' },
  ],
}

/** The top level of a plan. */
export const planElement: Element = {
  name: 'plan',
  meaning: 'The top level of the document.',
  keys: [
    {
      name: 'openfield',
      type: words(String(LANGUAGE_VERSION)),
      required: true,
      meaning: `The version of the plan language: ${LANGUAGE_VERSION}.`,
    },
    { name: 'plan', type: { is: 'text' }, required: true, meaning: 'The name of the plan.' },
    {
      name: 'version',
      type: { is: 'whole number' },
      required: true,
      meaning: 'The version of this plan. A stored version never changes; a change is a new version.',
    },
    { name: 'effective', type: { is: 'date' }, required: true, meaning: 'The day from which it holds.' },
    {
      name: 'time_zone',
      type: { is: 'time zone' },
      required: true,
      meaning: 'Periods are cut at its midnights.',
    },
    {
      name: 'currency',
      type: { is: 'currency' },
      required: true,
      meaning: 'The currency of amounts, unless a bonus names another.',
    },
    {
      name: 'units',
      type: { is: 'element', of: unitElement, many: 'by name' },
      required: false,
      without: 'none',
      meaning: 'Units of pay that are not money, by name, such as {points: {decimals: 0}}.',
    },
    {
      name: 'calendar',
      type: words(...calendarKinds),
      required: true,
      meaning: 'The main calendar: ranks, activity and measures are those of its periods.',
    },
    {
      name: 'across',
      type: words('by_end', 'by_start', 'whole_only'),
      required: false,
      fallback: 'by_end',
      meaning:
        'Required where a bonus has another calendar than the plan. To which period what was paid or given for a period of another calendar belongs, where another bonus, a rule or a limit reads it (`on_earned`, `earned(…)`, `limits`, caps): the one in which that period ends (by_end), the one in which it starts (by_start; that one must then be run after it), or only one that it lies in as a whole (whole_only; a week across two months belongs to neither). Where no bonus has another calendar, given pay goes by the end.',
    },
    {
      name: 'campaigns',
      type: { is: 'element', of: campaignElement, many: 'by name' },
      required: false,
      without: 'none',
      meaning: 'Stretches of days by name; a bonus with `calendar: campaign` is paid for each.',
    },
    {
      name: 'given_pay',
      type: { is: 'names' },
      required: false,
      without: 'none',
      meaning:
        'Names of bonuses that this plan does not compute and that earned.csv gives, for `earned(…)` and `on_earned`.',
    },
    {
      name: 'paid',
      type: rule('person', 'condition'),
      required: true,
      meaning:
        'Who may be paid at all, whatever a bonus says, such as `kind = distributor and status = active`.',
      choice: [5],
    },
    {
      name: 'without_owner',
      type: words('company', 'refuse'),
      required: true,
      meaning:
        'Volume of lines that name neither buyer nor seller: kept apart as nobody’s (company), or an error (refuse; orders before the period are not asked).',
    },
    {
      name: 'terminated',
      type: words('keep_place', 'roll_up'),
      required: false,
      fallback: 'keep_place',
      meaning:
        'What becomes of the place of terminated people: it is kept, or they are left out of every tree and their teams move up.',
    },
    {
      name: 'returns',
      type: { is: 'element', of: returnsElement, many: 'no' },
      required: false,
      without: 'net',
      meaning: 'What returned orders do.',
    },
    {
      name: 'negative_volume',
      type: words('kept', 'to_zero', 'carried'),
      required: false,
      fallback: 'kept',
      meaning:
        'Personal volume of a period that is below zero: kept, taken as zero, or taken as zero with the lack carried into the next period of the main calendar. In a period of another calendar no lack is made up for, as it would be twice.',
    },
    {
      name: 'changes',
      type: { is: 'element', of: changesElement, many: 'no' },
      required: false,
      without: 'a run in whose period a kind, a status or a place changes is refused',
      meaning:
        'What a change inside a period does: whose volume it is, who is paid, who takes a level, what becomes of rank and carry.',
    },
    {
      name: 'volumes',
      type: { is: 'element', of: personalVolumeElement, many: 'by name' },
      required: false,
      without: 'none',
      meaning: 'The volumes by name: read from orders, or of a group.',
    },
    {
      name: 'tables',
      type: { is: 'element', of: tableElement, many: 'by name' },
      required: false,
      without: 'none',
      meaning: 'The tables by name.',
    },
    {
      name: 'active',
      type: rule('person', 'condition'),
      required: false,
      without: 'everybody is active',
      meaning: 'The condition that makes active in a period; the field `active` tells it.',
    },
    {
      name: 'ranks',
      type: { is: 'ranks' },
      required: false,
      without: 'no ranks',
      meaning: 'The ladder from lowest to highest.',
    },
    {
      name: 'rank_rules',
      type: { is: 'element', of: rankRulesElement, many: 'no' },
      required: false,
      without: 'the rank is the earned one',
      meaning: 'Grace, demotion, and whether lower ranks are needed.',
    },
    {
      name: 'measures',
      type: { is: 'measures' },
      required: false,
      without: 'none',
      meaning: 'Named rules in person scope: numbers, conditions or ranks.',
      choice: [7],
    },
    {
      name: 'bonuses',
      type: { is: 'bonus definitions' },
      required: false,
      without: 'none',
      meaning: 'The bonuses by name.',
    },
    {
      name: 'limits',
      type: { is: 'element', of: limitElement, many: 'list' },
      required: false,
      without: 'none',
      meaning: 'Limits over several bonuses.',
    },
    {
      name: 'tests',
      type: { is: 'element', of: testElement, many: 'by name' },
      required: false,
      without: 'none',
      meaning: 'Tests of the plan by name.',
    },
  ],
}

/** Every element that a plan may contain: reference page, schema and tests go through this list. */
export const planElements: readonly Element[] = [
  planElement,
  unitElement,
  campaignElement,
  personalVolumeElement,
  groupVolumeElement,
  tableElement,
  ...tableElement.keys.flatMap(({ type }) => (type.is === 'element' ? [type.of] : [])),
  rankElement,
  givenRanksElement,
  ...needsElements,
  rankRulesElement,
  returnsElement,
  changesElement,
  heldBackElement,
  ...bonusKinds,
  ...bonusKinds.flatMap((kind) => kind.keys.flatMap(({ type }) => (type.is === 'element' ? [type.of] : []))),
  limitElement,
  testElement,
]
