import { plannedMove } from '#modules/genealogy/api.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { beginPreview } from '../store/move-effects.ts'

/** The name of the job that computes what a move would change. */
export const PREVIEW_JOB = 'compensation.preview_move'

/** Has it computed what a move that waits would change, by what is known now. Refused as the move itself would be. */
export async function askPreview(tx: Tx, moveId: bigint): Promise<Result<undefined>> {
  const planned = await plannedMove(tx, moveId)
  if (!planned.ok) return planned
  await beginPreview(tx, moveId)
  const key = `${PREVIEW_JOB}:${moveId}`
  await addJob(tx, PREVIEW_JOB, { moveId: moveId.toString() }, { key, queue: PREVIEW_JOB })
  return ok(undefined)
}
