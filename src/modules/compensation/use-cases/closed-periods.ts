import { z } from 'zod'
import { openDatabase, type Db } from '#platform/postgres/database.ts'
import { giveWay } from '#platform/threads/give-way.ts'
import { openDiary, type Diary } from '#platform/threads/work-diary.ts'
import { orAfter } from '#platform/wait/moments.ts'
import { answerFrom, figuresQuestion, MOMENT_MS } from './answer-figures.ts'
import { loadClosed, type HeldClosed } from './load-figures.ts'

/** Closed periods that are kept at once: the last three, and one that is asked for beside them. */
const MOST_KEPT = 4

const inputShape = z.object({ url: z.string(), diaryFolder: z.string().optional() })
const snapshotShape = z.object({ hash: z.string(), planVersionId: z.bigint() })
const keptShape = z.object({ period: z.string(), snapshot: snapshotShape })
const questionShape = z.union([
  /** Loads periods one after the other, as each takes much memory while it is loaded; answered with the thread's end. */
  z.object({ ask: z.literal('keep'), periods: z.array(keptShape) }),
  z.object({ snapshot: snapshotShape, question: figuresQuestion }),
])
export type ClosedQuestion = z.infer<typeof questionShape>
export type KeptPeriod = z.infer<typeof keptShape>

/**
 * Opens the closed periods in a thread of their own, so that computing one again from its frozen bytes holds up nobody who
 * follows the orders. Everything here can be thrown away and is rebuilt when it is asked for.
 */
export async function openClosedPeriods(input: unknown) {
  const { url, diaryFolder } = inputShape.parse(input)
  giveWay()
  const diary = openDiary(diaryFolder, 'closed')
  const onError = (error: Error): void => void process.stderr.write(`figures: ${error.message}\n`)
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'openfield-figures' })
  const shelf = closedShelf({ db: database.db, diary })
  let isStopping = false
  const keep = async (periods: readonly KeptPeriod[]): Promise<never> => {
    for (const { period, snapshot } of periods) {
      if (isStopping) break
      try {
        // One after the other: each takes much memory while it is loaded.
        // oxlint-disable-next-line no-await-in-loop
        await shelf.find(period, snapshot).held
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)))
      }
    }
    return new Promise(() => undefined)
  }
  return {
    async answer(message: unknown): Promise<unknown> {
      const asked = questionShape.parse(message)
      if ('ask' in asked) return keep(asked.periods)
      const { question, snapshot } = asked
      const { held, percent } = shelf.find(question.period, snapshot)
      // Pages of many people wait; whoever asks about one person is told how far it is.
      const one = await (question.ask === 'standings'
        ? held
        : orAfter(held, MOMENT_MS, () => ({ loading: percent() })))
      return 'loading' in one ? one : answerFrom(one, question)
    },
    async stop(): Promise<void> {
      isStopping = true
      await shelf.stop()
      await database.close()
      diary.close()
    },
  }
}

type OnShelf = Readonly<{ hash: string; held: Promise<HeldClosed>; percent: () => number }>

/** Keeps the periods that were asked for last. A period whose snapshot is another one now is loaded anew. */
function closedShelf(deps: Readonly<{ db: Db; diary: Diary }>) {
  // The one that was asked for last stands last.
  const kept = new Map<string, OnShelf>()
  const loading = new Set<Promise<unknown>>()
  const load = (label: string, snapshot: KeptPeriod['snapshot']): OnShelf => {
    let percent = 0
    const held = deps.diary.during(`load ${label}`, () =>
      loadClosed(deps, snapshot, (done) => (percent = done)),
    )
    const one = { hash: snapshot.hash, held, percent: () => percent }
    // One that cannot be loaded is tried again by whoever asks next.
    const forget = (): void => void (kept.get(label) === one && kept.delete(label))
    const ended: Promise<unknown> = held.catch(forget).finally(() => loading.delete(ended))
    loading.add(ended)
    return one
  }
  return {
    find(label: string, snapshot: KeptPeriod['snapshot']): OnShelf {
      const known = kept.get(label)
      const one = known?.hash === snapshot.hash ? known : load(label, snapshot)
      kept.delete(label)
      kept.set(label, one)
      for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(oldest)
      return one
    },
    async stop(): Promise<void> {
      await Promise.all(loading)
    },
  }
}
