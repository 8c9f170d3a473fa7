import { z } from 'zod'
import { endpoint, instant, integer, money, month, pageOf, pageQuery, volume } from '#shared/contract.ts'

/** A person as pay pages name one: the code is what people type; the name only where the viewer may see it. */
const personRef = z.object({ code: z.string(), name: z.string().nullable(), rank: z.string().nullable() })

/** How fresh an answer is: the position that it stands on, and when that was known. */
const fresh = { seq: integer, asOf: instant }

const exact = z
  .string()
  .meta({ description: 'an exact number as text: a rate of 0.06 is 6 %, amounts are in major units' })

/** A comparison of numbers: what it is about in words, what is needed, what is there, what is missing. */
const numberNeed = z.object({
  kind: z.literal('number'),
  what: z.string(),
  isMet: z.boolean(),
  by: z.enum(['at_least', 'more_than', 'at_most', 'less_than', 'exactly']),
  needed: exact,
  reached: exact,
  missing: exact,
})
/** Any other condition, as a clause. */
const wordsNeed = z.object({ kind: z.literal('words'), what: z.string(), isMet: z.boolean() })
/** Alternatives of which so many have to hold; the conditions of one hold together. */
const choiceNeed = z.object({
  kind: z.literal('choice'),
  isMet: z.boolean(),
  atLeast: z.number(),
  alternatives: z.array(z.array(z.discriminatedUnion('kind', [numberNeed, wordsNeed])).readonly()).readonly(),
})
const need = z.discriminatedUnion('kind', [numberNeed, wordsNeed, choiceNeed])

const reachedExample = { isMet: false, needed: '3', reached: '2', missing: '1' }
const needExample: z.input<typeof numberNeed> = {
  kind: 'number',
  what: 'Silver legs',
  by: 'at_least',
  ...reachedExample,
}

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
    /** The other named rules of the plan: numbers as decimal text, conditions as yes or no, ranks by name. */
    measures: z.array(z.object({ name: z.string(), value: z.string() })),
    rank: z.object({
      name: z.string().nullable(),
      place: z.int(),
      ladder: z.array(z.string()),
      next: z.string().nullable(),
      needs: z.array(need),
      keep: z.array(need),
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
      measures: [{ name: 'active legs', value: '3' }],
      rank: {
        name: 'Silver',
        place: 2,
        ladder: ['Bronze', 'Silver', 'Gold'],
        next: 'Gold',
        needs: [needExample],
        keep: [],
      },
      active: {
        yes: true,
        needs: [{ ...needExample, what: 'PV', isMet: true, needed: '100', reached: '124', missing: '0' }],
      },
      days: [{ day: '2026-10-01', volume: '12000000' }],
      before: { period: '2026-09', total: { minor: '92140', currency: 'EUR' } },
    },
  },
})

const statementExample = { period: '2026-09', total: { minor: '92140', currency: 'EUR' }, rank: 'Silver' }

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
      statements: [{ ...statementExample, acceptedAt: '2026-10-02T08:00:00.000Z' }],
    },
  },
})

const partExample = { base: '210.5', rate: '0.07', exact: '14.735' }
const sourceExample = { person: { code: '10000018', name: 'Lea F.', rank: null }, level: 2, ...partExample }

/** What a part is that comes from no person below. */
const partNote = z.enum([
  'share',
  'rounding',
  'capped',
  'leg_capped',
  'scaled_down',
  'limit',
  'adjustment',
  'recomputed',
  'other',
])

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
    /** What was added or taken away after the period was accepted; the total holds it. The oldest first. */
    deltas: z.array(z.object({ acceptedAt: instant, amount: money })),
    byBonus: z.array(
      z.object({
        bonus: z.string(),
        amount: money,
        /** The largest sources first; the rest is counted and summed. With `others` they add up to the amount. */
        sources: z.array(
          z.object({
            person: personRef,
            level: z.int().nullable(),
            base: exact.nullable(),
            rate: exact.nullable(),
            exact,
          }),
        ),
        more: z.object({ sources: z.int(), exact }).nullable(),
        others: z.array(z.object({ note: partNote, about: z.string(), exact })),
      }),
    ),
  }),
  example: {
    params: { period: '2026-09' },
    response: {
      ...statementExample,
      active: true,
      plan: { name: 'demonstration', version: 1 },
      snapshot: '7f3a91ae',
      acceptedAt: '2026-10-02T08:00:00.000Z',
      deltas: [],
      byBonus: [
        {
          bonus: 'team bonus',
          amount: { minor: '92140', currency: 'EUR' },
          sources: [sourceExample],
          more: { sources: 27, exact: '906.66' },
          others: [{ note: 'rounding', about: '', exact: '0.005' }],
        },
      ],
    },
  },
})

const skipReason = z.enum([
  'passed_over',
  'not_paid',
  'not_qualified',
  'nobody_above',
  'capped',
  'limited',
  'already_paid',
  'flushed',
])

const pathStep = z.object({
  person: personRef,
  you: z.boolean(),
  level: z.int().nullable(),
  /** The rate that the bonus gives this person before what was taken below, where it compares rates. */
  ownRate: exact.nullable(),
  paidRate: exact.nullable(),
  skipped: skipReason.nullable(),
  needs: z.array(need),
})

const sourceOrder = z.object({
  code: z.string(),
  at: instant,
  type: z.string(),
  base: exact.nullable(),
  rate: exact.nullable(),
  exact,
  /** What kind of part it is, where it is no plain one: passed up, given back for a return … */
  note: z.string(),
})

const restOfOrders = z.object({ orders: z.int(), exact, from: z.int() }).nullable()

const sourcePart = z.object({
  person: personRef,
  level: z.int().nullable(),
  /** Where all parts have one rate, it and the sum of their bases. */
  base: exact.nullable(),
  rate: exact.nullable(),
  exact,
  /** The way up; among more than ten it is told, with more of the orders, when the source is asked for. */
  path: z.array(pathStep),
  orders: z.array(sourceOrder),
  /** The orders before and after those that are listed; `from` opens the next of them. */
  ordersBefore: restOfOrders,
  moreOrders: restOfOrders,
  /** What the source brings without an order, such as a share of earnings. */
  without: exact.nullable(),
})

/** What is counted instead of listed; `from` opens it, a hundred at a time. Orders of teams are counted where these open. */
const count = z.int().nullable()
const restOfParts = z.object({ sources: z.int(), orders: count, exact, from: count }).nullable()

/**
 * `before`, `sources`, `legs`, `more` and `others` add up to the amount exactly (of a leg that is opened, to what it brings);
 * so do `ordersBefore`, `orders`, `moreOrders` and `without` to their source.
 */
const explanation = z.object({
  period: month,
  state: z.enum(['open', 'review', 'accepted']),
  bonus: z.string(),
  kind: z.enum(['amount', 'levels', 'differential', 'leadership', 'binary', 'pool']),
  /** What the bonus is paid on, and whom it asks for, in words. */
  base: z.string(),
  qualified: z.string(),
  person: personRef,
  amount: money,
  /** How the own rate came about where a table by steps gives it; `next` is the step above and what is missing to it. */
  rate: z
    .object({
      by: z.string(),
      reached: exact,
      from: exact.nullable(),
      rate: exact,
      next: z.object({ rate: exact, from: exact, missing: exact }).nullable(),
    })
    .nullable(),
  /** The person whose team is opened; null for the whole amount. */
  leg: personRef.nullable(),
  sources: z.array(sourcePart),
  /** Where too many bring something to be listed one by one: the teams directly below, each of which opens further. */
  legs: z.array(z.object({ person: personRef, sources: z.int(), exact })),
  /** What all sources bring. */
  together: exact,
  before: restOfParts,
  more: restOfParts,
  others: z.array(
    z.object({
      note: partNote,
      /** The limit, the reason of a correction, the period: what the note is about. */
      about: z.string(),
      person: personRef.nullable(),
      base: exact.nullable(),
      rate: exact.nullable(),
      exact,
    }),
  ),
  rounding: z.enum(['half_up', 'half_even', 'down']),
  /** What did not come to the person, by reason; `missing` says in words what was not met. */
  unpaid: z.array(z.object({ reason: skipReason, missing: z.string(), parts: z.int(), exact })),
  why: z.array(
    z.object({
      code: z.enum([
        'paid',
        'not_paid',
        'not_qualified',
        'no_volume',
        'no_rate',
        'no_difference',
        'passed_over',
        'already_paid',
        'capped',
        'rounded',
        'nothing_to_pay',
      ]),
      needs: z.array(need),
    }),
  ),
})

const explainQuery = z.object({
  period: month,
  bonus: z.string().max(80),
  /** One source alone. */
  source: z.string().max(20).optional(),
  /** What the team of this person brought. */
  leg: z.string().max(20).optional(),
  /** Opens what is counted as more: parts, or with `source` its orders, from this one on. */
  from: pageQuery.shape.page,
})

const explanationExample: z.input<typeof explanation> = {
  period: '2026-09',
  state: 'accepted',
  bonus: 'team bonus',
  kind: 'differential',
  base: 'CV',
  qualified: 'the person is active',
  person: { code: '10000026', name: 'You', rank: 'Silver' },
  amount: { minor: '1474', currency: 'EUR' },
  rate: {
    by: 'group PV',
    reached: '620',
    from: '600',
    rate: '0.07',
    next: { rate: '0.09', from: '1500', missing: '880' },
  },
  leg: null,
  sources: [
    {
      ...sourceExample,
      path: [],
      orders: [{ code: '482131', at: '2026-09-09T10:00:00.000Z', type: 'order', ...partExample, note: '' }],
      ordersBefore: null,
      moreOrders: null,
      without: null,
    },
  ],
  legs: [],
  together: '14.735',
  before: null,
  more: null,
  others: [{ note: 'rounding', about: '', person: null, base: null, rate: null, exact: '0.005' }],
  rounding: 'half_up',
  unpaid: [],
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

/** A period computed again after it was accepted; what it pays more or less than before. */
const delta = z.object({
  /** From 1, in the order in which they were begun. */
  number: z.int(),
  state: z.enum(closeStates),
  lateOrders: z.int(),
  /** Moves of people, and corrections by hand, that it is the first to count. */
  moves: z.int(),
  adjustments: z.int(),
  /** By currency; empty when nothing changes. */
  changes: z.array(z.object({ people: z.int(), amount: money })),
  results: z.string().nullable(),
  startedBy: z.string().nullable(),
  acceptedAt: instant.nullable(),
  acceptedBy: z.string().nullable(),
  youStarted: z.boolean(),
  failure: z.string().nullable(),
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
    /** Where the whole potential of each bonus went, in major units: paid, skipped, capped, cut, rounded. */
    sums: z.array(
      z.object({
        bonus: z.string(),
        currency: z.string(),
        potential: exact,
        paid: exact,
        skipped: exact,
        capped: exact,
        cut: exact,
        rounded: exact,
      }),
    ),
    /** This period and up to three before it, oldest first. */
    history: z.array(
      z.object({ period: month, sales: money, paid: money, peopleWithPay: z.int(), payoutSharePpm: z.int() }),
    ),
    rankMoves: z.array(z.object({ rank: z.string(), up: z.int(), down: z.int(), holders: z.int() })),
    movers: z.array(mover),
    ordersSinceCut: z.int(),
    failure: z.string().nullable(),
    /** What came to be known of an accepted period and no delta has counted yet; null before it is accepted. */
    pending: z
      .object({
        lateOrders: z.int(),
        lateSales: money,
        /** Moves of people, and corrections by hand, that touch the period and were done since. */
        moves: z.int(),
        adjustments: z.int(),
        /** Whether the period before was changed by a delta since. */
        stateChanged: z.boolean(),
      })
      .nullable(),
    /** The oldest first. */
    deltas: z.array(delta),
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
      sums: [],
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
      pending: {
        lateOrders: 2,
        lateSales: { minor: '9400', currency: 'EUR' },
        moves: 1,
        adjustments: 0,
        stateChanged: false,
      },
      deltas: [
        {
          number: 1,
          state: 'accepted',
          lateOrders: 3,
          moves: 0,
          adjustments: 0,
          changes: [{ people: 9, amount: { minor: '1240', currency: 'EUR' } }],
          results: '5b1c33aa',
          startedBy: 'Maja',
          acceptedAt: '2026-10-05T08:00:00.000Z',
          acceptedBy: 'Piotr',
          youStarted: false,
          failure: null,
        },
      ],
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

export const startDelta = endpoint({
  method: 'POST',
  path: '/pay/periods/:period/deltas',
  params: z.object({ period: month }),
  status: 202,
  response: z.object({ period: month, state: z.enum(closeStates) }),
  example: { params: { period: '2026-09' }, response: { period: '2026-09', state: 'cutting' } },
})

export const acceptClose = endpoint({
  method: 'POST',
  path: '/pay/periods/:period/accept',
  params: z.object({ period: month }),
  /** The results of the close, or of a delta, that the second person looked at; another run's are not accepted by mistake. */
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
  /** With `delta`, its number: what that delta pays more or less. */
  query: pageQuery.extend({ delta: z.coerce.number().int().positive().optional() }),
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
        { name: 'demonstration', version: 1, effective: '2026-01-01', text: 'openfield: 2\n…', hash: '7f3a' },
      ],
    },
  },
})
