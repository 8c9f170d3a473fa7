import { expect, test } from 'vitest'
import { brokenBonus, expectTold, type Broken } from '#test/support/broken-plan.ts'

const bonus = brokenBonus

const broken: readonly Broken[] = [
  {
    what: 'a misspelt volume in a rule',
    from: 'active: PV >= 100',
    to: 'active: personel PV >= 100',
    path: 'active',
    found: /^"personel PV"$/,
    expected: /^a name of a person: PV, customer PV, group PV, personal group PV,/,
  },
  {
    what: 'a misspelt name of several words',
    from: '- group PV >= 1000',
    to: '- groop PV >= 1000',
    path: 'ranks[2].needs[0]',
    found: /^"groop PV"$/,
    expected: /^a name of a person: PV,/,
    nearest: 'group PV',
  },
  {
    what: 'a misspelt rank',
    from: 'where rank >= Silver)',
    to: 'where rank >= Sliver)',
    path: 'ranks[2].needs[1].any[0]',
    found: /^"Sliver"$/,
    expected: /^a rank of this plan: Member, Silver, Gold$/,
    nearest: 'Silver',
  },
  {
    what: 'a misspelt function',
    from: 'min(group PV',
    to: 'minn(group PV',
    path: 'measures.capped group PV',
    found: /^"minn"$/,
    expected: /^a function, an aggregate or a table: min,/,
    nearest: 'min',
  },
  {
    what: 'a misspelt scope',
    from: 'active legs: count(legs where active)',
    to: 'active legs: count(leggs where active)',
    path: 'measures.active legs',
    found: /^"leggs"$/,
    expected: /^a scope, such as count\(legs …\) or count\(sales …\); one of: legs,/,
    nearest: 'legs',
  },
  {
    what: 'a misspelt name in a walk',
    from: 'rate: level rate',
    to: 'rate: if levl = 1 then 5 %',
    path: `${bonus}.rate`,
    found: /^"levl"$/,
    expected: /^a name that can stand here: PV,/,
    nearest: 'level',
  },
  {
    what: 'an unknown field of an order',
    from: 'where: buyer.kind = retail}',
    to: 'where: ammount > 5}',
    path: 'volumes.customer PV.where',
    found: /^"ammount"$/,
    expected: /^a name that can stand here: amount, quantity,/,
    nearest: 'amount',
  },
  {
    what: 'a volume of a person where an order line is looked at',
    from: `customer PV: {reads: 'volume:PV'`,
    to: `customer PV: {reads: 'PV'`,
    path: 'volumes.customer PV.reads',
    found: /^"PV"$/,
    expected: /^a name that can stand here: amount,/,
  },
  {
    what: 'a number where a condition is needed',
    from: 'paid: kind = distributor and status = active',
    to: 'paid: PV',
    path: 'paid',
    found: /^a number in "PV"$/,
    expected: /^a condition, such as PV >= 100$/,
  },
  {
    what: 'a condition where a number is needed',
    from: 'rate: level rate',
    to: 'rate: active',
    path: `${bonus}.rate`,
    found: /^a condition in "active"$/,
    expected: /^a number$/,
  },
  {
    what: 'a comparison of two things that have nothing in common',
    from: 'active: PV >= 100',
    to: 'active: PV = joined',
    path: 'active',
    found: /^a number compared with a date in "PV = joined"$/,
    expected: /^two values of one kind$/,
  },
  {
    what: 'a kind of person that is none',
    from: 'paid: kind = distributor',
    to: 'paid: kind = distributer',
    path: 'paid',
    found: /^"distributer"$/,
    expected: /^a kind of person: distributor, preferred, retail, company$/,
    nearest: 'distributor',
  },
  {
    what: 'a parenthesis that is not closed',
    from: 'active legs: count(legs where active)',
    to: 'active legs: count(legs where active',
    path: 'measures.active legs',
    found: /^the end in "count\(legs where active"$/,
    expected: /^"\)"/,
  },
  {
    what: 'a sum without what is summed',
    from: 'active legs: count(legs where active)',
    to: 'active legs: sum(legs)',
    path: 'measures.active legs',
    found: /^nothing in "sum\(legs\)"$/,
    expected: /^what to look at: sum\(legs, …\)$/,
  },
  {
    what: 'a circle',
    from: 'active legs: count(legs where active)',
    to: 'active legs: other legs + 1\n  other legs: active legs + 1',
    path: 'measures.active legs',
    found: /^a circle: active legs needs other legs needs active legs$/,
    expected: /^a definition that needs itself at most of people strictly below/,
  },
]

test.each(broken)('$what is told at its path, with what was expected', (one) => {
  expectTold(one)
  expect(one.path).not.toBe('')
})
