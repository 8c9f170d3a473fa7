import type { Client } from 'pg'
import { z } from 'zod'
import { seededRandom } from '#shared/random.ts'
import type { AskedPerson } from './genealogy-questions.ts'
import { signInAll } from './live-company.ts'
import { call } from './live-load.ts'

/** Somebody who is asked about, with the session of who asks: of the staff, and of the person where it is a distributor. */
export type Asker = AskedPerson & Readonly<{ staff: string; own: string | undefined }>

type Found = Readonly<{ id: string; code: string; role: AskedPerson['role'] }>
type Row = Readonly<{ id: string; code: string; family: string }>

/** The month that goes on. */
export async function periodNow(client: Client): Promise<string> {
  const { rows } = await client.query<{ period: string }>(
    `SELECT to_char(platform.company_now() AT TIME ZONE 'Europe/Dublin', 'YYYY-MM') AS period`,
  )
  return rows[0]?.period ?? ''
}

export async function levelsOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ levels: number }>(
    'SELECT max(level) AS levels FROM bench_genealogy.node',
  )
  return rows[0]?.levels ?? 0
}

/** The one on top, the distributor with the largest team, the one who stands deepest, and others who are drawn. */
export async function askedPeople(
  client: Client,
  program: Readonly<{ address: string; cookie: string }>,
  of: Readonly<{ seed: number; drawn: number }>,
): Promise<readonly Asker[]> {
  const found = await chosen(client, of)
  const distributors = found.filter(({ role }) => role !== 'root').map(({ id }) => id)
  const signedIn = await signInAll(client, distributors)
  const people: Asker[] = []
  for (const [index, one] of found.entries()) {
    const below = (await somebodyBelow(client, one.id)) ?? (await personOf(client, one.id))
    const elsewhere = found[(index + 1) % found.length] ?? one
    people.push({
      ...one,
      outside: await outsideIdOf(program, one.code),
      codeBeginning: below.code.slice(0, -2),
      nameBeginning: below.family.slice(0, 5).trim(),
      // By turns somebody below, and somebody who may stand anywhere.
      other: index % 2 === 0 ? below : elsewhere,
      staff: program.cookie,
      own: signedIn.get(one.id)?.cookie,
    })
  }
  return people
}

async function chosen(
  client: Client,
  { seed, drawn }: Readonly<{ seed: number; drawn: number }>,
): Promise<readonly Found[]> {
  const isDistributor = "p.kind = 'distributor' AND p.status IN ('active', 'inactive')"
  const one = async (
    role: Found['role'],
    which: string,
    values: readonly unknown[] = [],
  ): Promise<Found[]> => {
    const { rows } = await client.query<Row>(
      `SELECT n.id, n.code::text, n.family FROM bench_genealogy.node n JOIN field.person p USING (id)
      WHERE ${which} LIMIT 1`,
      [...values],
    )
    return rows.map(({ id, code }) => ({ id, code, role }))
  }
  const found = [
    ...(await one('root', 'n.parent_id IS NULL ORDER BY n.branch DESC')),
    ...(await one('top', `${isDistributor} ORDER BY n.branch DESC`)),
    ...(await one('deepest', `${isDistributor} ORDER BY n.level DESC, n.code`)),
  ]
  const { below } = seededRandom(seed)
  const { rows } = await client.query<{ most: string }>(
    'SELECT max(id)::text AS most FROM bench_genealogy.node',
  )
  const most = Number(rows[0]?.most ?? 1)
  for (let number = 0; number < drawn; number++)
    found.push(...(await one('drawn', `${isDistributor} AND n.id >= $1 ORDER BY n.id`, [1 + below(most)])))
  return [...new Map(found.toReversed().map((person) => [person.id, person])).values()].toReversed()
}

async function somebodyBelow(client: Client, id: string): Promise<Row | undefined> {
  const { rows } = await client.query<Row>(
    `SELECT n.id, n.code::text, n.family FROM bench_genealogy.node n
    WHERE n.path <@ (SELECT path FROM bench_genealogy.node WHERE id = $1) AND n.id <> $1 AND n.is_seller
    ORDER BY n.joined_at, n.id LIMIT 1`,
    [id],
  )
  return rows[0]
}

async function personOf(client: Client, id: string): Promise<Row> {
  const { rows } = await client.query<Row>(
    'SELECT id, code::text, family FROM bench_genealogy.node WHERE id = $1',
    [id],
  )
  const [row] = rows
  if (!row) throw new Error(`nobody has the id ${id}`)
  return row
}

const listed = z.object({ rows: z.array(z.object({ person: z.string(), code: z.string() })) })

/** The id by which the API knows a person of a code. */
export async function outsideIdOf(
  { address, cookie }: Readonly<{ address: string; cookie: string }>,
  code: string,
): Promise<string> {
  const { body } = await call(address, cookie, { method: 'GET', path: `/people?search=${code}` })
  const found = listed.parse(body).rows.find((row) => row.code === code)
  if (!found) throw new Error(`staff do not find ${code}`)
  return found.person
}
