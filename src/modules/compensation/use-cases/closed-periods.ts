import { z } from 'zod'
import { openDatabase } from '#platform/postgres/database.ts'
import { giveWay } from '#platform/threads/give-way.ts'
import { openDiary } from '#platform/threads/work-diary.ts'
import { orAfter } from '#platform/wait/moments.ts'
import { answerFrom, figuresQuestion, MOMENT_MS } from './answer-figures.ts'
import { figuresOfEverybody } from './hand-on-figures.ts'
import { loadClosed, loadThen, type HeldClosed, type TellDone } from './load-figures.ts'

/** Closed periods that are kept at once: the last three, and one that is asked for beside them. */
const MOST_KEPT = 4
/** Periods as of then that are kept at once: the one that somebody looks at. */
const MOST_THEN = 1

const inputShape = z.object({ url: z.string(), diaryFolder: z.string().optional() })
const snapshotShape = z.object({ hash: z.string(), planVersionId: z.bigint() })
const factsShape = z.object({ atMs: z.number(), knownSeq: z.bigint(), planVersionId: z.bigint() })
/** What was accepted then, by its frozen bytes, or facts as known then. */
const thenShape = z.union([snapshotShape, factsShape])
const keptShape = z.object({ period: z.string(), snapshot: snapshotShape })
const questionShape = z.union([
  /** Loads periods one after the other, as each takes much memory while it is loaded; answered with the thread's end. */
  z.object({ ask: z.literal('keep'), periods: z.array(keptShape) }),
  z.object({ snapshot: snapshotShape, question: figuresQuestion }),
  z.object({ past: thenShape, question: figuresQuestion }),
  /** Everybody's ranks and volumes at once, as lists and drawn trees hold them. */
  z.object({ ask: z.literal('everybody'), period: z.string(), past: thenShape }),
])
/** What a period is told from as of then, as known then. */
export type Then = z.infer<typeof thenShape>
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
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'openfield-closed', givesWay: true })
  const shelf = figuresShelf<KeptPeriod['snapshot']>({
    most: MOST_KEPT,
    keyOf: ({ hash }) => hash,
    load: (label, snapshot, tell) =>
      diary.during(`load ${label}`, () => loadClosed({ db: database.db }, snapshot, tell)),
  })
  const shelfThen = figuresShelf<Then>({
    most: MOST_THEN,
    keyOf: (then) => ('hash' in then ? then.hash : `${then.atMs} ${then.knownSeq} ${then.planVersionId}`),
    load: (label, then, tell) =>
      diary.during(`load ${label} as of then`, () =>
        'hash' in then
          ? loadClosed({ db: database.db }, then, tell)
          : loadThen({ db: database.db }, label, then, tell),
      ),
  })
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
  const everybody = async (period: string, past: Then) => {
    // A period that is kept anyway is not loaded a second time.
    const isKept = 'hash' in past && shelf.has(period, past)
    if (!isKept && !shelfThen.isTurnOf(period, past)) return { loading: 0 }
    const { held, percent } = isKept ? shelf.find(period, past) : shelfThen.find(period, past)
    const one = await orAfter(held, MOMENT_MS, () => ({ loading: percent() }))
    return 'loading' in one ? one : figuresOfEverybody(one, period, past)
  }
  return {
    async answer(message: unknown): Promise<unknown> {
      const asked = questionShape.parse(message)
      if ('periods' in asked) return keep(asked.periods)
      if (!('question' in asked)) return everybody(asked.period, asked.past)
      const { question } = asked
      // As of then anybody asks for anything: one is loaded after the other, and what is not begun is asked for again.
      if ('past' in asked) {
        const isTurn = shelfThen.isTurnOf(question.period, asked.past)
        if (!isTurn && question.ask !== 'standings') return { loading: 0 }
        await shelfThen.turnOf(question.period, asked.past)
      }
      const { held, percent } =
        'past' in asked
          ? shelfThen.find(question.period, asked.past)
          : shelf.find(question.period, asked.snapshot)
      // Pages of many people wait; whoever asks about one person is told how far it is.
      const one = await (question.ask === 'standings'
        ? held
        : orAfter(held, MOMENT_MS, () => ({ loading: percent() })))
      return 'loading' in one ? one : answerFrom(one, question)
    },
    async stop(): Promise<void> {
      isStopping = true
      await shelf.stop()
      await shelfThen.stop()
      await database.close()
      diary.close()
    },
  }
}

type OnShelf = Readonly<{ key: string; held: Promise<HeldClosed>; percent: () => number }>

/** Keeps the periods that were asked for last. A period that is told from something else now is loaded anew. */
function figuresShelf<From>(
  of: Readonly<{
    most: number
    keyOf: (from: From) => string
    load: (label: string, from: From, tell: TellDone) => Promise<HeldClosed>
  }>,
) {
  // The one that was asked for last stands last.
  const kept = new Map<string, OnShelf>()
  const loading = new Set<Promise<unknown>>()
  const load = (label: string, from: From): OnShelf => {
    let percent = 0
    const held = of.load(label, from, (done) => (percent = done))
    const one = { key: of.keyOf(from), held, percent: () => percent }
    // One that cannot be loaded is tried again by whoever asks next.
    const forget = (): void => void (kept.get(label) === one && kept.delete(label))
    const ended: Promise<unknown> = held.catch(forget).finally(() => loading.delete(ended))
    loading.add(ended)
    return one
  }
  /** Whether this one is there, or nothing is being loaded. */
  const isTurnOf = (label: string, from: From): boolean =>
    loading.size === 0 || kept.get(label)?.key === of.keyOf(from)
  return {
    find(label: string, from: From): OnShelf {
      const known = kept.get(label)
      const one = known?.key === of.keyOf(from) ? known : load(label, from)
      kept.delete(label)
      kept.set(label, one)
      for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - of.most))) kept.delete(oldest)
      return one
    },
    isTurnOf,
    /** Whether this one is kept, or being loaded. */
    has: (label: string, from: From): boolean => kept.get(label)?.key === of.keyOf(from),
    /** Until nothing else is being loaded, or this one is there. */
    async turnOf(label: string, from: From): Promise<void> {
      // oxlint-disable-next-line no-await-in-loop -- until it is this one's turn
      while (!isTurnOf(label, from)) await Promise.all(loading)
    },
    async stop(): Promise<void> {
      await Promise.all(loading)
    },
  }
}
