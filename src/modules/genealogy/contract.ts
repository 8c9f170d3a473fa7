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
export const kind = z.enum(['distributor', 'preferred', 'retail', 'company'])
export const status = z.enum(['active', 'inactive', 'suspended', 'terminated'])

/**
 * The position of the feed of events that an answer reflects. A client sends back the last one that it saw as
 * `sinceSeq`; the answer is never older.
 */
export const seq = integer.meta({ description: 'position in the feed of events that the answer reflects' })
export const fresh = { sinceSeq: integer.optional() }

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
  /** Active in the last accepted period and not yet in the open one; null where the viewer may not see it. */
  isLapsing: z.boolean().nullable(),
})

/**
 * What ranks, volumes and activity of a list stand on: a position of the feed, the open period, the accepted one before it (null
 * where there is none), the ranks of the plan from the lowest. Null while there are no figures.
 */
export const listFigures = z
  .object({
    seq: integer,
    period: z.string(),
    before: z.string().nullable(),
    ranks: z.array(z.string()),
  })
  .nullable()

/** What narrows a list of a team. `rank` is a place on the ladder from 1, 0 for no rank; `volumeFrom` the least own volume. */
export const teamFilter = z.object({
  filter: z.enum(['all', 'new', 'active', 'inactive', 'lapsing']).optional(),
  level: smallNumber.optional(),
  under: personId.optional(),
  rank: smallNumber.optional(),
  volumeFrom: volume.optional(),
  joinedFrom: instant.optional(),
  joinedUntil: instant.optional(),
})

export const figuresExample = {
  seq: '4710',
  period: '2026-10',
  before: '2026-09',
  ranks: ['Consultant', 'Silver', 'Gold'],
}

export const memberExample = {
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
  isLapsing: false,
} as const

/**
 * The distributors below the viewer. `search` finds codes at every level, and names of the first level. `under` shows
 * the branch of one person. `sort`: `level` (the default, then by code), `code`, `joined` (newest first), `branch` (largest
 * first), `rank` (highest first), `own` and `volume` (own and branch volume, most first), each with `-` before it for the other
 * way. Volumes and activity of deeper levels are hidden: a list by them has the first level in order, and then the others by code.
 */
export const listTeam = endpoint({
  method: 'GET',
  path: '/me/team',
  query: pageQuery.extend({ ...fresh, ...teamFilter.shape }),
  response: pageOf(teamMember).extend({ seq, figures: listFigures }),
  example: { query: {}, response: { rows: [memberExample], total: 1, seq: '4711', figures: figuresExample } },
})

/** Numbers of a team, as far as the viewer may see it. */
export const teamCounts = z.object({
  people: z.int(),
  active: z.int(),
  newcomers: z.int().meta({ description: 'joined within the last 30 days' }),
  lapsing: z.int().meta({
    description:
      'active in the last accepted period and not yet in the open one; as far as the viewer sees it',
  }),
  directs: z.int(),
  customers: z.int().meta({ description: "customers of the viewer's own" }),
  depth: z.int(),
  levels: z.array(z.object({ level: z.int(), people: z.int(), active: z.int() })),
  seq,
  figures: listFigures,
})

export const countsExample = {
  people: 17,
  active: 12,
  newcomers: 3,
  lapsing: 2,
  directs: 5,
  customers: 9,
  depth: 2,
  levels: [
    { level: 1, people: 5, active: 4 },
    { level: 2, people: 12, active: 8 },
  ],
  seq: '4711',
  figures: figuresExample,
}

/** Numbers of the viewer's team: distributors only; customers are counted apart. */
export const countTeam = endpoint({
  method: 'GET',
  path: '/me/team/counts',
  query: z.object(fresh),
  response: teamCounts,
  example: { query: {}, response: countsExample },
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

export const linePerson = z.object({
  person: personId,
  code: z.string(),
  displayName: z.string(),
  kind,
  status,
})

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

export const treeCode = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,29}$/)
  .meta({ description: 'lower-case letters, digits and _; plans name the tree by it' })
const binaryWay = z.enum([
  'outer_left',
  'outer_right',
  'inner_left',
  'inner_right',
  'weaker_leg',
  'alternate',
  'balanced',
])
export const placementWay = z.enum([...binaryWay.options, 'spill_over'])
const treeKind = z.enum(['binary', 'matrix'])
const holdingHours = z
  .int()
  .min(0)
  .max(8784)
  .meta({ description: 'how long a sponsor may choose the place; 0 for at once' })

/** A placement tree; `present` counts those who sell, `placed` and `waiting` those who came into the tree. */
const placementTree = z.object({
  code: treeCode,
  kind: treeKind,
  width: z.int(),
  depth: z.int().nullable(),
  way: placementWay,
  holdingHours,
  /** Whether further positions of one person come in, too. */
  takesFurther: z.boolean(),
  placed: z.int(),
  waiting: z.int(),
})
const treeExample = {
  code: 'binary',
  kind: 'binary',
  width: 2,
  depth: null,
  way: 'weaker_leg',
  holdingHours: 48,
  takesFurther: true,
  placed: 1999,
  waiting: 1,
} as const

/** The placement trees of the company. */
export const listTrees = endpoint({
  method: 'GET',
  path: '/trees',
  response: z.object({ trees: z.array(placementTree) }),
  example: { response: { trees: [treeExample] } },
})

const newTree = z.object({
  code: treeCode,
  kind: treeKind,
  width: z.int().min(2).max(20),
  depth: z
    .int()
    .min(1)
    .max(30)
    .nullable()
    .meta({ description: 'levels below a sponsor that spilling over fills; null for all' }),
  way: placementWay,
  holdingHours,
  takesFurther: z.boolean().optional(),
})

/** Makes a placement tree; everybody who sells is placed in it in the order of joining, by a job. */
export const makeTree = endpoint({
  method: 'POST',
  path: '/trees',
  body: newTree,
  response: placementTree,
  example: {
    body: { code: 'binary', kind: 'binary', width: 2, depth: null, way: 'weaker_leg', holdingHours: 48 },
    response: { ...treeExample, placed: 0, waiting: 0 },
  },
})

/** Changes where newcomers go, how long they wait, and whether further positions of one person come in. */
export const changeTree = endpoint({
  method: 'PUT',
  path: '/trees/:tree',
  params: z.object({ tree: treeCode }),
  body: z.object({ way: placementWay, holdingHours, takesFurther: z.boolean().optional() }),
  response: placementTree,
  example: {
    params: { tree: 'binary' },
    body: { way: 'weaker_leg', holdingHours: 48 },
    response: treeExample,
  },
})

const shownPerson = z.object({ person: personId, code: z.string(), displayName: z.string() })
const personExample = { person: 'per_0123456789abc', code: '10000012', displayName: 'Sample Person' }
const waitingRow = z.object({
  tree: treeCode,
  newcomer: shownPerson,
  since: instant,
  waitsUntil: instant,
})
const waitingExample = {
  tree: 'binary',
  newcomer: personExample,
  since: '2026-10-01T08:00:00.000Z',
  waitsUntil: '2026-10-03T08:00:00.000Z',
}

/** The holding tank: who waits for a place, the most urgent first. */
export const listWaiting = endpoint({
  method: 'GET',
  path: '/placements',
  query: pageQuery.extend({ tree: treeCode.optional() }),
  response: pageOf(waitingRow.extend({ sponsor: shownPerson.nullable() })),
  example: { query: {}, response: { rows: [{ ...waitingExample, sponsor: personExample }], total: 1 } },
})

/** A way, or a place that is named by the code of who stands above and the number of the place, the left one being 0. */
const wantedPlace = z.union([
  z.object({ way: placementWay }),
  z.object({ parent: z.string(), side: z.int().min(0).max(19) }),
])
const givenPlace = z.object({
  parent: z.string().nullable().meta({ description: 'the code of who stands above' }),
  side: z.int().nullable(),
})
const wantedExample = { way: 'outer_left' } as const
const placeParams = z.object({ tree: treeCode, person: personId })
const placeExample = { tree: 'binary', person: 'per_0123456789abc' }
const givenExample = { parent: '10000012', side: 0 }

/** Gives somebody who waits a place anywhere in the tree. */
export const placeWaiting = endpoint({
  method: 'PUT',
  path: '/placements/:tree/:person',
  params: placeParams,
  body: wantedPlace,
  response: givenPlace,
  example: { params: placeExample, body: wantedExample, response: givenExample },
})

/**
 * The placement trees for a sponsor: what was wished for newcomers, where each way would lead the next one (null where the
 * tree is full), and who waits for a place.
 */
export const showMyPlacements = endpoint({
  method: 'GET',
  path: '/me/placements',
  query: pageQuery,
  response: pageOf(waitingRow).extend({
    trees: z.array(
      z.object({
        code: treeCode,
        kind: treeKind,
        way: placementWay,
        holdingHours,
        wish: placementWay.nullable(),
        ways: z.array(
          z.object({ way: placementWay, place: z.object({ parent: z.string(), side: z.int() }).nullable() }),
        ),
      }),
    ),
  }),
  example: {
    query: {},
    response: {
      rows: [waitingExample],
      total: 1,
      trees: [
        {
          code: 'binary',
          kind: 'binary',
          way: 'weaker_leg',
          holdingHours: 48,
          wish: null,
          ways: [{ way: 'outer_left', place: { parent: '10000012', side: 0 } }],
        },
      ],
    },
  },
})

/** Where the viewer's newcomers shall go from now on; null for as the company does it. */
export const wishWay = endpoint({
  method: 'PUT',
  path: '/me/placements/:tree/wish',
  params: z.object({ tree: treeCode }),
  body: z.object({ way: placementWay.nullable() }),
  example: { params: { tree: 'binary' }, body: { way: 'outer_left' } },
})

/** Gives a newcomer of the viewer's who waits a place below the viewer. */
export const placeMine = endpoint({
  method: 'PUT',
  path: '/me/placements/:tree/:person',
  params: placeParams,
  body: wantedPlace,
  response: givenPlace,
  example: { params: placeExample, body: wantedExample, response: givenExample },
})
