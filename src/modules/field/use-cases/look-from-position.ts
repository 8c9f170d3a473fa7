import { lookFrom } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { ownerOf, positionsOf } from '../store/ownership.ts'
import { lockPerson } from '../store/people.ts'

/** Lets a session look from another position of the same owner. Refused as `field.person.not_found` for anybody else's. */
export async function lookFromPosition(
  tx: Tx,
  about: About,
  input: Readonly<{ sessionId: bigint; from: bigint; to: bigint }>,
): Promise<Result<undefined>> {
  // Whoever takes the position over meanwhile waits, and then ends this session.
  if (!(await lockPerson(tx, input.to))) return refuse('field.person.not_found')
  const held = await positionsOf(tx, await ownerOf(tx, input.from))
  const wanted = held.find(({ personId }) => personId === input.to)
  if (!wanted) return refuse('field.person.not_found')
  about('person', input.to)
  await lookFrom(tx, { sessionId: input.sessionId, personId: input.to, since: wanted.handedAt })
  return ok(undefined)
}
