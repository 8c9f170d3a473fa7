import { putFile } from '#platform/files/files.ts'
import type { Db } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { encodedParts } from '../domain/frozen/frozen.ts'
import { adjustmentsDone, countAdjustments } from '../store/adjustments.ts'
import { countLateOrders } from '../store/deltas.ts'
import { countMoves, movesDone } from '../store/move-places.ts'
import { planById } from '../store/plans.ts'
import { changeRun, runById, saveStep } from '../store/runs.ts'
import { readColumns, stateBefore } from './read-facts.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** Freezes what a cut period is computed from: canonical bytes, hashed as stored. One state of the data throughout. */
export async function freezeSnapshot(deps: Readonly<{ db: Db }>, runId: bigint): Promise<void> {
  const call = { actor: systemActor(`close ${runId}`), useCase: 'compensation.freeze_snapshot' }
  await transact(
    deps,
    call,
    async (tx, about) => {
      about('run', runId)
      const run = await runById(tx, runId)
      if (run.state !== 'snapshot' || run.cutSeq === null) return
      const version = await planById(tx, run.planVersionId)
      const { state, results: stateFrom } = await stateBefore(deps, tx, run.fromMs)
      const frozen = await readColumns(tx, {
        plan: readPayPlanText(version.source, version.name),
        planHash: version.hash,
        period: { label: run.period, fromMs: run.fromMs, untilMs: run.untilMs },
        cutSeq: run.cutSeq,
        state,
        late: run.deltaOf === null ? 'left_out' : 'counted',
      })
      if (run.deltaOf !== null) {
        await countLateOrders(tx, runId, run)
        await countMoves(tx, run)
        await countAdjustments(tx, run)
      }
      const kept = await putFile(tx, encodedParts(frozen))
      const seen = { movesSeen: await movesDone(tx), adjustmentsSeen: await adjustmentsDone(tx) }
      await changeRun(tx, runId, { state: 'running', snapshot: kept.sha256, stateFrom, ...seen })
      await saveStep(tx, runId, 'snapshot', {
        progressPpm: 1_000_000,
        done: true,
        detail: String(frozen.people.ids.length),
      })
    },
    { isolation: 'repeatable read' },
  )
}
