import { companyNow } from '#platform/clock/clock.ts'
import { positionOfConsumer } from '#platform/outbox/follow.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { holderThen } from '../store/ownership.ts'
import { peopleByIds, visibleNames } from '../store/people.ts'
import { STANDINGS_KNOWN } from '../store/standings.ts'

/** Whose a position was as of an instant, as known at a position of the feed: asked again with it, the answer names the same person. */
export async function showOwner(
  tx: Tx,
  asked: Readonly<{ personId: bigint; atMs?: number | undefined; knownSeq?: bigint | undefined }>,
) {
  const atMs = asked.atMs ?? (await companyNow(tx))
  const known = await positionOfConsumer(tx, STANDINGS_KNOWN)
  const seq = asked.knownSeq === undefined || asked.knownSeq > known ? known : asked.knownSeq
  const ownerId = await holderThen(tx, { positionId: asked.personId, at: new Date(atMs), knownSeq: seq })
  const person = (await peopleByIds(tx, [ownerId])).get(ownerId)
  const name = (await visibleNames(tx, [ownerId])).get(ownerId)
  return { atMs, seq, ownerId, code: person?.code ?? '', name: name ?? '' }
}
