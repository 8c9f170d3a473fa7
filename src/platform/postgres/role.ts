import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { StartError } from '../config/start-error.ts'
import type { Db } from './database.ts'

/** What a role may do that a serving role must not. */
export type RolePowers = Readonly<{
  role: string
  superuser: boolean
  bypassesRls: boolean
  mayCreateRoles: boolean
  ownedObjects: number
}>

/**
 * Makes (once) the login that the program serves as, a member of `openfield_app` that owns nothing, and returns its
 * address. Name and password are derived from the secret and the owner's password, so every node of an installation
 * finds the same login without a place to keep it.
 */
export async function makeServingLogin(
  deps: { owner: Db },
  input: { ownerUrl: string; secret: string },
): Promise<string> {
  const url = new URL(input.ownerUrl)
  const derive = (purpose: string) =>
    createHmac('sha256', input.secret).update(`${purpose}\0${url.password}`).digest('hex')
  const login = `openfield_app_${derive('login name').slice(0, 12)}`
  const password = derive('login password')
  const found = await sql`SELECT FROM pg_roles WHERE rolname = ${login}`.execute(deps.owner)
  if (found.rows.length === 0) {
    await sql`DO ${sql.lit(`BEGIN
      CREATE ROLE ${login} LOGIN PASSWORD '${password}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS
        IN ROLE openfield_app;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END`)}`.execute(deps.owner)
  }
  url.username = login
  url.password = password
  return url.href
}

/** What the current role of a connection may do. */
export async function powersOf(db: Db): Promise<RolePowers> {
  const { rows } = await sql<RolePowers>`
    SELECT current_user::text AS role,
      r.rolsuper AS superuser, r.rolbypassrls AS "bypassesRls", r.rolcreaterole AS "mayCreateRoles",
      (SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE pg_has_role(current_user, c.relowner, 'USAGE') AND n.nspname !~ '^pg_temp') AS "ownedObjects"
    FROM pg_roles r WHERE r.rolname = current_user`.execute(db)
  const [powers] = rows
  if (!powers) throw new Error('the server does not know the role of its own connection')
  return powers
}

/** Throws StartError unless row-level security and missing rights bind the role of this connection. */
export async function requireBoundRole(db: Db): Promise<void> {
  const powers = await powersOf(db)
  const faults = [
    powers.superuser ? 'is a superuser' : undefined,
    powers.bypassesRls ? 'may bypass row-level security' : undefined,
    powers.mayCreateRoles ? 'may create roles' : undefined,
    powers.ownedObjects > 0 ? `owns ${powers.ownedObjects} tables or indexes` : undefined,
  ].filter((fault) => fault !== undefined)
  if (faults.length === 0) return
  throw new StartError(
    `Openfield does not serve as the database role "${powers.role}": it ${faults.join(', ')}, ` +
      'so the protection of personal and money rows would not hold. ' +
      'Give the address of the owner of the database (a role of its own is then made), or of a member of openfield_app.',
  )
}
