import { pageWindow } from '#shared/contract.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { peopleByIds, personById, publicFace, visibleNames } from '#modules/field/api.ts'
import { route } from '#platform/http/route.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { directsOf, parentOf } from '../store/links.ts'
import type { TeamDeps } from './team-deps.ts'

const RIGHT = 'genealogy.read'

const showMySponsor = route({
  endpoint: contract.showMySponsor,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "The viewer's own sponsor, under the name that the sponsor shows to everybody.",
  handler: async (deps: TeamDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { personId } = call.viewer
      const above = personId === undefined ? undefined : await parentOf(tx, { tree: 'sponsor', personId })
      const face = above === undefined ? undefined : await publicFace(tx, above)
      return ok({ sponsor: face ? { code: face.code, name: face.displayName } : null })
    }),
})

const showLine = route({
  endpoint: contract.showLine,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: "A person's place in the sponsor tree.",
  handler: async (deps: TeamDeps, call) => {
    const personId = deps.ids.open('per', call.params.person)
    const person = await read(deps, call.actor, (tx) => personById(tx, personId))
    if (!person || !hasRight(call.viewer, RIGHT, person.marketId)) return refuse('genealogy.person.not_found')
    const { seq, value } = await deps.teamImage.line({ person: Number(personId) }, call.query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    const upline = await read(deps, call.actor, (tx) => shownLine(tx, deps.ids, value.upline.map(BigInt)))
    return ok({ upline, directs: value.directs, below: value.below, seq })
  },
})

const listDirects = route({
  endpoint: contract.listDirects,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: 'Those directly below a person.',
  handler: async (deps: TeamDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const personId = deps.ids.open('per', call.params.person)
      const person = await personById(tx, personId)
      if (!person || !hasRight(call.viewer, RIGHT, person.marketId))
        return refuse('genealogy.person.not_found')
      const page = await directsOf(tx, { tree: 'sponsor', personId, ...pageWindow(call.query) })
      return ok({ rows: await shownLine(tx, deps.ids, page.ids), total: page.total })
    }),
})

async function shownLine(tx: Tx, ids: OpaqueIds, personIds: readonly bigint[]) {
  const people = await peopleByIds(tx, personIds)
  const names = await visibleNames(tx, personIds)
  return personIds.flatMap((id) => {
    const person = people.get(id)
    if (!person) return []
    const { code, kind, status } = person
    const displayName = names.get(id) ?? ''
    return {
      person: ids.close('per', id),
      code,
      displayName,
      kind,
      status,
      joinedAt: person.joinedAt.getTime(),
    }
  })
}

export const lineRoutes = [showMySponsor, showLine, listDirects]
