import type { Recipe } from './recipes.ts'

/** What published plans say, with people, orders and what then comes out; a test runs them. */
export const workedRecipes: readonly Recipe[] = [
  {
    want: 'Stair-step breakaway: who reached the top step breaks away. The personal group ends there, nothing of that team is left for the difference, and leaders above get royalties on two generations of leaders',
    write: `tables:
  step:
    by: rank
    cases: {Member: 5 %, Silver: 10 %}
bonuses:
  stair step:
    kind: differential
    tree: sponsor
    on: PV
    rate: step
    against: path_maximum
    own: paid
    unpaid: pass_up
    qualified: active
    rounding: half_up
    rounded_per: person
  breakaway royalty:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    # Generation 0 is the personal group, which the stair step pays.
    first_level: 0
    steps: generations
    boundary: rank >= Silver
    leader_volume: opens
    depth: 2
    rate: if level = 1 then 4 % else (if level = 2 then 2 %)
    unpaid: pass_up
    qualified: active and rank >= Silver and personal group PV >= 100
    rounding: half_up
    rounded_per: person
tests:
  a team that broke away:
    period: 2026-10
    people: |
      id,sponsor_id
      A,
      B,A
      C,B
    orders: |
      order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV
      1,,A,2026-10-02,order,120,EUR,100
      2,,B,2026-10-05,order,480,EUR,400
      3,,C,2026-10-06,order,120,EUR,100
    expect:
      A: {rank: Silver, stair step: 10.00, breakaway royalty: 20.00, volume: {group PV: 600, personal group PV: 100}}
      B: {rank: Silver, stair step: 45.00}
      C: {rank: Member, stair step: 5.00}`,
  },
  {
    want: 'A return within 60 days: half of the goods come back in the month after, and half of the pay with them',
    write: `returns: {mode: reverse, window_days: 60, volumes: counted}
bonuses:
  sponsor bonus:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: everybody
    depth: 1
    rate: 20 %
    unpaid: to_company
    qualified: true
    rounding: half_up
    rounded_per: person
tests:
  20 % of 30 in October, less half of the 20 of September:
    period: 2026-10
    people: |
      id,sponsor_id
      A,
      B,A
    orders: |
      order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV,of_order_id
      1,,B,2026-09-10,order,120,EUR,100,
      2,,B,2026-10-08,return,-60,EUR,-50,1
      3,,B,2026-10-09,order,36,EUR,30,
      4,,A,2026-10-10,order,120,EUR,100,
    expect:
      A: {sponsor bonus: -4.00, volume: {group PV: 80}}
      B: {volume: {PV: -20}}`,
  },
  {
    want: 'A rate by the size of each order, the first one of a buyer at 40 %, goods on offer always at 10 %. Names outside of `sum(lines …)` are those of the order',
    write: `tables:
  order rate:
    by: amount
    steps: [{from: 50, value: 20 %}, {from: 150, value: 30 %}]
bonuses:
  order profit:
    kind: amount
    for_each: purchases
    amount: >-
      sum(lines where category != 'on offer', amount) * (if order number = 1 then 40 % else order rate)
      + 10 % * sum(lines where category = 'on offer', amount)
    qualified: true
    rounding: half_up
    rounded_per: line
tests:
  the second order, 160 in all:
    period: 2026-10
    people: |
      id,sponsor_id
      A,
    orders: |
      order_id,buyer_id,seller_id,at,type,category,amount,currency,volume:PV
      1,A,,2026-09-05,order,kit,30,EUR,25
      2,A,,2026-10-06,order,kit,100,EUR,80
      2,A,,2026-10-06,order,on offer,60,EUR,20
    expect:
      A: {order profit: 36.00}`,
  },
  {
    want: 'A reward of hosts, who are customers, on what is ordered before the party and up to five days after it, at most 60 for a party',
    write: `paid: status = active
tables:
  host tier:
    by: sum(sales where days(party.date, date) <= 5, amount)
    steps: [{from: 100, value: 10 %}, {from: 500, value: 15 %}]
bonuses:
  host credit:
    kind: amount
    for_each: hosted parties where guests >= 2
    amount: min(60, host tier * sum(sales where days(party.date, date) <= 5, amount))
    qualified: true
    rounding: half_up
    rounded_per: line
tests:
  an order on the sixth day does not count:
    period: 2026-10
    people: |
      id,sponsor_id,kind
      A,,distributor
      H,A,retail
    parties: |
      party_id,host_id,seller_id,type,at,closed_at
      T,H,A,home,2026-10-05,
    orders: |
      order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV,party_id
      1,,A,2026-10-05,order,300,EUR,250,T
      2,,A,2026-10-10,order,90,EUR,75,T
      3,,A,2026-10-11,order,200,EUR,165,T
    expect:
      H: {host credit: 39.00}`,
  },
  {
    want: 'A rule about a party, named once by a table, as a measure is always about a person. So it can be with orders and lines',
    write: `paid: status = active
tables:
  free share:
    by: total
    cases: {else: 'if guests >= 2 then 30 % * total else 20 % * total'}
measures:
  unused share: sum(hosted parties, max(0, free share - attr:chosen))
bonuses:
  free goods:
    kind: amount
    for_each: hosted parties
    amount: min(attr:chosen, free share)
    qualified: true
    rounding: half_up
    rounded_per: line
tests:
  a party of one guest:
    period: 2026-10
    people: |
      id,sponsor_id,kind
      A,,distributor
      H,A,retail
      G,A,retail
    parties: |
      party_id,host_id,seller_id,type,at,closed_at,attr:chosen
      T,H,A,home,2026-10-05,,45
    orders: |
      order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV,party_id
      1,G,A,2026-10-05,order,300,EUR,250,T
    expect:
      H: {free goods: 45.00, measure: {unused share: 15}}`,
  },
  {
    want: 'A second bonus on the same walk for who earned enough by the first: the walk is written again, with its own rate',
    write: `bonuses:
  override:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: everybody
    depth: 2
    rate: 7 %
    unpaid: to_company
    qualified: true
    rounding: half_up
    rounded_per: person
  more on the same:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: everybody
    depth: 2
    rate: 3 %
    unpaid: to_company
    qualified: earned(override) >= 10
    rounding: half_up
    rounded_per: person
tests:
  one below the threshold:
    period: 2026-10
    people: |
      id,sponsor_id
      A,
      B,A
      C,B
    orders: |
      order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV
      1,B,B,2026-10-05,order,120,EUR,100
      2,C,C,2026-10-06,order,120,EUR,100
    expect:
      A: {override: 14.00, more on the same: 6.00}
      B: {override: 7.00, more on the same: 0}`,
  },
]
