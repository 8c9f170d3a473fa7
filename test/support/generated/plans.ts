import * as fc from 'fast-check'
import { bonusNamed, bonusKindNames } from './bonuses.ts'
import { maybe, pick, text, written, type Document, type Part, type Text } from './documents.ts'
import { conditionOfLine, numberOfLine } from './order-rules.ts'
import { percentage, ranks, threshold, trees } from './rule-words.ts'
import { aggregateOfPeople, conditionOfPerson, nothingKnown, numberOfPerson, type Known } from './rules.ts'

// Each stage may read what the stages before it define, so that generated plans seldom have circles.
const fromOrders: Known = { ...nothingKnown, numbers: ['PV', 'CV'], volumes: ['PV', 'CV'], tables: ['steps'] }
const grouped: Known = {
  ...fromOrders,
  numbers: ['PV', 'CV', 'group PV', 'leg CV'],
  volumes: ['PV', 'CV', 'group PV', 'leg CV'],
}
const measured: Known = {
  ...grouped,
  numbers: [...grouped.numbers, 'base', 'unused PV'],
  conditions: ['loyal'],
}
const ranked: Known = { ...measured, active: true, ranks: true }
/** What rules of bonuses may read. */
export const everything: Known = {
  ...ranked,
  numbers: [...ranked.numbers, 'own group PV', 'late'],
  volumes: [...ranked.volumes, 'own group PV'],
  tables: ['steps', 'by rank'],
}

const volumes: Part = fc.record({
  PV: written({
    reads: fc.oneof(
      { weight: 4, arbitrary: fc.constant('volume:PV') },
      { weight: 1, arbitrary: numberOfLine(1) },
    ),
    belongs_to: pick('buyer', 'seller'),
    where: fc.option(conditionOfLine(1), { nil: undefined, freq: 2 }),
  }),
  CV: written({
    reads: fc.oneof(fc.constant('volume:CV'), text`volume:CV * ${percentage}`, numberOfLine(1)),
    belongs_to: pick('buyer', 'seller'),
    where: fc.option(conditionOfLine(1), { nil: undefined, freq: 2 }),
  }),
  'group PV': group('PV', conditionOfPerson(nothingKnown, 1)),
  'leg CV': group('CV', conditionOfPerson(fromOrders, 0)),
  'own group PV': group('PV', text`rank >= ${pick(...ranks)}`),
})

function group(of: string, until: Text): Part {
  return written({
    group_of: fc.constant(of),
    tree: pick(...trees),
    own: pick('included', 'excluded'),
    until: maybe(until),
  })
}

const tables: Part = fc.record({
  steps: fc.record({
    by: pick('PV', 'CV', 'PV - CV'),
    steps: steps(
      fc.oneof(
        { weight: 6, arbitrary: pick('1', '2', '3', '10', '2.5') },
        { weight: 1, arbitrary: pick('fact:value', 'CV / 100', 'max(1, PV * 1 %)') },
      ),
    ),
  }),
  'percent by steps': fc.record({ by: fc.constant('PV'), steps: steps(percentage) }),
  'by category': fc.record({
    by: fc.constant('line.category'),
    cases: fc.record({ kit: percentage, care: percentage, else: pick('0', '100 %') }),
  }),
  'by rank': fc.record({
    by: fc.constant('rank'),
    cases: fc.oneof(
      fc.record({ Bronze: threshold, Gold: threshold }),
      fc.record({ Silver: threshold, else: threshold }),
      fc.record({ Bronze: pick('50 % * PV', '10 + CV'), Gold: threshold, else: pick('20', 'fact:value') }),
      fc.record({ '1': threshold, '2-3': threshold }),
    ),
  }),
  pairs: fc.record({
    by: fc.constant(['PV', 'CV']),
    rows: fc.record({ '0-100': columns(), '150': columns(), '200+': columns(), else: columns() }),
  }),
  rates: fc.record({
    by: fc.constant(['rank', 'level']),
    rows: fc.oneof(
      fc.record({ Bronze: levelColumns(), Gold: levelColumns() }),
      fc.record({ Silver: levelColumns(), else: levelColumns() }),
    ),
  }),
})

function steps(value: Text): fc.Arbitrary<readonly Document[]> {
  return fc
    .uniqueArray(fc.constantFrom(0, 50, 100, 150, 200, 300), { minLength: 1, maxLength: 4 })
    .chain((froms) =>
      fc.tuple(
        ...froms
          .toSorted((a, b) => a - b)
          .map((from) =>
            written({ from: fc.constant(`${from}`), value, assumed: maybe(pick('true', 'false')) }),
          ),
      ),
    )
}

function columns(): Part {
  return fc.oneof(
    fc.record({ '0-100': threshold, '150+': threshold }),
    fc.record({ '100': threshold, else: threshold }),
  )
}

function levelColumns(): Part {
  return fc.record({ '1': percentage, '2-3': percentage, '4+': pick('0', '1 %') })
}

const measures: Part = fc.record({
  base: numberOfPerson(grouped, 2),
  'unused PV': fc.oneof(
    text`PV + sum(legs where ${conditionOfPerson(grouped, 0)}, unused PV)`,
    text`max(PV, max(legs in placement, unused PV))`,
    text`CV + sum(level 1 in placement where side = ${pick('left', 'right')}, unused PV * ${percentage})`,
  ),
  // A file's value alone would be a number; beside `and` it is a condition.
  loyal: text`(${conditionOfPerson(grouped, 2)}) and true`,
  late: numberOfPerson(ranked, 2),
  'late too': text`(${conditionOfPerson(ranked, 2)}) or false`,
})

const needs: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  one: fc.oneof(
    { weight: 3, arbitrary: text`${pick('PV', 'group PV')} >= ${threshold}` },
    { weight: 2, arbitrary: conditionOfPerson({ ...measured, active: true }, 1) },
    {
      weight: 1,
      arbitrary: text`count(legs where ${pick('rank', 'earned rank')} >= ${pick(...ranks)}) >= ${pick('1', '2')}`,
    },
    { weight: 1, arbitrary: aggregateOfPeople(measured, 1).map((one) => `${one} >= 100`) },
  ),
  needs: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('one'),
    fc.array(tie('needs'), { minLength: 1, maxLength: 3 }),
    fc.record({ any: fc.array(tie('needs'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ all: fc.array(tie('needs'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ at_least: pick('1', '2'), of: fc.array(tie('needs'), { minLength: 2, maxLength: 3 }) }),
  ),
})).needs

const ladder = fc.oneof(
  { weight: 1, arbitrary: fc.constant<unknown>({ given: [...ranks] }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(needs, needs, needs)
      .map((list) => list.map((need, at) => ({ rank: ranks[at], needs: need }))),
  },
)

const rankRules = written({
  grace_periods: maybe(pick('0', '1', '2')),
  demotion: maybe(pick('to_earned', 'one_step', 'never')),
  first_needs_lower: maybe(pick('true', 'false')),
})

const returns = fc.oneof(
  { weight: 2, arbitrary: fc.record({ mode: fc.constant('net') }) },
  {
    weight: 2,
    arbitrary: written({
      mode: fc.constant('reverse'),
      window_days: maybe(pick('0', '5', '30')),
      volumes: maybe(pick('counted', 'ignored')),
    }),
  },
  {
    weight: 1,
    arbitrary: written({ mode: fc.constant('recompute'), window_days: maybe(pick('5', '30')) }),
  },
)

const heldBack: Part = fc.record({
  rank: pick('as_earned', 'frozen', 'dropped'),
  carry: pick('by_bonus', 'frozen', 'dropped'),
})

/** Places at the order only where volume below zero stays as it is. */
function changes(negativeVolume: string | undefined): Part {
  return fc.record({
    orders: pick('at_order', 'at_end'),
    upline: (negativeVolume ?? 'kept') === 'kept' ? pick('at_order', 'at_end') : fc.constant('at_end'),
    payees: pick('at_order', 'at_end'),
    suspended: heldBack,
    terminated: heldBack,
  })
}

const limits = fc.array(
  fc.record({
    name: fc.constant('ceiling'),
    bonuses: fc.oneof(
      fc.constant<unknown>('all'),
      fc.constant(['first', 'second']),
      fc.constant(['third', 'first']),
    ),
    per: pick('person', 'owner', 'company'),
    most: pick('5', '20', '33.335', '50 % * sum(everyone, PV)'),
  }),
  { minLength: 1, maxLength: 2 },
)

/** The names of the bonuses of a generated plan; each may read what those before it earn. */
export const bonusNames = ['first', 'second', 'third'] as const

const bonuses: Part = fc.tuple(...bonusNames.map(() => pick(...bonusKindNames))).chain((kinds) =>
  fc.record(
    Object.fromEntries(
      bonusNames.map((name, at) => [
        name,
        bonusNamed(kinds[at] ?? 'amount', {
          ...everything,
          earned: [...bonusNames.slice(0, at), 'outside'],
        }),
      ]),
    ),
  ),
)

/** A fund that is shared out to the last minor unit has no value of a unit. */
function withoutUnitsOfShares(plan: Document): Document {
  const given = plan['bonuses']
  if (typeof given !== 'object' || given === null) return plan
  const kept = Object.entries(given).map(([name, bonus]: [string, Document]) => {
    const { unit_value: _, ...rest } = bonus
    return [name, bonus['residue'] === 'shared' ? rest : bonus] as const
  })
  return { ...plan, bonuses: Object.fromEntries(kept) }
}

/** Pay of several currencies is never taken together, so that a plan that reads pay pays in one. */
function inOneCurrency(plan: Document): Document {
  const given = plan['bonuses']
  if (typeof given !== 'object' || given === null) return plan
  const entries: readonly (readonly [string, Document])[] = Object.entries(given)
  const readsGiven = JSON.stringify(given).includes('outside')
  const currency = readsGiven ? undefined : entries[0]?.[1]['currency']
  // A key without a value is as good as not entries.
  const kept = entries.map(([name, bonus]) => [name, { ...bonus, currency }])
  return { ...plan, bonuses: Object.fromEntries(kept) }
}

/** Documents of whole plans, of volumes, tables, ranks, measures and three bonuses of any kind. */
export const planDocuments: Part = maybe(pick('kept', 'to_zero', 'carried'))
  .chain(planDocument)
  .map(withoutUnitsOfShares)
  .map(withoutRulesOfGiven)
  .map(inOneCurrency)

/** Given ranks follow no rules of their own. */
function withoutRulesOfGiven(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { rank_rules: rules, ...rest } = document
  return rules === undefined || !Array.isArray(document['ranks']) ? rest : document
}

function planDocument(negativeVolume: string | undefined): Part {
  return written({
    openfield: fc.constant('2'),
    plan: fc.constant('generated'),
    version: fc.constant('1'),
    effective: fc.constant('2026-01-01'),
    time_zone: pick('UTC', 'Europe/Warsaw', 'America/New_York'),
    currency: pick('EUR', 'EUR', 'JPY', 'KWD'),
    units: fc.constant({ points: { decimals: '0' } }),
    calendar: fc.oneof(
      { weight: 6, arbitrary: fc.constant('month') },
      { weight: 2, arbitrary: pick('week', 'quarter', 'day', 'year') },
    ),
    across: pick('by_end', 'by_start', 'whole_only'),
    paid: pick('kind = distributor and status = active', 'true', 'kind != retail', 'PV >= 0'),
    without_owner: fc.oneof(
      { weight: 9, arbitrary: fc.constant('company') },
      { weight: 1, arbitrary: fc.constant('refuse') },
    ),
    terminated: maybe(pick('keep_place', 'roll_up')),
    returns: maybe(returns),
    negative_volume: fc.constant(negativeVolume),
    changes: fc.oneof(
      { weight: 3, arbitrary: changes(negativeVolume) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    campaigns: fc.constant({ spring: { from: '2026-09-25', to: '2026-10-20' } }),
    given_pay: fc.constant(['outside']),
    volumes,
    tables,
    active: maybe(conditionOfPerson(measured, 1)),
    ranks: ladder,
    rank_rules: maybe(rankRules),
    measures,
    bonuses,
    limits: fc.option(limits, { nil: undefined, freq: 2 }),
  })
}
