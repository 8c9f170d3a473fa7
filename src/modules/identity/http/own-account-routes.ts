import { ok } from '#shared/refusal.ts'
import { REALMS } from '#shared/realm.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/own-account.ts'
import { sessionsOf } from '../store/sessions.ts'
import { changeLogin, endOwnSession, renameAccount } from '../use-cases/change-own-account.ts'
import type { IdentityDeps } from '../use-cases/identity-deps.ts'
import { meOf } from './shown-account.ts'

const KIND = 'ses'
const TRIES_PER_MINUTE = 10

const list = route({
  endpoint: contract.listMySessions,
  realms: REALMS,
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'Where the own account is signed in.',
  handler: async (deps: IdentityDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const sessions = await sessionsOf(tx, call.viewer.accountId)
      return ok({
        sessions: sessions.map(({ id, startedAt, expiresAt }) => ({
          session: deps.ids.close(KIND, id),
          startedAt: startedAt.getTime(),
          expiresAt: expiresAt.getTime(),
          isThis: id === call.viewer.sessionId,
        })),
      })
    }),
})

const end = route({
  endpoint: contract.endMySession,
  realms: REALMS,
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Ends a session of the own account.',
  handler: async (deps: IdentityDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'identity.end_session' }, (tx, about) => {
      const sessionId = deps.ids.open(KIND, call.params.session)
      return endOwnSession(tx, about, { accountId: call.viewer.accountId, sessionId })
    }),
})

const rename = route({
  endpoint: contract.renameMe,
  realms: ['staff'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Changes the name of the own account.',
  handler: async (deps: IdentityDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'identity.rename' }, async (tx, about) => {
      const { accountId } = call.viewer
      const account = await renameAccount(tx, about, { accountId, name: call.body.name })
      return ok(meOf(deps, account, call.viewer))
    }),
})

const login = route({
  endpoint: contract.changeLogin,
  realms: REALMS,
  right: 'signed_in',
  idempotency: 'natural',
  perMinute: TRIES_PER_MINUTE,
  summary: 'Changes the own login, and mails a link there that confirms it.',
  handler: async (deps: IdentityDeps, call) => {
    const { accountId } = call.viewer
    const changed = await changeLogin(deps, { actor: call.actor, accountId, ...call.body })
    return changed.ok ? ok(meOf(deps, changed.value, call.viewer)) : changed
  },
})

export const ownAccountRoutes = [list, end, rename, login]
