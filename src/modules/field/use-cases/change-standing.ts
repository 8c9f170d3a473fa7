import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { PersonKind, PersonStatus } from '../domain/person.ts'
import { changeStandingRow, lockPerson, standingSince } from '../store/people.ts'

/**
 * Gives a person another kind or status from now on and tells `field.standing_changed`. The same standing again changes
 * nothing. Refused as `field.person.not_found`, or `field.terminated` because who left for good joins anew.
 */
export async function changeStanding(
  tx: Tx,
  about: About,
  input: { personId: bigint; kind: PersonKind; status: PersonStatus },
): Promise<Result<undefined>> {
  const { personId, kind, status } = input
  const person = await lockPerson(tx, personId)
  if (!person) return refuse('field.person.not_found')
  about('person', personId)
  if (person.kind === kind && person.status === status) return ok(undefined)
  if (person.status === 'terminated') return refuse('field.terminated', { code: person.code })
  // Two changes of one moment, or of transactions that began in another order, still follow each other.
  const since = await standingSince(tx, personId)
  const atMs = Math.max(await companyNow(tx), since.getTime() + 1)
  await changeStandingRow(tx, { personId, kind, status, at: new Date(atMs) })
  await appendEvent(tx, {
    topic: 'field.standing_changed',
    keyId: personId,
    payload: { personId, kind, status, atMs },
  })
  return ok(undefined)
}
