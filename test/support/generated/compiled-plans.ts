import * as fc from 'fast-check'
import type { PayInput, PersonInput } from '#modules/compensation/domain/pay/pay-input.ts'
import { bought, payInput, person } from '../pay-field.ts'
import { corrections } from './corrections.ts'
import { maybe, pick, word, type Text } from './documents.ts'
import { paidElsewhere, withGivenPay } from './given-pay.ts'
import { EARNED, ofTheWay, sourceWhen, stopAt, teamExtras, withEarned } from './team-rules.ts'

const rate: Text = word('rate', 'bracket', 'by rank', '12.5 %', 'if active then 5 % else 0')

const rankRules = {
  earned: '{grace_periods: 0, demotion: to_earned}',
  grace: '{grace_periods: 1, demotion: to_earned}',
  step: '{grace_periods: 0, demotion: one_step}',
  lower: '{grace_periods: 0, demotion: never, first_needs_lower: true}',
}

const held = (status: string): Text =>
  word('carry', 'by_bonus', 'frozen', 'dropped').map((carry) => `${status}: {rank: as_earned, ${carry}}`)

/** What statuses make of carried volume; nothing changes inside a period. */
const changesOfStatuses: Text = maybe(
  fc
    .tuple(word('payees', 'at_end', 'at_order'), held('suspended'), held('terminated'))
    .map((parts) => `changes: {orders: at_end, upline: at_end, ${parts.join(', ')}}`),
).map((one) => one ?? '# nothing changes')

const limits = pick(
  'per: person, most: 12',
  'per: person, most: if active then 20.005 else 1',
  'per: person, most: 4 + earned(outside)',
  'per: company, most: 25.55',
  'per: person, most: PV / 3',
  'per: owner, most: if active then 20.005 else 1',
  'per: company, most: "sum(everyone, PV) / 7"',
)

/** Plans of elements that have passes, as YAML, over fields that bring up ties, gaps and returns. */
export const compiledPlans: Text = plansOf(
  differential(),
  levels(),
  generations(),
  leadership(),
  binary(),
  pool(),
  amount(),
  matching(),
)

/** The same of other bonuses. */
export function plansOf(...kinds: readonly Text[]): Text {
  return fc
    .record({
      ranks: pick('earned', 'grace', 'step', 'lower'),
      negative: pick('kept', 'to_zero', 'carried'),
      place: pick('keep_place', 'roll_up'),
      changes: changesOfStatuses,
      bonuses: fc.uniqueArray(fc.oneof(...kinds), {
        minLength: 1,
        maxLength: 3,
        selector: (one) => one.split('\n')[0],
      }),
      limit: maybe(limits),
    })
    .map(({ ranks, negative, place, changes, bonuses, limit }) =>
      [
        `openfield: 2
plan: generated
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
given_pay: [outside]
paid: kind = distributor and status = active
without_owner: company
terminated: ${place}
returns: {mode: net}
${changes}
negative_volume: ${negative}
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included}
  team PV: {group_of: PV, tree: placement, own: excluded}
  side PV: {group_of: PV, tree: sponsor, own: included, until: rank >= Gold}
tables:
  bracket:
    by: group PV
    steps: [{from: 20, value: 2.5 %}, {from: 60, value: 6 %}, {from: 150, value: 9.25 %}]
  by rank: {by: rank, cases: {Silver: 3 %, Gold: 7.5 %, else: 1 %}}
  by level:
    by: [rank, level]
    rows: {Silver: {1: 5 %, 2: 4 %}, Gold: {1: 6 %, 2 to 3: 2 %, else: 0.5 %}}
active: PV >= 10
measures:
  active legs: count(legs where active)
  placed: count(legs in placement where side = left and PV > 0)
  deep: count(level 2 to 3 where active)
  largest leg: max(legs, group PV)
  best below: max(downline, rank)
  leaders: count(team where rank >= Silver)
  all: sum(everyone where active, PV)
  given: earned(outside)
  half: share(largest leg, group PV) <= 0.5 and floor(group PV, 7) >= 14
ranks:
  - {rank: Bronze, needs: active}
  - {rank: Silver, needs: [active, {any: [active legs >= 1, deep >= 1]}, group PV >= 30]}
  - {rank: Gold, needs: [active legs >= 2, group PV - largest leg >= 20]}
rank_rules: ${rankRules[ranks]}
bonuses:
${withEarned(bonuses).join('\n')}`,
        ...(limit === undefined ? [] : [`limits:\n  - {name: most, bonuses: all, ${limit}}`]),
      ].join('\n'),
    )
}

export const indent = (lines: readonly (string | undefined)[]): string =>
  lines.flatMap((line) => (line === undefined ? [] : [`    ${line}`])).join('\n')

function bonus(name: string, kind: string, ...keys: readonly Text[]): Text {
  const isTeam = kind === 'levels' || kind === 'differential'
  return fc
    .record({
      keys: fc.tuple(...keys),
      team: teamExtras,
      qualified: pick('true', 'active', 'rank >= Silver', 'PV > 0 or active legs >= 1'),
      rounding: pick('half_up', 'half_even', 'down'),
      step: maybe(pick('round_to: 0.05', 'round_to: 0.1')),
      cap: maybe(
        pick('cap: 3', 'cap: if rank >= Gold then 9.333 else 2', 'cap: 3.005 + given', 'company_cap: 10'),
      ),
      plain: fc.boolean(),
    })
    .map((of) => {
      const extras =
        kind === 'pool' || of.plain || of.cap?.startsWith('company')
          ? [kind === 'pool' ? undefined : of.cap]
          : [of.step, of.cap]
      const { per, leg, unit, isPlain } = of.team
      const more = isTeam && !isPlain ? [leg, unit] : []
      const rounded = `rounded_per: ${isTeam ? per : 'person'}`
      return `  ${name}:\n${indent([`kind: ${kind}`, ...of.keys, `qualified: ${of.qualified}`, `rounding: ${of.rounding}`, rounded, ...extras, ...more])}`
    })
}

function differential(): Text {
  return bonus(
    'difference',
    'differential',
    fc.constant('tree: sponsor'),
    fc.constant('on: PV'),
    fc.oneof({ arbitrary: rate, weight: 5 }, ofTheWay),
    word('against', 'path_maximum', 'first_line', 'source'),
    word('own', 'paid', 'not_paid'),
    word('unpaid', 'pass_up', 'to_company'),
  )
}

function levels(): Text {
  return bonus(
    'by levels',
    'levels',
    word('tree', 'sponsor', 'placement'),
    word('on', 'PV'),
    sourceWhen,
    word('starts_at', 'upline', 'source'),
    word('first_level', '0', '1'),
    fc.constant('steps: levels'),
    word('counts', 'everybody', 'paid', 'rank >= Silver'),
    word('depth', '1', '2', '3', 'unlimited', 'active legs + 1'),
    fc.oneof(
      { arbitrary: word('rate', 'by level', 'if level = 1 then 10 % else 4.25 %', 'by rank'), weight: 3 },
      ofTheWay,
    ),
    stopAt,
    word('unpaid', 'pass_up', 'to_company'),
  )
}

function matching(): Text {
  return bonus(
    'on pay',
    'levels',
    word('tree', 'sponsor', 'placement'),
    fc.constant(EARNED),
    fc.constant('starts_at: upline\n    steps: levels'),
    word('counts', 'everybody', 'paid', 'rank >= Silver'),
    word('depth', '1', '2'),
    word('rate', 'by level', 'if level = 1 then 10 % else 5 %'),
    word('unpaid', 'pass_up', 'to_company'),
  )
}

function generations(): Text {
  return bonus(
    'by generations',
    'levels',
    fc.constant('tree: sponsor'),
    fc.constant('on: PV'),
    word('starts_at', 'upline', 'source'),
    fc.constant('steps: generations'),
    word('boundary', 'rank >= Silver', 'active'),
    word('leader_volume', 'closes', 'opens'),
    fc.constantFrom(
      'depth: 2\n    rate: by level',
      'depth: 3\n    rate: 4 %',
      'depth: unlimited\n    rate: by rank',
      'depth: unlimited\n    rate: if level >= 2 then 2 % else by rank(path rank)',
    ),
    stopAt,
    word('unpaid', 'pass_up', 'to_company'),
  )
}

function leadership(): Text {
  return bonus(
    'for leaders',
    'leadership',
    fc.constant('tree: sponsor'),
    word('leader', 'rank >= Silver', 'group PV >= 40'),
    word('base', 'side PV', 'group PV'),
    word('rate', '4 %', 'by rank'),
    word('guarantee', '1.5', '2 % * group PV'),
    word('unpaid', 'pass_up', 'to_company'),
  )
}

function binary(): Text {
  return bonus('of two sides', 'binary', ...sidesKeys())
}

/** How two sides are matched, in every way. */
export function sidesKeys(): readonly Text[] {
  return [
    fc.constant('tree: placement\n    on: PV'),
    word('cycles', 'whole', 'whole', 'fractional'),
    word('evaluated', 'period', 'period', 'week', 'day'),
    maybe(word('carry_periods', '0', '1', 'if active then 3 else 1')).map((one) => one ?? '# it stays'),
    word('own_volume', 'none', 'weaker', 'stronger', 'left', 'right'),
    fc.constantFrom(
      'cycle: {strong: 20, weak: 10}',
      'cycle: {strong: 10, weak: 10}',
      'cycle: {strong: 7.5, weak: 5}',
      'cycle: {strong: 30, weak: 7}',
      'cycle: {strong: if rank >= Silver then 15 else 20, weak: if active then 10 else 0}',
    ),
    word('strong_side', 'each_cycle', 'once'),
    fc.constantFrom(
      'per_cycle: 2.555',
      'rate: 10 %',
      'rate: by rank',
      'rate: share(PV, 700)\n    unit_value: 1.5',
      'per_cycle: if active then 3 else -1',
    ),
    maybe(word('minimum_side', '12')).map((one) => one ?? '# no minimum'),
    maybe(word('maximum_side', '55', 'PV')).map((one) => one ?? '# no maximum'),
    fc
      .record({
        most: maybe(pick('1', '2', '1.5', 'if rank >= Silver then 3 else 0')),
        over: pick('keep', 'flush', 'flush_all'),
      })
      .map(({ most, over }) =>
        most === undefined ? '# any cycles' : `maximum_cycles: ${most}\n    over_maximum: ${over}`,
      ),
    word('over_cap', 'flush', 'keep'),
    word('carry', 'both', 'stronger', 'none'),
    maybe(word('carry_limit', '30', 'PV - 20')).map((one) => one ?? '# no limit'),
    word('unqualified', 'keep', 'flush', 'flush_weaker'),
    word('before_first_qualified', 'keep', 'drop'),
  ]
}

function pool(): Text {
  return bonus(
    'shared',
    'pool',
    word('fund', '2 % * sum(everyone, PV)', '10'),
    fc.constantFrom('nobody: to_company\n    divide: by_shares', 'nobody: carry\n    divide: by_shares'),
    word('shares', '1', 'PV', 'group PV'),
    fc.constant('residue: to_company'),
  )
}

function amount(): Text {
  return bonus(
    'rebate',
    'amount',
    fc.constantFrom(
      'base: PV\n    rate: bracket',
      'amount: marginal(bracket, group PV)',
      'amount: if rank >= Silver then 2.005',
      'base: group PV\n    rate: holds(active, half) * 1 %',
    ),
    word('once', 'every_period', 'ever', 'at_rank', 'per_item'),
  )
}

const IDS = ['M', 'b', '10', '9', 'Z', 'A', 'c1', 'B2', '2', 'a', 'X', 'K', '0', 'q', 'E5']

/** Fields of up to fifteen people in two trees, with orders of September and October and some returns. */
export const compiledFields: fc.Arbitrary<PayInput> = fc
  .tuple(
    fc.array(
      fc.record({
        above: fc.nat(20),
        under: fc.nat(20),
        side: pick('left', 'right'),
        kind: fc.constantFrom<PersonInput['kind']>('distributor', 'distributor', 'distributor', 'retail'),
        status: fc.constantFrom<PersonInput['status']>(
          'active',
          'active',
          'active',
          'active',
          'suspended',
          'terminated',
          'inactive',
        ),
        // Halves and thirds of a cent show how amounts are rounded; equal volumes show ties.
        volumes: fc.array(
          fc.record({
            pv: fc.constantFrom(10, 10, 15, 20, 33.33, 47.05, 120, -5),
            day: pick('2026-09-10', '2026-10-05', '2026-10-20'),
            isSame: fc.boolean(),
          }),
          { maxLength: 4 },
        ),
      }),
      { minLength: 2, maxLength: IDS.length },
    ),
    corrections,
    paidElsewhere,
  )
  .map(([rows, byHand, paidBefore]) => {
    const taken = new Set<string>()
    const people = rows.map(({ above, under, side, kind, status }, at) => {
      const [sponsor, parent] = at === 0 ? [undefined, undefined] : [IDS[above % at], IDS[under % at]]
      // A side of a person is free once; who finds it taken stands on top of a tree of their own.
      const isFree = parent !== undefined && !taken.has(`${parent} ${side}`)
      if (isFree) taken.add(`${parent} ${side}`)
      return person(IDS[at] ?? '', sponsor, {
        kind,
        status,
        places: new Map([['placement', { parentId: isFree ? parent : undefined, side: isFree ? side : '' }]]),
      })
    })
    const lines = rows.flatMap(({ volumes }, at) =>
      volumes.map(({ pv, day, isSame }, index) => {
        const micro = BigInt(Math.round(pv * 100)) * 10_000n
        // Some orders have two lines.
        const before = volumes[index - 1]
        const isSecond = isSame && index === 1 && before?.day === day && before.pv > 0
        return bought(`${IDS[at]}-${isSecond ? 0 : index}`, IDS[at] ?? '', day, Math.sign(pv), {
          row: isSecond ? 2 : 1,
          ...(isSecond && { type: 'order' }),
          amountMicro: micro,
          volumes: new Map([['PV', micro]]),
        })
      }),
    )
    const ids = people.map(({ id }) => id)
    return payInput({
      people,
      lines,
      trees: ['placement'],
      adjustments: byHand(ids),
      state: paidBefore(ids),
    })
  })

/** The same fields with pay that files give. */
export const givenFields: fc.Arbitrary<PayInput> = withGivenPay(compiledFields)
