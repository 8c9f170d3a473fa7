import { companyNow } from '#platform/clock/clock.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { withOwner } from '../domain/frozen/with-owner.ts'
import {
  beginTransferPreview,
  failPreview,
  savePreview,
  transferOf,
  type PreviewedTransfer,
} from '../store/change-effects.ts'
import { mergesDone } from '../store/merges.ts'
import { PREVIEW_JOBS } from './ask-preview.ts'
import { effectOrProblem, type AssumedChange } from './change-effect.ts'
import { numbersOf } from './places-after.ts'

/** Has it computed what it would change if a position became another person's. */
export async function askTransferPreview(tx: Tx, transfer: PreviewedTransfer): Promise<void> {
  await beginTransferPreview(tx, transfer)
  const job = PREVIEW_JOBS.transfer
  await addJob(tx, job, { id: transfer.id.toString() }, { key: `${job}:${transfer.id}`, queue: job })
}

/**
 * Computes what a transfer that waits would change: in every month that it touches, by the same engine as a close, with the position
 * among those of its new owner. What a month pays changes where a plan caps over owners; to whom it is paid, the transfer says.
 */
export async function previewTransfer(deps: Readonly<{ db: Db }>, transferId: bigint): Promise<void> {
  const call = { actor: systemActor(`transfer ${transferId}`), useCase: 'compensation.preview_transfer' }
  const told = await read(deps, call.actor, async (tx) => {
    const transfer = await transferOf(tx, transferId)
    return transfer ? effectOrProblem(deps, tx, await assumedTransfer(tx, transfer)) : { problem: null }
  })
  const change = { kind: 'transfer', id: transferId } as const
  await transact(deps, call, async (tx, about) => {
    about('transfer', transferId)
    if ('problem' in told) await failPreview(tx, change, told.problem)
    else await savePreview(tx, change, { ...told, at: new Date(await companyNow(tx)) })
  })
}

/** What was merged into the position goes along. */
async function assumedTransfer(
  tx: Tx,
  { positionId, ownerId, fromMs }: PreviewedTransfer,
): Promise<AssumedChange> {
  const merged = (await mergesDone(tx)).flatMap(({ personId, intoId }) =>
    intoId === positionId ? [personId] : [],
  )
  return {
    fromMs,
    async applied(columns) {
      const numberOf = numbersOf(columns.people.ids, new Set([positionId, ownerId, ...merged]))
      const owner = numberOf(ownerId)
      let { people } = columns
      for (const one of [positionId, ...merged]) {
        const position = numberOf(one)
        if (position >= 0) people = withOwner(people, position, position === owner ? -1 : owner)
      }
      return { columns: { ...columns, people } }
    },
  }
}
