import { z } from 'zod'
import { endpoint, instant, integer, money, month, opaqueId, volume } from '#shared/contract.ts'

const personId = opaqueId('per')

/**
 * An instant (`at`), and what was known: at a position of the feed (`knownSeq`) or at an instant of real time (`knownAt`). Now, and
 * with all that is known, where they are left out.
 */
const thenQuery = z.object({
  at: instant.optional(),
  knownSeq: integer.optional(),
  knownAt: instant.optional(),
})

/** What an answer stands on. */
const stand = {
  at: instant,
  seq: integer.meta({ description: 'asked again with this position as `knownSeq`, the answer is the same' }),
  period: month,
  /** Whether the period was accepted as known then: by its run then, or else by the facts up to the instant. */
  state: z.enum(['open', 'accepted']),
}
const standExample = {
  at: '2026-09-20T08:00:00.000Z',
  seq: '4711',
  period: '2026-09',
  state: 'accepted',
} as const

const payThen = z.object({
  ...stand,
  total: money,
  byBonus: z.array(z.object({ bonus: z.string(), amount: money })),
  volumes: z.array(z.object({ name: z.string(), amount: volume })),
  rank: z.string().nullable(),
  active: z.boolean(),
  /** The statement as it was then, with the deltas that were accepted by then; null before the period was accepted. */
  statement: z
    .object({
      total: money,
      rank: z.string().nullable(),
      active: z.boolean(),
      acceptedAt: instant,
      deltas: z.array(z.object({ acceptedAt: instant, amount: money })),
    })
    .nullable(),
})
const payExample = {
  ...standExample,
  total: { minor: '92140', currency: 'EUR' },
  byBonus: [{ bonus: 'team bonus', amount: { minor: '92140', currency: 'EUR' } }],
  volumes: [{ name: 'PV', amount: '124000000' }],
  rank: 'Silver',
  active: true,
  statement: {
    total: { minor: '92140', currency: 'EUR' },
    rank: 'Silver',
    active: true,
    acceptedAt: '2026-10-02T08:00:00.000Z',
    deltas: [],
  },
}

/** What a person had sold, reached and earned in the period of an instant, as of then and as known then. */
export const showPayThen = endpoint({
  method: 'GET',
  path: '/people/:person/pay-then',
  params: z.object({ person: personId }),
  query: thenQuery,
  response: payThen,
  example: {
    params: { person: 'per_0123456789abc' },
    query: { at: '2026-09-20T08:00:00.000Z', knownSeq: '4711' },
    response: payExample,
  },
})

/** The same of the viewer. */
export const showMyPayThen = endpoint({
  method: 'GET',
  path: '/office/pay/then',
  query: thenQuery,
  response: payThen,
  example: { query: { at: '2026-09-20T08:00:00.000Z', knownSeq: '4711' }, response: payExample },
})

const PEOPLE_MOST = 100

/** Rank and volumes of some people by the same, for a list of a team as of then. */
export const listStandingsThen = endpoint({
  method: 'GET',
  path: '/pay/standings-then',
  query: thenQuery.extend({
    people: z
      .codec(z.string(), z.array(personId).max(PEOPLE_MOST), {
        decode: (text) => text.split(','),
        encode: (people) => people.join(','),
      })
      .meta({ description: `up to ${PEOPLE_MOST} people, with commas between them` }),
  }),
  response: z.object({
    ...stand,
    rows: z.array(
      z.object({
        person: personId,
        rank: z.string().nullable(),
        ownVolume: volume.nullable(),
        branchVolume: volume.nullable(),
      }),
    ),
  }),
  example: {
    query: { at: '2026-09-20T08:00:00.000Z', people: 'per_0123456789abc' },
    response: {
      ...standExample,
      rows: [
        {
          person: 'per_0123456789abc',
          rank: 'Silver',
          ownVolume: '124000000',
          branchVolume: '620000000',
        },
      ],
    },
  },
})
