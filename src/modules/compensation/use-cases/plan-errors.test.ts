import { expect, test } from 'vitest'
import { readPayPlanText } from './read-plan-text.ts'
import { brokenBonus, expectTold, problemsOf, rightPlan, type Broken } from '#test/support/broken-plan.ts'

const bonus = brokenBonus

const broken: readonly Broken[] = [
  {
    what: 'rules of rank beside given ranks',
    from: /ranks:\n(?: {2}.*\n)+/,
    to: 'ranks: {given: [Member, Silver, Gold]}\n',
    path: 'rank_rules',
    found: /^rules beside given ranks$/,
    expected: /^no `rank_rules`, or ranks with `needs`$/,
  },
  {
    what: 'a misspelt key of the plan',
    from: 'paid: kind',
    to: 'payed: kind',
    path: 'payed',
    found: /^"payed"$/,
    expected: /^one of the keys: openfield, plan,/,
    nearest: 'paid',
  },
  {
    what: 'another language',
    from: 'openfield: 2',
    to: 'openfield: 3',
    path: 'openfield',
    found: /^"3"$/,
    expected: /^the language version 2$/,
  },
  {
    what: 'a missing key of the plan',
    from: 'without_owner: company\n',
    to: '',
    path: 'without_owner',
    found: /^nothing$/,
    expected: /^one of company, refuse$/,
  },
  {
    what: 'a date that is none',
    from: 'effective: 2026-01-01',
    to: 'effective: 1 January 2026',
    path: 'effective',
    found: /^"1 January 2026"$/,
    expected: /^a day of the calendar such as 2026-01-31$/,
  },
  {
    what: 'a month that no year has',
    from: 'effective: 2026-01-01',
    to: 'effective: 2026-13-01',
    path: 'effective',
    found: /^"2026-13-01"$/,
    expected: /^a day of the calendar such as 2026-01-31$/,
  },
  {
    what: 'a day that its month has not',
    from: 'effective: 2026-01-01',
    to: 'effective: 2026-02-30',
    path: 'effective',
    found: /^"2026-02-30"$/,
    expected: /^a day of the calendar such as 2026-01-31$/,
  },
  {
    what: 'a campaign from a day that its month has not',
    from: 'calendar: month',
    to: 'calendar: month\ncampaigns: {spring: {from: 2026-02-29, to: 2026-03-31}}',
    path: 'campaigns.spring.from',
    found: /^"2026-02-29"$/,
    expected: /^a day of the calendar such as 2026-01-31$/,
  },
  {
    what: 'a campaign to a day that its month has not',
    from: 'calendar: month',
    to: 'calendar: month\ncampaigns: {spring: {from: 2026-02-28, to: 2026-04-31}}',
    path: 'campaigns.spring.to',
    found: /^"2026-04-31"$/,
    expected: /^a day of the calendar such as 2026-01-31$/,
  },
  {
    what: 'a time zone that is none',
    from: 'Europe/Warsaw',
    to: 'Warsaw',
    path: 'time_zone',
    found: /^"Warsaw"$/,
    expected: /^an IANA time zone such as Europe\/Warsaw$/,
  },
  {
    what: 'a word that is near none, told with what the known ones mean',
    from: "customer PV: {reads: 'volume:PV', belongs_to: seller",
    to: "customer PV: {reads: 'volume:PV', belongs_to: person",
    path: 'volumes.customer PV.belongs_to',
    found: /^"person"$/,
    expected:
      /^a word for `belongs_to`: buyer, seller \(whose volume it is: `buyer` is who bought, `seller` who sold, or/,
  },
  {
    what: 'a misspelt time zone',
    from: 'Europe/Warsaw',
    to: 'Europe/Warsow',
    path: 'time_zone',
    found: /^"Europe\/Warsow"$/,
    expected: /^an IANA time zone such as Europe\/Warsaw$/,
    nearest: 'Europe/Warsaw',
  },
  {
    what: 'a misspelt currency',
    from: 'currency: EUR',
    to: 'currency: EURO',
    path: 'currency',
    found: /^"EURO"$/,
    expected: /^an ISO 4217 currency such as EUR, or a unit of this plan$/,
    nearest: 'EUR',
  },
  {
    what: 'a misspelt kind of bonus',
    from: 'kind: levels',
    to: 'kind: level',
    path: `${bonus}.kind`,
    found: /^"level"$/,
    expected: /^a kind of bonus: amount, levels,/,
    nearest: 'levels',
  },
  {
    what: 'a misspelt key of a bonus',
    from: 'starts_at: upline',
    to: 'start_at: upline',
    path: `${bonus}.start_at`,
    found: /^"start_at"$/,
    expected: /^one of the keys: kind,/,
    nearest: 'starts_at',
  },
  {
    what: 'a misspelt word',
    from: 'unpaid: to_company',
    to: 'unpaid: to_compny',
    path: `${bonus}.unpaid`,
    found: /^"to_compny"$/,
    expected: /^a word for `unpaid`: to_company, pass_up$/,
    nearest: 'to_company',
  },
  {
    what: 'a choice that is not made',
    from: '    counts: active\n',
    to: '',
    path: `${bonus}.counts`,
    found: /^nothing$/,
    expected: /^everybody, or paid, or a condition, such as PV >= 100 \(required with `steps: levels`\)$/,
  },
  {
    what: 'a key of another word',
    from: 'counts: active',
    to: 'counts: active\n    boundary: rank >= Silver',
    path: `${bonus}.boundary`,
    found: /^`boundary` with `steps: levels`$/,
    expected: /^`boundary` only with `steps: generations`$/,
  },
  {
    what: 'two of which one is written',
    from: '    on: PV\n',
    to: '    on: PV\n    on_each: 1\n',
    path: `${bonus}.on`,
    found: /^`on` and `on_each`$/,
    expected: /^either `on`, or `on_earned`, or `on_each`$/,
  },
  {
    what: 'a misspelt volume to pay on',
    from: '    on: PV\n',
    to: '    on: customr PV\n',
    path: `${bonus}.on`,
    found: /^"customr PV"$/,
    expected: /^a volume that is read from orders: PV, customer PV$/,
    nearest: 'customer PV',
  },
  {
    what: 'a group volume to pay on',
    from: '    on: PV\n',
    to: '    on: group PV\n',
    path: `${bonus}.on`,
    found: /^"group PV"$/,
    expected: /^a volume that is read from orders: PV, customer PV$/,
  },
  {
    what: 'steps that do not rise',
    from: '{from: 500, value: 6 %}',
    to: '{from: 50, value: 6 %}',
    path: 'tables.team rate.steps[1].from',
    found: /^50 after 100$/,
    expected: /^steps that rise$/,
  },
  {
    what: 'a table of two forms',
    from: '    by: group PV\n',
    to: '    by: group PV\n    cases: {1: 5 %}\n',
    path: 'tables.team rate.steps',
    found: /^`steps` and `cases`$/,
    expected: /^either `steps`, or `cases`, or `rows`$/,
  },
  {
    what: 'one key where two are needed',
    from: 'by: [rank, level]',
    to: 'by: rank',
    path: 'tables.level rate.by',
    found: /^"rank"$/,
    expected: /^two keys, such as \[rank, level\]$/,
  },
  {
    what: 'a value of a table that nobody knows',
    from: '{from: 100, value: 3 %}',
    to: '{from: 100, value: PW * 3 %}',
    path: 'tables.team rate.steps[0].value',
    found: /^"PW"$/,
    expected: /^a name that can stand here: PV, /,
    nearest: 'PV',
  },
  {
    what: 'a table that needs itself',
    from: '{from: 100, value: 3 %}',
    to: '{from: 100, value: team rate(50)}',
    path: 'tables.team rate.steps[0].value',
    found: /team rate, which names team rate/,
    expected: /^a table that does not name itself$/,
  },
  {
    what: 'a rank a second time',
    from: '- rank: Gold',
    to: '- rank: Silver',
    path: 'ranks[2].rank',
    found: /^"Silver" a second time$/,
    expected: /^a name of its own for each rank$/,
  },
  {
    what: 'needs that nobody knows',
    from: '- any: [',
    to: '- some: [',
    path: 'ranks[2].needs[1].some',
    found: /^"some"$/,
    expected: /^one of the keys: any, all, at_least, of$/,
  },
  {
    what: 'a name that the language uses itself',
    from: 'active legs: count',
    to: 'level: count',
    path: 'measures.level',
    found: /^"level"$/,
    expected: /^a name that the language does not use itself$/,
  },
  {
    what: 'a name that something else has',
    from: 'active legs: count',
    to: 'team rate: count',
    path: 'tables.team rate',
    found: /^"team rate", which measures\.team rate has too$/,
    expected: /^a name of its own$/,
  },
  {
    what: 'a limit over a bonus that is none',
    from: 'bonuses: all, per',
    to: 'bonuses: [custmer bonus], per',
    path: 'limits[0].bonuses[0]',
    found: /^"custmer bonus"$/,
    expected: /^a bonus of this plan: customer bonus$/,
    nearest: 'customer bonus',
  },
  {
    what: 'a value of a person in a limit of the company',
    from: `most: '50 % * sum(everyone, PV)'`,
    to: `most: '50 % * group PV'`,
    path: 'limits[0].most',
    found: /^"group PV"$/,
    expected: /^a name of the company: period start, period end$/,
  },
  {
    what: 'a test without what is expected',
    from: /    expect:[^]*$/,
    to: '',
    path: 'tests.a small team.expect',
    found: /^nothing$/,
    expected: /^a map of people, such as/,
  },
]

test('the plan that is broken below is right', () => {
  expect(problemsOf(rightPlan)).toEqual([])
})

test.each(broken)('$what is told at its path, with what was expected', (one) => {
  expectTold(one)
  expect(one.path).not.toBe('')
})

test('a problem names the line of its key, and a missing key the line of what it is missing in', () => {
  const lineOf = (text: string): number => rightPlan.slice(0, rightPlan.indexOf(text)).split('\n').length
  const misspelt = problemsOf(rightPlan.replace('starts_at: upline', 'start_at: upline'))
  expect(misspelt.map(({ path, line }) => [path, line])).toEqual([
    [`${bonus}.start_at`, lineOf('    starts_at')],
    [`${bonus}.starts_at`, lineOf('  customer bonus:')],
  ])
})

test('all problems of a plan are told at once', () => {
  const text = rightPlan
    .replace('starts_at', 'start_at')
    .replace('paid: kind', 'payed: kind')
    .replace('>= Silver)', '>= Sliver)')
  expect(problemsOf(text).map(({ path }) => path)).toEqual([
    'payed',
    'paid',
    'ranks[2].needs[1].any[0]',
    `${bonus}.start_at`,
    `${bonus}.starts_at`,
  ])
})

test.each([
  ['', 'found nothing, expected a map that starts with "openfield: 2".'],
  ['- a\n', 'found a list, expected a map that starts with "openfield: 2".'],
  ['plan\n', 'found "plan", expected a map that starts with "openfield: 2".'],
])('a text that is no plan at all is told as what it is: %j', (text, words) => {
  expect(() => readPayPlanText(text, 'plan.yaml')).toThrow(words)
})

test.each([
  ['a: 1\n b: 2\n', 'line 1, column 4: found a line without ":"'],
  ['a: b: c\n', 'line 1, column 4: found a second ": " in one line'],
  ['a: 1\na: 2\n', 'line 2, column 1: found a key that its map has already, expected each key once.'],
  ['a: {b: 1\n', 'line 2, column 1: found the end of a list or map in brackets, expected a "}" before it.'],
  ['a: [b, c\n', 'line 2, column 1: found the end of a list or map in brackets, expected a "]" before it.'],
  ["a: 'b\n", 'line 2, column 1: found a text whose quote nothing closes, expected a closing quote.'],
  ['a:\n\tb: 1\n', 'line 2, column 1: found a tab before the text, expected spaces.'],
  ['a:\n  b: 1\n c: 2\n', 'line 3, column 1: found a line that is not indented as its place asks'],
  ['a: @b\n', 'line 1, column 4: found a sign that no text begins with, expected the text in quotes.'],
  ['a: "\\q"\n', 'line 1, column 5: found a backslash that means nothing'],
])('a text that is no YAML is told with line and column, in own words: %j', (text, words) => {
  expect(() => readPayPlanText(text, 'plan.yaml')).toThrow(`plan.yaml, ${words}`)
})
