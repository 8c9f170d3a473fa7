import { lockPerson } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { decideTransferRow, transferById, type Transfer } from '../store/transfers.ts'
import { carryOutTransfer, type Done } from './carry-out-transfer.ts'

export type TransferDecision = 'approve' | 'reject' | 'withdraw'

const NOTHING: Done = { formerId: undefined, activation: null }

/**
 * Decides a transfer that waits. Approved by a second person it is done at once; that person may also reject it, and who asked for it
 * may withdraw it. The same decision again changes nothing. Gives the link by which the new owner chooses a password, once, where an
 * office account was made. Refused as `positions.transfer.not_found`, `.decided`, `.second_person`, `.not_yours`, or with the
 * reason why it cannot be done by now.
 */
export async function decideTransfer(
  tx: Tx,
  about: About,
  actor: Actor,
  input: Readonly<{ transferId: bigint; decision: TransferDecision; note: string }>,
): Promise<Result<Done>> {
  const { decision, note } = input
  if (actor.accountId === null) throw new Error('a transfer is decided by somebody')
  const by = actor.accountId
  const transfer = await transferById(tx, input.transferId, 'lock')
  if (!transfer) return refuse('positions.transfer.not_found')
  const state = ({ approve: 'done', reject: 'rejected', withdraw: 'withdrawn' } as const)[decision]
  if (transfer.state === state && transfer.decidedBy === by) return ok(NOTHING)
  if (transfer.state !== 'requested') return refuse('positions.transfer.decided', { state: transfer.state })
  if (decision === 'withdraw' && transfer.requestedBy !== by) return refuse('positions.transfer.not_yours')
  if (decision !== 'withdraw' && transfer.requestedBy === by)
    return refuse('positions.transfer.second_person')
  about('transfer', transfer.id)
  about('person', transfer.positionId)
  const done = decision === 'approve' ? await lockAndCarryOut(tx, about, transfer) : ok(NOTHING)
  if (!done.ok) return done
  const at = new Date(await companyNow(tx))
  await decideTransferRow(tx, { id: transfer.id, state, by, at, note, formerId: done.value.formerId })
  return done
}

/** Nobody else takes over, merges or looks from the position meanwhile, nor gives its new owner another one. */
async function lockAndCarryOut(tx: Tx, about: About, transfer: Transfer): Promise<Result<Done>> {
  const people = [transfer.positionId, transfer.toId].toSorted((a, b) => (a < b ? -1 : 1))
  // oxlint-disable-next-line no-await-in-loop -- in the same order for everybody
  for (const id of people) await lockPerson(tx, id)
  return carryOutTransfer(tx, about, transfer)
}
