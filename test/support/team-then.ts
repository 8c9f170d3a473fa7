import { sql } from 'kysely'
import { changeStanding } from '#modules/field/api.ts'
import { rollUpTerminated } from '#modules/genealogy/use-cases/roll-up-terminated.ts'
import { teamThen } from '#modules/genealogy/use-cases/team-then.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import type { TestDatabase } from './database.ts'

type Person = Readonly<{ personId: bigint }>
const call = { actor: systemActor('test'), useCase: 'test.arrange' }

/** The way up, those below by level, and who of them had left for good, as of then and as known then. */
export async function answerThen(
  database: TestDatabase,
  { personId }: Person,
  atMs: number,
  knownSeq?: bigint,
) {
  const told = await read(database, call.actor, (tx) =>
    teamThen(tx, personId, { atMs, knownSeq, limit: 200, offset: 0 }),
  )
  return {
    seq: told.seq,
    path: told.stands ? told.upline.map((one) => one.personId) : undefined,
    below: told.rows.map(({ person, level }) => [person?.personId, level] as const),
    left: told.rows.flatMap(({ person }) =>
      person?.standing?.status === 'terminated' ? [person.personId] : [],
    ),
  }
}

/** Lets a distributor leave for good, with what becomes of the team in every tree; gives the moment. */
export function leaves(
  database: TestDatabase,
  { personId }: Person,
  onTermination: 'stay' | 'roll_up',
): Promise<number> {
  return transact(database, call, async (tx, about) => {
    await sql`UPDATE genealogy.tree SET on_termination = ${onTermination}`.execute(tx)
    await changeStanding(tx, about, { personId, kind: 'distributor', status: 'terminated' })
    const { rows } = await sql<{ at: Date }>`
      SELECT max(valid_from) AS at FROM field.person_standing WHERE person_id = ${personId}`.execute(tx)
    const atMs = rows[0]?.at.getTime() ?? 0
    await rollUpTerminated(tx, about, { personId, atMs })
    return atMs
  })
}

/** Under whom people stood, and by whose name their positions went, at moments as known then; a row for each of both. */
export async function standsThen(
  database: TestDatabase,
  of: Readonly<{ people: readonly Person[]; moments: readonly number[]; knownSeq: bigint }>,
) {
  const people = of.people.map(({ personId }) => String(personId))
  const moments = of.moments.map((atMs) => new Date(atMs).toISOString())
  const { rows } = await read(database, call.actor, (tx) =>
    sql<{ person: bigint; at: Date; parent: bigint | null; holder: string }>`
      SELECT p.id AS person, t.at, s.parent_id AS parent, n.display_name AS holder
      FROM unnest(${people}::bigint[]) p (id) CROSS JOIN unnest(${moments}::timestamptz[]) t (at)
      LEFT JOIN LATERAL genealogy.place_as_of('sponsor', p.id, t.at, ${of.knownSeq}) s ON true
      JOIN field.person_name n ON n.person_id = field.holder_as_of(p.id, t.at, ${of.knownSeq})`.execute(tx),
  )
  return rows.map(({ person, at, parent, holder }) => ({ person, atMs: at.getTime(), parent, holder }))
}
