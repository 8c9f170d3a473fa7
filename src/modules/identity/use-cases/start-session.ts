import type { Tx } from '#platform/postgres/database.ts'
import { newToken } from '#platform/sessions/token.ts'
import { SESSION_HOURS, type Account } from '../domain/account.ts'
import { addSession } from '../store/sessions.ts'

/** A session that was just started; the token is known to its holder alone. */
export type StartedSession = Readonly<{ account: Account; token: string; expiresAt: Date }>

/** Starts a session of an account that has proved itself. */
export async function startSession(tx: Tx, account: Account): Promise<StartedSession> {
  const { token, hash } = newToken()
  const hours = SESSION_HOURS[account.realm]
  const expiresAt = await addSession(tx, { accountId: account.id, tokenHash: hash, hours })
  return { account, token, expiresAt }
}
