import { ok, refusal, refuse, type Result } from '#shared/refusal.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, sqlState, transact, type About, type Actor } from '#platform/postgres/transact.ts'
import { checkPassword } from '#platform/sessions/password-hash.ts'
import { normalLogin, type Account } from '../domain/account.ts'
import { accountById, setLogin, setName } from '../store/accounts.ts'
import { endSessionOf, useUpLinks } from '../store/sessions.ts'
import { askForLink } from './mailed-links.ts'

const UNIQUE_VIOLATION = '23505'

/** Changes the name of an own account. */
export async function renameAccount(
  tx: Tx,
  about: About,
  input: { accountId: bigint; name: string },
): Promise<Account> {
  about('account', input.accountId)
  await setName(tx, input)
  return present(tx, input.accountId)
}

/**
 * Changes the login of an own account and has a link mailed to it that confirms it; links that went to the earlier one are used up,
 * and whoever follows tells it there.
 * Refused as `identity.password_wrong`, `identity.login_conflict`, or `identity.login_same`.
 */
export async function changeLogin(
  deps: { db: Db },
  input: { actor: Actor; accountId: bigint; present: string; login: string },
): Promise<Result<Account>> {
  const { actor, accountId } = input
  const login = normalLogin(input.login)
  const account = await read(deps, actor, (tx) => accountById(tx, accountId))
  if (!account) throw new Error('the viewer has no account')
  if (!(await checkPassword(account.passwordHash, input.present)))
    return { ok: false, refusal: refusal('identity.password_wrong', {}, 'present') }
  if (login === account.login) return refuse('identity.login_same', {}, 'login')
  try {
    return await transact(deps, { actor, useCase: 'identity.change_login' }, async (tx, about) => {
      about('account', accountId)
      const earlierId = await setLogin(tx, { accountId, login })
      await useUpLinks(tx, accountId)
      await askForLink(tx, { accountId, purpose: 'confirm_login' })
      await appendEvent(tx, { topic: 'identity.login_changed', payload: { accountId, earlierId } })
      return ok(await present(tx, accountId))
    })
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) return refuse('identity.login_conflict', {}, 'login')
    throw error
  }
}

/** Ends a session of an own account. Refused as `identity.session_gone_not_found`. */
export async function endOwnSession(
  tx: Tx,
  about: About,
  input: { accountId: bigint; sessionId: bigint },
): Promise<Result<undefined>> {
  about('account', input.accountId)
  return (await endSessionOf(tx, input)) ? ok(undefined) : refuse('identity.session_gone_not_found')
}

async function present(tx: Tx, id: bigint): Promise<Account> {
  const account = await accountById(tx, id)
  if (!account) throw new Error('the viewer has no account')
  return account
}
