import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { applicationState } from '../store/applications.ts'
import { photoOf } from '../store/faces.ts'
import { publicFace } from '../store/people.ts'
import { ownerOfShopName } from '../store/shops.ts'
import type { FieldDeps } from '../use-cases/field-deps.ts'
import { hashNewPassword } from '../use-cases/hash-new-password.ts'
import { showInvitation } from '../use-cases/show-invitation.ts'
import { submitApplication } from '../use-cases/submit-application.ts'
import { withdrawApplication } from '../use-cases/withdraw-application.ts'
import { marketCodes } from '../use-cases/market-codes.ts'

const showInvite = route({
  endpoint: contract.showInvite,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  perMinute: 60,
  summary: 'Who invites, and what a newcomer accepts.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const invite = await showInvitation(tx, deps.ids.open('inv', call.params.invite))
      return invite.ok
        ? ok({
            ...invite.value,
            sponsor: { displayName: invite.value.displayName, shopName: invite.value.shopName },
          })
        : invite
    }),
})

const submit = route({
  endpoint: contract.submitApplication,
  realms: [],
  right: 'public',
  idempotency: 'key',
  perMinute: 20,
  summary: 'Applies to join under the one who invited.',
  handler: async (deps: FieldDeps, call) => {
    const { invite, password, phone, acceptedAgreement, ...details } = call.body
    // Hashing is slow on purpose and holds no transaction.
    const hashed = await hashNewPassword(password, details.email)
    if (!hashed.ok) return hashed
    const once = { useCase: 'field.submit_application', answer: contract.submitApplication.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const submitted = await submitApplication(tx, {
        ...details,
        sponsorId: deps.ids.open('inv', invite),
        phone: phone ?? null,
        acceptedAgreement: acceptedAgreement ?? null,
        passwordHash: hashed.value,
      })
      if (!submitted.ok) return submitted
      about('application', submitted.value)
      return ok({ application: deps.ids.close('app', submitted.value) })
    })
  },
})

const showState = route({
  endpoint: contract.showApplicationState,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  perMinute: 60,
  summary: 'How an application stands, for the one who waits.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const found = await applicationState(tx, deps.ids.open('app', call.params.application))
      if (!found) return refuse('field.application.not_found')
      const sponsor = await publicFace(tx, found.sponsorId)
      return ok({ state: found.state, sponsorName: sponsor?.displayName ?? '' })
    }),
})

const withdraw = route({
  endpoint: contract.withdrawApplication,
  realms: [],
  right: 'public',
  idempotency: 'natural',
  perMinute: 20,
  summary: 'Takes an application back while it waits.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.withdraw_application' }, (tx, about) =>
      withdrawApplication(tx, about, { applicationId: deps.ids.open('app', call.params.application) }),
    ),
})

const showShop = route({
  endpoint: contract.showShop,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: "The face of a distributor's shop; an earlier address leads to the present one.",
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const owner = await ownerOfShopName(tx, call.params.shopName.toLowerCase())
      const face = owner === undefined ? undefined : await publicFace(tx, owner)
      if (!face || face.shopName === null) return refuse('field.shop.not_found')
      return ok({
        shopName: face.shopName,
        displayName: face.displayName,
        greeting: face.greeting,
        photo: await photoOf(tx, face.personId),
        market: (await marketCodes(tx)).get(face.marketId) ?? '',
        person: deps.ids.close('per', face.personId),
        code: face.code,
        invite: deps.ids.close('inv', face.personId),
      })
    }),
})

export const joiningRoutes = [showInvite, submit, showState, withdraw, showShop]
