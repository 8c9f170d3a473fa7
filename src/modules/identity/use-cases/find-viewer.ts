import type { Realm } from '#shared/realm.ts'
import type { Db } from '#platform/postgres/database.ts'
import type { MarketScope, Viewer } from '#platform/sessions/viewer.ts'
import { sessionHolder } from '../store/sessions.ts'

/**
 * Who holds a session, with the rights that hold at this moment. Nobody when the session ended or expired, when the
 * account is blocked, and for demonstration accounts in production.
 */
export async function findViewer(
  deps: { db: Db; production: boolean },
  input: { realm: Realm; tokenHash: Buffer },
): Promise<Viewer | undefined> {
  const holder = await sessionHolder(deps.db, input)
  if (!holder || (holder.demonstration && deps.production)) return undefined
  const rights = new Map<string, MarketScope>()
  for (const [right, marketId] of holder.rights) {
    const known = rights.get(right)
    if (marketId === null || known === 'everywhere') rights.set(right, 'everywhere')
    else rights.set(right, new Set([...(known ?? []), BigInt(marketId)]))
  }
  const { sessionId, accountId } = holder
  const [personId, personSince] = [holder.personId ?? undefined, holder.personSince ?? undefined]
  return { realm: input.realm, accountId, personId, personSince, sessionId, rights }
}
