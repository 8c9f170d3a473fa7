import { z } from 'zod'
import { endpoint, instant, integer, opaqueId, smallNumber, volume } from '#shared/contract.ts'
import { kind, status, treeCode } from '../contract.ts'

const personId = opaqueId('per')

/** Who is unfolded or folded by hand, and how many of the branches are shown: `per_0123456789abc*8`, with commas between; 0 is folded. */
const unfolded = z.codec(
  z
    .string()
    .max(900)
    .regex(/^(per_[0-9a-z]{13}\*\d{1,3}(,|$))*$/),
  z.array(z.object({ person: personId, count: z.int() })),
  {
    decode: (text) =>
      text.split(',').flatMap((one) => {
        const [person = '', count = ''] = one.split('*')
        return person === '' ? [] : [{ person, count: Number(count) }]
      }),
    encode: (list) => list.map(({ person, count }) => `${person}*${count}`).join(','),
  },
)

/**
 * `root` is the person from whom on the tree is drawn (otherwise whose team it is), `find` somebody to whom the way is unfolded, `open`
 * what is unfolded by hand. `nodes` is the most that is answered (people, and rests of branches), `columns` how many fit side by
 * side: so far branches unfold by themselves. `at` asks for the tree as of then, `tree` for a placement tree. A tree that is not in
 * memory yet is refused as `genealogy.tree_loading` with how much of it was read, in percent: asked again it is there soon.
 */
const windowQuery = z.object({
  root: personId.optional(),
  find: personId.optional(),
  open: unfolded.optional(),
  nodes: smallNumber.optional(),
  columns: smallNumber.optional(),
  at: instant.optional(),
  tree: treeCode.optional(),
  sinceSeq: integer.optional(),
})

/** A person as the viewer may see it; deeper than the first level a distributor sees neither names nor volumes. */
const windowPerson = z.object({
  person: personId,
  code: z.string(),
  name: z.string().nullable(),
  kind,
  status,
  joinedAt: instant,
  isNew: z.boolean(),
  isLapsing: z.boolean().nullable().meta({
    description: 'active in the last accepted period, not yet in the open one; null where it may not be seen',
  }),
  rank: z.object({ name: z.string(), place: z.int(), of: z.int() }).nullable(),
  ownVolume: volume.nullable(),
  branchVolume: volume.nullable(),
})

/** One person of the window, and everybody below who is not shown as a person: `rest`, drawn one level further. */
export const windowNode = z.object({
  /** Null for who stood here then and is no longer in the viewer's team. */
  who: windowPerson.nullable(),
  level: z.int().meta({ description: 'levels below the person whose team it is' }),
  parent: z.int().nullable().meta({ description: 'index of the person above in `nodes`' }),
  x: z.int().meta({ description: 'from the left, in half columns' }),
  y: z.int().meta({ description: 'levels below the root' }),
  side: z.int().nullable().meta({ description: 'place under the person above, in a tree with places' }),
  directs: z.int(),
  people: z.int().meta({ description: 'distributors below this person' }),
  active: z.int().meta({ description: 'how many of them are active' }),
  sold: volume.nullable().meta({
    description: 'what everybody below in this tree sold together; null where it may not be seen',
  }),
  shown: z.int().meta({ description: 'how many of those directly below are shown' }),
  rest: z
    .object({
      x: z.int(),
      people: z.int(),
      active: z.int(),
      sold: volume.nullable().meta({ description: 'what they sold together; null where it may not be seen' }),
      lapsing: z.int().nullable().meta({
        description:
          'of the active ones, about to lapse; null where it is not known or may not be seen, of an own first level that alone',
      }),
    })
    .nullable(),
})

const teamWindow = z.object({
  root: personId,
  /** Between the root and the person whose team it is, nearest to the root first; `levelsAbove` says how many there are. */
  above: z.array(z.object({ person: personId, code: z.string(), name: z.string().nullable() })),
  levelsAbove: z.int(),
  nodes: z.array(windowNode).meta({ description: 'each person before those below, largest branch first' }),
  width: z.int(),
  height: z.int(),
  isFull: z.boolean().meta({ description: 'more was to be unfolded than `nodes` allows' }),
  isWhole: z.boolean().meta({ description: 'true: everybody is counted' }),
  figures: z
    .object({ period: z.string(), state: z.enum(['open', 'then', 'accepted']) })
    .nullable()
    .meta({
      description: 'which period ranks and volumes are of: as it goes on, as of `at`, or as it was accepted',
    }),
  figuresPercent: z.int().nullable().meta({
    description: 'how much of the ranks and volumes as of then is computed; null where nothing more follows',
  }),
  trees: z.array(treeCode).meta({ description: 'placement trees, which can be drawn too' }),
  at: instant.nullable(),
  seq: integer.meta({ description: 'position in the feed of events that the answer reflects' }),
})

const nodeExample = {
  who: {
    person: 'per_0123456789abc',
    code: '10000012',
    name: 'Sample Person',
    kind: 'distributor',
    status: 'active',
    joinedAt: '2026-10-01T08:00:00.000Z',
    isNew: true,
    isLapsing: false,
    rank: null,
    ownVolume: null,
    branchVolume: null,
  },
  level: 0,
  parent: null,
  x: 0,
  y: 0,
  side: null,
  directs: 2,
  people: 17,
  active: 12,
  sold: null,
  shown: 0,
  rest: { x: 0, people: 17, active: 12, lapsing: 2, sold: null },
} as const
const windowExample = {
  root: 'per_0123456789abc',
  above: [],
  levelsAbove: 0,
  nodes: [nodeExample],
  width: 2,
  height: 2,
  isFull: false,
  isWhole: true,
  figures: null,
  figuresPercent: null,
  trees: ['binary'],
  at: null,
  seq: '4711',
}

/** A drawn part of the viewer's team: laid out, far and many branches folded to their sizes. */
export const showMyWindow = endpoint({
  method: 'GET',
  path: '/me/team/window',
  query: windowQuery,
  response: teamWindow,
  example: { query: { open: 'per_0123456789abc*0' }, response: windowExample },
})

/** A drawn part of the team of anybody, for staff: everybody by name, as the scope allows. */
export const showWindow = endpoint({
  method: 'GET',
  path: '/people/:person/team/window',
  params: z.object({ person: personId }),
  query: windowQuery,
  response: teamWindow,
  example: { params: { person: 'per_0123456789abc' }, query: {}, response: windowExample },
})
