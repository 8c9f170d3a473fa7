import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/downline.ts'
import { searchDownline, showFigures, showMembers } from '../use-cases/show-members.ts'
import { showRelation } from '../use-cases/show-relation.ts'
import type { TeamDeps } from '../use-cases/team-deps.ts'
import { downlineCsv } from './downline-csv.ts'
import { listAsked, newSinceOf } from './list-asked.ts'
import { mayLookAt } from './may-look-at.ts'

const RIGHT = 'genealogy.read'
const SEES = 'everything'
const EXPORTED_MOST = 10_000

const list = route({
  endpoint: contract.listDownline,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: 'The people below somebody, sorted and narrowed in any way.',
  handler: async (deps: TeamDeps, call) => {
    const { query, viewer, actor } = call
    const personId = deps.ids.open('per', call.params.person)
    if (!(await mayLookAt(deps, { viewer, actor, right: RIGHT }, personId)))
      return refuse('genealogy.person.not_found')
    const { isCut, ...search } = await searchDownline(deps, actor, query.search)
    const asked = {
      ...listAsked(deps, query),
      ...search,
      ...marketsOf(viewer),
      viewer: Number(personId),
      sees: SEES,
      people: query.people ?? 'sellers',
    } as const
    const { seq, value } = await deps.teamImage.list(asked, query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    const { rows, total, figures } = value
    const shown = { rows, newSince: asked.newSince, figures, sees: SEES } as const
    return ok({
      rows: await showMembers(deps, actor, shown),
      total,
      seq,
      figures: showFigures(figures),
      isCut,
    })
  },
})

const exported = route({
  endpoint: contract.exportDownline,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  perMinute: 20,
  summary: 'The people below somebody as a file for spreadsheets.',
  handler: async (deps: TeamDeps, call) => {
    const { query, viewer, actor } = call
    const personId = deps.ids.open('per', call.params.person)
    if (!(await mayLookAt(deps, { viewer, actor, right: RIGHT }, personId)))
      return refuse('genealogy.person.not_found')
    const { search } = await searchDownline(deps, actor, query.search)
    const asked = {
      ...listAsked(deps, query),
      ...(search === undefined ? {} : { search }),
      ...marketsOf(viewer),
      viewer: Number(personId),
      sees: SEES,
      people: query.people ?? 'sellers',
      limit: EXPORTED_MOST,
      offset: 0,
    } as const
    const { value } = await deps.teamImage.list(asked)
    if (!value) return refuse('genealogy.person.not_found')
    const { rows, figures } = value
    const shown = await showMembers(deps, actor, { rows, newSince: asked.newSince, figures, sees: SEES })
    return ok({ body: downlineCsv(shown), fileName: 'team.csv' })
  },
})

const counts = route({
  endpoint: contract.countDownline,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: "Numbers of somebody's team, level by level.",
  handler: async (deps: TeamDeps, call) => {
    const { viewer, actor } = call
    const personId = deps.ids.open('per', call.params.person)
    if (!(await mayLookAt(deps, { viewer, actor, right: RIGHT }, personId)))
      return refuse('genealogy.person.not_found')
    const asked = {
      viewer: Number(personId),
      sees: SEES,
      newSince: newSinceOf(deps),
      ...marketsOf(viewer),
    } as const
    const { seq, value } = await deps.teamImage.counts(asked, call.query.sinceSeq)
    if (!value) return refuse('genealogy.person.not_found')
    return ok({ ...value, figures: showFigures(value.figures), depth: value.levels.length, seq })
  },
})

const relation = route({
  endpoint: contract.relateDownline,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: 'Whether somebody stands below somebody else, and who stands between.',
  handler: async (deps: TeamDeps, call) => {
    const { to, sinceSeq } = call.query
    const shown = await showRelation(deps, call.actor, {
      personId: deps.ids.open('per', call.params.person),
      to,
      within: undefined,
      mayLookAt: (marketId) => hasRight(call.viewer, RIGHT, marketId),
      sinceSeq,
    })
    return shown ? ok(shown) : refuse('genealogy.person.not_found')
  },
})

/** Where the right holds in some markets only, people of others are neither listed nor counted. */
function marketsOf(viewer: Viewer): { markets?: number[] } {
  const scope = scopeOf(viewer, RIGHT)
  return scope === 'everywhere' ? {} : { markets: [...scope].map(Number) }
}

export const downlineRoutes = [list, exported, counts, relation]
