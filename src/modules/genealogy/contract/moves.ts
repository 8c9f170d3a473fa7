import { z } from 'zod'
import { decides, endpoint, instant, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'
import { treeCode } from '../contract.ts'

const personId = opaqueId('per')
const moveId = opaqueId('mov')
export const moveState = z.enum(['requested', 'done', 'rejected', 'withdrawn'])

const shownPerson = z.object({ person: personId, code: z.string(), displayName: z.string() })
const personExample = { person: 'per_0123456789abc', code: '10000012', displayName: 'Sample Person' }

/** A move as it was asked for and decided; `people` counts whom it gives another place, with the team those below too. */
const move = z.object({
  move: moveId,
  tree: treeCode,
  person: shownPerson,
  from: shownPerson,
  to: shownPerson,
  side: z.int().nullable(),
  withTeam: z.boolean(),
  people: z.int(),
  validFrom: instant,
  reason: z.string(),
  state: moveState,
  /**
   * A termination rolled up those below by the policy of the tree; nobody asked for it. By a merge a position ends, and the one named
   * by `to` stays.
   */
  kind: z.enum(['asked', 'termination', 'merge']),
  requestedBy: z.string().nullable(),
  requestedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  note: z.string(),
  /** Whether the viewer asked for it: somebody else decides it then. */
  youAsked: z.boolean(),
})
const moveExample = {
  move: 'mov_0123456789abc',
  tree: 'sponsor',
  person: personExample,
  from: personExample,
  to: personExample,
  side: null,
  withTeam: true,
  people: 18,
  validFrom: '2026-10-01T00:00:00.000Z',
  reason: 'The invitation of another sponsor was used by mistake.',
  state: 'requested',
  kind: 'asked',
  requestedBy: 'Sample Clerk',
  requestedAt: '2026-11-20T09:00:00.000Z',
  decidedBy: null,
  decidedAt: null,
  note: '',
  youAsked: false,
} as const

/** Moves, those that wait first, then the newest. */
export const listMoves = endpoint({
  method: 'GET',
  path: '/moves',
  query: pageQuery.extend({ state: moveState.optional() }),
  response: pageOf(move),
  example: { query: { state: 'requested' }, response: { rows: [moveExample], total: 1 } },
})

/** One move; `obstacle` says why it could not be done as things stand now. */
export const showMove = endpoint({
  method: 'GET',
  path: '/moves/:move',
  params: z.object({ move: moveId }),
  response: move.extend({ obstacle: z.string().nullable() }),
  example: { params: { move: 'mov_0123456789abc' }, response: { ...moveExample, obstacle: null } },
})

/**
 * Asks for a person to stand under another one (`parent`, by number), from now on or from an earlier moment. With the team
 * everybody below goes along; without it sellers directly below roll up to the old parent. `side` counts from 0 and is needed
 * where the tree has places.
 */
export const requestMove = endpoint({
  method: 'POST',
  path: '/moves',
  status: 201,
  body: z.object({
    person: personId,
    parent: z.string().min(1).max(20),
    tree: treeCode.optional(),
    side: z.int().min(0).max(19).nullable().optional(),
    withTeam: z.boolean(),
    from: instant.optional(),
    reason: z.string().trim().min(3).max(1000),
  }),
  response: z.object({ move: moveId }),
  example: {
    body: {
      person: 'per_0123456789abc',
      parent: '10000012',
      withTeam: true,
      from: '2026-10-01T00:00:00.000Z',
      reason: 'The invitation of another sponsor was used by mistake.',
    },
    response: { move: 'mov_0123456789abc' },
  },
})

/**
 * Asks for a position to be merged into another one of the same person (`into`, by number), from now on or from an earlier moment. The
 * team comes under the one that stays, and what the other one brings counts for it. It is decided like a move.
 */
export const requestMerge = endpoint({
  method: 'POST',
  path: '/merges',
  status: 201,
  body: z.object({
    person: personId,
    into: z.string().min(1).max(20),
    from: instant.optional(),
    reason: z.string().trim().min(3).max(1000),
  }),
  response: z.object({ move: moveId }),
  example: {
    body: { person: 'per_0123456789abc', into: '10000012', reason: 'The same person joined twice.' },
    response: { move: 'mov_0123456789abc' },
  },
})

const decided = {
  path: '/moves/:move',
  params: z.object({ move: moveId }),
  example: { move: 'mov_0123456789abc' },
} as const

/** A second person approves: the move is done at once. */
export const approveMove = decides(decided, 'approved')

/** A second person says no. */
export const rejectMove = decides(decided, 'rejected')

/** Who asked for it takes it back. */
export const withdrawMove = decides(decided, 'withdrawn')

const onTermination = z.enum(['stay', 'roll_up'])
const policy = z.object({ tree: treeCode, onTermination })
const policyExample = { tree: 'sponsor', onTermination: 'roll_up' } as const

/** What becomes of those below when somebody leaves for good, by tree. */
export const listTerminations = endpoint({
  method: 'GET',
  path: '/terminations',
  response: z.object({ trees: z.array(policy) }),
  example: { response: { trees: [policyExample] } },
})

/**
 * Lets those below stay below the empty place (`stay`), or come under the person above it (`roll_up`); from now on. In a tree with
 * places only one person can follow: where more stand directly below, the place stays empty.
 */
export const setTermination = endpoint({
  method: 'PUT',
  path: '/terminations/:tree',
  params: z.object({ tree: treeCode }),
  body: z.object({ onTermination }),
  response: policy,
  example: {
    params: { tree: 'sponsor' },
    body: { onTermination: 'roll_up' },
    response: policyExample,
  },
})
