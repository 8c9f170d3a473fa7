import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { adjustmentById, type Adjustment } from '../store/adjustments.ts'
import { failPreview, savePreview } from '../store/change-effects.ts'
import { effectOrProblem, type AssumedChange } from './change-effect.ts'
import { readAdjustments, readColumns } from './read-facts.ts'

/**
 * Computes what a correction that waits would change, as `previewMove` does for a move: by the facts as they would be read once
 * it is done. One that was decided meanwhile has no preview.
 */
export async function previewAdjustment(deps: Readonly<{ db: Db }>, adjustmentId: bigint): Promise<void> {
  const call = {
    actor: systemActor(`adjustment ${adjustmentId}`),
    useCase: 'compensation.preview_adjustment',
  }
  const told = await read(deps, call.actor, async (tx) => {
    const adjustment = await adjustmentById(tx, adjustmentId)
    if (adjustment?.state !== 'requested') return { problem: null }
    return effectOrProblem(deps, tx, await assumedAdjustment(tx, adjustment))
  })
  const change = { kind: 'adjustment', id: adjustmentId } as const
  await transact(deps, call, async (tx, about) => {
    about('adjustment', adjustmentId)
    if ('problem' in told) await failPreview(tx, change, told.problem)
    else await savePreview(tx, change, { ...told, at: new Date(await companyNow(tx)) })
  })
}

async function assumedAdjustment(tx: Tx, adjustment: Adjustment): Promise<AssumedChange> {
  const ended = adjustment.endsId === null ? undefined : await adjustmentById(tx, adjustment.endsId)
  const isOrder = (ended ?? adjustment).kind === 'order'
  return {
    fromMs: adjustment.touchesFromMs,
    async applied(columns, { plan, period }) {
      const assumed = adjustment.id
      // Only an order that counts otherwise makes other lines.
      if (!isOrder)
        return {
          columns: {
            ...columns,
            adjustments: await readAdjustments(tx, { period, columns, counted: { assumed } }),
          },
        }
      const of = {
        plan,
        planHash: columns.planHash,
        period,
        cutSeq: columns.cutSeq,
        late: 'counted' as const,
      }
      const state = { codes: columns.people.codes, state: columns.state }
      return { columns: await readColumns(tx, { ...of, state, assumed }) }
    },
  }
}
