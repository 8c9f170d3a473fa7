import type { Tx } from '#platform/postgres/database.ts'
import { linkSecret } from './link-secret.ts'

/** The secret of a party's link; another number makes another link. */
export async function partySecret(
  tx: Tx,
  party: Readonly<{ code: string; link: number }>,
): Promise<Readonly<{ secret: string; linkHash: Buffer }>> {
  return linkSecret(tx, ['party link', party.code, party.link])
}
