const head = `openfield: 2
plan: example
version: 1
effective: 2026-01-01
time_zone: Europe/Warsaw
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
terminated: roll_up
returns: {mode: reverse, window_days: 60}

volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
  customer PV: {reads: 'volume:PV', belongs_to: seller, where: buyer.kind = retail}
  group PV: {group_of: PV, tree: sponsor, own: included}
  personal group PV: {group_of: PV, tree: sponsor, own: included, until: rank >= Silver}

tables:
  team rate:
    by: group PV
    steps: [{from: 100, value: 3 %}, {from: 500, value: 6 %}, {from: 1000, value: 9 %}]
  customer rate:
    by: line.category
    cases: {kit: 0 %, care: 12 %, else: 10 %}
  level rate:
    by: [rank, level]
    rows:
      Member: {1: 5 %}
      Silver: {1: 5 %, 2: 4 %}
      Gold: {1: 5 %, 2-4: 4 %, 5+: 1 %}

active: PV >= 100

ranks:
  - {rank: Member, needs: active}
  - {rank: Silver, needs: [active, group PV >= 500]}
  - rank: Gold
    needs:
      - group PV >= 1000
      - any: [count(legs where rank >= Silver) >= 2, customer PV >= 100, PV >= 100]

rank_rules: {grace_periods: 1, demotion: one_step}

measures:
  active legs: count(legs where active)
  capped group PV: 'PV + sum(legs, min(group PV, 50 % * 1000))'

`

const bonus = `customer bonus:
  kind: amount
  base: customer PV
  rate: 20 %
  qualified: true
  rounding: half_up
  rounded_per: person`

const tail = `
limits:
  - {name: ceiling, bonuses: all, per: company, most: '50 % * sum(everyone, PV)'}

tests:
  a small team:
    period: 2026-10
    people: |
      id,sponsor_id,kind,parent:placement,side:placement
      A,,distributor,,
      B,A,distributor,A,left
      C,A,distributor,A,right
      D,B,distributor,B,left
      R,D,retail,,
    orders: |
      order_id,buyer_id,seller_id,at,type,category,amount,currency,volume:PV
      1,A,A,2026-10-02,order,care,120,EUR,100
      2,B,B,2026-10-05,order,care,240,EUR,200
      3,C,C,2026-10-09,order,care,480,EUR,400
      4,D,D,2026-10-12,order,care,360,EUR,300
      5,R,D,2026-10-20,order,care,130,EUR,100
    expect:
`

const expected = `A: {rank: Gold, active: true, measure: {active legs: 2, capped group PV: 1000}, volume: {group PV: 1100}}
B: {rank: Silver}
C: {rank: Member}
D: {rank: Member, customer bonus: 20.00}`

/** A small plan with everything but most kinds of bonus: the examples of the reference page stand in it. */
export const smallPlan = smallPlanWith(bonus, expected)

/** The small plan with other bonuses, and with what its test expects of them. */
export function smallPlanWith(bonuses: string, expect: string): string {
  return `${head}bonuses:\n${indented(bonuses, 2)}\n${tail}${indented(expect, 6)}\n`
}

function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces))
}
