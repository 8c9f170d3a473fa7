import { glob, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Migration } from 'kysely/migration'
import { Logger, runMigrations } from 'graphile-worker'
import type { Pool } from 'pg'
import { StartError } from '../config/start-error.ts'
import type { Db } from './database.ts'
import { openPool } from './pool.ts'

/** Where migrations live below the `src` folder; one global order by name, whichever module they belong to. */
const PATTERNS = ['modules/*/store/migrations/*.sql', 'platform/*/migrations/*.sql']
const NAME = /^\d{8}T\d{4}_[a-z0-9_]+\.sql$/
const LOCK_TIMEOUT = '10s'

type MigrationFile = Readonly<{ name: string; path: string }>

/** What a migrate run did: the names that it applied, in order. */
export type Migrated = Readonly<{ applied: readonly string[] }>

/**
 * Finds all migrations below a source folder (default: this program's), sorted by name. Throws on a name of another
 * form and on two of the same name.
 */
export async function findMigrations(
  sourceFolder = join(import.meta.dirname, '../..'),
): Promise<readonly MigrationFile[]> {
  const files: MigrationFile[] = []
  for await (const path of glob(PATTERNS, { cwd: sourceFolder })) {
    if (!NAME.test(basename(path))) throw new Error(`${path}: a migration is named YYYYMMDDTHHMM_name.sql`)
    files.push({ name: basename(path, '.sql'), path: join(sourceFolder, path) })
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1))
  const twice = files.find((file, index) => files[index + 1]?.name === file.name)
  if (twice) throw new Error(`two migrations are named ${twice.name}`)
  return files
}

/**
 * Brings the schema up to this program's version, as the owner: first the job queue's own tables, then ours, all in
 * one transaction. Throws StartError when the database already knows migrations that this program does not.
 */
export async function migrate(
  deps: { owner: Db; say: (sentence: string) => void },
  input: { ownerUrl: string; files: readonly MigrationFile[] },
): Promise<Migrated> {
  const missing = await missingMigrations(deps.owner, input.files)
  if (missing.length > 0) deps.say(`Bringing the database up to date (${missing.length} steps) …`)
  await makeAppRole(deps.owner)
  await migrateJobs(input.ownerUrl)
  if (missing.length === 0) return { applied: [] }
  const migrator = new Migrator({
    db: deps.owner,
    provider: { getMigrations: () => loadMigrations(input.files) },
    migrationTableSchema: 'platform',
    allowUnorderedMigrations: true,
  })
  const { error, results } = await migrator.migrateToLatest()
  const failed = results?.find((result) => result.status === 'Error')
  if (error !== undefined) {
    const reason = error instanceof Error ? error.message : JSON.stringify(error)
    throw new Error(`migration ${failed?.migrationName ?? '(before the first)'} failed: ${reason}`, {
      cause: error,
    })
  }
  return { applied: (results ?? []).map((result) => result.migrationName) }
}

/**
 * The migrations that the database still lacks. Throws StartError when it has one that this program does not know:
 * then the data was written by a newer version, and an older program would misread it.
 */
export async function missingMigrations(db: Db, files: readonly MigrationFile[]): Promise<readonly string[]> {
  const table = await sql<{ found: boolean }>`
    SELECT to_regclass('platform.kysely_migration') IS NOT NULL AS found`.execute(db)
  if (table.rows[0]?.found !== true) return files.map((file) => file.name)
  const { rows } = await sql<{ name: string }>`SELECT name FROM platform.kysely_migration`.execute(db)
  const known = new Set(files.map((file) => file.name))
  const unknown = rows.filter((row) => !known.has(row.name)).map((row) => row.name)
  if (unknown.length > 0) {
    throw new StartError(
      `The data is of a newer version of Openfield: it has ${unknown.sort().join(', ')}, which this version does not know. ` +
        'Start the newer version, or use another database.',
    )
  }
  const applied = new Set(rows.map((row) => row.name))
  return files.filter((file) => !applied.has(file.name)).map((file) => file.name)
}

async function loadMigrations(files: readonly MigrationFile[]): Promise<Record<string, Migration>> {
  const loaded: Record<string, Migration> = {}
  for (const file of files) {
    const text = await readFile(file.path, 'utf8')
    loaded[file.name] = {
      up: async (db) => {
        // Waiting long for a lock would queue everybody else behind the migration.
        await sql`SELECT set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(db)
        await sql.raw(text).execute(db)
      },
    }
  }
  return loaded
}

/** The role that all rights are granted to; it belongs to the server, so a race with another database is harmless. */
async function makeAppRole(owner: Db): Promise<void> {
  await sql`DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'openfield_app') THEN
      CREATE ROLE openfield_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END $$`.execute(owner)
}

/**
 * The job queue makes its own schema as the owner. Its tables carry row-level security without a policy, so the
 * serving role gets one that lets it work the queue.
 */
async function migrateJobs(ownerUrl: string): Promise<void> {
  const { pool, close } = openPool({ onError: () => undefined }, { connectionString: ownerUrl, max: 2 })
  try {
    // Always asked: a new version of the queue may come without a migration of ours.
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) })
    if (await jobsAreClosed(pool)) await pool.query(OPEN_JOBS)
  } finally {
    await close()
  }
}

/** Whether the queue has a protected table that the serving role was not let in to yet. */
async function jobsAreClosed(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(`
    SELECT FROM pg_class c WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relkind = 'r'
      AND (NOT has_table_privilege('openfield_app', c.oid, 'SELECT') OR c.relrowsecurity
        AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'openfield_app'))`)
  return rowCount !== 0
}

/** Run as one statement list, so the lock (against a second node that starts at the same time) spans all of it. */
const OPEN_JOBS = `
  SELECT pg_advisory_xact_lock(hashtext('openfield.open_jobs'));
  GRANT USAGE ON SCHEMA graphile_worker TO openfield_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO openfield_app;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO openfield_app;
  DO $$ DECLARE target regclass; BEGIN
    FOR target IN
      SELECT c.oid FROM pg_class c
      WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
        AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'openfield_app')
    LOOP
      EXECUTE format('CREATE POLICY openfield_app ON %s TO openfield_app USING (true) WITH CHECK (true)', target);
    END LOOP;
  END $$;
`
