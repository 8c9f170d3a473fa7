import { findInstallation } from '#platform/clock/installation.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'

/** The secret of a link: made of the company's seed, so that whoever gave it away sees it again, and nothing of it is stored but its hash. */
export async function linkSecret(
  tx: Tx,
  about: readonly (string | number)[],
): Promise<Readonly<{ secret: string; linkHash: Buffer }>> {
  const installation = await findInstallation(tx)
  if (!installation) throw new Error('links are given away in an installation that has begun')
  const inner = hashToken(JSON.stringify(about))
  const secret = hashToken(installation.seed.toString('hex') + inner.toString('hex')).toString('base64url')
  return { secret, linkHash: hashToken(secret) }
}
