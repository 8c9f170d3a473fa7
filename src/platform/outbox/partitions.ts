import { sql } from 'kysely'
import type { Db } from '../postgres/database.ts'

/** Days for which the outbox can take events without anybody making room. */
export const PARTITION_DAYS_AHEAD = 14

/** Makes the days that are missing; every start does, so that a database which slept for long can take events. */
export async function makePartitions(db: Db): Promise<void> {
  await sql`SELECT platform.make_outbox_partitions(${PARTITION_DAYS_AHEAD})`.execute(db)
}
