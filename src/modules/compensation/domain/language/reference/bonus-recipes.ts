import type { Recipe } from './recipes.ts'

const rounded = `
    qualified: active
    rounding: half_up
    rounded_per: person`

/** What published plans say of bonuses. */
export const bonusRecipes: readonly Recipe[] = [
  {
    want: 'A discount on own volume by slices, each at its own step',
    write: `bonuses:
  rebate:
    kind: amount
    amount: marginal(team rate, PV)${rounded}`,
  },
  {
    want: 'A discount that rises within the month, from the order after the threshold, and its difference to those above',
    write: `bonuses:
  difference:
    kind: differential
    tree: sponsor
    on: PV
    rate: team rate(before(group PV))
    against: path_maximum
    own: paid
    unpaid: pass_up${rounded}`,
  },
  {
    want: 'A fast start of three levels on what new people buy in their first 60 days, not compressed; the unilevel leaves that volume out by the opposite condition',
    write: `bonuses:
  fast start:
    kind: levels
    tree: sponsor
    on: PV
    source_when: line.buyer.days since joining < 60
    starts_at: upline
    steps: levels
    counts: everybody
    depth: 3
    rate: if level = 1 then 20 % else 5 %
    unpaid: to_company${rounded}`,
  },
  {
    want: 'Dynamic compression: a level is kept until somebody is paid on it, by rank and level',
    write: `bonuses:
  unilevel:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: paid
    depth: 7
    rate: level rate
    unpaid: to_company${rounded}`,
  },
  {
    want: 'Three generations of leaders; an unqualified leader closes none; the own volume of a leader opens the next one',
    write: `bonuses:
  generations:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    first_level: 0
    steps: generations
    boundary: rank >= Silver and active
    leader_volume: opens
    depth: 3
    rate: if level >= 1 then 5 %
    unpaid: to_company${rounded}`,
  },
  {
    want: 'Infinity: 2 % of everything below, less what ranks in between take, down to the bottom',
    write: `tables:
  infinity:
    by: rank
    cases: {Silver: 1 %, Gold: 2 %}
bonuses:
  infinity bonus:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: everybody
    depth: unlimited
    rate: max(0, infinity - max(infinity(path rank), infinity(source.rank)))
    unpaid: to_company${rounded}`,
  },
  {
    want: 'Matching: 10 % of what two levels below earned by another bonus, at most three times the own one',
    write: `bonuses:
  matching:
    kind: levels
    tree: sponsor
    on_earned: [customer bonus]
    starts_at: upline
    steps: levels
    counts: active
    depth: 2
    rate: 10 %
    unpaid: to_company
    cap: 3 * earned(customer bonus)${rounded}`,
  },
  {
    want: 'A weekly binary: 10 % of the weaker side, at most 5,000 a side, the rest carried for four weeks',
    write: `across: by_end
bonuses:
  team bonus:
    kind: binary
    tree: placement
    on: PV
    own_volume: weaker
    cycle: {strong: 1, weak: 1}
    cycles: fractional
    strong_side: once
    rate: 10 %
    maximum_side: 5000
    carry: both
    carry_periods: 4
    unqualified: flush
    before_first_qualified: drop
    evaluated: period
    calendar: week
    standing: last_closed${rounded}`,
  },
  {
    want: 'A rank award, once for each new highest rank',
    write: `tables:
  award:
    by: rank
    cases: {Silver: 100, Gold: 500}
bonuses:
  rank award:
    kind: amount
    amount: award
    once: at_rank${rounded}`,
  },
  {
    want: '50 for each new person with 100 points in the first 60 days, once for each person',
    write: `bonuses:
  growth bonus:
    kind: amount
    for_each: legs where days since joining < 60 and PV >= 100
    amount: 50
    once: per_item${rounded}`,
  },
  {
    want: 'A pool by places: the first gets 30 %, the second and third 20 % each',
    write: `bonuses:
  contest:
    kind: pool
    fund: 1 % * sum(everyone, PV)
    divide: by_position
    score: group PV
    ties: [joined]
    positions: {1: 30 %, 2-3: 20 %}
    nobody: carry${rounded}`,
  },
  {
    want: 'A pool by the share of own volume, with a multiplier, not normalised',
    write: `bonuses:
  volume pool:
    kind: pool
    fund: 2 % * sum(everyone, PV)
    divide: by_fraction
    fraction: share(PV, sum(everyone, PV)) * (1 + fact:multiplier)
    over_100: refuse
    nobody: to_company${rounded}`,
  },
  {
    want: 'Party rewards: a share of the sales of a party by tiers, and more with three bookings',
    write: `tables:
  host share:
    by: total
    steps: [{from: 200, value: 10 %}, {from: 500, value: 15 %}]
bonuses:
  host reward:
    kind: amount
    for_each: hosted parties where guests >= 3
    base: total
    rate: host share + (if attr:bookings >= 3 then 5 %)
    qualified: true
    rounding: half_up
    rounded_per: line`,
  },
  {
    want: 'Points with a value in money by market, rounded down to whole units of the currency',
    write: `bonuses:
  point bonus:
    kind: amount
    base: PV
    rate: 10 %
    unit_value: fact:point value
    round_to: 1
    qualified: active
    rounding: down
    rounded_per: person`,
  },
]
