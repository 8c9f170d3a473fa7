import { putFile } from '#platform/files/files.ts'
import type { Db } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { columnsRead } from '../domain/files/order-rows.ts'
import { encodeSnapshot } from '../domain/snapshot/snapshot.ts'
import { planById } from '../store/plans.ts'
import { changeRun, runById, saveStep } from '../store/runs.ts'
import { ordersBetween, peopleBefore } from '../store/snapshot-source.ts'
import { readPlanText } from './read-plan-text.ts'

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
      const volumeNames = columnsRead(readPlanText(version.source, version.name))
      const people = await peopleBefore(tx, run.untilMs)
      const orders = await ordersBetween(tx, run, volumeNames)
      const bytes = encodeSnapshot({
        period: run.period,
        cutSeq: run.cutSeq,
        planHash: version.hash,
        volumeNames,
        people,
        orders,
      })
      const kept = await putFile(tx, [bytes])
      await changeRun(tx, runId, { state: 'running', snapshot: kept.sha256 })
      await saveStep(tx, runId, 'snapshot', {
        progressPpm: 1_000_000,
        done: true,
        detail: String(people.length),
      })
    },
    { isolation: 'repeatable read' },
  )
}
