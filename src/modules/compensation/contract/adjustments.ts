import { z } from 'zod'
import { decides, endpoint, instant, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'
import { changeEffect, changeEffectExample, changeEffectQuery } from './effects.ts'

const personId = opaqueId('per')
const adjustmentId = opaqueId('adj')
export const namedKind = z.enum(['volume', 'rank', 'bonus', 'waiver', 'exclusion'])
export const adjustmentKind = z.enum([...namedKind.options, 'order', 'end'])
export const adjustmentState = z.enum(['requested', 'done', 'rejected', 'withdrawn'])

const shownPerson = z.object({ person: personId, code: z.string(), displayName: z.string() })
const personExample = { person: 'per_0123456789abc', code: '10000012', displayName: 'Sample Person' }

/**
 * An adjustment by hand. `volume` and `bonus` add `value` once, at `from`; `rank` grants a rank or, with the value `protected`, keeps
 * it from falling; `waiver` lets a condition hold, `exclusion` keeps somebody from a bonus or from `all`: these hold from `from`
 * to `until`, or go on, and `endedFrom` says from when on another adjustment ended it. `order` lets an order count for another
 * seller or at another moment. `end` takes an adjustment back.
 */
const adjustment = z.object({
  adjustment: adjustmentId,
  kind: adjustmentKind,
  person: shownPerson,
  name: z.string(),
  value: z.string(),
  order: z.object({ code: z.string(), seller: shownPerson.nullable(), at: instant.nullable() }).nullable(),
  ends: adjustmentId.nullable(),
  from: instant,
  until: instant.nullable(),
  endedFrom: instant.nullable(),
  reason: z.string(),
  state: adjustmentState,
  requestedBy: z.string(),
  requestedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  note: z.string(),
  /** Whether the viewer asked for it: somebody else decides it then. */
  youAsked: z.boolean(),
})
const adjustmentExample = {
  adjustment: 'adj_0123456789abc',
  kind: 'volume',
  person: personExample,
  name: 'PV',
  value: '120',
  order: null,
  ends: null,
  from: '2026-10-12T10:00:00.000Z',
  until: null,
  endedFrom: null,
  reason: 'A paper order was lost in the mail.',
  state: 'requested',
  requestedBy: 'Sample Clerk',
  requestedAt: '2026-11-20T09:00:00.000Z',
  decidedBy: null,
  decidedAt: null,
  note: '',
  youAsked: false,
} as const
const paramsExample = { adjustment: 'adj_0123456789abc' }
const params = z.object({ adjustment: adjustmentId })

/** Adjustments, those that wait first, then the newest; of one person where it is named by number. */
export const listAdjustments = endpoint({
  method: 'GET',
  path: '/adjustments',
  query: pageQuery.extend({
    state: adjustmentState.optional(),
    kind: adjustmentKind.optional(),
    person: personId.optional(),
  }),
  response: pageOf(adjustment),
  example: { query: { state: 'requested' }, response: { rows: [adjustmentExample], total: 1 } },
})

/** One adjustment; `ended` is the one that it ends, `obstacle` says why it could not be done as things stand now. */
export const showAdjustment = endpoint({
  method: 'GET',
  path: '/adjustments/:adjustment',
  params,
  response: adjustment.extend({ ended: adjustment.nullable(), obstacle: z.string().nullable() }),
  example: { params: paramsExample, response: { ...adjustmentExample, ended: null, obstacle: null } },
})

/** What adjustments may name by the plan in effect now, by kind. */
export const listAdjustable = endpoint({
  method: 'GET',
  path: '/adjustable',
  response: z.object({
    names: z.record(namedKind, z.array(z.string())),
    units: z.record(z.string(), z.string()),
  }),
  example: {
    response: {
      names: {
        volume: ['PV'],
        rank: ['Silver', 'Gold'],
        bonus: ['team bonus'],
        waiver: ['active', 'team bonus'],
        exclusion: ['all', 'team bonus'],
      },
      units: { 'team bonus': 'EUR' },
    },
  },
})

const reason = z.string().trim().min(3).max(1000)
const named = { person: personId, name: z.string().min(1).max(200), from: instant.optional(), reason }
const amount = z.string().trim().min(1).max(30)

/**
 * Asks for an adjustment; nothing changes before a second person approves. `value` is how much is added, as a decimal with a dot.
 * Without `from` it counts now; an earlier moment changes accepted months by deltas.
 */
export const requestAdjustment = endpoint({
  method: 'POST',
  path: '/adjustments',
  status: 201,
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('volume'), ...named, value: amount }),
    z.object({ kind: z.literal('bonus'), ...named, value: amount }),
    z.object({
      kind: z.literal('rank'),
      ...named,
      value: z.enum(['', 'protected']),
      until: instant.optional(),
    }),
    z.object({ kind: z.literal('waiver'), ...named, until: instant.optional() }),
    z.object({ kind: z.literal('exclusion'), ...named, until: instant.optional() }),
    z.object({
      kind: z.literal('order'),
      order: z.string().trim().min(1).max(40),
      /** The number of who is to be its seller. */
      seller: z.string().trim().min(1).max(20).optional(),
      from: instant.optional(),
      reason,
    }),
    z.object({ kind: z.literal('end'), ends: adjustmentId, from: instant.optional(), reason }),
  ]),
  response: params,
  example: {
    body: {
      kind: 'volume',
      person: 'per_0123456789abc',
      name: 'PV',
      value: '120',
      from: '2026-10-12T10:00:00.000Z',
      reason: 'A paper order was lost in the mail.',
    },
    response: paramsExample,
  },
})

const decided = { path: '/adjustments/:adjustment', params, example: paramsExample } as const

/** A second person approves: it counts at once. */
export const approveAdjustment = decides(decided, 'approved')

/** A second person says no. */
export const rejectAdjustment = decides(decided, 'rejected')

/** Who asked for it takes it back. */
export const withdrawAdjustment = decides(decided, 'withdrawn')

/** What an adjustment would change. */
export const showAdjustmentEffect = endpoint({
  method: 'GET',
  path: '/adjustments/:adjustment/effect',
  params,
  query: changeEffectQuery,
  response: changeEffect,
  example: { params: paramsExample, query: {}, response: changeEffectExample },
})

/** Has it computed again by what is known now. */
export const computeAdjustmentEffect = endpoint({
  method: 'PUT',
  path: '/adjustments/:adjustment/effect',
  params,
  example: { params: paramsExample },
})
