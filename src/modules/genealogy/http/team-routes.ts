import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { NEW_DAYS, TEAM_SORTS } from '../domain/team.ts'
import { searchTeam, showLineBetween, showMembers } from '../use-cases/show-members.ts'
import type { TeamDeps } from '../use-cases/team-deps.ts'

const DAY_MS = 86_400_000

const list = route({
  endpoint: contract.listTeam,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The distributors below the viewer, as far as the viewer may see them.',
  handler: async (deps: TeamDeps, call) => {
    const viewer = ownPerson(call.viewer)
    const { query } = call
    const newSince = newSinceOf(deps)
    const asked = {
      viewer: Number(viewer),
      ...(query.under === undefined ? {} : { under: Number(deps.ids.open('per', query.under)) }),
      ...(query.level === undefined ? {} : { level: query.level }),
      ...(await searchTeam(deps, call.actor, viewer, query.search)),
      filter: query.filter ?? 'all',
      sort: TEAM_SORTS.find((sort) => sort === query.sort) ?? 'level',
      newSince,
      ...pageWindow(query),
    } as const
    const { seq, value } = await deps.teamImage.list(asked, query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    const rows = await showMembers(deps, call.actor, {
      rows: value.rows,
      newSince,
      sinceSeq: query.sinceSeq,
    })
    return ok({ rows, total: value.total, seq })
  },
})

const counts = route({
  endpoint: contract.countTeam,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "Numbers of the viewer's team, level by level.",
  handler: async (deps: TeamDeps, call) => {
    const asked = { viewer: Number(ownPerson(call.viewer)), newSince: newSinceOf(deps) }
    const { seq, value } = await deps.teamImage.counts(asked, call.query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    return ok({ ...value, depth: value.levels.length, seq })
  },
})

const member = route({
  endpoint: contract.showTeamMember,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "One person of the viewer's team and the line of people between.",
  handler: async (deps: TeamDeps, call) => {
    const { sinceSeq } = call.query
    const asked = {
      viewer: Number(ownPerson(call.viewer)),
      member: Number(deps.ids.open('per', call.params.person)),
    }
    const { seq, value } = await deps.teamImage.member(asked, sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    const newSince = newSinceOf(deps)
    const [shown] = await showMembers(deps, call.actor, { rows: [value.row], newSince, sinceSeq })
    if (!shown) return refuse('genealogy.person.not_found')
    const line = await showLineBetween(deps, call.actor, value.line)
    return ok({ ...shown, line, seq })
  },
})

function newSinceOf(deps: TeamDeps): number {
  return deps.clock.now() - NEW_DAYS * DAY_MS
}

function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const teamRoutes = [list, counts, member]
