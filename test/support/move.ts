import { decideMove, type MoveDecision } from '#modules/genealogy/use-cases/decide-move.ts'
import { requestMove } from '#modules/genealogy/use-cases/request-move.ts'
import { transact, type Actor } from '#platform/postgres/transact.ts'
import type { Result } from '#shared/refusal.ts'
import type { TestDatabase } from './database.ts'

/** Asks for a move as staff and gives its number; from now on and with the team where nothing else is said. */
export async function askForMove(
  database: TestDatabase,
  actor: Actor,
  of: Readonly<{
    person: Readonly<{ personId: bigint }>
    parent: Readonly<{ code: string }>
    from?: string
    withTeam?: boolean
    tree?: string
    side?: number
  }>,
): Promise<bigint> {
  const asked = await transact(database, { actor, useCase: 'test.ask' }, (tx, about) =>
    requestMove(tx, about, actor, {
      personId: of.person.personId,
      parent: of.parent.code,
      withTeam: of.withTeam ?? true,
      tree: of.tree,
      side: of.side,
      fromMs: of.from === undefined ? undefined : Date.parse(of.from),
      reason: 'as the test says',
    }),
  )
  if (!asked.ok) throw new Error(asked.refusal.code)
  return asked.value
}

export function decide(
  database: TestDatabase,
  actor: Actor,
  of: Readonly<{ moveId: bigint; decision: MoveDecision }>,
): Promise<Result<undefined>> {
  return transact(database, { actor, useCase: 'test.decide' }, (tx, about) =>
    decideMove(tx, about, actor, { ...of, note: '' }),
  )
}
