import type { Tx } from '#platform/postgres/database.ts'
import type { IdentityTables } from './tables.ts'

export type Role = Readonly<{ code: string; name: string; rights: readonly string[] }>

/** A role of an account; in one market, or everywhere with null. */
export type Grant = Readonly<{ role: string; marketId: bigint | null }>

export async function listRoles(tx: Tx): Promise<Role[]> {
  const rows = await tables(tx)
    .selectFrom('identity.role as role')
    .leftJoin('identity.role_right as granted', 'granted.role_id', 'role.id')
    .select(['role.code', 'role.name', 'granted.right_name'])
    .orderBy('role.code')
    .orderBy('granted.right_name')
    .execute()
  const roles = new Map<string, { code: string; name: string; rights: string[] }>()
  for (const row of rows) {
    const role = roles.get(row.code) ?? { code: row.code, name: row.name, rights: [] }
    if (row.right_name !== null) role.rights.push(row.right_name)
    roles.set(row.code, role)
  }
  return [...roles.values()]
}

/** Makes a role or gives a known one another name and other rights. */
export async function saveRole(tx: Tx, role: Role): Promise<void> {
  const { id } = await tables(tx)
    .insertInto('identity.role')
    .values({ code: role.code, name: role.name })
    .onConflict((conflict) => conflict.column('code').doUpdateSet({ name: role.name }))
    .returning('id')
    .executeTakeFirstOrThrow()
  await tables(tx).deleteFrom('identity.role_right').where('role_id', '=', id).execute()
  if (role.rights.length === 0) return
  await tables(tx)
    .insertInto('identity.role_right')
    .values([...new Set(role.rights)].map((right) => ({ role_id: id, right_name: right })))
    .execute()
}

/** Gives an account exactly these roles. Answers the codes that no role has; then nothing was changed. */
export async function replaceGrants(
  tx: Tx,
  input: { accountId: bigint; grants: readonly Grant[] },
): Promise<string[]> {
  const roles = await tables(tx).selectFrom('identity.role').select(['id', 'code']).execute()
  const ids = new Map(roles.map((role) => [role.code, role.id]))
  const rows = input.grants.map((grant) => ({
    role: grant.role,
    role_id: ids.get(grant.role),
    market_id: grant.marketId,
  }))
  const unknown = rows.filter((row) => row.role_id === undefined).map((row) => row.role)
  if (unknown.length > 0) return unknown
  await tables(tx).deleteFrom('identity.account_role').where('account_id', '=', input.accountId).execute()
  const known = rows.flatMap(({ role_id, market_id }) =>
    role_id === undefined ? [] : [{ account_id: input.accountId, role_id, market_id }],
  )
  if (known.length > 0)
    await tables(tx)
      .insertInto('identity.account_role')
      .values(known)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  return []
}

export async function grantsOf(
  tx: Tx,
  accountIds: readonly bigint[],
): Promise<(Grant & { accountId: bigint })[]> {
  if (accountIds.length === 0) return []
  return tables(tx)
    .selectFrom('identity.account_role as given')
    .innerJoin('identity.role as role', 'role.id', 'given.role_id')
    .select(['given.account_id as accountId', 'role.code as role', 'given.market_id as marketId'])
    .where('given.account_id', 'in', accountIds)
    .orderBy('role.code')
    .execute()
}

function tables(tx: Tx) {
  return tx.$extendTables<IdentityTables>()
}
