import type { Realm } from '#shared/realm.ts'

/** Where a right holds: in every market, or in the markets with these ids. */
export type MarketScope = 'everywhere' | ReadonlySet<bigint>

/** Who is asking: an account that is signed in, with the rights that its roles give it at this moment. */
export type Viewer = Readonly<{
  realm: Realm
  accountId: bigint
  /** The person of the field behind the account; staff have none. */
  personId: bigint | undefined
  /** Since when that person's position is the viewer's, where somebody else had it before. */
  personSince?: Date | undefined
  sessionId: bigint
  rights: ReadonlyMap<string, MarketScope>
}>

/** Finds who holds a session, by the hash of its token; gone, ended and blocked ones find nobody. */
export type FindViewer = (input: { realm: Realm; tokenHash: Buffer }) => Promise<Viewer | undefined>

/** The right that stands for every right. */
export const EVERY_RIGHT = '*'

/** Whether the viewer has the right somewhere, or in the given market. */
export function hasRight(viewer: Viewer, right: string, marketId?: bigint): boolean {
  const scope = scopeOf(viewer, right)
  if (scope === 'everywhere') return true
  return marketId === undefined ? scope.size > 0 : scope.has(marketId)
}

/** The markets in which the viewer has the right; none when the viewer has it nowhere. */
export function scopeOf(viewer: Viewer, right: string): MarketScope {
  const scopes = [viewer.rights.get(right), viewer.rights.get(EVERY_RIGHT)]
  const markets = new Set<bigint>()
  for (const scope of scopes) {
    if (scope === 'everywhere') return 'everywhere'
    for (const market of scope ?? []) markets.add(market)
  }
  return markets
}
