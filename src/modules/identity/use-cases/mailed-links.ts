import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Realm } from '#shared/realm.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import {
  LINKS_MAILED_MAX,
  normalLogin,
  SIGN_IN_WINDOW_MINUTES,
  type Account,
  type MailedPurpose,
} from '../domain/account.ts'
import { accountById, accountByLogin, confirmLogin } from '../store/accounts.ts'
import { consumeLink, countAttempt } from '../store/sessions.ts'

/**
 * Asks for a link by which the password of a login is set anew. Answers the same, and does the same work, whether there is such an
 * account or not; a login that asks again and again is answered alike and mailed nothing more until the window is over.
 */
export async function askNewPassword(
  deps: { db: Db; production: boolean },
  input: { realm: Realm; login: string; requestId: string },
): Promise<Result<undefined>> {
  const call = { actor: systemActor(input.requestId), useCase: 'identity.ask_new_password' }
  return transact(deps, call, async (tx, about) => {
    const isTooOften = await askedTooOften(tx, ['new_password', input.realm, normalLogin(input.login)])
    const account = await accountByLogin(tx, input)
    if (account) about('account', account.id)
    const isReal = account !== undefined && !(account.demonstration && deps.production)
    await askForLink(tx, { accountId: isReal && !isTooOften ? account.id : null, purpose: 'new_password' })
    return ok(undefined)
  })
}

/** Asks for another mail by which the viewer confirms the own login. Refused as `identity.too_many_requests`. */
export async function askConfirmation(
  deps: { db: Db },
  input: { actor: Actor; accountId: bigint },
): Promise<Result<undefined>> {
  const call = { actor: input.actor, useCase: 'identity.ask_confirmation' }
  return transact(deps, call, async (tx, about) => {
    if (await askedTooOften(tx, ['confirm_login', input.accountId.toString()]))
      return refuse('identity.too_many_requests', { seconds: SIGN_IN_WINDOW_MINUTES * 60 })
    about('account', input.accountId)
    await askForLink(tx, { accountId: input.accountId, purpose: 'confirm_login' })
    return ok(undefined)
  })
}

/** Has a link mailed to an account's login, by whoever follows; of nobody (null) nothing follows. */
export async function askForLink(
  tx: Tx,
  of: { accountId: bigint | null; purpose: MailedPurpose },
): Promise<void> {
  await appendEvent(tx, { topic: 'identity.link_asked', payload: of })
}

/** Confirms a login by the link that was mailed to it, once. Gives the account; refused as `identity.link_gone`. */
export async function confirmByLink(
  deps: { db: Db },
  input: { token: string; requestId: string },
): Promise<Result<Account>> {
  const call = { actor: systemActor(input.requestId), useCase: 'identity.confirm_login' }
  return transact(deps, call, async (tx, about) => {
    const link = await consumeLink(tx, { tokenHash: hashToken(input.token), purposes: ['confirm_login'] })
    const account = link && (await accountById(tx, link.accountId))
    if (!account || account.status === 'blocked') return refuse('identity.link_gone')
    about('account', account.id)
    await confirmLogin(tx, account.id)
    return ok(account)
  })
}

async function askedTooOften(tx: Tx, of: readonly string[]): Promise<boolean> {
  const subject = hashToken(JSON.stringify(of))
  const { attempts } = await countAttempt(tx, { subject, windowMinutes: SIGN_IN_WINDOW_MINUTES })
  return attempts > LINKS_MAILED_MAX
}
