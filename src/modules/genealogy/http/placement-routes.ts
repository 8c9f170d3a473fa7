import { pageWindow } from '#shared/contract.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact, type About } from '#platform/postgres/transact.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { isWayOf } from '../domain/tree.ts'
import {
  isWaitingUnder,
  placementTree,
  placementTrees,
  setWish,
  treeShape,
  waitingPage,
  type PlacementTree,
} from '../store/trees.ts'
import { editTree, makeTree } from '../use-cases/make-tree.ts'
import { place } from '../use-cases/place.ts'
import { showPlaced, showTreesOf, showWaiting, wantedOf } from '../use-cases/show-placements.ts'

const READ = 'genealogy.read'
const PLACE = 'genealogy.place'

const trees = route({
  endpoint: contract.listTrees,
  realms: ['staff'],
  right: READ,
  idempotency: 'safe',
  summary: 'The placement trees of the company.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => ok({ trees: [...(await placementTrees(tx))] })),
})

const make = route({
  endpoint: contract.makeTree,
  realms: ['staff'],
  right: PLACE,
  everywhere: true,
  idempotency: 'natural',
  summary: 'Makes a placement tree and begins to place everybody who sells.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'genealogy.make_tree' }, async (tx, about) => {
      const made = await makeTree(tx, about, call.body)
      return made.ok ? shown(tx, call.body.code) : made
    }),
})

const change = route({
  endpoint: contract.changeTree,
  realms: ['staff'],
  right: PLACE,
  everywhere: true,
  idempotency: 'natural',
  summary: 'Changes where newcomers go in a placement tree, and how long they wait.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'genealogy.change_tree' }, async (tx, about) => {
      const changed = await editTree(tx, about, { code: call.params.tree, ...call.body })
      return changed.ok ? shown(tx, call.params.tree) : changed
    }),
})

async function shown(tx: Tx, code: string): Promise<Result<PlacementTree>> {
  const tree = await placementTree(tx, code)
  return tree ? ok(tree) : refuse('genealogy.tree.not_found')
}

const waiting = route({
  endpoint: contract.listWaiting,
  realms: ['staff'],
  right: READ,
  everywhere: true,
  idempotency: 'safe',
  summary: 'Who waits for a place in a placement tree.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { rows, total } = await waitingPage(tx, { tree: call.query.tree, ...pageWindow(call.query) })
      return ok({ rows: await showWaiting(tx, deps.ids, rows), total })
    }),
})

const placeAnywhere = route({
  endpoint: contract.placeWaiting,
  realms: ['staff'],
  right: PLACE,
  everywhere: true,
  idempotency: 'natural',
  summary: 'Gives somebody who waits a place anywhere in the tree.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'genealogy.place' }, async (tx, about) => {
      const personId = deps.ids.open('per', call.params.person)
      return placeOne(tx, about, { tree: call.params.tree, personId, body: call.body })
    }),
})

type Asked = Readonly<{
  tree: string
  personId: bigint
  body: Parameters<typeof wantedOf>[1]
  within?: bigint
}>

async function placeOne(tx: Tx, about: About, { tree, personId, body, within }: Asked) {
  const known = await treeShape(tx, tree)
  if (!known) return refuse('genealogy.tree.not_found')
  if ('way' in body && !isWayOf(known.kind, body.way)) return refuse('genealogy.tree_way', {}, 'way')
  if ('side' in body && body.side >= known.width) return refuse('genealogy.place.not_found', {}, 'side')
  const wanted = await wantedOf(tx, body, within)
  if (!wanted.ok) return wanted
  about('tree', tree)
  about('person', personId)
  const placed = await place(tx, { tree, personId, at: new Date(await companyNow(tx)), wanted: wanted.value })
  return placed.ok ? ok(await showPlaced(tx, placed.value)) : placed
}

const mine = route({
  endpoint: contract.showMyPlacements,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'Who waits for a place under the viewer, and where newcomers would go.',
  handler: async (deps: PlatformDeps, call) => {
    const sponsorId = ownPerson(call.viewer)
    return read(deps, call.actor, async (tx) => {
      const { rows, total } = await waitingPage(tx, { sponsorId, ...pageWindow(call.query) })
      const waits = await showWaiting(tx, deps.ids, rows)
      return ok({
        rows: waits.map(({ tree, newcomer, since, waitsUntil }) => ({ tree, newcomer, since, waitsUntil })),
        total,
        trees: await showTreesOf(tx, sponsorId),
      })
    })
  },
})

const wish = route({
  endpoint: contract.wishWay,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: "Where the viewer's newcomers shall go.",
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'genealogy.wish_way' }, async (tx, about) => {
      const tree = await treeShape(tx, call.params.tree)
      if (!tree) return refuse('genealogy.tree.not_found')
      const { way } = call.body
      if (way !== null && !isWayOf(tree.kind, way)) return refuse('genealogy.tree_way', {}, 'way')
      about('tree', tree.code)
      await setWish(tx, { tree: tree.code, personId: ownPerson(call.viewer), way })
      return ok(undefined)
    }),
})

const placeBelowMe = route({
  endpoint: contract.placeMine,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: "Gives a newcomer of the viewer's a place below the viewer.",
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'genealogy.place' }, async (tx, about) => {
      const within = ownPerson(call.viewer)
      const [tree, personId] = [call.params.tree, deps.ids.open('per', call.params.person)]
      if (!(await isWaitingUnder(tx, { tree, personId, sponsorId: within })))
        return refuse('genealogy.placement.not_found')
      return placeOne(tx, about, { tree, personId, body: call.body, within })
    }),
})

function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('a distributor signs in as a person')
  return viewer.personId
}

export const placementRoutes = [trees, make, change, waiting, placeAnywhere, mine, wish, placeBelowMe]
