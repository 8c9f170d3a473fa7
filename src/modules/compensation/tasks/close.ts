import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { runById, changeRun } from '../store/runs.ts'
import type { RunState } from '../store/tables.ts'
import type { CloseStep } from '../use-cases/close-in-threads.ts'
import { computeResults } from '../use-cases/compute-results.ts'
import { cutPeriod } from '../use-cases/cut-period.ts'
import { freezeSnapshot } from '../use-cases/freeze-snapshot.ts'
import type { CloseDeps } from '../use-cases/pay-deps.ts'
import { postAcceptance } from '../use-cases/post-acceptance.ts'
import { CLOSE_JOB } from '../use-cases/start-close.ts'
import { storeResults } from '../use-cases/store-results.ts'

const payload = z.object({ runId: z.string().regex(/^\d+$/) })

/**
 * Carries a close from step to step until it waits for people or is done. Each step is one that a killed process leaves
 * undone or done, so the job may begin again at any time; what the run's state says decides where.
 */
export const closeTask: TaskDefinition<CloseDeps> = {
  name: CLOSE_JOB,
  async run(deps, told, signal) {
    const runId = BigInt(payload.parse(told).runId)
    try {
      await carryClose(deps, runId, { signal, step: deps.closeStep })
    } catch (error) {
      await sayFailure(deps, runId, error)
      throw error
    }
  },
}

type Watched = Readonly<{
  signal?: AbortSignal | undefined
  /** Told after each step which state it came from. */
  passed?: (state: RunState) => void
  /** Who does the steps that go through everybody's rows; without it they are done here. */
  step?: CloseStep
}>

/** Goes from step to step until the run waits for people or is done. */
export async function carryClose(
  deps: Pick<PlatformDeps, 'db'>,
  runId: bigint,
  watched: Watched,
): Promise<void> {
  const here: CloseStep = (name, id) => (name === 'freeze' ? freezeSnapshot : storeResults)(deps, id)
  const step = watched.step ?? here
  for (;;) {
    watched.signal?.throwIfAborted()
    const { state } = await read(deps, systemActor(`close ${runId}`), (tx) => runById(tx, runId))
    if (state === 'cutting') await cutPeriod(deps, runId)
    else if (state === 'snapshot') await step('freeze', runId, watched.signal)
    else if (state === 'running') await computeResults(deps, runId, watched.signal)
    else if (state === 'storing') await step('store', runId, watched.signal)
    else if (state === 'accepting') await postAcceptance(deps, runId)
    else return
    watched.passed?.(state)
  }
}

/** The reason stands beside the run, in sight of staff, while the job is tried again. */
async function sayFailure(deps: PlatformDeps, runId: bigint, error: unknown): Promise<void> {
  const failure = error instanceof Error ? error.message : String(error)
  await transact(
    deps,
    { actor: systemActor(`close ${runId}`), useCase: 'compensation.note_failure' },
    async (tx) => {
      const run = await runById(tx, runId, 'lock')
      await changeRun(tx, runId, { state: run.state, failure })
    },
  )
}
