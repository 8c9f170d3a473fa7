import { z } from 'zod'
import type { TaskDefinition } from '#platform/module/module.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { integer } from '#shared/contract.ts'
import { endExperiment } from '../store/lab.ts'
import type { CloseDeps } from '../use-cases/pay-deps.ts'
import { LAB_JOB } from '../use-cases/start-experiment.ts'

const asked = z.object({ id: integer })

/** Runs an experiment in a thread of its own; one that a killed process left is begun again, one that went wrong is over. */
export const labTask: TaskDefinition<Pick<CloseDeps, 'db' | 'closeStep'>> = {
  name: LAB_JOB,
  async run(deps, told, signal) {
    const { id } = asked.parse(told)
    try {
      await deps.closeStep('lab', id, signal)
    } catch (error) {
      if (signal?.aborted !== true) {
        const failure = error instanceof Error ? error.message : String(error)
        const call = { actor: systemActor(`lab ${id}`), useCase: 'compensation.note_failure' }
        await transact(deps, call, (tx) => endExperiment(tx, id, { state: 'failed', failure }))
      }
      throw error
    }
  },
}
