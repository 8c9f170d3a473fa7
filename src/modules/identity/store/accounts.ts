import { sql } from 'kysely'
import type { Realm } from '#shared/realm.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { normalLogin, type Account, type AccountStatus, type NewAccount } from '../domain/account.ts'
import type { IdentityTables } from './tables.ts'

/** An account with what proves its owner. */
export type StoredAccount = Account & Readonly<{ passwordHash: string | null }>

const columns = [
  'id',
  'realm',
  'login',
  'name',
  'person_id as personId',
  'status',
  'demonstration',
  'password_hash as passwordHash',
  'confirmed_at as confirmedAt',
] as const

export async function accountByLogin(
  tx: Tx,
  input: { realm: Realm; login: string },
): Promise<StoredAccount | undefined> {
  return accounts(tx)
    .select(columns)
    .where('realm', '=', input.realm)
    .where('login', '=', normalLogin(input.login))
    .executeTakeFirst()
}

export async function accountById(tx: Tx, id: bigint): Promise<StoredAccount | undefined> {
  return accounts(tx).select(columns).where('id', '=', id).executeTakeFirst()
}

/** A page of a realm's accounts by login, and how many there are. */
export async function listAccounts(
  tx: Tx,
  input: { realm: Realm; search: string | undefined; limit: number; offset: number },
): Promise<{ rows: Account[]; total: number }> {
  const pattern = `%${(input.search ?? '').replaceAll(/[%_\\]/g, String.raw`\$&`)}%`
  const matching = accounts(tx)
    .where('realm', '=', input.realm)
    .where((where) => where.or([where('login', 'ilike', pattern), where('name', 'ilike', pattern)]))
  const rows = await matching
    .select(columns)
    .orderBy('login')
    .limit(input.limit)
    .offset(input.offset)
    .execute()
  const { total } = await matching
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows, total: Number(total) }
}

/** The id of the new account, or undefined when the realm has the login already. */
export async function addAccount(
  tx: Tx,
  account: NewAccount & { status: AccountStatus; passwordHash: string | null; demonstration: boolean },
): Promise<bigint | undefined> {
  const row = await tx
    .$extendTables<IdentityTables>()
    .insertInto('identity.account')
    .values({
      realm: account.realm,
      login: normalLogin(account.login),
      name: account.name,
      person_id: account.personId,
      status: account.status,
      password_hash: account.passwordHash,
      demonstration: account.demonstration,
    })
    .onConflict((conflict) => conflict.columns(['realm', 'login']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** Sets a password and lets an invited account in; a blocked one stays blocked. */
export async function setPassword(tx: Tx, input: { accountId: bigint; passwordHash: string }): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.account')
    .set((set) => ({
      password_hash: input.passwordHash,
      // A password that its owner chose is no longer the one that everybody knows.
      demonstration: false,
      status: set
        .case()
        .when('status', '=', 'invited')
        .then<AccountStatus>('active')
        .else(set.ref('status'))
        .end(),
    }))
    .where('id', '=', input.accountId)
    .execute()
}

/** Notes that whoever has the account reads what is sent to the login; the first time counts. */
export async function confirmLogin(tx: Tx, accountId: bigint): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.account')
    .set({ confirmed_at: sql<Date>`coalesce(confirmed_at, now())` })
    .where('id', '=', accountId)
    .execute()
}

/** Gives an account another name. */
export async function setName(
  tx: Tx,
  { accountId, name }: { accountId: bigint; name: string },
): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.account')
    .set({ name })
    .where('id', '=', accountId)
    .execute()
}

/** Gives an account another login, of which nobody knows yet who reads what is sent there. */
export async function setLogin(
  tx: Tx,
  { accountId, login }: { accountId: bigint; login: string },
): Promise<bigint> {
  const { id } = await tx
    .$extendTables<IdentityTables>()
    .insertInto('identity.earlier_login')
    .columns(['account_id', 'login'])
    .expression((from) =>
      from.selectFrom('identity.account').select(['id', 'login']).where('id', '=', accountId),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.account')
    .set({ login, confirmed_at: null })
    .where('id', '=', accountId)
    .execute()
  return id
}

/** A login that an account had before; undefined where it had no such one. */
export async function earlierLogin(
  tx: Tx,
  of: { accountId: bigint; earlierId: bigint },
): Promise<string | undefined> {
  const row = await tx
    .$extendTables<IdentityTables>()
    .selectFrom('identity.earlier_login')
    .select('login')
    .where('id', '=', of.earlierId)
    .where('account_id', '=', of.accountId)
    .executeTakeFirst()
  return row?.login
}

/** Blocks an account or lets it in again. */
export async function setStatus(
  tx: Tx,
  input: { accountId: bigint; status: 'active' | 'blocked' },
): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.account')
    .set({ status: input.status })
    .where('id', '=', input.accountId)
    .execute()
}

/** Lets an account be another person's, who sees nothing of that person's from before an instant. */
export async function moveAccount(
  tx: Tx,
  of: { accountId: bigint; personId: bigint; since: Date | null },
): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.account')
    .set({ person_id: of.personId, person_since: of.since })
    .where('id', '=', of.accountId)
    .execute()
}

/** The accounts of a person in one realm. */
export async function accountsOfPerson(
  tx: Tx,
  of: { personId: bigint; realm: Realm },
): Promise<readonly StoredAccount[]> {
  return accounts(tx)
    .select(columns)
    .where('person_id', '=', of.personId)
    .where('realm', '=', of.realm)
    .execute()
}

function accounts(tx: Tx) {
  return tx.$extendTables<IdentityTables>().selectFrom('identity.account')
}
