import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { directsOf } from '../store/links.ts'
import { marketOf, showPeople, showSponsor } from '../use-cases/show-line.ts'
import type { TeamDeps } from '../use-cases/team-deps.ts'
import { mayLookAt } from './may-look-at.ts'

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
      return ok({ sponsor: personId === undefined ? null : await showSponsor(tx, personId) })
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
    const { viewer, actor } = call
    if (!(await mayLookAt(deps, { viewer, actor, right: RIGHT }, personId)))
      return refuse('genealogy.person.not_found')
    const { seq, value } = await deps.teamImage.line({ person: Number(personId) }, call.query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    const upline = await read(deps, call.actor, (tx) => showPeople(tx, deps.ids, value.upline.map(BigInt)))
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
      const marketId = await marketOf(tx, personId)
      if (marketId === undefined || !hasRight(call.viewer, RIGHT, marketId))
        return refuse('genealogy.person.not_found')
      const page = await directsOf(tx, { tree: 'sponsor', personId, ...pageWindow(call.query) })
      return ok({ rows: await showPeople(tx, deps.ids, page.ids), total: page.total })
    }),
})

export const lineRoutes = [showMySponsor, showLine, listDirects]
