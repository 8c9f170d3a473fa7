import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { relateTeam } from '../contract/downline.ts'
import {
  searchTeam,
  showFigures,
  showLineBetween,
  showMember,
  showMembers,
} from '../use-cases/show-members.ts'
import { showRelation } from '../use-cases/show-relation.ts'
import type { TeamDeps } from '../use-cases/team-deps.ts'
import { listAsked, newSinceOf } from './list-asked.ts'

/** A distributor sees names and volumes of the first level only. */
const SEES = 'first_level'

const list = route({
  endpoint: contract.listTeam,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The distributors below the viewer, as far as the viewer may see them.',
  handler: async (deps: TeamDeps, call) => {
    const viewer = ownPerson(call.viewer)
    const { query } = call
    const asked = {
      ...listAsked(deps, query),
      ...(await searchTeam(deps, call.actor, viewer, query.search)),
      viewer: Number(viewer),
      sees: SEES,
      people: 'sellers',
    } as const
    const { seq, value } = await deps.teamImage.list(asked, query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    const { rows, total, figures } = value
    const shown = { rows, newSince: asked.newSince, figures, sees: SEES } as const
    return ok({
      rows: await showMembers(deps, call.actor, shown),
      total,
      seq,
      figures: showFigures(figures),
    })
  },
})

const counts = route({
  endpoint: contract.countTeam,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "Numbers of the viewer's team, level by level.",
  handler: async (deps: TeamDeps, call) => {
    const asked = { viewer: Number(ownPerson(call.viewer)), newSince: newSinceOf(deps), sees: SEES } as const
    const { seq, value } = await deps.teamImage.counts(asked, call.query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    return ok({ ...value, figures: showFigures(value.figures), depth: value.levels.length, seq })
  },
})

const member = route({
  endpoint: contract.showTeamMember,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "One person of the viewer's team and the line of people between.",
  handler: async (deps: TeamDeps, call) => {
    const asked = {
      viewer: Number(ownPerson(call.viewer)),
      member: Number(deps.ids.open('per', call.params.person)),
    }
    const { seq, value } = await deps.teamImage.member(asked, call.query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    const { row, figures } = value
    const { sinceSeq } = call.query
    const of = { row, newSince: newSinceOf(deps), figures, sinceSeq }
    const shown = await showMember(deps, call.actor, of)
    if (!shown) return refuse('genealogy.person.not_found')
    const line = await showLineBetween(deps, call.actor, value.line)
    return ok({ ...shown, line, seq })
  },
})

const relation = route({
  endpoint: relateTeam,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "How two people of the viewer's team stand to each other.",
  handler: async (deps: TeamDeps, call) => {
    const { to, sinceSeq } = call.query
    const shown = await showRelation(deps, call.actor, {
      personId: deps.ids.open('per', call.params.person),
      to,
      within: ownPerson(call.viewer),
      mayLookAt: () => true,
      sinceSeq,
    })
    return shown ? ok(shown) : refuse('genealogy.person.not_found')
  },
})

function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const teamRoutes = [list, counts, member, relation]
