import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PerformanceObserver } from 'node:perf_hooks'
import { threadId } from 'node:worker_threads'

/** Something that a thread did, in epoch milliseconds with their parts; `seq` is the position that it came to by that. */
export type DiaryEntry = Readonly<{ what: string; fromMs: number; untilMs: number; seq?: string }>

/** What a thread did and when, so that it can be told afterwards what somebody waited for. */
export type Diary = Readonly<{
  /** Notes how long some work takes; what computes without a pause holds up everything else of its thread. */
  during: <T>(what: string, work: () => T) => T
  note: (entry: DiaryEntry) => void
  /** Ends it; where it is kept it lies in its file then. */
  close: () => void
}>

/** How often a thread looks whether it is let through, and from when on it notes that it was not. */
const LOOK_MS = 20
const HELD_UP_MS = 30
/** So many entries are kept; a measurement has far fewer. */
const MOST_ENTRIES = 400_000

export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}

/**
 * Keeps a diary in a file of a folder, a line of JSON for each entry; without a folder nothing is kept. Beside what it is told it
 * notes when the thread did not come to anything else (`held up`) and when memory was cleared (`memory`).
 */
export function openDiary(folder: string | undefined, name: string): Diary {
  if (folder === undefined) return { during: (_, work) => work(), note: nothing, close: nothing }
  const entries: DiaryEntry[] = []
  const note = (entry: DiaryEntry): void => {
    if (entries.length < MOST_ENTRIES) entries.push(entry)
  }
  let lookedMs = nowMs()
  const looking = setInterval(() => {
    const atMs = nowMs()
    if (atMs - lookedMs > LOOK_MS + HELD_UP_MS)
      note({ what: 'held up', fromMs: lookedMs + LOOK_MS, untilMs: atMs })
    lookedMs = atMs
  }, LOOK_MS).unref()
  const cleared = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      const fromMs = performance.timeOrigin + startTime
      note({ what: 'memory', fromMs, untilMs: fromMs + duration })
    }
  })
  cleared.observe({ entryTypes: ['gc'] })
  return {
    note,
    during(what, work) {
      const fromMs = nowMs()
      const end = (): void => note({ what, fromMs, untilMs: nowMs() })
      const made = work()
      if (made instanceof Promise) void made.then(end, end)
      else end()
      return made
    },
    close() {
      clearInterval(looking)
      cleared.disconnect()
      mkdirSync(folder, { recursive: true })
      writeFileSync(
        join(folder, `${name}-${threadId}.jsonl`),
        entries.map((one) => `${JSON.stringify(one)}\n`).join(''),
      )
    },
  }
}

function nothing(): void {
  // Without a folder there is nothing to keep.
}
