import { plannedMove } from '#modules/genealogy/api.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { adjustmentById } from '../store/adjustments.ts'
import { beginPreview, type Change } from '../store/change-effects.ts'

/** The names of the jobs that compute what a change would do. */
export const PREVIEW_JOBS = {
  move: 'compensation.preview_move',
  transfer: 'compensation.preview_transfer',
  adjustment: 'compensation.preview_adjustment',
} as const

/** What is known here; transfers are handed in (`askTransferPreview`). */
type AskedChange = Change & Readonly<{ kind: 'move' | 'adjustment' }>

/** Has it computed what a change that waits would do, by what is known now. Refused as the change itself would be. */
export async function askPreview(tx: Tx, change: AskedChange): Promise<Result<undefined>> {
  const waits = await waiting(tx, change)
  if (!waits.ok) return waits
  await beginPreview(tx, change)
  const job = PREVIEW_JOBS[change.kind]
  const key = `${job}:${change.id}`
  await addJob(tx, job, { id: change.id.toString() }, { key, queue: job })
  return ok(undefined)
}

async function waiting(tx: Tx, { kind, id }: AskedChange): Promise<Result<unknown>> {
  if (kind === 'move') return plannedMove(tx, id)
  const adjustment = await adjustmentById(tx, id)
  if (!adjustment) return refuse('pay.adjustment.not_found')
  if (adjustment.state !== 'requested') return refuse('pay.adjustment.decided', { state: adjustment.state })
  return ok(adjustment)
}
