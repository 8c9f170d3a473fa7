import { bonusRecipes } from './bonus-recipes.ts'
import { fenced } from './markdown.ts'
import { workedRecipes } from './worked-recipes.ts'

/** Something that published plans say, and how a plan says it: a part that can be laid into the small plan. */
export type Recipe = Readonly<{ want: string; write: string }>

/** What published plans say of volumes, activity and ranks. */
const ruleRecipes: readonly Recipe[] = [
  {
    want: 'Half of what customers buy counts for their consultant',
    write: `volumes:
  counted PV: {reads: 'if buyer.kind in (retail, preferred) then volume:PV * 50 % else volume:PV', belongs_to: seller}`,
  },
  {
    want: 'Active by a standing order of 100 points, or by 150 points in the last three months',
    write: `active: any(purchases where type = autoship and volume:PV >= 100) or sum(last 3 periods, PV) >= 150`,
  },
  {
    want: 'Volume since the beginning',
    write: `measures:
  lifetime PV: accumulated(group PV)`,
  },
  {
    want: 'At most 40 % of the required 20,000 from one leg, own volume apart',
    write: `measures:
  rank PV: PV + sum(legs, min(group PV, 40 % * 20000))`,
  },
  {
    want: 'At most 60 % of what the group achieved from one leg',
    write: `measures:
  balanced PV: PV + sum(legs, min(group PV, 60 % * self.group PV))`,
  },
  {
    want: 'The weaker legs: everything but the strongest',
    write: `measures:
  weaker legs: sum(legs, group PV) - max(legs, group PV)`,
  },
  {
    want: 'Volume that nobody below used for a rank of the same period',
    write: `measures:
  unused PV: PV + sum(legs where rank < Gold, unused PV)`,
  },
  {
    want: 'Two legs with a Silver anywhere inside, ten different customers, and two of three further conditions',
    write: `ranks:
  - rank: Member
    needs: active
  - rank: Silver
    needs: group PV >= 500
  - rank: Gold
    needs:
      - count(legs where max(team, rank) >= Silver) >= 2
      - distinct(sales where buyer.kind in (retail, preferred), buyer) >= 10
      - {at_least: 2, of: [PV >= 200, group PV >= 4000, customer PV >= 500]}`,
  },
  {
    want: 'Ranks that somebody else decides and that change from month to month, by a fact with its time',
    write: `ranks:
  - {rank: Member, needs: 'fact:title in (Member, Silver, Gold)'}
  - {rank: Silver, needs: 'fact:title in (Silver, Gold)'}
  - {rank: Gold, needs: 'fact:title = Gold'}
rank_rules: {grace_periods: 0, demotion: to_earned}
tests:
  a title that rises and one that falls:
    period: 2026-10..2026-11
    people: |
      id,sponsor_id
      A,
      B,A
    orders: |
      order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV
    facts: |
      scope,id,name,value,from,to
      person,A,title,Silver,2026-09-10,2026-11-01
      person,A,title,Gold,2026-11-01,
      person,B,title,Gold,2026-09-10,2026-11-01
      person,B,title,Member,2026-11-01,
    expect:
      A: {rank: Gold}
      B: {rank: Member}`,
  },
  {
    want: 'A title of one person that is held below what the ladder gives, by a fact; adjust.csv only raises. With grace periods it falls after them',
    write: `ranks:
  - {rank: Member, needs: true}
  - {rank: Silver, needs: [group PV >= 500, 'fact:held at != Member']}
  - {rank: Gold, needs: [group PV >= 1000, 'not fact:held at in (Member, Silver)']}
rank_rules: {grace_periods: 0, demotion: to_earned}
tests:
  two with the volume of a Gold:
    period: 2026-10
    people: |
      id,sponsor_id
      A,
      B,A
    orders: |
      order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV
      1,B,B,2026-10-05,order,1200,EUR,1000
    facts: |
      scope,id,name,value
      person,B,held at,Silver
    expect:
      A: {rank: Gold}
      B: {rank: Silver}`,
  },
  {
    want: 'An age in calendar months: of how many months, the one of joining included, somebody was here at the end; more than twelve count as twelve',
    write: `measures:
  months here: count(last 12 periods where joined <= period end)
  first three months: months here <= 3
tests:
  who joined on the last day of August:
    period: 2026-10..2026-11
    people: |
      id,sponsor_id,joined_at
      A,,2026-08-31
      B,A,2026-09-01
    orders: |
      order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV
    expect:
      A: {measure: {months here: 4, first three months: false}}
      B: {measure: {months here: 3, first three months: true}}`,
  },
  {
    want: 'What a level brings, of level 3 and deeper all together',
    write: `tables:
  depth rate:
    by: level
    cases: {1: 6 %, 2: 3 %, 3+: 1 %}
measures:
  first line: depth rate(1) * sum(level 1, PV)
  deeper lines: depth rate(3) * sum(levels 3 to 1000, PV)`,
  },
  {
    want: 'A number that stands in several rules, named once and no column of people.csv as a measure would be',
    write: `tables:
  point value:
    by: 1
    cases: {else: 3.50}
measures:
  own worth: PV * point value
  leg worth: sum(legs, PV * point value)`,
  },
  {
    want: 'What a seller keeps of the price that customers pay: no pay of the company, so a measure',
    write: `volumes:
  retail value:
    reads: amount
    belongs_to: seller
    where: guest or buyer.kind in (retail, preferred)
measures:
  retail profit: retail value - 60 % * retail value`,
  },
  {
    want: 'Six of the last twelve months as Gold',
    write: `measures:
  steady Gold: count(previous 12 periods where rank >= Gold) >= 6`,
  },
  {
    want: 'One active person whom I enrolled on each side of the placement tree',
    write: `measures:
  both sides: count(legs where active and branch(placement) = left) >= 1 and count(legs where active and branch(placement) = right) >= 1`,
  },
  {
    want: 'Two legs of the placement tree, in each somebody active whom I enrolled',
    write: `measures:
  enrolled legs: count(legs in placement where any(team in placement where above(sponsor) = self and active))`,
  },
  {
    want: 'A flag, choice or target that no order tells, from facts.csv',
    write: `measures:
  in the programme: fact:car programme = yes`,
  },
]

/** How published rules are said, after the example of known plans. */
export const recipes: readonly Recipe[] = [...ruleRecipes, ...bonusRecipes, ...workedRecipes]

export function recipeParts(): string[] {
  return [
    '## How to say it',
    'Each part below can be laid into the small plan as it stands. Where one brings `tests`, they say what then comes out.',
    ...recipes.flatMap(({ want, write }) => [`**${want}.**`, fenced('yaml', write)]),
  ]
}
