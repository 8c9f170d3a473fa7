import { sql } from 'kysely'
import type { Realm } from '#shared/realm.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { LinkPurpose } from '../domain/account.ts'
import type { IdentityTables } from './tables.ts'

/** The holder of a session as the database knows it; `rights` are pairs of a right and a market's id or null. */
export type SessionHolder = Readonly<{
  sessionId: bigint
  accountId: bigint
  personId: bigint | null
  personSince: Date | null
  demonstration: boolean
  rights: readonly (readonly [string, string | null])[]
}>

export async function sessionHolder(
  db: Db,
  input: { realm: Realm; tokenHash: Buffer },
): Promise<SessionHolder | undefined> {
  const { rows } = await sql<SessionHolder>`
    SELECT session_id AS "sessionId", account_id AS "accountId", person_id AS "personId", person_since AS "personSince", demonstration, rights
    FROM identity.find_viewer(${input.realm}, ${input.tokenHash})`.execute(db)
  return rows[0]
}

/** Starts a session and gives the moment of its end. */
export async function addSession(
  tx: Tx,
  input: { accountId: bigint; tokenHash: Buffer; hours: number },
): Promise<Date> {
  const { expires_at } = await tx
    .$extendTables<IdentityTables>()
    .insertInto('identity.session')
    .values({ account_id: input.accountId, token_hash: input.tokenHash, expires_at: inHours(input.hours) })
    .returning('expires_at')
    .executeTakeFirstOrThrow()
  return expires_at
}

export async function endSession(tx: Tx, sessionId: bigint): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.session')
    .set({ ended_at: sql<Date>`now()` })
    .where('id', '=', sessionId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Where an account is signed in now, the latest first. */
export async function sessionsOf(tx: Tx, accountId: bigint) {
  return tx
    .$extendTables<IdentityTables>()
    .selectFrom('identity.session')
    .select(['id', 'created_at as startedAt', 'expires_at as expiresAt'])
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('id', 'desc')
    .execute()
}

/** Ends a session of an account; false when it has none such, or it ended before. */
export async function endSessionOf(
  tx: Tx,
  { accountId, sessionId }: { accountId: bigint; sessionId: bigint },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.session')
    .set({ ended_at: sql<Date>`now()` })
    .where('id', '=', sessionId)
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Ends every session of an account, at once everywhere. */
export async function endSessionsOf(tx: Tx, accountId: bigint): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.session')
    .set({ ended_at: sql<Date>`now()` })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Ends every session that looks from a position, whichever account it is of. */
export async function endSessionsAt(tx: Tx, personId: bigint): Promise<void> {
  await sql`
    UPDATE identity.session s SET ended_at = now() FROM identity.account a
    WHERE a.id = s.account_id AND s.ended_at IS NULL AND a.realm = 'distributor'
      AND coalesce(s.person_id, a.person_id) = ${personId}`.execute(tx)
}

/** Lets a session look from another position of its owner. */
export async function lookFrom(
  tx: Tx,
  session: { sessionId: bigint; personId: bigint; since: Date | null },
): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.session')
    .set({ person_id: session.personId, person_since: session.since })
    .where('id', '=', session.sessionId)
    .execute()
}

/** Removes sessions that ended or expired so many days ago. */
export async function removeOldSessions(tx: Tx, days: number): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .deleteFrom('identity.session')
    .where((where) => {
      const border = sql<Date>`now() - ${days} * interval '1 day'`
      return where.or([where('expires_at', '<', border), where('ended_at', '<', border)])
    })
    .execute()
}

export async function addLink(
  tx: Tx,
  input: { accountId: bigint; purpose: LinkPurpose; tokenHash: Buffer; hours: number },
): Promise<void> {
  await tx
    .$extendTables<IdentityTables>()
    .insertInto('identity.one_time_link')
    .values({
      account_id: input.accountId,
      purpose: input.purpose,
      token_hash: input.tokenHash,
      expires_at: inHours(input.hours),
    })
    .execute()
}

/** The link of a token as long as it is neither used nor too old. */
export async function openLink(
  tx: Tx,
  tokenHash: Buffer,
): Promise<{ accountId: bigint; purpose: LinkPurpose } | undefined> {
  return tx
    .$extendTables<IdentityTables>()
    .selectFrom('identity.one_time_link')
    .select(['account_id as accountId', 'purpose'])
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
}

/** Uses a link of one of these purposes up; of two that try at once one gets it. */
export async function consumeLink(
  tx: Tx,
  of: { tokenHash: Buffer; purposes: readonly LinkPurpose[] },
): Promise<{ accountId: bigint; purpose: LinkPurpose } | undefined> {
  return tx
    .$extendTables<IdentityTables>()
    .updateTable('identity.one_time_link')
    .set({ used_at: sql<Date>`now()` })
    .where('token_hash', '=', of.tokenHash)
    .where('purpose', 'in', of.purposes)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['account_id as accountId', 'purpose'])
    .executeTakeFirst()
}

/** Uses up every link of an account. */
export async function useUpLinks(tx: Tx, accountId: bigint): Promise<void> {
  await sql`SELECT identity.use_up_links(${accountId})`.execute(tx)
}

/**
 * Counts an attempt to sign in and gives how many there were in the running window, and the seconds until it ends.
 */
export async function countAttempt(
  tx: Tx,
  input: { subject: Buffer; windowMinutes: number },
): Promise<{ attempts: number; secondsLeft: number }> {
  const { rows } = await sql<{ attempts: number; secondsLeft: number }>`
    INSERT INTO identity.sign_in_guard AS guard (subject, attempts, window_started_at)
    VALUES (${input.subject}, 1, now())
    ON CONFLICT (subject) DO UPDATE SET
      attempts = CASE WHEN guard.window_started_at < now() - ${input.windowMinutes} * interval '1 minute'
        THEN 1 ELSE guard.attempts + 1 END,
      window_started_at = CASE WHEN guard.window_started_at < now() - ${input.windowMinutes} * interval '1 minute'
        THEN now() ELSE guard.window_started_at END
    RETURNING attempts, ceil(extract(epoch FROM
      window_started_at + ${input.windowMinutes} * interval '1 minute' - now()))::int AS "secondsLeft"`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new Error('counting an attempt gave no row')
  return row
}

/** Forgets counted tries whose window began so many days ago. */
export async function removeOldAttempts(tx: Tx, days: number): Promise<void> {
  await sql`DELETE FROM identity.sign_in_guard
    WHERE window_started_at < now() - ${days} * interval '1 day'`.execute(tx)
}

export async function forgetAttempts(tx: Tx, subject: Buffer): Promise<void> {
  await sql`DELETE FROM identity.sign_in_guard WHERE subject = ${subject}`.execute(tx)
}

function inHours(hours: number) {
  return sql<Date>`now() + ${hours} * interval '1 hour'`
}
