import { listMarkets } from '#modules/company/api.ts'
import { setUpPromotions } from '#modules/promotions/api.ts'
import type { Tx } from '#platform/postgres/database.ts'

const CAMPAIGN = 'autumn'
const BUDGET_MINOR = 500_000n
const WELCOME = 'WELCOME10'

/** What the demonstration's shop runs: one of each kind that a newcomer would want to see. All of it is invented. */
const promotions: Parameters<typeof setUpPromotions>[2]['promotions'] = [
  {
    state: 'active',
    campaign: CAMPAIGN,
    text: `# Spend 40 on beauty and textiles cost a quarter less.
openfield_promotion: 1
promotion: beauty-brings-textiles
title: {en: 25 % off textiles}
when:
  basket: {of: {category: beauty}, amount: 40}
reward:
  percent: {off: 25 %, of: {category: textiles}}
`,
  },
  {
    state: 'active',
    text: `# Of three pieces for the body the cheapest is free.
openfield_promotion: 1
promotion: three-for-two-body
title: {en: Three for two in body care}
each:
  set: [{pieces: 3, of: {category: body}}]
reward:
  of_set: {off: 100 %, pieces: 1, which: cheapest}
`,
  },
  {
    state: 'active',
    text: `# The welcome code: a tenth off the first order.
openfield_promotion: 1
promotion: welcome
title: {en: 10 % off your first order}
lane: order
when:
  first_order: true
  coupon: [welcome]
reward:
  percent: {off: 10 %, of: all}
`,
  },
  {
    state: 'active',
    text: `# What hosts of parties got: something at half price.
openfield_promotion: 1
promotion: host-half-price
title: {en: 'For hosts: one item at half price'}
when:
  entitlement: host-half-price
reward:
  percent: {off: 50 %, of: all, pieces: 1, which: dearest}
`,
  },
  {
    state: 'active',
    text: `# What hosts of parties got: a gift.
openfield_promotion: 1
promotion: host-gift
title: {en: 'For hosts: a gift of your choice'}
when:
  any: [{entitlement: host-gift}, {entitlement: host-booking}]
reward:
  gift: {choose: 1, of: {category: gifts, price_until: 15}}
`,
  },
  {
    state: 'active',
    text: `# What hosts of parties got: a credit, of which each order takes as much as its goods cost.
openfield_promotion: 1
promotion: host-credit
title: {en: 'For hosts: your credit'}
lane: order
reward:
  credit: {name: host-credit, of: all}
`,
  },
  {
    state: 'paused',
    text: `# Gold and above choose a candle with an order of 80, once a month at most for everybody together a hundred times.
openfield_promotion: 1
promotion: candle-for-gold
title: {en: A gift for Gold and above}
when:
  rank: [Gold, Platinum, Diamond]
  basket: {of: all, amount: 80}
reward:
  gift: {choose: 1, of: {category: gifts, price_until: 15}}
limits: {uses_per_month: 100}
`,
  },
  {
    state: 'draft',
    text: `# To be tried on the orders of last month before it starts.
openfield_promotion: 1
promotion: the-more-the-cheaper
title: {en: 'The more you buy, the less you pay'}
lane: order
tiers:
  of: all
  by: amount
  steps:
    - from: 60
      reward: {percent: {off: 5 %, of: all}}
    - from: 120
      reward: {percent: {off: 8 %, of: all}}
`,
  },
]

/** Gives every market of the demonstration its promotions, a campaign with a budget and a code, at the company's present time. */
export async function addDemoPromotions(tx: Tx): Promise<void> {
  for (const market of await listMarkets(tx)) {
    const made = await setUpPromotions(tx, market, {
      campaigns: [{ code: CAMPAIGN, title: 'Autumn', budgetMinor: BUDGET_MINOR }],
      coupons: [{ name: 'welcome', code: WELCOME }],
      promotions,
    })
    if (!made.ok) throw new Error(`seeding promotions was refused: ${JSON.stringify(made.refusal)}`)
  }
}
