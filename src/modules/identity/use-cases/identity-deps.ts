import type { PlatformDeps } from '#platform/module/deps.ts'

/** What the routes of identity need beyond the platform. */
export type IdentityDeps = PlatformDeps &
  Readonly<{
    /** Demonstration accounts do not sign in here. */
    production: boolean
    /** Every right of every module, with its sentence. */
    rights: Readonly<Record<string, string>>
  }>
