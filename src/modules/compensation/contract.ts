import { z } from 'zod'
import { endpoint, instant, integer, money, month, pageOf, pageQuery, volume } from '#shared/contract.ts'

/** A person as pay pages name one: the code is what people type; the name only where the viewer may see it. */
const personRef = z.object({ code: z.string(), name: z.string().nullable(), rank: z.string().nullable() })

/** How fresh an answer is: the position that it stands on, and when that was known. */
const fresh = { seq: integer, asOf: instant }

const ratePpm = z.int().meta({ description: 'rate in parts per million: 60000 is 6 %' })

/** A condition: what it is about, what is needed, what is there. Volumes in millionths, legs as counts. */
const need = z.object({
  kind: z.enum(['volume', 'legs']),
  of: z.string(),
  needed: integer,
  reached: integer,
  missing: integer,
})

const bonusAmount = z.object({ bonus: z.string(), amount: money })

export const expectedPay = endpoint({
  method: 'GET',
  path: '/office/pay/expected',
  /** The last position that the caller has seen; the answer is never older. */
  query: z.object({ sinceSeq: integer.optional() }),
  response: z.object({
    ...fresh,
    period: month,
    from: instant,
    until: instant,
    total: money,
    byBonus: z.array(bonusAmount),
    volumes: z.array(z.object({ name: z.string(), amount: volume })),
    rank: z.object({
      name: z.string().nullable(),
      place: z.int(),
      ladder: z.array(z.string()),
      next: z.string().nullable(),
      needs: z.array(need),
    }),
    active: z.object({ yes: z.boolean(), needs: z.array(need) }),
    /** Own group volume day by day of the period so far, for the curve on the home page. */
    days: z.array(z.object({ day: z.iso.date(), volume })),
    before: z.object({ period: month, total: money }).nullable(),
  }),
  example: {
    query: {},
    response: {
      seq: '10412',
      asOf: '2026-10-25T09:30:00.000Z',
      period: '2026-10',
      from: '2026-09-30T22:00:00.000Z',
      until: '2026-10-31T23:00:00.000Z',
      total: { minor: '134218', currency: 'EUR' },
      byBonus: [{ bonus: 'team bonus', amount: { minor: '134218', currency: 'EUR' } }],
      volumes: [{ name: 'PV', amount: '124000000' }],
      rank: {
        name: 'Silver',
        place: 2,
        ladder: ['Bronze', 'Silver', 'Gold'],
        next: 'Gold',
        needs: [{ kind: 'legs', of: 'Silver', needed: '3', reached: '2', missing: '1' }],
      },
      active: {
        yes: true,
        needs: [{ kind: 'volume', of: 'PV', needed: '100000000', reached: '124000000', missing: '0' }],
      },
      days: [{ day: '2026-10-01', volume: '12000000' }],
      before: { period: '2026-09', total: { minor: '92140', currency: 'EUR' } },
    },
  },
})

export const listStatements = endpoint({
  method: 'GET',
  path: '/office/pay/statements',
  response: z.object({
    statements: z.array(
      z.object({ period: month, total: money, rank: z.string().nullable(), acceptedAt: instant }),
    ),
  }),
  example: {
    response: {
      statements: [
        {
          period: '2026-09',
          total: { minor: '92140', currency: 'EUR' },
          rank: 'Silver',
          acceptedAt: '2026-10-02T08:00:00.000Z',
        },
      ],
    },
  },
})

export const showStatement = endpoint({
  method: 'GET',
  path: '/office/pay/statements/:period',
  params: z.object({ period: month }),
  response: z.object({
    period: month,
    total: money,
    rank: z.string().nullable(),
    active: z.boolean(),
    plan: z.object({ name: z.string(), version: z.int() }),
    snapshot: z.string(),
    acceptedAt: instant,
    byBonus: z.array(
      z.object({
        bonus: z.string(),
        amount: money,
        /** The largest sources first; the rest is counted and summed. Exact amounts are decimal texts in major units. */
        sources: z.array(
          z.object({ person: personRef, level: z.int(), base: volume, ratePpm, exact: z.string() }),
        ),
        more: z.object({ sources: z.int(), exact: z.string() }).nullable(),
        rounding: z.string(),
      }),
    ),
  }),
  example: {
    params: { period: '2026-09' },
    response: {
      period: '2026-09',
      total: { minor: '92140', currency: 'EUR' },
      rank: 'Silver',
      active: true,
      plan: { name: 'demonstration', version: 1 },
      snapshot: '7f3a91ae',
      acceptedAt: '2026-10-02T08:00:00.000Z',
      byBonus: [
        {
          bonus: 'team bonus',
          amount: { minor: '92140', currency: 'EUR' },
          sources: [
            {
              person: { code: '10000018', name: 'Lea F.', rank: null },
              level: 2,
              base: '210500000',
              ratePpm: 70000,
              exact: '14.735',
            },
          ],
          more: { sources: 27, exact: '906.665' },
          rounding: '0',
        },
      ],
    },
  },
})

const pathStep = z.object({
  person: personRef,
  you: z.boolean(),
  level: z.int(),
  /** The rate that the table gives this person, and what was already taken below on the way. */
  ratePpm,
  takenPpm: z.int(),
  paidPpm: z.int(),
  skipped: z.enum(['kind', 'status', 'company_position', 'not_active']).nullable(),
  needs: z.array(need),
})

const sourceOrder = z.object({
  code: z.string(),
  at: instant,
  type: z.string(),
  base: volume,
  exact: z.string(),
})

const explanation = z.object({
  period: month,
  state: z.enum(['open', 'review', 'accepted']),
  bonus: z.string(),
  kind: z.enum(['share_of_own_volume', 'differential']),
  baseVolume: z.string(),
  unitValue: z.string(),
  person: personRef,
  amount: money,
  /** How the own rate came about; `next` is the step above and how much volume is missing to it. */
  rate: z.object({
    ratePpm,
    by: z.string().nullable(),
    volume: volume.nullable(),
    from: volume.nullable(),
    next: z.object({ ratePpm, missing: volume }).nullable(),
  }),
  groups: z.array(
    z.object({
      source: personRef,
      level: z.int(),
      ratePpm,
      base: volume,
      exact: z.string(),
      path: z.array(pathStep),
      orders: z.array(sourceOrder),
      moreOrders: z.object({ orders: z.int(), exact: z.string() }).nullable(),
    }),
  ),
  more: z.object({ groups: z.int(), orders: z.int(), base: volume, exact: z.string() }).nullable(),
  exact: z.string(),
  rounding: z.object({ rule: z.string(), exact: z.string() }),
  /** What the person would have been paid and was not, with the reason; and why there is nothing at all. */
  unpaid: z.object({ orders: z.int(), exact: z.string() }).nullable(),
  why: z.array(
    z.object({
      code: z.enum([
        'paid',
        'no_volume',
        'no_rate',
        'not_active',
        'kind',
        'status',
        'company_position',
        'legs_at_same_rate',
      ]),
      needs: z.array(need),
    }),
  ),
})

const explainQuery = z.object({
  period: month,
  bonus: z.string().max(80),
  source: z.string().max(20).optional(),
})

const explanationExample: z.input<typeof explanation> = {
  period: '2026-09',
  state: 'accepted',
  bonus: 'team bonus',
  kind: 'differential',
  baseVolume: 'CV',
  unitValue: '1 EUR',
  person: { code: '10000026', name: 'You', rank: 'Silver' },
  amount: { minor: '1474', currency: 'EUR' },
  rate: {
    ratePpm: 70000,
    by: 'group PV',
    volume: '620000000',
    from: '600000000',
    next: { ratePpm: 90000, missing: '880000000' },
  },
  groups: [
    {
      source: { code: '10000018', name: 'Lea F.', rank: null },
      level: 1,
      ratePpm: 70000,
      base: '210500000',
      exact: '14.735',
      path: [
        {
          person: { code: '10000018', name: 'Lea F.', rank: null },
          you: false,
          level: 0,
          ratePpm: 0,
          takenPpm: 0,
          paidPpm: 0,
          skipped: null,
          needs: [],
        },
        {
          person: { code: '10000026', name: 'You', rank: 'Silver' },
          you: true,
          level: 1,
          ratePpm: 70000,
          takenPpm: 0,
          paidPpm: 70000,
          skipped: null,
          needs: [],
        },
      ],
      orders: [
        { code: '482131', at: '2026-09-09T10:00:00.000Z', type: 'order', base: '210500000', exact: '14.735' },
      ],
      moreOrders: null,
    },
  ],
  more: null,
  exact: '14.735',
  rounding: { rule: 'half_up', exact: '0.005' },
  unpaid: null,
  why: [{ code: 'paid', needs: [] }],
}

export const explainMine = endpoint({
  method: 'GET',
  path: '/office/pay/why',
  query: explainQuery,
  response: explanation,
  example: { query: { period: '2026-09', bonus: 'team bonus' }, response: explanationExample },
})

export const explainPerson = endpoint({
  method: 'GET',
  path: '/pay/explanations/:person',
  params: z.object({ person: z.string().max(20) }),
  query: explainQuery,
  response: explanation,
  example: {
    params: { person: '10000026' },
    query: { period: '2026-09', bonus: 'team bonus' },
    response: explanationExample,
  },
})

export const closeStates = [
  'open',
  'cutting',
  'snapshot',
  'running',
  'storing',
  'review',
  'accepting',
  'accepted',
  'failed',
] as const

const periodRow = z.object({
  period: month,
  from: instant,
  until: instant,
  state: z.enum(closeStates),
  ended: z.boolean(),
  orders: z.int(),
  sales: money,
  paid: money.nullable(),
  payoutSharePpm: z.int().nullable(),
  peopleWithPay: z.int().nullable(),
})

const periodExample: z.input<typeof periodRow> = {
  period: '2026-09',
  from: '2026-08-31T22:00:00.000Z',
  until: '2026-09-30T22:00:00.000Z',
  state: 'accepted',
  ended: true,
  orders: 5120,
  sales: { minor: '42870000', currency: 'EUR' },
  paid: { minor: '16190000', currency: 'EUR' },
  payoutSharePpm: 377653,
  peopleWithPay: 812,
}

export const listPeriods = endpoint({
  method: 'GET',
  path: '/pay/periods',
  response: z.object({ periods: z.array(periodRow) }),
  example: { response: { periods: [{ ...periodExample }] } },
})

const mover = z.object({
  person: personRef,
  before: money,
  now: money,
  change: money,
  reason: z.enum(['not_active', 'became_active', 'new', 'rank_up', 'rank_down', 'volume_up', 'volume_down']),
})

export const showClose = endpoint({
  method: 'GET',
  path: '/pay/periods/:period',
  params: z.object({ period: month }),
  response: periodRow.extend({
    plan: z.object({ name: z.string(), version: z.int() }),
    /** Steps in their order; `progressPpm` moves while a step works. */
    steps: z.array(
      z.object({
        step: z.enum(['cut', 'snapshot', 'run', 'store', 'review', 'accept']),
        state: z.enum(['waiting', 'working', 'done', 'failed']),
        progressPpm: z.int(),
        startedAt: instant.nullable(),
        doneAt: instant.nullable(),
        /** What the step went through: orders that were cut, people frozen, people with pay, results stored. */
        counted: z.int().nullable(),
      }),
    ),
    startedBy: z.string().nullable(),
    acceptedBy: z.string().nullable(),
    youStarted: z.boolean(),
    cutSeq: integer.nullable(),
    snapshot: z.string().nullable(),
    results: z.string().nullable(),
    byBonus: z.array(bonusAmount.extend({ shareOfSalesPpm: z.int() })),
    /** This period and up to three before it, oldest first. */
    history: z.array(
      z.object({ period: month, sales: money, paid: money, peopleWithPay: z.int(), payoutSharePpm: z.int() }),
    ),
    rankMoves: z.array(z.object({ rank: z.string(), up: z.int(), down: z.int(), holders: z.int() })),
    movers: z.array(mover),
    ordersSinceCut: z.int(),
    failure: z.string().nullable(),
  }),
  example: {
    params: { period: '2026-09' },
    response: {
      ...periodExample,
      plan: { name: 'demonstration', version: 1 },
      steps: [
        {
          step: 'cut',
          state: 'done',
          progressPpm: 1000000,
          startedAt: '2026-10-01T06:00:00.000Z',
          doneAt: '2026-10-01T06:00:01.000Z',
          counted: 5120,
        },
      ],
      startedBy: 'Maja',
      acceptedBy: 'Piotr',
      youStarted: false,
      cutSeq: '10412',
      snapshot: '7f3a91ae',
      results: '91aee2d0',
      byBonus: [
        { bonus: 'team bonus', amount: { minor: '16190000', currency: 'EUR' }, shareOfSalesPpm: 377653 },
      ],
      history: [
        {
          period: '2026-09',
          sales: { minor: '42870000', currency: 'EUR' },
          paid: { minor: '16190000', currency: 'EUR' },
          peopleWithPay: 812,
          payoutSharePpm: 377653,
        },
      ],
      rankMoves: [{ rank: 'Silver', up: 12, down: 3, holders: 80 }],
      movers: [
        {
          person: { code: '10000018', name: 'Lea Fontaine', rank: 'Silver' },
          before: { minor: '1000', currency: 'EUR' },
          now: { minor: '5000', currency: 'EUR' },
          change: { minor: '4000', currency: 'EUR' },
          reason: 'rank_up',
        },
      ],
      ordersSinceCut: 40,
      failure: null,
    },
  },
})

export const startClose = endpoint({
  method: 'POST',
  path: '/pay/periods/:period/close',
  params: z.object({ period: month }),
  status: 202,
  response: z.object({ period: month, state: z.enum(closeStates) }),
  example: { params: { period: '2026-09' }, response: { period: '2026-09', state: 'cutting' } },
})

export const acceptClose = endpoint({
  method: 'POST',
  path: '/pay/periods/:period/accept',
  params: z.object({ period: month }),
  /** The results that the second person looked at; another run's are not accepted by mistake. */
  body: z.object({ results: z.string() }),
  status: 202,
  response: z.object({ period: month, state: z.enum(closeStates) }),
  example: {
    params: { period: '2026-09' },
    body: { results: '91aee2d0' },
    response: { period: '2026-09', state: 'accepting' },
  },
})

export const listEarnings = endpoint({
  method: 'GET',
  path: '/pay/periods/:period/earnings',
  params: z.object({ period: month }),
  query: pageQuery,
  response: pageOf(
    z.object({ person: personRef, total: money, byBonus: z.array(bonusAmount), active: z.boolean() }),
  ),
  example: {
    params: { period: '2026-09' },
    query: {},
    response: {
      rows: [
        {
          person: { code: '10000018', name: 'Lea Fontaine', rank: 'Silver' },
          total: { minor: '5000', currency: 'EUR' },
          byBonus: [{ bonus: 'team bonus', amount: { minor: '5000', currency: 'EUR' } }],
          active: true,
        },
      ],
      total: 812,
    },
  },
})

export const listPlans = endpoint({
  method: 'GET',
  path: '/pay/plans',
  response: z.object({
    plans: z.array(
      z.object({
        name: z.string(),
        version: z.int(),
        effective: z.iso.date(),
        text: z.string(),
        hash: z.string(),
      }),
    ),
  }),
  example: {
    response: {
      plans: [
        { name: 'demonstration', version: 1, effective: '2026-01-01', text: 'openfield: 1\n…', hash: '7f3a' },
      ],
    },
  },
})
