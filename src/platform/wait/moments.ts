import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'

/** What work gives, or `instead` when it takes longer than `mostMs`; it goes on then. Fails as the work fails. */
export async function orAfter<T, I>(work: Promise<T>, mostMs: number, instead: () => I): Promise<T | I> {
  const waiting = new AbortController()
  const late = pause(mostMs, undefined, { signal: waiting.signal }).then(instead)
  late.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    waiting.abort()
  }
}

/** Lets everything that waits have its turn, before this thread goes on computing. */
export async function letOthers(): Promise<void> {
  await turn()
}

/** Lets some time pass; nothing is kept running for it. */
export async function idly(ms: number): Promise<void> {
  await pause(ms, undefined, { ref: false })
}
