import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { peopleByIds, servedPeopleNamed, visibleNames } from '#modules/field/api.ts'
import { route } from '#platform/http/route.ts'
import type { Actor } from '#platform/postgres/transact.ts'
import { read } from '#platform/postgres/transact.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { NEW_DAYS, TEAM_SORTS, type TeamRow } from '../domain/team.ts'
import type { TeamDeps } from './team-deps.ts'

const DAY_MS = 86_400_000
/** A name that fits more people than this is not narrow enough to be a search. */
const NAMES_MAX = 1000
/** Digits that may begin a code, also typed with spaces and dashes. */
const codePattern = /^[\d\s.-]{1,30}$/

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
      ...(await searchOf(deps, call.actor, viewer, query.search)),
      filter: query.filter ?? 'all',
      sort: TEAM_SORTS.find((sort) => sort === query.sort) ?? 'level',
      newSince,
      ...pageWindow(query),
    } as const
    const { seq, value } = await deps.teamImage.list(asked, query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    const rows = await shownMembers(deps, call.actor, {
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
    const [shown] = await shownMembers(deps, call.actor, { rows: [value.row], newSince, sinceSeq })
    if (!shown) return refuse('genealogy.person.not_found')
    const lineIds = value.line.map(BigInt)
    const line = await read(deps, call.actor, async (tx) => {
      const people = await peopleByIds(tx, lineIds)
      const names = await visibleNames(tx, lineIds)
      return lineIds.map((id, place) => ({
        person: deps.ids.close('per', id),
        code: people.get(id)?.code ?? '',
        level: place + 1,
        name: names.get(id) ?? null,
      }))
    })
    return ok({ ...shown, line, seq })
  },
})

/** Names are searched among those whose names the viewer may see, so that a search tells nothing about the others. */
async function searchOf(
  deps: TeamDeps,
  actor: Actor,
  viewer: bigint,
  search: string | undefined,
): Promise<{ search?: { codePrefix?: string; ids: number[] } }> {
  const typed = search?.trim() ?? ''
  if (typed === '') return {}
  const digits = typed.replaceAll(/[\s.-]/g, '')
  if (codePattern.test(typed) && /^[1-9]/.test(digits))
    return { search: { codePrefix: digits.slice(0, 15), ids: [] } }
  const named = await read(deps, actor, (tx) =>
    servedPeopleNamed(tx, { servedBy: viewer, search: typed, limit: NAMES_MAX }),
  )
  return { search: { ids: named.map(Number) } }
}

/** Joins the image's rows with what lies in tables; the database itself gives only the names that may be seen. */
async function shownMembers(
  deps: TeamDeps,
  actor: Actor,
  input: { rows: readonly TeamRow[]; newSince: number; sinceSeq: bigint | undefined },
) {
  const ids = input.rows.map((row) => BigInt(row.id))
  const { people, names } = await read(deps, actor, async (tx) => ({
    people: await peopleByIds(tx, ids),
    names: await visibleNames(tx, ids),
  }))
  const figures = await deps.teamFigures?.({ personIds: ids, sinceSeq: input.sinceSeq })
  return input.rows.flatMap((row) => {
    const id = BigInt(row.id)
    const person = people.get(id)
    if (!person) return []
    const known = figures?.get(id)
    const isFirstLevel = row.level === 1
    return {
      person: deps.ids.close('per', id),
      code: person.code,
      level: row.level,
      kind: person.kind,
      status: person.status,
      joinedAt: person.joinedAt.getTime(),
      isNew: row.joinedMs >= input.newSince,
      name: isFirstLevel ? (names.get(id) ?? null) : null,
      rank: known?.rank ?? null,
      ownVolume: isFirstLevel ? (known?.ownVolume ?? null) : null,
      branchVolume: isFirstLevel ? (known?.branchVolume ?? null) : null,
      directs: row.directs,
      branch: row.branch,
    }
  })
}

function newSinceOf(deps: TeamDeps): number {
  return deps.clock.now() - NEW_DAYS * DAY_MS
}

function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const teamRoutes = [list, counts, member]
