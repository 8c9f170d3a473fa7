import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { NewAccount } from '../domain/account.ts'
import { addAccount } from '../store/accounts.ts'

/**
 * Makes an account that waits for its one-time link (see `issueLink`). Gives its id; refused as
 * `identity.login_conflict` when the realm has the login already.
 */
export async function createAccount(tx: Tx, input: NewAccount): Promise<Result<bigint>> {
  const id = await addAccount(tx, { ...input, status: 'invited', passwordHash: null, demonstration: false })
  return id === undefined ? refuse('identity.login_conflict', {}, 'login') : ok(id)
}

/**
 * Makes an account of a demonstration with a password that is told to everybody (its hash, so that many can share the
 * work). It signs in at once, but never where NODE_ENV is production.
 */
export async function createDemonstrationAccount(
  tx: Tx,
  input: NewAccount & { passwordHash: string },
): Promise<bigint> {
  const id = await addAccount(tx, { ...input, status: 'active', demonstration: true })
  if (id === undefined) throw new Error(`the demonstration login ${input.login} is there already`)
  return id
}
