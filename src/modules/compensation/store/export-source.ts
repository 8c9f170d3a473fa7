import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

export type PaidBefore = Readonly<{
  personId: string
  bonus: string
  period: string
  currency: string
  minor: bigint
}>

/** What accepted periods that ended by an instant paid, without amounts of zero. */
export async function paidBefore(tx: Tx, untilMs: number): Promise<readonly PaidBefore[]> {
  const { rows } = await sql<PaidBefore>`
    SELECT p.code AS "personId", e.bonus, r.period, e.currency, e.minor
    FROM compensation.earning e JOIN compensation.run r ON r.id = e.run_id JOIN field.v_person p ON p.id = e.person_id
    WHERE r.state = 'accepted' AND r.until_at <= ${new Date(untilMs)} AND e.minor <> 0
    ORDER BY r.from_at, p.code COLLATE "C", e.bonus_place`.execute(tx)
  return rows
}
