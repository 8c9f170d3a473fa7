import type { OpaqueIds } from '#shared/opaque-id.ts'
import type { Clock } from '#platform/clock/clock.ts'
import type { Db } from '#platform/postgres/database.ts'

/**
 * What every handler gets. A module that needs more (the field image, for instance) says so by a wider type in its own
 * `ModuleDefinition<PlatformDeps & …>`.
 */
export type PlatformDeps = Readonly<{
  db: Db
  clock: Clock
  /** Outside ids and back: `ids.close('ord', id)`, `ids.open('ord', text)`. */
  ids: OpaqueIds
}>
