import type { Generated } from 'kysely'
import type { Tx } from '../postgres/database.ts'
import type { WriteCall } from '../postgres/transact.ts'

/** The ids that a use case touched, by kind: `{ order: ['12'], person: ['3', '4'] }`. */
export type Subjects = Record<string, string[]>

type AuditTables = {
  'platform.audit': {
    id: Generated<bigint>
    at: Generated<Date>
    realm: string
    account_id: bigint | null
    use_case: string
    subjects: string
    request_id: string
  }
}

/** Writes the one audit row of a use case, in its transaction. Rows can only be added, never changed or removed. */
export async function writeAudit(tx: Tx, entry: WriteCall & { subjects: Subjects }): Promise<void> {
  await tx
    .$extendTables<AuditTables>()
    .insertInto('platform.audit')
    .values({
      realm: entry.actor.realm,
      account_id: entry.actor.accountId,
      use_case: entry.useCase,
      subjects: JSON.stringify(entry.subjects),
      request_id: entry.actor.requestId,
    })
    .execute()
}
