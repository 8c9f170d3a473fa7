import type { Tx } from '#platform/postgres/database.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { moveAccount } from '../store/accounts.ts'
import { createAccount } from './create-account.ts'
import { issueLink, linkPath } from './one-time-links.ts'

/**
 * Makes an office account for a position that somebody takes over, who sees nothing of it from before. Gives the path of the link by
 * which the password is chosen; refused as `identity.login_conflict`.
 */
export async function openPositionAccount(
  tx: Tx,
  of: Readonly<{ login: string; name: string; personId: bigint; since: Date }>,
): Promise<Result<string>> {
  const { login, name, personId, since } = of
  const made = await createAccount(tx, { realm: 'distributor', login, name, personId })
  if (!made.ok) return made
  await moveAccount(tx, { accountId: made.value, personId, since })
  const { token } = await issueLink(tx, { accountId: made.value, purpose: 'activation' })
  return ok(linkPath('distributor', token))
}
