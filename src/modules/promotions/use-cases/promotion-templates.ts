/** Promotions to begin with: the seven that companies ask for most, with goods and amounts to be replaced. */
export const templates: readonly Readonly<{ code: string; title: string; text: string }>[] = [
  {
    code: 'spend-and-choose-gifts',
    title: 'Spend on some goods and choose gifts',
    text: `# Spend 100 on kitchenware and choose two knives as a gift.
openfield_promotion: 1
promotion: spend-and-choose-gifts
title: {en: Two knives with your kitchenware}
when:
  basket: {of: {category: kitchenware}, amount: 100}
reward:
  gift: {choose: 2, of: {category: knives}}
`,
  },
  {
    code: 'buy-one-get-one',
    title: 'Buy one, get one free',
    text: `# Buy one piece of a category, get another one free, as often as there are two.
openfield_promotion: 1
promotion: buy-one-get-one
title: {en: Buy one and get one free}
each:
  set: [{pieces: 1, of: {category: care}}]
reward:
  free: {pieces: 1, of: {category: care}}
`,
  },
  {
    code: 'spend-here-save-there',
    title: 'Spend on one category, save on another',
    text: `# Spend 40 on beauty and get 25 % off textiles.
openfield_promotion: 1
promotion: spend-here-save-there
title: {en: 25 % off textiles}
when:
  basket: {of: {category: beauty}, amount: 40}
reward:
  percent: {off: 25 %, of: {category: textile}}
`,
  },
  {
    code: 'bring-a-customer',
    title: 'A gift for bringing a customer',
    text: `# A customer whom you brought buys for 100 within 30 days after joining: a gift comes with your next order, once.
openfield_promotion: 1
promotion: bring-a-customer
title: {en: A gift for bringing a customer}
when:
  brought: {of: all, amount: 100, days: 30}
reward:
  gift: {product: "100000"}
limits: {uses_per_person: 1}
`,
  },
  {
    code: 'tiers-of-the-order',
    title: 'The more, the cheaper',
    text: `# 5 % from 50, 10 % from 100, 15 % and free delivery from 200.
openfield_promotion: 1
promotion: tiers-of-the-order
title: {en: The more you buy the less you pay}
tiers:
  of: all
  by: amount
  steps:
    - from: 50
      reward: {percent: {off: 5 %, of: all}}
    - from: 100
      reward: {percent: {off: 10 %, of: all}}
    - from: 200
      reward: {percent: {off: 15 %, of: all}, free_shipping: true}
`,
  },
  {
    code: 'with-a-budget',
    title: 'A discount with a budget',
    text: `# 20 % off one category while 1,000.00 altogether and 300.00 a month last, twice for each person.
openfield_promotion: 1
promotion: with-a-budget
title: {en: 20 % off candles}
reward:
  percent: {off: 20 %, of: {category: home}}
limits: {budget: 1000, budget_per_month: 300, uses_per_person: 2}
`,
  },
  {
    code: 'three-for-two',
    title: 'Three for two; where it meets others the better combination wins',
    text: `# Of three pieces of a category the cheapest is free.
openfield_promotion: 1
promotion: three-for-two
title: {en: Three for two in care}
each:
  set: [{pieces: 3, of: {category: care}}]
reward:
  of_set: {off: 100 %, pieces: 1, which: cheapest}
`,
  },
]
