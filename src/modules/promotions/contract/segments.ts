import { z } from 'zod'
import { day, endpoint, instant, pageOf, pageQuery } from '#shared/contract.ts'

const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)
export const segmentCode = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
const personCode = z.string().regex(/^\d{2,20}$/)
const ofSegment = z.object({ market: marketCode, segment: segmentCode })
const params = { market: 'DE', segment: 'vip' }
const segment = z.object({ code: segmentCode, name: z.string(), members: z.int() })
const example = { code: 'vip', name: 'Very important people', members: 12 }

/** The segments of a market, with how many people belong to each now. */
export const listSegments = endpoint({
  method: 'GET',
  path: '/promotion-segments',
  query: z.object({ market: marketCode }),
  response: z.object({ rows: z.array(segment) }),
  example: { query: { market: 'DE' }, response: { rows: [example] } },
})

/** Makes a segment, or gives it another name. */
export const saveSegment = endpoint({
  method: 'PUT',
  path: '/promotion-segments/:market/:segment',
  params: ofSegment,
  body: z.object({ name: z.string().trim().min(1).max(120) }),
  response: z.object({ code: segmentCode, name: z.string() }),
  example: { params, body: { name: example.name }, response: { code: 'vip', name: example.name } },
})

/** Those who belong to a segment now, by name. */
export const listMembers = endpoint({
  method: 'GET',
  path: '/promotion-segments/:market/:segment/members',
  params: ofSegment,
  query: pageQuery,
  response: pageOf(
    z.object({ person: personCode, name: z.string().nullable(), from: instant, until: instant.nullable() }),
  ).extend({ name: z.string() }),
  example: {
    params,
    query: {},
    response: {
      rows: [{ person: '10000013', name: 'Bo Example', from: '2026-10-25T09:30:00.000Z', until: null }],
      total: 1,
      name: example.name,
    },
  },
})

/** Adds a person of the market, until the end of a day or until somebody ends it. Whoever belongs to it already gets that end. */
export const addMember = endpoint({
  method: 'POST',
  path: '/promotion-segments/:market/:segment/members',
  params: ofSegment,
  body: z.object({ person: personCode, endsOn: day.optional() }),
  response: z.object({ person: personCode }),
  example: { params, body: { person: '10000013' }, response: { person: '10000013' } },
})

/** Ends now that a person belongs to it. */
export const endMember = endpoint({
  method: 'POST',
  path: '/promotion-segments/:market/:segment/members/:person/end',
  params: ofSegment.extend({ person: personCode }),
  response: z.object({ person: personCode }),
  example: { params: { ...params, person: '10000013' }, response: { person: '10000013' } },
})

/** Adds the people of a file, a number in each line; a dry run only says what would come of it. */
export const addPeople = endpoint({
  method: 'POST',
  path: '/promotion-segments/:market/:segment/files',
  params: ofSegment,
  body: z.object({ text: z.string().min(1).max(500_000), endsOn: day.optional(), dryRun: z.boolean() }),
  response: z.object({
    added: z.int(),
    already: z.int(),
    rejects: z.array(
      z.object({
        line: z.int(),
        value: z.string(),
        reason: z.enum(['no_number', 'twice', 'unknown', 'other_market']),
      }),
    ),
  }),
  example: {
    params,
    body: { text: '10000013\n10000021\n', dryRun: true },
    response: { added: 1, already: 0, rejects: [{ line: 2, value: '10000021', reason: 'unknown' }] },
  },
})
