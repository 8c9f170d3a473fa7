import type { Config } from '../config/config.ts'
import { StartError } from '../config/start-error.ts'
import { makePartitions } from '../outbox/partitions.ts'
import { openDatabase, reachDatabase } from './database.ts'
import type { Database } from './database.ts'
import { requireDurability } from './durability.ts'
import { findMigrations, migrate, missingMigrations } from './migrate.ts'
import { makeServingLogin, powersOf, requireBoundRole } from './role.ts'

export type OpenDeps = Readonly<{ say: (sentence: string) => void; onError: (error: Error) => void }>

/** The database as the program serves from it. */
export type Opened = Database & Readonly<{ ownerUrl: string | undefined }>

/**
 * Opens an address for serving: checks that it answers and is durable, migrates when the address is the owner's,
 * then switches to the serving login, which owns nothing. An address of a serving role is used as it is, when the
 * schema is up to date. Throws StartError with what to do about it.
 */
export async function openForServing(
  deps: OpenDeps,
  input: { url: string; config: Pick<Config, 'secret' | 'unsafeFastDatabase' | 'databasePoolMax'> },
): Promise<Opened> {
  await reachDatabase(input.url)
  const files = await findMigrations()
  const given = openDatabase(deps, { url: input.url, poolMax: 2, name: 'openfield-start' })
  let servingUrl = input.url
  let ownerUrl: string | undefined
  try {
    await requireDurability({ db: given.db, say: deps.say }, input.config)
    const powers = await powersOf(given.db)
    const missing = await missingMigrations(given.db, files)
    if (powers.ownedObjects > 0 || powers.superuser || powers.mayCreateRoles) {
      await migrate({ owner: given.db, say: deps.say }, { ownerUrl: input.url, files })
      servingUrl = await makeServingLogin(
        { owner: given.db },
        { ownerUrl: input.url, secret: input.config.secret },
      )
      ownerUrl = input.url
    } else if (missing.length > 0) {
      throw new StartError(
        `The database lacks ${missing.length} migrations and the role "${powers.role}" may not apply them. ` +
          'Start once with DATABASE_URL of the owner of the database.',
      )
    }
  } finally {
    await given.close()
  }
  const serving = openDatabase(deps, { url: servingUrl, poolMax: input.config.databasePoolMax })
  try {
    await requireBoundRole(serving.db)
    await makePartitions(serving.db)
  } catch (error) {
    await serving.close()
    throw error
  }
  return { ...serving, ownerUrl }
}
