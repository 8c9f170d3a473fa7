import { ok, refuse, type Result } from '#shared/refusal.ts'
import { REALMS } from '#shared/realm.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import type { SessionCookies } from '#platform/sessions/cookies.ts'
import { hashToken } from '#platform/sessions/token.ts'
import * as contract from '../contract.ts'
import { meOf } from './shown-account.ts'
import { accountById } from '../store/accounts.ts'
import { endSession } from '../store/sessions.ts'
import { changePassword } from '../use-cases/change-password.ts'
import { findViewer } from '../use-cases/find-viewer.ts'
import { askConfirmation, askNewPassword, confirmByLink } from '../use-cases/mailed-links.ts'
import { consumeOneTimeLink, lookAtLink } from '../use-cases/one-time-links.ts'
import { signIn } from '../use-cases/sign-in.ts'
import type { StartedSession } from '../use-cases/start-session.ts'
import type { IdentityDeps } from '../use-cases/identity-deps.ts'

const TRIES_PER_MINUTE = 30
const MAILS_PER_MINUTE = 10

const signInRoute = route({
  endpoint: contract.signIn,
  realms: [],
  right: 'public',
  idempotency: 'natural',
  perMinute: TRIES_PER_MINUTE,
  summary: 'Signs in by password and sets the cookie of the realm.',
  handler: async (deps: IdentityDeps, call) => {
    const { address, requestId } = call
    return welcome(deps, call.session, await signIn(deps, { ...call.body, address, requestId }))
  },
})

const showSession = route({
  endpoint: contract.showSession,
  realms: REALMS,
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'Who is signed in, and what the account may do.',
  handler: async (deps: IdentityDeps, call) => {
    const account = await read(deps, call.actor, (tx) => accountById(tx, call.viewer.accountId))
    return account ? ok(meOf(deps, account, call.viewer)) : refuse('sign_in_needed')
  },
})

const signOut = route({
  endpoint: contract.signOut,
  realms: REALMS,
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Ends the session and takes its cookie away.',
  handler: async (deps: IdentityDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'identity.sign_out' }, async (tx, about) => {
      about('account', call.viewer.accountId)
      await endSession(tx, call.viewer.sessionId)
      call.session.end(call.viewer.realm)
      return ok(undefined)
    }),
})

const changePasswordRoute = route({
  endpoint: contract.changePassword,
  realms: REALMS,
  right: 'signed_in',
  idempotency: 'natural',
  perMinute: TRIES_PER_MINUTE,
  summary: 'Changes the own password and ends all other sessions.',
  handler: async (deps: IdentityDeps, call) => {
    const { accountId } = call.viewer
    const changed = await changePassword(deps, { actor: call.actor, accountId, ...call.body })
    return welcome(deps, call.session, changed)
  },
})

const lookAtLinkRoute = route({
  endpoint: contract.lookAtLink,
  realms: [],
  right: 'public',
  idempotency: 'natural',
  perMinute: TRIES_PER_MINUTE,
  summary: 'Whom a one-time link lets in.',
  handler: async (deps: IdentityDeps, call) => {
    const looked = await lookAtLink(deps, { token: call.body.token, requestId: call.requestId })
    if (!looked.ok) return looked
    const { account, purpose } = looked.value
    return ok({ realm: account.realm, login: account.login, name: account.name, purpose })
  },
})

const consumeLink = route({
  endpoint: contract.consumeLink,
  realms: [],
  right: 'public',
  idempotency: 'natural',
  perMinute: TRIES_PER_MINUTE,
  summary: 'Sets the password by a one-time link and signs in.',
  handler: async (deps: IdentityDeps, call) => {
    const started = await consumeOneTimeLink(deps, { ...call.body, requestId: call.requestId })
    return welcome(deps, call.session, started)
  },
})

const askNewPasswordRoute = route({
  endpoint: contract.askNewPassword,
  realms: [],
  right: 'public',
  idempotency: 'natural',
  perMinute: MAILS_PER_MINUTE,
  summary: 'Mails a link by which a forgotten password is set anew.',
  handler: async (deps: IdentityDeps, call) =>
    askNewPassword(deps, { ...call.body, requestId: call.requestId }),
})

const confirmLogin = route({
  endpoint: contract.confirmLogin,
  realms: [],
  right: 'public',
  idempotency: 'natural',
  perMinute: TRIES_PER_MINUTE,
  summary: 'Confirms a login by the link that was mailed to it.',
  handler: async (deps: IdentityDeps, call) => {
    const confirmed = await confirmByLink(deps, { token: call.body.token, requestId: call.requestId })
    if (!confirmed.ok) return confirmed
    const { realm, login } = confirmed.value
    return ok({ realm, login })
  },
})

const askConfirmationRoute = route({
  endpoint: contract.askConfirmation,
  realms: REALMS,
  right: 'signed_in',
  idempotency: 'natural',
  perMinute: MAILS_PER_MINUTE,
  summary: 'Mails another link by which the own login is confirmed.',
  handler: async (deps: IdentityDeps, call) =>
    askConfirmation(deps, { actor: call.actor, accountId: call.viewer.accountId }),
})

/** Hands the cookie of a started session over and says who it is. */
async function welcome(deps: IdentityDeps, cookies: SessionCookies, started: Result<StartedSession>) {
  if (!started.ok) return started
  const { account, token, expiresAt } = started.value
  cookies.start({ realm: account.realm, token, expiresAt })
  const viewer = await findViewer(deps, { realm: account.realm, tokenHash: hashToken(token) })
  if (!viewer) throw new Error('a session that was just started has no holder')
  return ok({ ...meOf(deps, account, viewer), expiresAt: expiresAt.getTime() })
}

export const sessionRoutes = [
  signInRoute,
  showSession,
  signOut,
  changePasswordRoute,
  lookAtLinkRoute,
  consumeLink,
  askNewPasswordRoute,
  confirmLogin,
  askConfirmationRoute,
]
