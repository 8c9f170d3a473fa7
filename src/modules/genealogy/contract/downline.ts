import { z } from 'zod'
import { endpoint, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'
import {
  countsExample,
  figuresExample,
  fresh,
  listFigures,
  memberExample,
  seq,
  teamCounts,
  teamFilter,
  teamMember,
} from '../contract.ts'

const params = z.object({ person: opaqueId('per') })
const paramsExample = { person: 'per_0123456789abc' }

const downlineFilter = pageQuery.pick({ sort: true, search: true }).extend({
  ...teamFilter.shape,
  people: z.enum(['sellers', 'customers', 'everybody']).optional(),
})

/**
 * The people below anybody, for staff: sellers, customers or everybody, in the markets where the right holds. Sorted and narrowed
 * as `/me/team` is; names and volumes of every level. `search` is a beginning of a code, or of names; `isCut` says that more people
 * have such a name than were looked for, so that more of it should be typed.
 */
export const listDownline = endpoint({
  method: 'GET',
  path: '/people/:person/team',
  params,
  query: downlineFilter.extend({ ...fresh, ...pageQuery.pick({ page: true, rows: true }).shape }),
  response: pageOf(teamMember).extend({ seq, figures: listFigures, isCut: z.boolean() }),
  example: {
    params: paramsExample,
    query: {},
    response: { rows: [memberExample], total: 1, seq: '4711', figures: figuresExample, isCut: false },
  },
})

/** The same list as a file for spreadsheets, at most 10,000 rows. */
export const exportDownline = endpoint({
  method: 'GET',
  path: '/people/:person/team.csv',
  params,
  query: downlineFilter,
  produces: 'text/csv',
  example: { params: paramsExample, query: { filter: 'lapsing' } },
})

/** The numbers of anybody's team, for staff; people of the markets where the right holds. */
export const countDownline = endpoint({
  method: 'GET',
  path: '/people/:person/team/counts',
  params,
  query: z.object(fresh),
  response: teamCounts,
  example: { params: paramsExample, query: {}, response: countsExample },
})

const related = z.object({ person: opaqueId('per'), code: z.string(), name: z.string().nullable() })
const relatedExample = { person: 'per_0123456789abc', code: '10000012', name: 'Sample Person' }

/**
 * How the one person stands to the other: below, above, the same, or beside (in different branches). `line` has those between
 * them, the uppermost first; `meeting` is the nearest person above both where they stand beside each other.
 */
const relation = z.object({
  one: related,
  other: related,
  relation: z.enum(['below', 'above', 'same', 'beside']),
  levels: z.int().meta({ description: 'how many levels lie from one to the other' }),
  line: z.array(related),
  meeting: related.nullable(),
  seq,
})
const relationExample = {
  one: relatedExample,
  other: { ...relatedExample, person: 'per_0123456789abd', code: '10000020' },
  relation: 'below',
  levels: 1,
  line: [],
  meeting: null,
  seq: '4711',
} as const
const relationQuery = z.object({
  ...fresh,
  to: z.string().max(30).meta({ description: 'the code of the other person' }),
})

/** Whether somebody stands below somebody else, for staff: any two people of markets where the right holds. */
export const relateDownline = endpoint({
  method: 'GET',
  path: '/people/:person/relation',
  params,
  query: relationQuery,
  response: relation,
  example: { params: paramsExample, query: { to: '10000020' }, response: { ...relationExample, line: [] } },
})

/** The same within the own team, the viewer included. */
export const relateTeam = endpoint({
  method: 'GET',
  path: '/me/team/:person/relation',
  params,
  query: relationQuery,
  response: relation,
  example: { params: paramsExample, query: { to: '10000020' }, response: { ...relationExample, line: [] } },
})
