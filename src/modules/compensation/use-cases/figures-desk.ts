import type { FiguresHeld } from '#modules/genealogy/api.ts'
import { openDatabase, type Database } from '#platform/postgres/database.ts'
import { idly } from '#platform/wait/moments.ts'
import { replaceableThread, type ReplaceableThread } from '#platform/threads/replaceable-thread.ts'
import type { FiguresQuestion } from './answer-figures.ts'
import type { ClosedQuestion, KeptPeriod, Then } from './closed-periods.ts'
import { knownOrigins, latestPeriods, type Origins } from './figures-origin.ts'
import type { OpenPeriodWork } from './open-period.ts'

/** Knows which thread has which period, and gives each question to it. */
export type FiguresDesk = Readonly<{
  /** Undefined when the company has no plan or period of that label. */
  ask: (question: FiguresQuestion) => Promise<unknown>
  /** The same of a period as of then, as known then. */
  askThen: (question: FiguresQuestion, then: Then) => Promise<unknown>
  /** How everybody stood in one. */
  everybodyThen: (period: string, then: Then) => Promise<unknown>
  /** Waits for what changes of an open period; undefined where nothing did for a while, or the period is not open. */
  changes: (period: string, held: FiguresHeld) => Promise<unknown>
  stop: () => Promise<void>
}>

/** Open periods that are followed at once: the one that goes on, and those before it that are not closed yet. */
const MOST_OPEN = 3
/** What is loaded before anybody asks: the next month too when it begins within half an hour, and the last closed ones. */
const LOADED = { closed: 3, laterMs: 1_800_000 }
/** So long after a period could not be made anew that is tried again. */
const AGAIN_MS = 60_000
/** How often it is looked whether an open period has to be loaded. */
const LOOK_MS = 600_000

const load: OpenPeriodWork = { ask: 'load' }
const stale: OpenPeriodWork = { ask: 'stale' }

type Deps = Readonly<{
  onError: (error: Error) => void
  /** Where the threads leave what they did, for measurements. */
  diaryFolder?: string | undefined
}>

/**
 * Every open period has a thread that does nothing but follow the orders and answer; the closed ones share another one. Whatever
 * takes long, which is loading a period, goes on where it holds up no period that is followed.
 */
export function openDesk(deps: Deps, url: string): FiguresDesk {
  const database = openDatabase(deps, { url, poolMax: 2, name: 'openfield-figures-desk' })
  const originOf = knownOrigins(database)
  const threads = new Set<ReplaceableThread>()
  let isStopping = false
  let turns = 0
  const begin: Begin = (module, name, input) => {
    if (isStopping) throw new Error('the figures have ended')
    const start = { module, name, input: { url, diaryFolder: deps.diaryFolder, ...input } }
    const thread = replaceableThread(deps, start)
    threads.add(thread)
    return thread
  }
  const tell = (error: unknown): void => {
    if (!isStopping) deps.onError(error instanceof Error ? error : new Error(String(error)))
  }
  const retire = (thread: ReplaceableThread): void =>
    void thread
      .retire()
      .then(() => threads.delete(thread))
      .catch(tell)
  const open = openPeriods(begin, retire, tell)
  let closedThread: ReplaceableThread | undefined
  const closed = (): ReplaceableThread =>
    (closedThread ??= begin(new URL('closed-periods.ts', import.meta.url), 'openClosedPeriods', {}))
  /** One after the other: each takes much memory while it is loaded. */
  const loadOpen = async (): Promise<void> => {
    const turn = ++turns
    for (const label of (await latestPeriods(database, LOADED)).open) {
      // One after the other: the month that goes on comes first, and each takes much memory while it is loaded.
      // oxlint-disable-next-line no-await-in-loop
      const origin = await originOf(label)
      // oxlint-disable-next-line no-await-in-loop
      if (origin && !origin.snapshot) await open.of(label, origin.madeFrom, turn).ask(load)
    }
  }
  const loadClosed = async (): Promise<void> => {
    if (isStopping || (await keptPeriods(database, originOf)).length === 0) return
    await closed().untilTold(async (): Promise<ClosedQuestion> => ({
      ask: 'keep',
      periods: await keptPeriods(database, originOf),
    }))
  }
  loadOpen().then(loadClosed).catch(tell)
  const looking = setInterval(() => void loadOpen().catch(tell), LOOK_MS).unref()
  return {
    async ask(question) {
      const turn = ++turns
      const label = question.period
      const origin = await originOf(label)
      if (!origin) return undefined
      const { snapshot } = origin
      if (!snapshot) return open.of(label, origin.madeFrom, turn).ask(question)
      open.release(label)
      return closed().ask({ snapshot, question } satisfies ClosedQuestion)
    },
    askThen: (question, then) => closed().ask({ past: then, question } satisfies ClosedQuestion),
    everybodyThen: (period, past) =>
      closed().ask({ ask: 'everybody', period, past } satisfies ClosedQuestion),
    async changes(label, held) {
      const turn = ++turns
      const origin = await originOf(label)
      if (!origin || origin.snapshot) return undefined
      return open.of(label, origin.madeFrom, turn).ask({ ask: 'changes', held } satisfies OpenPeriodWork)
    },
    async stop() {
      isStopping = true
      clearInterval(looking)
      await Promise.all([...threads].map((thread) => thread.stop()))
      await database.close()
    },
  }
}

/** The closed periods that are loaded before anybody asks. */
async function keptPeriods(database: Database, originOf: Origins): Promise<KeptPeriod[]> {
  const { closed } = await latestPeriods(database, LOADED)
  const known = await Promise.all(
    closed.map(async (period) => ({ period, snapshot: (await originOf(period))?.snapshot })),
  )
  return known.flatMap(({ period, snapshot }) => (snapshot ? [{ period, snapshot }] : []))
}

type Begin = (module: URL, name: string, input: object) => ReplaceableThread

/** An open period that is followed: what it was made from, and which question of the desk knew that. */
type Followed = Readonly<{ madeFrom: string; thread: ReplaceableThread; turn: number }>

/**
 * The threads of the open periods that were asked for last. A period that has to be made anew because it cannot take something
 * over is made in a new thread, and the old one goes on following and answering until that one is ready.
 */
function openPeriods(
  begin: Begin,
  retire: (thread: ReplaceableThread) => void,
  tell: (error: unknown) => void,
) {
  // The one that was asked for last stands last.
  const open = new Map<string, Followed>()
  const beginOf = (label: string): ReplaceableThread =>
    begin(new URL('open-period.ts', import.meta.url), 'openPeriod', { label })
  const release = (label: string): void => {
    const one = open.get(label)
    open.delete(label)
    if (one) retire(one.thread)
  }
  const put = (label: string, one: Followed): void => {
    release(label)
    open.set(label, one)
    const [oldest] = open.keys()
    if (open.size > MOST_OPEN && oldest !== undefined) release(oldest)
    watch(label, one).catch(tell)
  }
  const watch = async (label: string, one: Followed): Promise<void> => {
    await one.thread.untilTold(() => stale)
    while (open.get(label) === one) {
      const thread = beginOf(label)
      // The old thread goes on until this one has caught up.
      // oxlint-disable-next-line no-await-in-loop
      const isLoaded = await loaded(thread)
      if (isLoaded && open.get(label) === one) return put(label, { ...one, thread })
      retire(thread)
      // What cannot be loaded now, as when the plan does not say what a change means, is tried again later.
      // oxlint-disable-next-line no-await-in-loop
      if (!isLoaded) await idly(AGAIN_MS)
    }
  }
  const loaded = (thread: ReplaceableThread): Promise<boolean> =>
    thread.ask(load).then(
      () => true,
      (error: unknown) => {
        tell(error)
        return false
      },
    )
  return {
    release,
    /** The thread of a period; a question that came earlier does not take back what a later one knew. */
    of(label: string, madeFrom: string, turn: number): ReplaceableThread {
      const known = open.get(label)
      if (!known || (known.madeFrom !== madeFrom && known.turn < turn)) {
        const thread = beginOf(label)
        put(label, { madeFrom, thread, turn })
        return thread
      }
      open.delete(label)
      open.set(label, known)
      return known.thread
    },
  }
}
