import type { Inside } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { hasRight } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/window.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { marketOf } from '../use-cases/show-line.ts'
import { showTreeWindow } from '../use-cases/show-window.ts'
import type { TeamDeps } from '../use-cases/team-deps.ts'
import { windowThen } from '../use-cases/window-then.ts'

const RIGHT = 'genealogy.read'
const NODES = { least: 40, usual: 80, most: 300 } as const
const COLUMNS = { least: 3, usual: 5, most: 40 } as const
const OPEN_MOST = 40
/** A person with a great many directly below is unfolded by parts. */
const COUNT_MOST = 200

const mine = route({
  endpoint: contract.showMyWindow,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "A drawn part of the viewer's team.",
  handler: async (deps: TeamDeps, call) => {
    const { personId } = call.viewer
    if (personId === undefined) throw new Error('a distributor signs in as a person')
    return answer(deps, call.actor, personId, { query: call.query, sees: 'first_level' })
  },
})

const ofPerson = route({
  endpoint: contract.showWindow,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: "A drawn part of a person's team.",
  handler: async (deps: TeamDeps, call) => {
    const personId = deps.ids.open('per', call.params.person)
    const marketId = await read(deps, call.actor, (tx) => marketOf(tx, personId))
    if (marketId === undefined || !hasRight(call.viewer, RIGHT, marketId))
      return refuse('genealogy.person.not_found')
    return answer(deps, call.actor, personId, { query: call.query, sees: 'everything' })
  },
})

type Query = Inside<typeof contract.showMyWindow, 'query'>

/** From the images in memory: of the tree as it is now, or as of then. What is not there yet is told by how much was read. */
async function answer(
  deps: TeamDeps,
  actor: Actor,
  viewer: bigint,
  { query, sees }: Readonly<{ query: Query; sees: 'first_level' | 'everything' }>,
) {
  const { at, sinceSeq } = query
  const tree = query.tree === SPONSOR_TREE ? undefined : query.tree
  const question = { ...questionOf(deps, viewer, query), sees }
  const isPlacement = tree !== undefined
  if (at !== undefined && at < deps.clock.now()) {
    const told = await windowThen(deps, actor, { question, tree, atMs: at })
    if (!told) return nowhere(query)
    if ('loading' in told) return refuse('genealogy.tree_loading', { percent: told.loading })
    const { window, seq, mayShow, seesFigures, figuresPercent = null } = told
    const view = { sees, atMs: at, isPlacement, hidesFigures: !seesFigures, ...(mayShow ? { mayShow } : {}) }
    return ok({ ...(await showTreeWindow(deps, actor, window, view)), at, seq, figuresPercent })
  }
  const told = await deps.teamImage.window({ ...question, tree }, sinceSeq)
  if ('loading' in told) return refuse('genealogy.tree_loading', { percent: told.loading })
  if (!told.value) return nowhere(query)
  const shown = await showTreeWindow(deps, actor, told.value, { sees, isPlacement, sinceSeq })
  return ok({ ...shown, at: at ?? null, seq: told.seq, figuresPercent: null })
}

/** Whoever was asked for by name is not in the team; whose team it is has no place in this tree, or had none then. */
function nowhere({ root, find }: Query) {
  const isNamed = root !== undefined || find !== undefined
  return refuse(isNamed ? 'genealogy.person.not_found' : 'genealogy.no_place_there')
}

function questionOf({ ids }: TeamDeps, viewer: bigint, query: Query) {
  const idOf = (person: string): number => Number(ids.open('per', person))
  const within = (value: number | undefined, { least, usual, most }: typeof NODES | typeof COLUMNS): number =>
    Math.min(Math.max(value ?? usual, least), most)
  return {
    viewer: Number(viewer),
    ...(query.root === undefined ? {} : { root: idOf(query.root) }),
    ...(query.find === undefined ? {} : { find: idOf(query.find) }),
    open: (query.open ?? [])
      .slice(0, OPEN_MOST)
      .map(({ person, count }) => ({ person: idOf(person), count: Math.min(count, COUNT_MOST) })),
    nodes: within(query.nodes, NODES),
    columns: within(query.columns, COLUMNS),
  }
}

export const windowRoutes = [mine, ofPerson]
