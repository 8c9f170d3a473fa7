import { z } from 'zod'
import {
  decides,
  day,
  endpoint,
  instant,
  integer,
  month,
  opaqueId,
  pageOf,
  pageQuery,
} from '#shared/contract.ts'
import { labExample, labRowExample, labSummary } from './lab-summary.ts'

const experimentId = opaqueId('lab')
export const experimentState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled'])
export const planRequestState = z.enum(['requested', 'done', 'rejected', 'withdrawn'])
const params = z.object({ experiment: experimentId })
const paramsExample = { experiment: 'lab_0123456789abc' }
const planText = z.string().min(1).max(60_000)
const limitPpm = z.int().min(0).max(10_000_000)

const experiment = z.object({
  experiment: experimentId,
  name: z.string(),
  state: experimentState,
  progressPpm: z.int(),
  periods: z.array(month),
  /** The version of the plan that it starts from. */
  base: z.object({ version: z.int(), effective: day }),
  askedBy: z.string(),
  askedAt: instant,
  endedAt: instant.nullable(),
  failure: z.string().nullable(),
})
const experimentExample = {
  experiment: 'lab_0123456789abc',
  name: 'Two more levels',
  state: 'done' as const,
  progressPpm: 1_000_000,
  periods: ['2026-08', '2026-09', '2026-10'],
  base: { version: 1, effective: '2026-01-01' },
  askedBy: 'Sample Clerk',
  askedAt: '2026-11-20T09:00:00.000Z',
  endedAt: '2026-11-20T09:00:40.000Z',
  failure: null,
}

/** Experiments, the newest first; `sums` are what both plans pay in the plan's currency, once it is done; `request` is how the newest wish to publish its plan stands. */
export const listExperiments = endpoint({
  method: 'GET',
  path: '/lab-experiments',
  query: pageQuery.extend({ state: experimentState.optional(), request: planRequestState.optional() }),
  response: pageOf(
    experiment.extend({
      sums: z.object({ currency: z.string(), before: integer, after: integer }).nullable(),
      request: planRequestState.nullable(),
    }),
  ),
  example: {
    query: {},
    response: {
      rows: [
        {
          ...experimentExample,
          sums: { currency: 'EUR', before: '812300', after: '845100' },
          request: 'requested',
        },
      ],
      total: 1,
    },
  },
})

/** What a new experiment starts from: the newest version of the plan, and the accepted months that can be replayed, the last first. */
export const showLabStart = endpoint({
  method: 'GET',
  path: '/lab-start',
  response: z.object({
    base: z.object({ name: z.string(), version: z.int(), effective: day, text: z.string() }).nullable(),
    months: z.array(month),
  }),
  example: {
    response: {
      base: { name: 'sample plan', version: 1, effective: '2026-01-01', text: 'openfield: 2\n' },
      months: ['2026-10', '2026-09'],
    },
  },
})

const problem = z.object({ line: z.int(), path: z.string(), problem: z.string() })

/** What is wrong with a changed text, at its lines, and what it says otherwise than the newest version. */
export const checkLabPlan = endpoint({
  method: 'POST',
  path: '/lab-check',
  body: z.object({ text: planText }),
  response: z.object({ problems: z.array(problem), differences: z.array(z.string()) }),
  example: {
    body: { text: 'openfield: 2\n' },
    response: {
      problems: [{ line: 3, path: 'bonuses.team bonus.rate', problem: 'found "ten", expected a number.' }],
      differences: [],
    },
  },
})

/**
 * Begins an experiment over the last `months` accepted months. The limits, in parts per million, are what pay may be of sales, and
 * what of pay may hang on what the field bought for itself.
 */
export const startExperiment = endpoint({
  method: 'POST',
  path: '/lab-experiments',
  status: 201,
  body: z.object({
    name: z.string().trim().min(1).max(100),
    text: planText,
    months: z.int().min(1).max(12),
    payoutLimitPpm: limitPpm,
    ownLimitPpm: limitPpm,
  }),
  response: params,
  example: {
    body: {
      name: 'Two more levels',
      text: 'openfield: 2\n',
      months: 3,
      payoutLimitPpm: 350_000,
      ownLimitPpm: 300_000,
    },
    response: paramsExample,
  },
})

const planRequest = z.object({
  effective: day,
  reason: z.string(),
  state: planRequestState,
  requestedBy: z.string(),
  requestedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  note: z.string(),
  /** The number that it was published as. */
  version: z.int().nullable(),
  youAsked: z.boolean(),
})

/**
 * One experiment with both texts, what they say otherwise, and what that comes to. `isStale` says that another version was published
 * since; `request` is the newest wish to publish its plan.
 */
export const showExperiment = endpoint({
  method: 'GET',
  path: '/lab-experiments/:experiment',
  params,
  response: experiment.extend({
    baseText: z.string(),
    text: z.string(),
    differences: z.array(z.string()),
    isStale: z.boolean(),
    summary: labSummary.nullable(),
    request: planRequest.nullable(),
  }),
  example: {
    params: paramsExample,
    response: {
      ...experimentExample,
      baseText: 'openfield: 2\n',
      text: 'openfield: 2\n',
      differences: ['bonuses.team bonus.depth: changed from 2 to 4'],
      isStale: false,
      summary: labExample,
      request: null,
    },
  },
})

/** Ends an experiment that is not done yet. */
export const cancelExperiment = endpoint({
  method: 'PUT',
  path: '/lab-experiments/:experiment/cancelled',
  params,
  example: { params: paramsExample },
})

const money = z.object({ minor: integer, currency: z.string() })
export const effectGroup = z.enum(['winners', 'losers', 'ranks'])
const peopleQuery = z.object({
  currency: z.string().max(40).optional(),
  group: effectGroup.optional(),
  /** A rank under the plan as it is, by its place in the ladder; 0 is none. */
  rank: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional(),
  market: z.string().max(20).optional(),
})

/** Whom an experiment changes, over all its months: those who gain most first, or those who lose most, sorted by `change`. */
export const listLabPeople = endpoint({
  method: 'GET',
  path: '/lab-experiments/:experiment/people',
  params,
  query: pageQuery.extend(peopleQuery.shape),
  response: pageOf(
    z.object({
      person: opaqueId('per'),
      code: z.string(),
      name: z.string().nullable(),
      market: z.string(),
      before: money,
      after: money,
      change: money,
      rankBefore: z.string().nullable(),
      rankAfter: z.string().nullable(),
    }),
  ),
  example: { params: paramsExample, query: {}, response: { rows: [labRowExample], total: 1 } },
})

/** The same as a file, the first 50,000. */
export const exportLabPeople = endpoint({
  method: 'GET',
  path: '/lab-experiments/:experiment/people.csv',
  params,
  query: pageQuery.extend(peopleQuery.shape),
  produces: 'text/csv',
  example: { params: paramsExample, query: {} },
})

/** Asks for the plan of an experiment to become the next version from the first day of a month on. */
export const requestPlan = endpoint({
  method: 'POST',
  path: '/lab-experiments/:experiment/plan-request',
  params,
  body: z.object({ effective: day, reason: z.string().trim().min(3).max(1000) }),
  example: {
    params: paramsExample,
    body: { effective: '2026-12-01', reason: 'It pays more to those who build.' },
  },
})

const decided = {
  path: '/lab-experiments/:experiment/plan-request',
  params,
  example: paramsExample,
} as const

/** A second person approves: the plan is published. */
export const approvePlan = decides(decided, 'approved')

/** A second person says no. */
export const rejectPlan = decides(decided, 'rejected')

/** Who asked for it takes it back. */
export const withdrawPlan = decides(decided, 'withdrawn')
