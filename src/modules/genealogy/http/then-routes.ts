import { pageWindow } from '#shared/contract.ts'
import type { Inside } from '#shared/contract.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/then.ts'
import { marketOf } from '../use-cases/show-line.ts'
import { teamThen, type AskedThen, type PersonThen, type TeamThen } from '../use-cases/team-then.ts'

const RIGHT = 'genealogy.read'

const ofPerson = route({
  endpoint: contract.showTeamThen,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: 'Where a person stood and who was below, as of then and as known then.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const personId = deps.ids.open('per', call.params.person)
      const marketId = await marketOf(tx, personId)
      if (marketId === undefined || !hasRight(call.viewer, RIGHT, marketId))
        return refuse('genealogy.person.not_found')
      const told = await teamThen(tx, personId, askedOf(call.query))
      return ok({ ...page(deps.ids, told), upline: told.upline.map((one) => shown(deps.ids, one)) })
    }),
})

const mine = route({
  endpoint: contract.showMyTeamThen,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "The viewer's team as of then and as known then.",
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { personId } = call.viewer
      if (personId === undefined) throw new Error('a distributor signs in as a person')
      return ok(page(deps.ids, await teamThen(tx, personId, askedOf(call.query), personId)))
    }),
})

function askedOf(query: Inside<typeof contract.showMyTeamThen, 'query'>): AskedThen {
  const { tree, at, knownSeq, knownAt, level } = query
  return { tree, atMs: at, knownSeq, knownAtMs: knownAt, level, ...pageWindow(query) }
}

function shown(ids: OpaqueIds, { personId, code, name, standing }: PersonThen) {
  return { person: ids.close('per', personId), code, name, standing }
}

function page(ids: OpaqueIds, told: TeamThen) {
  return {
    at: told.atMs,
    seq: told.seq,
    stands: told.stands,
    levels: [...told.levels],
    rows: told.rows.map(({ person, level }) => ({ person: person && shown(ids, person), level })),
    total: told.total,
  }
}

export const thenRoutes = [ofPerson, mine]
