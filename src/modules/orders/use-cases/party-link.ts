import { findInstallation } from '#platform/clock/installation.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'

/**
 * The secret of a party's link: made of the company's seed, so that its seller sees it again, and nothing of it is stored but its hash.
 * Another number makes another link.
 */
export async function partySecret(
  tx: Tx,
  party: Readonly<{ code: string; link: number }>,
): Promise<Readonly<{ secret: string; linkHash: Buffer }>> {
  const installation = await findInstallation(tx)
  if (!installation) throw new Error('parties are held in an installation that has begun')
  const inner = hashToken(JSON.stringify(['party link', party.code, party.link]))
  const secret = hashToken(installation.seed.toString('hex') + inner.toString('hex')).toString('base64url')
  return { secret, linkHash: hashToken(secret) }
}
