import { z } from 'zod'
import {
  endpoint,
  instant,
  integer,
  opaqueId,
  pageOf,
  pageQuery,
  smallNumber,
  volume,
} from '#shared/contract.ts'

const personId = opaqueId('per')
const kind = z.enum(['distributor', 'preferred', 'retail', 'company'])
const status = z.enum(['active', 'inactive', 'suspended', 'terminated'])

/**
 * The position of the feed of events that an answer reflects. A client sends back the last one that it saw as
 * `sinceSeq`; the answer is never older.
 */
const seq = integer.meta({ description: 'position in the feed of events that the answer reflects' })
const fresh = { sinceSeq: integer.optional() }

/**
 * One person as the viewer may see it: the first level by name and volume, deeper levels by code and rank only.
 * `name`, `volume` are null where the viewer may not see them; `rank`, `volume` also while there are no figures.
 */
export const teamMember = z.object({
  person: personId,
  code: z.string(),
  level: z.int(),
  kind,
  status,
  joinedAt: instant,
  isNew: z.boolean(),
  name: z.string().nullable(),
  /** The name of the rank, and its place among the plan's ranks counted from 0. */
  rank: z.object({ name: z.string(), place: z.int(), of: z.int() }).nullable(),
  /** The person's own volume of this period by the plan's main volume. */
  ownVolume: volume.nullable(),
  /** The volume of the whole branch, the person included; of the first level only. */
  branchVolume: volume.nullable(),
  directs: z.int(),
  branch: z.int().meta({ description: 'distributors below this person' }),
})

const memberExample = {
  person: 'per_0123456789abc',
  code: '10000012',
  level: 1,
  kind: 'distributor',
  status: 'active',
  joinedAt: '2026-10-01T08:00:00.000Z',
  isNew: true,
  name: 'Sample Person',
  rank: null,
  ownVolume: null,
  branchVolume: null,
  directs: 2,
  branch: 17,
} as const

/**
 * The distributors below the viewer. `search` finds codes at every level, and names of the first level. `under` shows
 * the branch of one person. `sort`: `level` (the default, then by code), `joined` (newest first), `branch` (largest
 * first), each with `-` before it for the other way.
 */
export const listTeam = endpoint({
  method: 'GET',
  path: '/me/team',
  query: pageQuery.extend({
    ...fresh,
    filter: z.enum(['all', 'new', 'active', 'inactive']).optional(),
    level: smallNumber.optional(),
    under: personId.optional(),
  }),
  response: pageOf(teamMember).extend({ seq }),
  example: { query: {}, response: { rows: [memberExample], total: 1, seq: '4711' } },
})

/** Numbers of the viewer's team: distributors only; customers are counted apart. */
export const countTeam = endpoint({
  method: 'GET',
  path: '/me/team/counts',
  query: z.object(fresh),
  response: z.object({
    people: z.int(),
    active: z.int(),
    newcomers: z.int().meta({ description: 'joined within the last 30 days' }),
    directs: z.int(),
    customers: z.int().meta({ description: "customers of the viewer's own" }),
    depth: z.int(),
    levels: z.array(z.object({ level: z.int(), people: z.int(), active: z.int() })),
    seq,
  }),
  example: {
    query: {},
    response: {
      people: 17,
      active: 12,
      newcomers: 3,
      directs: 5,
      customers: 9,
      depth: 2,
      levels: [
        { level: 1, people: 5, active: 4 },
        { level: 2, people: 12, active: 8 },
      ],
      seq: '4711',
    },
  },
})

/** One person of the viewer's team, with the line of people between them (nearest to the viewer first). */
export const showTeamMember = endpoint({
  method: 'GET',
  path: '/me/team/:person',
  params: z.object({ person: personId }),
  query: z.object(fresh),
  response: teamMember.extend({
    line: z.array(
      z.object({ person: personId, code: z.string(), level: z.int(), name: z.string().nullable() }),
    ),
    seq,
  }),
  example: {
    params: { person: 'per_0123456789abc' },
    query: {},
    response: { ...memberExample, line: [], seq: '4711' },
  },
})

/** The viewer's own sponsor; null at the top. */
export const showMySponsor = endpoint({
  method: 'GET',
  path: '/me/sponsor',
  response: z.object({ sponsor: z.object({ code: z.string(), name: z.string() }).nullable() }),
  example: { response: { sponsor: { code: '10000012', name: 'Sample Person' } } },
})

const linePerson = z.object({ person: personId, code: z.string(), displayName: z.string(), kind, status })

/** A person's place in the sponsor tree, for staff: everybody above (nearest first) and how many are below. */
export const showLine = endpoint({
  method: 'GET',
  path: '/people/:person/line',
  params: z.object({ person: personId }),
  query: z.object(fresh),
  response: z.object({
    upline: z.array(linePerson),
    directs: z.int(),
    below: z.int().meta({ description: 'everybody below, customers included' }),
    seq,
  }),
  example: {
    params: { person: 'per_0123456789abc' },
    query: {},
    response: {
      upline: [
        {
          person: 'per_0123456789abc',
          code: '10000012',
          displayName: 'Sample Person',
          kind: 'distributor',
          status: 'active',
        },
      ],
      directs: 2,
      below: 17,
      seq: '4711',
    },
  },
})

/** Those directly below a person, for staff; by code. */
export const listDirects = endpoint({
  method: 'GET',
  path: '/people/:person/directs',
  params: z.object({ person: personId }),
  query: pageQuery,
  response: pageOf(linePerson.extend({ joinedAt: instant })),
  example: {
    params: { person: 'per_0123456789abc' },
    query: {},
    response: {
      rows: [
        {
          person: 'per_0123456789abc',
          code: '10000012',
          displayName: 'Sample Person',
          kind: 'distributor',
          status: 'active',
          joinedAt: '2026-10-01T08:00:00.000Z',
        },
      ],
      total: 1,
    },
  },
})
