import { read, type Actor } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import { marketOf } from '../use-cases/show-line.ts'
import type { TeamDeps } from '../use-cases/team-deps.ts'

/**
 * Whether a right holds in the market of a person. Where it holds everywhere nothing is asked of tables: whether there is such a
 * person the image knows.
 */
export async function mayLookAt(
  deps: TeamDeps,
  by: Readonly<{ viewer: Viewer; actor: Actor; right: string }>,
  personId: bigint,
): Promise<boolean> {
  if (scopeOf(by.viewer, by.right) === 'everywhere') return true
  const marketId = await read(deps, by.actor, (tx) => marketOf(tx, personId))
  return marketId !== undefined && hasRight(by.viewer, by.right, marketId)
}
