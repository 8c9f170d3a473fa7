import { pageWindow } from '#shared/contract.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { route } from '#platform/http/route.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { applicationById, listApplications, type Application } from '../store/applications.ts'
import { peopleByIds, visibleNames } from '../store/people.ts'
import { approveApplication } from '../use-cases/approve-application.ts'
import type { FieldDeps } from '../use-cases/field-deps.ts'
import { refuseApplication } from '../use-cases/refuse-application.ts'
import { marketCodes } from '../use-cases/market-codes.ts'

const RIGHT = 'applications.decide'

const list = route({
  endpoint: contract.listApplications,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: 'Applications to join.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const scope = scopeOf(call.viewer, RIGHT)
      const { rows, total } = await listApplications(tx, {
        state: call.query.state,
        search: call.query.search,
        marketIds: scope === 'everywhere' ? undefined : [...scope],
        oldestFirst: call.query.sort === '-submitted',
        ...pageWindow(call.query),
      })
      return ok({ rows: await shownApplications(tx, deps.ids, rows), total })
    }),
})

const show = route({
  endpoint: contract.showApplication,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'safe',
  summary: 'One application.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const found = await findForViewer(tx, call.viewer, deps.ids.open('app', call.params.application))
      if (!found.ok) return found
      const application = found.value
      const [shown] = await shownApplications(tx, deps.ids, [application])
      if (!shown) throw new Error('an application was not shown')
      const { phone, language, agreementVersion, refusalReason } = application
      return ok({
        ...shown,
        phone,
        language,
        agreementVersion,
        agreedAt: application.agreedAt?.getTime() ?? null,
        refusalReason,
        person: application.personId === null ? null : deps.ids.close('per', application.personId),
      })
    }),
})

const approve = route({
  endpoint: contract.approveApplication,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'natural',
  summary: 'Makes an applicant a distributor.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.approve_application' }, async (tx, about) => {
      const applicationId = deps.ids.open('app', call.params.application)
      const found = await findForViewer(tx, call.viewer, applicationId)
      if (!found.ok) return found
      const by = { accountId: call.viewer.accountId }
      const approved = await approveApplication(deps, tx, about, { applicationId, by })
      if (!approved.ok) return approved
      return ok({ person: deps.ids.close('per', approved.value.personId), code: approved.value.code })
    }),
})

const refuseRoute = route({
  endpoint: contract.refuseApplication,
  realms: ['staff'],
  right: RIGHT,
  idempotency: 'natural',
  summary: 'Turns an application down.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.refuse_application' }, async (tx, about) => {
      const applicationId = deps.ids.open('app', call.params.application)
      const found = await findForViewer(tx, call.viewer, applicationId)
      if (!found.ok) return found
      const by = { accountId: call.viewer.accountId }
      return refuseApplication(tx, about, { applicationId, reason: call.body.reason, by })
    }),
})

/** An application in a market that the viewer decides for; others do not exist for the viewer. */
async function findForViewer(tx: Tx, viewer: Viewer, id: bigint): Promise<Result<Application>> {
  const application = await applicationById(tx, id)
  if (!application || !hasRight(viewer, RIGHT, application.marketId))
    return refuse('field.application.not_found')
  return ok(application)
}

async function shownApplications(tx: Tx, ids: OpaqueIds, applications: readonly Application[]) {
  const markets = await marketCodes(tx)
  const sponsorIds = applications.map((application) => application.sponsorId)
  const sponsors = await peopleByIds(tx, sponsorIds)
  const names = await visibleNames(tx, sponsorIds)
  return applications.map((application) => ({
    application: ids.close('app', application.id),
    state: application.state,
    submittedAt: application.submittedAt.getTime(),
    givenName: application.givenName,
    familyName: application.familyName,
    email: application.email,
    market: markets.get(application.marketId) ?? '',
    sponsor: {
      person: ids.close('per', application.sponsorId),
      code: sponsors.get(application.sponsorId)?.code ?? '',
      displayName: names.get(application.sponsorId) ?? '',
    },
    emailKnown: application.emailKnown,
    decidedAt: application.decidedAt?.getTime() ?? null,
    decidedBy: deciderOf(application),
  }))
}

function deciderOf(application: Application): 'staff' | 'rule' | null {
  if (application.decidedAt === null) return null
  return application.decidedByRule === null ? 'staff' : 'rule'
}

export const applicationRoutes = [list, show, approve, refuseRoute]
