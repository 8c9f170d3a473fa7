import { access, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { serverUrl } from '#platform/cluster/server.ts'
import { newToken } from '#platform/sessions/token.ts'
import { seededRandom } from '#shared/random.ts'
import { runCommand } from '#test/support/program.ts'
import type { Say } from './bench-data.ts'

/** A demonstration company in a folder of its own, as an operator seeds one. */
export type LiveFolder = Readonly<{ path: string; environment: Readonly<Record<string, string>> }>

/** Seeds the company where it is missing: three months of orders, two of them closed and accepted. */
export async function seededFolder(path: string, people: number, say: Say): Promise<LiveFolder> {
  const folder = { path, environment: { DATA_DIR: path, RATE_LIMIT_FACTOR: '1000000' } }
  const isThere = await access(join(path, 'postgres')).then(
    () => true,
    () => false,
  )
  if (isThere) return folder
  say(`Seeding a company of ${people} people; a million take some minutes …`)
  await mkdir(path, { recursive: true })
  await runToEnd(folder, ['seed', '--people', String(people), '--months', '3'])
  return folder
}

export async function runToEnd(folder: LiveFolder, command: readonly string[]): Promise<void> {
  const { code, said } = await runCommand(command, folder.environment)
  if (code !== 0) throw new Error(`${command.join(' ')} failed: ${said}`)
}

/** The owner's address of the database that runs on the folder. */
export async function ownerUrl({ path }: LiveFolder): Promise<string> {
  const [password, pidFile] = await Promise.all([
    readFile(join(path, 'postgres-password'), 'utf8'),
    readFile(join(path, 'postgres/postmaster.pid'), 'utf8'),
  ])
  return serverUrl({ password }, Number(pidFile.split('\n')[3]), 'openfield')
}

/** The database of the running program, as its owner. */
export async function connectAsOwner(folder: LiveFolder): Promise<Client> {
  const client = new Client(await ownerUrl(folder))
  await client.connect()
  return client
}

/** Somebody who is signed in. */
export type SignedIn = Readonly<{ personId: string; cookie: string }>

/** Everybody's place, and who sells in the benchmark with all who stand above them. */
export type Cast = Readonly<{
  above: ReadonlyMap<string, string>
  /** Drawn active distributors. */
  sellers: readonly string[]
  /** The topmost distributor above each seller, who stands right below the company. */
  topOf: ReadonlyMap<string, string>
  /** All distributors above the sellers. */
  upline: readonly string[]
}>

export async function castOf(client: Client, count: number, seed: number): Promise<Cast> {
  const { rows: links } = await client.query<{ person_id: string; parent_id: string | null }>(
    `SELECT person_id, parent_id FROM genealogy.v_current_link WHERE tree = 'sponsor'`,
  )
  const { rows: active } = await client.query<{ id: string }>(
    `SELECT id FROM field.v_person WHERE kind = 'distributor' AND status = 'active' ORDER BY id`,
  )
  const { below } = seededRandom(seed)
  const above = new Map(
    links.flatMap((one) => (one.parent_id === null ? [] : [[one.person_id, one.parent_id]])),
  )
  const company = new Set(links.filter((one) => one.parent_id === null).map((one) => one.person_id))
  const sellers = [...new Set(Array.from({ length: count }, () => active[below(active.length)]?.id ?? ''))]
  const [topOf, upline] = [new Map<string, string>(), new Set<string>()]
  for (const seller of sellers) {
    let top = seller
    for (let at = above.get(seller); at !== undefined && !company.has(at); at = above.get(at)) {
      upline.add(at)
      top = at
    }
    topOf.set(seller, top)
  }
  return { above, sellers, topOf, upline: [...upline] }
}

/** Gives people an account and a session, as if they had signed in. */
export async function signInAll(
  client: Client,
  people: readonly string[],
): Promise<ReadonlyMap<string, SignedIn>> {
  const tokens = people.map(() => newToken())
  await client.query(
    `WITH known AS (SELECT unnest($1::bigint[]) AS person, unnest($2::bytea[]) AS hash),
      made AS (
        INSERT INTO identity.account (realm, login, name, person_id, password_hash, status, demonstration)
        SELECT 'distributor', 'bench-' || person || '@demo.test', 'Bench ' || person, person, 'none', 'active', true FROM known
        ON CONFLICT (realm, login) DO UPDATE SET status = 'active' RETURNING id, person_id
      )
    INSERT INTO identity.session (account_id, token_hash, expires_at)
    SELECT made.id, known.hash, now() + interval '1 day' FROM made JOIN known ON known.person = made.person_id`,
    [people, tokens.map(({ hash }) => hash)],
  )
  return new Map(
    people.map((personId, at) => [
      personId,
      { personId, cookie: `openfield_distributor=${tokens[at]?.token ?? ''}` },
    ]),
  )
}
