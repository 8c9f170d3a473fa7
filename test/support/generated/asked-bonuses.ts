import * as fc from 'fast-check'
import type { PayInput } from '#modules/compensation/domain/pay/pay-input.ts'
import { givenFields, indent, plansOf, sidesKeys } from './compiled-plans.ts'
import { maybe, pick, type Text, word } from './documents.ts'

/** What every bonus of exact numbers may say of rounding and caps. */
function settledBonus(name: string, kind: string, keys: readonly Text[], isShared = false): Text {
  return fc
    .record({
      keys: fc.tuple(...keys),
      qualified: pick('true', 'active', 'rank >= Silver', 'PV > 0 or active legs >= 1'),
      rounding: pick('half_up', 'half_even', 'down'),
      per: pick('person', 'line'),
      step: maybe(pick('round_to: 0.05', 'round_to: 0.003')),
      cap: maybe(
        pick(
          'cap: 3\n    cap_over: person',
          'cap: if rank >= Gold then 9.333 else 2.005\n    cap_over: person',
          'cap: PV\n    cap_over: owner',
          'company_cap: 10.005',
        ),
      ),
      abroad: maybe(pick('person', 'line')),
      unit: maybe(pick('unit_value: 1.5', 'unit_value: if active then 2 else 0.333333')),
    })
    .map((of) =>
      [
        `  ${name}:`,
        indent([
          `kind: ${kind}`,
          ...of.keys,
          `qualified: ${of.qualified}`,
          `rounding: ${of.rounding}`,
          `rounded_per: ${of.per}`,
          of.step,
          of.cap,
          ...(of.abroad ? [`pays_in: attr:coin`, `converted_per: ${of.abroad}`] : []),
          isShared ? undefined : of.unit,
        ]),
      ].join('\n'),
    )
}

/** An amount for each of something. */
function eachAmount(): Text {
  const ofPeople = pick(
    'legs where active',
    'levels 1 to 2 where rank >= Silver',
    'downline where PV > 15',
    'team in placement',
    'positions where active',
  )
  const ofOrders = pick(
    'purchases',
    'purchases where volume:PV > 10',
    'sales where not own purchase',
    'sales where buyer.active and volume:PV >= buyer.PV',
    'sale lines where seller.rank >= Silver',
    'purchase lines',
  )
  const people = fc.tuple(
    ofPeople,
    pick(
      'amount: 2.505',
      'amount: PV * 3.333 %',
      'base: group PV\n    rate: bracket',
      'amount: share(PV, 7)',
    ),
  )
  const orders = fc.tuple(
    ofOrders,
    pick(
      'amount: amount * 3.333 %',
      'amount: volume:PV / 3',
      'base: volume:PV\n    rate: 12.25 %',
      'amount: if self.active then amount - 3.005 else 1',
      'amount: self.all * 1 % + quantity',
    ),
  )
  return settledBonus('each', 'amount', [
    fc.oneof(people, orders).map(([items, money]) => `for_each: ${items}\n    ${money}`),
    word('once', 'every_period', 'every_period', 'per_item'),
  ])
}

/** Pools divided in every way. */
function anyPool(): Text {
  const common = [
    word('fund', '10 % * sum(everyone, PV)', '100', 'sum(everyone where active, PV) - 30'),
    word('nobody', 'to_company', 'carry'),
  ]
  const shares = ['divide: by_shares', 'shares: group PV - 10'].join('\n    ')
  return fc.oneof(
    settledBonus('places', 'pool', [
      ...common,
      fc.constant('divide: by_position'),
      word('score', 'PV', 'group PV - PV', 'active legs'),
      word('ties', '[]', '[PV]', '["max(purchases, date)", group PV]'),
      fc.constantFrom(
        'positions: {1: 30 %, 2-3: 12.5 %}',
        "positions: {1: 'if count(everyone where active) >= 3 then 50 %', 2: 33.333333 %}",
      ),
    ]),
    settledBonus('fractions', 'pool', [
      ...common,
      fc.constant('divide: by_fraction\n    over_100: allow'),
      word('fraction', 'bracket', 'share(PV, 700)', 'active legs * 3 %'),
    ]),
    settledBonus('shares', 'pool', [...common, fc.constant(`${shares}\n    residue: to_company`)]),
    settledBonus('all shared', 'pool', [...common, fc.constant(`${shares}\n    residue: shared`)], true),
  )
}

/** What passes find, with caps and steps that only exact numbers hold. */
function found(): Text {
  return fc.oneof(
    settledBonus('own', 'amount', [
      fc.constantFrom('amount: group PV * 1.005', 'base: PV\n    rate: bracket', 'amount: share(PV, 7)'),
      word('once', 'every_period', 'ever'),
    ]),
    settledBonus('by levels', 'levels', [
      word('tree', 'sponsor', 'placement'),
      word('on', 'PV'),
      word('starts_at', 'upline', 'source'),
      fc.constant(
        'steps: levels\n    counts: everybody\n    depth: 2\n    rate: by level\n    unpaid: to_company',
      ),
      maybe(word('leg_cap', '2.005', 'if active then 4 else 1')).map((one) => one ?? '# legs in full'),
    ]),
  )
}

/** Plans of bonuses in exact numbers, of which people are asked one by one what no pass says. */
export const askedPlans: Text = plansOf(
  eachAmount(),
  anyPool(),
  found(),
  settledBonus('sides', 'binary', sidesKeys(), true),
)

/** Of four people two are paid in other currencies, of which one has no cents. */
const COINS = ['', 'PLN', 'EUR', 'JPY']
const RATES = [
  { period: '2026-10', from: 'EUR', to: 'PLN', ratePico: 4_255_500_000_000n },
  { period: '2026-09', from: 'EUR', to: 'PLN', ratePico: 4_300_000_000_000n },
  { period: '2026-10', from: 'JPY', to: 'EUR', ratePico: 5_900_000_000n },
  { period: '2026-09', from: 'JPY', to: 'EUR', ratePico: 6_000_000_000n },
]

/** Fields in which people sell to others, some have several positions, and some are paid in other currencies. */
export const tradingFields: fc.Arbitrary<PayInput> = fc
  .tuple(givenFields, fc.array(fc.nat(30), { minLength: 5, maxLength: 5 }))
  .map(([input, drawn]) => {
    const idAt = (at: number): string => input.people[(drawn[at % 5] ?? 0) % input.people.length]?.id ?? ''
    // All lines of an order are one sale.
    const orders = [...new Set(input.lines.map(({ orderId }) => orderId))]
    return {
      ...input,
      people: input.people.map((one, at) => ({
        ...one,
        ownerId: at % 3 === 0 ? undefined : idAt(at),
        attributes: new Map([['coin', COINS[at % 4] ?? '']]),
      })),
      rates: RATES,
      lines: input.lines.map((line) => {
        const at = orders.indexOf(line.orderId)
        return { ...line, sellerId: at % 4 === 0 ? '' : idAt(at) }
      }),
    }
  })
