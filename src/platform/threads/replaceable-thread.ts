import { setTimeout as pause } from 'node:timers/promises'
import { keepThread, type KeptThread } from './keep-thread.ts'

/** A kept thread that another one may take the place of. */
export type ReplaceableThread = Readonly<{
  ask: KeptThread['ask']
  /**
   * Asks what is answered only when something happens, and again where the thread was lost meanwhile; the question is made anew
   * each time. Resolves also when the thread is stopped.
   */
  untilTold: (question: () => unknown) => Promise<void>
  /** Stops once it has answered everything that it was asked. */
  retire: () => Promise<void>
  stop: () => Promise<void>
}>

const RETRY_MS = 500

/** Starts a thread as `keepThread` does. */
export function replaceableThread(...[deps, start]: Parameters<typeof keepThread>): ReplaceableThread {
  const thread = keepThread(deps, start)
  const under = new Set<Promise<unknown>>()
  const stopping = new AbortController()
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopping.abort()
    return (stopped ??= thread.stop())
  }
  const askOnce = async (question: () => unknown): Promise<boolean> => {
    try {
      await thread.ask(await question())
      return true
    } catch (error) {
      if (stopping.signal.aborted) return true
      deps.onError(error instanceof Error ? error : new Error(String(error)))
      await pause(RETRY_MS, undefined, { ref: false })
      return false
    }
  }
  return {
    ask(question) {
      const answer = thread.ask(question)
      const forget = (): boolean => under.delete(answer)
      under.add(answer)
      void answer.then(forget, forget)
      return answer
    },
    async untilTold(question) {
      // Each question waits for the answer to the one before it.
      // oxlint-disable-next-line no-await-in-loop
      while (!stopping.signal.aborted && !(await askOnce(question)));
    },
    async retire() {
      await Promise.allSettled(under)
      await stop()
    },
    stop,
  }
}
