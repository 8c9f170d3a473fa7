import type { Client } from 'pg'

/** How often the server worked on statements. */
export type Statements = Readonly<{
  /** Sent by the program. */
  sent: number
  /** Within functions and triggers. */
  within: number
  /** Within the server, to look whether the row of a foreign key is there. */
  keyChecks: number
}>

/** From the next start of the server on it counts statements, also those within functions; until `stopCounting`. */
export async function prepareCounting(client: Client): Promise<void> {
  await client.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`)
  await client.query(`ALTER SYSTEM SET pg_stat_statements.track = 'all'`)
}

export async function beginCounting(client: Client): Promise<void> {
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  await client.query('SELECT pg_stat_statements_reset()')
}

/** What was counted in a database since the beginning, apart from the questions of this benchmark. */
export async function counted(client: Client): Promise<Statements> {
  const { rows } = await client.query<{ sent: string; within: string; key_checks: string }>(
    `SELECT coalesce(sum(calls) FILTER (WHERE toplevel), 0) AS sent,
      coalesce(sum(calls) FILTER (WHERE NOT toplevel AND NOT is_check), 0) AS within,
      coalesce(sum(calls) FILTER (WHERE NOT toplevel AND is_check), 0) AS key_checks
    FROM (
      SELECT s.calls, s.toplevel, s.query ~ '^SELECT \\$?[0-9]+ FROM ONLY .* FOR KEY SHARE OF x$' AS is_check
      FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid AND d.datname = 'openfield'
      WHERE s.query NOT LIKE '%pg_stat_statements%'
    ) counted`,
  )
  const [row] = rows
  return {
    sent: Number(row?.sent ?? 0),
    within: Number(row?.within ?? 0),
    keyChecks: Number(row?.key_checks ?? 0),
  }
}

export async function stopCounting(client: Client): Promise<void> {
  await client.query('DROP EXTENSION IF EXISTS pg_stat_statements')
  await client.query('ALTER SYSTEM RESET pg_stat_statements.track')
  await client.query('ALTER SYSTEM RESET shared_preload_libraries')
}
