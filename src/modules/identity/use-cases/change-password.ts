import { ok, refusal, type Result } from '#shared/refusal.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, transact, type Actor } from '#platform/postgres/transact.ts'
import { checkPassword, hashPassword } from '#platform/sessions/password-hash.ts'
import { passwordProblem } from '../domain/account.ts'
import { accountById, setPassword } from '../store/accounts.ts'
import { endSessionsOf, useUpLinks } from '../store/sessions.ts'
import { startSession, type StartedSession } from './start-session.ts'

/**
 * Changes the viewer's own password. Every session of the account ends, links by which it could be set are used up, and a new session
 * starts. Refused as
 * `identity.password_wrong` or for the new password.
 */
export async function changePassword(
  deps: { db: Db },
  input: { actor: Actor; accountId: bigint; present: string; password: string },
): Promise<Result<StartedSession>> {
  const account = await read(deps, input.actor, (tx) => accountById(tx, input.accountId))
  if (!account) throw new Error('the viewer has no account')
  if (!(await checkPassword(account.passwordHash, input.present)))
    return { ok: false, refusal: refusal('identity.password_wrong', {}, 'present') }
  const problem = passwordProblem(input.password, account.login)
  if (problem) return { ok: false, refusal: problem }
  const passwordHash = await hashPassword(input.password)
  const call = { actor: input.actor, useCase: 'identity.change_password' }
  return transact(deps, call, async (tx, about) => {
    about('account', account.id)
    await setPassword(tx, { accountId: account.id, passwordHash })
    await endSessionsOf(tx, account.id)
    await useUpLinks(tx, account.id)
    return ok(await startSession(tx, account))
  })
}
