import { sql } from 'kysely'
import type { Tx } from '../postgres/database.ts'

/** What this installation is; written once, never changed. `seed` (32 bytes) differs between installations. */
export type Installation = Readonly<{ demonstration: boolean; seed: Buffer; begunAt: Date }>

/** The installation's row, or undefined while neither a company was begun nor a demonstration seeded. */
export async function findInstallation(tx: Tx): Promise<Installation | undefined> {
  const { rows } = await sql<Installation>`
    SELECT demonstration, seed, begun_at AS "begunAt" FROM platform.installation`.execute(tx)
  return rows[0]
}

/**
 * Begins the installation, as a demonstration or a real company. A demonstration may give its seed, so that the same
 * seeding makes the same outside ids. Answers false when it was begun before.
 */
export async function beginInstallation(
  tx: Tx,
  input: { demonstration: boolean; seed?: Buffer },
): Promise<boolean> {
  if (input.seed !== undefined && !input.demonstration)
    throw new Error('only a demonstration may give its seed')
  const { numAffectedRows } = await (
    input.seed === undefined
      ? sql`INSERT INTO platform.installation (demonstration) VALUES (${input.demonstration}) ON CONFLICT DO NOTHING`
      : sql`INSERT INTO platform.installation (demonstration, seed) VALUES (${input.demonstration}, ${input.seed})
        ON CONFLICT DO NOTHING`
  ).execute(tx)
  return numAffectedRows === 1n
}
