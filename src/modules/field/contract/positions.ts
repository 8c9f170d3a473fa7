import { z } from 'zod'
import { endpoint, instant, integer } from '#shared/contract.ts'
import { personId, personStatus } from '../contract.ts'

const position = z.object({
  person: personId,
  code: z.string(),
  status: personStatus,
  since: instant,
  /** Pay of all positions goes to the wallet of this one. */
  isMain: z.boolean(),
})
const positionExample = {
  person: 'per_0123456789abc',
  code: '10000012',
  status: 'active',
  since: '2026-10-01T08:00:00.000Z',
  isMain: true,
} as const

/** All positions of the person behind a position, the oldest first. */
export const listPositions = endpoint({
  method: 'GET',
  path: '/people/:person/positions',
  params: z.object({ person: personId }),
  response: z.object({ positions: z.array(position) }),
  example: { params: { person: 'per_0123456789abc' }, response: { positions: [positionExample] } },
})

/**
 * Whose a position was as of an instant (`at`), as known at a position of the feed (`knownSeq`); now, and with all that is known, where
 * they are left out.
 */
export const showOwner = endpoint({
  method: 'GET',
  path: '/people/:person/owner',
  params: z.object({ person: personId }),
  query: z.object({ at: instant.optional(), knownSeq: integer.optional() }),
  response: z.object({
    at: instant,
    seq: integer.meta({
      description: 'asked again with this position as `knownSeq`, the answer is the same',
    }),
    owner: z.object({ person: personId, code: z.string(), displayName: z.string() }),
  }),
  example: {
    params: { person: 'per_0123456789abc' },
    query: { at: '2026-10-01T00:00:00.000Z' },
    response: {
      at: '2026-10-01T00:00:00.000Z',
      seq: '4711',
      owner: { person: 'per_0123456789abc', code: '10000012', displayName: 'Sample Person' },
    },
  },
})

/** Gives the person behind a position one more, under a sponsor who is named by number. */
export const addPosition = endpoint({
  method: 'POST',
  path: '/people/:person/positions',
  status: 201,
  params: z.object({ person: personId }),
  body: z.object({ sponsor: z.string().min(1).max(20) }),
  response: z.object({ person: personId, code: z.string() }),
  example: {
    params: { person: 'per_0123456789abc' },
    body: { sponsor: '10000012' },
    response: { person: 'per_0123456789abd', code: '10000020' },
  },
})

/** The own positions; `isCurrent` is the one that is looked from. */
export const listMyPositions = endpoint({
  method: 'GET',
  path: '/me/positions',
  response: z.object({ positions: z.array(position.extend({ isCurrent: z.boolean() })) }),
  example: { response: { positions: [{ ...positionExample, isCurrent: true }] } },
})

/** Looks from another of the own positions from now on, in this session. */
export const lookFromPosition = endpoint({
  method: 'PUT',
  path: '/me/position',
  body: z.object({ person: personId }),
  example: { body: { person: 'per_0123456789abc' } },
})

/**
 * The event `field.owner_changed`, version 1: positions are another person's, `positionId` and what was merged into it; `formerId` is the
 * number that the old owner goes by since.
 */
export const ownerChanged = z.object({
  positionId: integer,
  positions: z.array(integer),
  ownerId: integer,
  formerId: integer.nullable(),
  atMs: z.number(),
})
