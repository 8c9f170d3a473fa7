import { z } from 'zod'
import { putFile, readKept } from '#platform/files/files.ts'
import type { Db } from '#platform/postgres/database.ts'
import { inTransaction, read, systemActor, transact } from '#platform/postgres/transact.ts'
import { runInThread } from '#platform/threads/run-in-thread.ts'
import type { ComputeInput } from '../domain/frozen/compute.ts'
import { planById } from '../store/plans.ts'
import { changeRun, runById, saveStep, totalsShape } from '../store/runs.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { storeProgress } from './store-progress.ts'

const computed = z.object({ results: z.instanceof(Uint8Array), totals: totalsShape })

/** Computes a frozen period in a thread of its own and keeps the bytes of the results. */
export async function computeResults(
  deps: Readonly<{ db: Db }>,
  runId: bigint,
  signal?: AbortSignal,
): Promise<void> {
  const actor = systemActor(`close ${runId}`)
  const { run, version } = await read(deps, actor, async (tx) => {
    const found = await runById(tx, runId)
    return { run: found, version: await planById(tx, found.planVersionId) }
  })
  if (run.state !== 'running' || run.snapshot === null) return
  await transact(deps, { actor, useCase: 'compensation.run_started' }, (tx) =>
    saveStep(tx, runId, 'run', { progressPpm: 0, done: false }),
  )
  const snapshot = await readKept(deps.db, run.snapshot)
  const input: ComputeInput = {
    plan: readPayPlanText(version.source, version.name),
    snapshot,
    snapshotHash: run.snapshot,
  }
  const steps = storeProgress((ppm) =>
    inTransaction(deps.db, actor, (tx) => saveStep(tx, runId, 'run', { progressPpm: ppm, done: false })),
  )
  const answer = await inThread({
    input,
    transfer: [snapshot.buffer],
    signal,
    onTold: (told) => steps.told(told),
  })
  await steps.stored()
  await transact(deps, { actor, useCase: 'compensation.keep_results' }, async (tx, about) => {
    about('run', runId)
    const kept = await putFile(tx, [answer.results])
    await changeRun(tx, runId, { state: 'storing', results: kept.sha256, totals: answer.totals })
    await saveStep(tx, runId, 'run', {
      progressPpm: 1_000_000,
      done: true,
      detail: String(answer.totals.peopleWithPay),
    })
  })
}

async function inThread(call: {
  input: ComputeInput
  transfer: readonly ArrayBuffer[]
  signal: AbortSignal | undefined
  onTold: (told: unknown) => void
}): Promise<z.output<typeof computed>> {
  const module = new URL('compute-beside.ts', import.meta.url)
  return computed.parse(await runInThread({ module, name: 'computeBeside', givesWay: true, ...call }))
}
