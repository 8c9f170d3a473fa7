import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { changeOwner, lockOwners, type NewOwner } from '../store/ownership.ts'

/** Lets positions be another owner's, in their order, and tells `field.owner_changed`. */
export async function changeOwners(
  tx: Tx,
  of: NewOwner & Readonly<{ positions: readonly bigint[]; formerId?: bigint | undefined }>,
): Promise<void> {
  const { positionId, positions, ownerId, from, handedAt, formerId = null } = of
  await lockOwners(tx)
  for (const one of positions)
    // oxlint-disable-next-line no-await-in-loop -- a handful, one after the other
    await changeOwner(tx, { positionId: one, ownerId, from, handedAt })
  await appendEvent(tx, {
    topic: 'field.owner_changed',
    keyId: positionId,
    payload: { positionId, positions, ownerId, formerId, atMs: handedAt.getTime() },
  })
}
