import type { Client } from 'pg'

/** Whether the owner may switch off triggers and foreign keys for a connection: the owner of an embedded server may. */
export async function mayPauseChecks(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT has_parameter_privilege('session_replication_role', 'SET') AS may`,
  )
  return rows[0]?.may === true
}

export async function hasRows(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(`SELECT EXISTS (SELECT FROM ${table}) AS has`)
  return rows[0]?.has === true
}

export async function beginLoading(client: Client, how: { pauseChecks: boolean }): Promise<void> {
  await client.query('BEGIN')
  await client.query(`SET LOCAL maintenance_work_mem = '512MB'`)
  // Tables are loaded side by side, so that every processor has enough to do without workers that share an index.
  await client.query(`SET LOCAL max_parallel_maintenance_workers = 0`)
  if (how.pauseChecks) await client.query('SET LOCAL session_replication_role = replica')
}

type Change = Readonly<{ off: string; back: string }>

/**
 * Takes off what makes loading slow and gives the statements that put it back, in their order. The tables are empty and get new
 * files, whose rows need no journal of the server where its settings allow that. Keys that other tables lead to stay.
 */
export async function lighten(
  client: Client,
  tables: readonly string[],
  what: { foreignKeys: boolean },
): Promise<string[]> {
  const ask = async (question: string): Promise<Change[]> =>
    (await client.query<Change>(question, [tables])).rows
  const files = await ask(NEW_FILES)
  for (const { off } of files) await client.query(off)
  const forced = await ask(FORCED_SECURITY)
  const triggers = await ask(TRIGGERS)
  const foreignKeys = what.foreignKeys ? await ask(FOREIGN_KEYS) : []
  for (const { off } of [...forced, ...triggers, ...foreignKeys]) await client.query(off)
  // Asked when the foreign keys are gone: whether a key is led to depends on them.
  const indexes = await ask(INDEXES)
  for (const { off } of indexes) await client.query(off)
  return [...indexes, ...foreignKeys, ...triggers, ...forced, ...files].map((one) => one.back)
}

const NEW_FILES = `
  SELECT format('CLUSTER %s USING %I', i.indrelid::regclass, c.relname) AS off,
    format('ALTER TABLE %s SET WITHOUT CLUSTER', i.indrelid::regclass) AS back
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indisprimary AND i.indrelid = ANY ($1::regclass[])`

const FORCED_SECURITY = `
  SELECT format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', oid::regclass) AS off,
    format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', oid::regclass) AS back
  FROM pg_class WHERE relforcerowsecurity AND oid = ANY ($1::regclass[])`

const TRIGGERS = `
  SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) AS off,
    format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname) AS back
  FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY ($1::regclass[])`

const FOREIGN_KEYS = `
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS off,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS back
  FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY ($1::regclass[]) ORDER BY conrelid, conname`

const INDEXES = `
  SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %s', i.indexrelid::regclass)
      ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', i.indrelid::regclass, c.conname) END AS off,
    CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
      ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) END AS back
  FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u', 'x')
  WHERE i.indrelid = ANY ($1::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)
  ORDER BY i.indexrelid`
