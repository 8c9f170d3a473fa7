import { runInThread } from '#platform/threads/run-in-thread.ts'
import type { CloseStepInput } from './close-step.ts'

/** The steps of a close that go through everybody's rows in the program. */
type Step = CloseStepInput['step']

/** Does one of these steps, with the signal ended as if the program had been killed within it. */
export type CloseStep = (step: Step, runId: bigint, signal?: AbortSignal) => Promise<void>

/** Does each step in a thread of its own on the serving role's address, so that nobody who asks the server waits for it. */
export function closeStepsInThreads(url: string): CloseStep {
  const module = new URL('close-step.ts', import.meta.url)
  return async (step, runId, signal) => {
    const input: CloseStepInput = { url, runId, step }
    await runInThread({ module, name: 'closeStep', input, signal, givesWay: true })
  }
}
