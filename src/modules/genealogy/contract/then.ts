import { z } from 'zod'
import { endpoint, instant, integer, opaqueId, pageOf, pageQuery, smallNumber } from '#shared/contract.ts'
import { kind, status, treeCode } from '../contract.ts'

const personId = opaqueId('per')

/**
 * A tree (the sponsor tree where none is named) as of an instant (`at`), as known at a position of the feed (`knownSeq`) or at an
 * instant of real time (`knownAt`). Now, and with all that is known, where they are left out.
 */
const thenQuery = pageQuery.extend({
  tree: treeCode.optional(),
  at: instant.optional(),
  knownSeq: integer.optional(),
  knownAt: instant.optional(),
  level: smallNumber.optional(),
})
const shown = z.object({
  person: personId,
  code: z.string(),
  /** As it may be seen today. */
  name: z.string().nullable(),
  /** What the person was then; null for who was not known then. */
  standing: z.object({ kind, status }).nullable(),
})
const shownExample = {
  person: 'per_0123456789abc',
  code: '10000012',
  name: 'Sample Person',
  standing: { kind: 'distributor', status: 'active' },
} as const

const teamThen = pageOf(z.object({ person: shown.nullable(), level: z.int() })).extend({
  at: instant,
  seq: integer.meta({ description: 'asked again with this position as `knownSeq`, the answer is the same' }),
  /** Whether the person had a place then. */
  stands: z.boolean(),
  levels: z.array(z.object({ level: z.int(), people: z.int() })),
})
const thenExample = {
  at: '2026-10-01T08:00:00.000Z',
  seq: '4711',
  stands: true,
  levels: [{ level: 1, people: 1 }],
  rows: [{ person: shownExample, level: 1 }],
  total: 1,
}

/** A person's way to the top (nearest first) and the team below, as of then and as known then; a page by level. */
export const showTeamThen = endpoint({
  method: 'GET',
  path: '/people/:person/team-then',
  params: z.object({ person: personId }),
  query: thenQuery,
  response: teamThen.extend({ upline: z.array(shown) }),
  example: {
    params: { person: 'per_0123456789abc' },
    query: { at: '2026-10-01T08:00:00.000Z', knownSeq: '4711' },
    response: { ...thenExample, upline: [shownExample] },
  },
})

/** The viewer's own team as of then and as known then; `person` is null for who is no longer in it. */
export const showMyTeamThen = endpoint({
  method: 'GET',
  path: '/me/team-then',
  query: thenQuery,
  response: teamThen,
  example: { query: { at: '2026-10-01T08:00:00.000Z' }, response: thenExample },
})
