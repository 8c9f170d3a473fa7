import type { Realm } from '#shared/realm.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Db } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { checkPassword } from '#platform/sessions/password-hash.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { normalLogin, SIGN_IN_ATTEMPTS_MAX, SIGN_IN_WINDOW_MINUTES } from '../domain/account.ts'
import { accountByLogin } from '../store/accounts.ts'
import { countAttempt, forgetAttempts } from '../store/sessions.ts'
import { startSession, type StartedSession } from './start-session.ts'

export type SignIn = Readonly<{
  realm: Realm
  login: string
  password: string
  /** The caller's network address, for counting attempts. */
  address: string
  requestId: string
}>

/**
 * Signs in by password. Refused as `identity.too_many_requests` after too many tries, and always as
 * `identity.sign_in_refused` otherwise, so that nobody learns which logins exist. Three steps: the try is counted and
 * kept, the slow check of the password holds no transaction, then the session starts.
 */
export async function signIn(
  deps: { db: Db; production: boolean },
  input: SignIn,
): Promise<Result<StartedSession>> {
  const actor = systemActor(input.requestId)
  const subject = hashToken(JSON.stringify([input.realm, normalLogin(input.login), input.address]))
  const found = await transact(deps, { actor, useCase: 'identity.try_sign_in' }, async (tx, about) => {
    const { attempts, secondsLeft } = await countAttempt(tx, {
      subject,
      windowMinutes: SIGN_IN_WINDOW_MINUTES,
    })
    const account = await accountByLogin(tx, input)
    if (account) about('account', account.id)
    return { attempts, secondsLeft, account }
  })
  if (found.attempts > SIGN_IN_ATTEMPTS_MAX)
    return refuse('identity.too_many_requests', { seconds: found.secondsLeft })
  const { account } = found
  const right = await checkPassword(account?.passwordHash, input.password)
  if (!right || account?.status !== 'active') return refuse('identity.sign_in_refused')
  if (account.demonstration && deps.production) return refuse('identity.sign_in_refused')
  return transact(deps, { actor, useCase: 'identity.sign_in' }, async (tx, about) => {
    about('account', account.id)
    await forgetAttempts(tx, subject)
    return ok(await startSession(tx, account))
  })
}
