import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf, type MarketScope } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { listPeople, PEOPLE_SORTS } from '../store/people-list.ts'
import { externalRefsOf, personById, personCard, standingHistory } from '../store/people.ts'
import { changeAutoApproval } from '../use-cases/change-auto-approval.ts'
import { changeStanding } from '../use-cases/change-standing.ts'
import type { FieldDeps } from '../use-cases/field-deps.ts'
import { publishAgreement } from '../use-cases/publish-agreement.ts'
import { autoApprove } from '../use-cases/submit-application.ts'
import { marketCodes } from '../use-cases/market-codes.ts'
import { shownCard, shownPerson } from './shown.ts'

const listPeopleRoute = route({
  endpoint: contract.listPeople,
  realms: ['staff'],
  right: 'people.read',
  idempotency: 'safe',
  summary: 'The people of the field.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { search, kind, status, market } = call.query
      const markets = await marketCodes(tx)
      const asked = [...markets].filter(([, code]) => market === undefined || code === market)
      const seen = withinScope(
        scopeOf(call.viewer, 'people.read'),
        asked.map(([id]) => id),
      )
      if (seen.length === 0) return ok({ rows: [], total: 0 })
      const { rows, total } = await listPeople(tx, {
        search,
        kinds: kind ? [kind] : undefined,
        status,
        marketIds: seen.length === markets.size ? undefined : seen,
        servedBy: undefined,
        sort: PEOPLE_SORTS.find((sort) => sort === call.query.sort) ?? 'joined',
        ...pageWindow(call.query),
      })
      return ok({ rows: rows.map((row) => shownPerson(deps.ids, markets, row)), total })
    }),
})

const showPerson = route({
  endpoint: contract.showPerson,
  realms: ['staff'],
  right: 'people.read',
  idempotency: 'safe',
  summary: 'One person with history.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const card = await personCard(tx, deps.ids.open('per', call.params.person))
      if (!card || !hasRight(call.viewer, 'people.read', card.marketId))
        return refuse('field.person.not_found')
      const history = await standingHistory(tx, card.id)
      return ok({
        ...shownCard(deps.ids, await marketCodes(tx), card),
        history: history.map((row) => ({ ...row, from: row.from.getTime() })),
        externalRefs: await externalRefsOf(tx, card.id),
      })
    }),
})

const changeStandingRoute = route({
  endpoint: contract.changeStanding,
  realms: ['staff'],
  right: 'people.write',
  idempotency: 'natural',
  summary: "Changes a person's kind or status from now on.",
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.change_standing' }, async (tx, about) => {
      const personId = deps.ids.open('per', call.params.person)
      const person = await personById(tx, personId)
      if (!person || !hasRight(call.viewer, 'people.write', person.marketId))
        return refuse('field.person.not_found')
      return changeStanding(tx, about, { personId, ...call.body })
    }),
})

const publish = route({
  endpoint: contract.publishAgreement,
  realms: ['staff'],
  right: 'agreements.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'Publishes the next version of the agreement.',
  handler: async (deps: FieldDeps, call) => {
    const once = { useCase: 'field.publish_agreement', answer: contract.publishAgreement.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const version = await publishAgreement(tx, call.body)
      about('agreement', String(version))
      return ok({ version })
    })
  },
})

const changeAutoApprovalRoute = route({
  endpoint: contract.changeAutoApproval,
  realms: ['staff'],
  right: 'agreements.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Says from which day on a rule approves applications.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.change_auto_approval' }, async (tx, about) => {
      about('setting', autoApprove.name)
      return changeAutoApproval(tx, call.body)
    }),
})

function withinScope(scope: MarketScope, marketIds: readonly bigint[]): bigint[] {
  return marketIds.filter((id) => scope === 'everywhere' || scope.has(id))
}

export const staffRoutes = [
  listPeopleRoute,
  showPerson,
  changeStandingRoute,
  publish,
  changeAutoApprovalRoute,
]
