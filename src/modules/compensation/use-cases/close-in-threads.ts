import { runInThread } from '#platform/threads/run-in-thread.ts'
import type { CloseStepInput } from './close-step.ts'

/** What goes through everybody's rows in the program: two steps of a close, previews of changes, and experiments. */
type Step = CloseStepInput['step']

/** Does one of these for a run, a change or an experiment, with the signal ended as if the program had been killed within it. */
export type CloseStep = (step: Step, id: bigint, signal?: AbortSignal) => Promise<void>

/** Does each step in a thread of its own on the serving role's address, so that nobody who asks the server waits for it. */
export function closeStepsInThreads(url: string): CloseStep {
  const module = new URL('close-step.ts', import.meta.url)
  return async (step, id, signal) => {
    const input: CloseStepInput = { url, id, step }
    await runInThread({ module, name: 'closeStep', input, signal, givesWay: true })
  }
}
