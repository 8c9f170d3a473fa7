import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { LinkPurpose } from '../domain/account.ts'
import { accountById, setStatus } from '../store/accounts.ts'
import { replaceGrants, type Grant } from '../store/roles.ts'
import { endSessionsOf } from '../store/sessions.ts'
import { createAccount } from './create-account.ts'
import { issueLink } from './one-time-links.ts'

/** Makes a staff account with its roles and the link by which it comes in first. */
export async function inviteStaff(
  tx: Tx,
  input: { login: string; name: string; grants: readonly Grant[]; purpose?: LinkPurpose },
): Promise<Result<{ accountId: bigint; token: string }>> {
  const { login, name, grants, purpose = 'activation' } = input
  const account = await createAccount(tx, { realm: 'staff', login, name, personId: null })
  if (!account.ok) return account
  const granted = await changeGrants(tx, { accountId: account.value, grants })
  if (!granted.ok) return granted
  const { token } = await issueLink(tx, { accountId: account.value, purpose })
  return ok({ accountId: account.value, token })
}

/** Gives a staff account exactly these roles, at once for running sessions too. */
export async function changeGrants(
  tx: Tx,
  input: { accountId: bigint; grants: readonly Grant[] },
): Promise<Result<undefined>> {
  const account = await accountById(tx, input.accountId)
  if (account?.realm !== 'staff') return refuse('identity.account_not_found')
  const [unknown] = await replaceGrants(tx, input)
  return unknown === undefined ? ok(undefined) : refuse('identity.role_unknown', { role: unknown }, 'roles')
}

/**
 * Blocks an account, which ends its sessions, or lets a blocked one in again. The one who asks cannot block himself.
 */
export async function blockAccount(
  tx: Tx,
  input: { accountId: bigint; blocked: boolean; byAccountId: bigint },
): Promise<Result<undefined>> {
  const account = await accountById(tx, input.accountId)
  if (!account || account.status === 'invited') return refuse('identity.account_not_found')
  if (input.blocked && input.accountId === input.byAccountId) return refuse('identity.own_account')
  await setStatus(tx, { accountId: account.id, status: input.blocked ? 'blocked' : 'active' })
  if (input.blocked) await endSessionsOf(tx, account.id)
  return ok(undefined)
}
