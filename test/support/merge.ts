import { decideMove } from '#modules/genealogy/use-cases/decide-move.ts'
import { requestMerge } from '#modules/genealogy/use-cases/request-merge.ts'
import { transact, type Actor } from '#platform/postgres/transact.ts'
import type { Result } from '#shared/refusal.ts'
import type { TestDatabase } from './database.ts'

type Merge = Readonly<{
  person: Readonly<{ personId: bigint }>
  into: Readonly<{ code: string }>
  fromMs?: number | undefined
}>

/** Asks for a merge as staff; gives its number, or the refusal. */
export function askForMerge(database: TestDatabase, actor: Actor, of: Merge): Promise<Result<bigint>> {
  return transact(database, { actor, useCase: 'test.ask' }, (tx, about) =>
    requestMerge(tx, about, actor, {
      personId: of.person.personId,
      into: of.into.code,
      fromMs: of.fromMs,
      reason: 'as the test says',
    }),
  )
}

/** Asks for a merge and lets the other one approve it; the refusal's code where it cannot be done. */
export async function merge(
  database: TestDatabase,
  staff: readonly [Actor, Actor],
  of: Merge,
): Promise<string> {
  const asked = await askForMerge(database, staff[0], of)
  if (!asked.ok) return asked.refusal.code
  const decision = { moveId: asked.value, decision: 'approve', note: '' } as const
  const done = await transact(database, { actor: staff[1], useCase: 'test.decide' }, (tx, about) =>
    decideMove(tx, about, staff[1], decision),
  )
  return done.ok ? 'done' : done.refusal.code
}
