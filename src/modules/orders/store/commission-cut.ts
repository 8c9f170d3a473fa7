import type { Tx } from '#platform/postgres/database.ts'
import type { OrdersTables } from './tables.ts'

/** Up to when the periods of a calendar are cut (epoch milliseconds); undefined while none ever was. */
export async function commissionCutOf(tx: Tx, calendarId: bigint): Promise<number | undefined> {
  const row = await tx
    .$extendTables<OrdersTables>()
    .selectFrom('orders.commission_cut')
    .select('cut_at')
    .where('calendar_id', '=', calendarId)
    .where('cut_at', '>', new Date(0))
    .executeTakeFirst()
  return row?.cut_at.getTime()
}
