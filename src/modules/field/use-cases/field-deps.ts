import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'

/**
 * Gives a newcomer, or a further position of somebody, the place under a sponsor, in the transaction of joining. The tree belongs to a later module, which
 * the composition root hands in here.
 */
export type PlaceUnder = (
  tx: Tx,
  input: { personId: bigint; parentId: bigint; at: Date; sells: boolean; isFurther: boolean },
) => Promise<void>

export type JoinDeps = Readonly<{ placeUnder: PlaceUnder }>
export type FieldDeps = PlatformDeps & JoinDeps
