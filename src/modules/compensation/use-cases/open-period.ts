import { z } from 'zod'
import { openDatabase } from '#platform/postgres/database.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { figuresHeld, type FiguresHeld, type FiguresPiece } from '#modules/genealogy/api.ts'
import { idly, orAfter } from '#platform/wait/moments.ts'
import { openDiary } from '#platform/threads/work-diary.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { answerFrom, figuresQuestion, MOMENT_MS } from './answer-figures.ts'
import { followPeriod } from './follow-figures.ts'
import { figuresHandOn } from './hand-on-figures.ts'
import type { HeldLive } from './load-figures.ts'

/** What the desk asks beside the questions about pay. */
const workShape = z.union([
  /** Answered once the period is in memory. */
  z.object({ ask: z.literal('load') }),
  /** Answered once the period has to be made anew. */
  z.object({ ask: z.literal('stale') }),
  /** Answered with what changed since the piece that the asker holds, or with nothing after a while in which nothing did. */
  z.object({ ask: z.literal('changes'), held: figuresHeld }),
])
export type OpenPeriodWork = z.infer<typeof workShape>

const inputShape = z.object({ url: z.string(), label: z.string(), diaryFolder: z.string().optional() })

const WAIT_STEP_MS = 20
const WAIT_MOST_MS = 2_000
/** So long whoever asks for changes waits for some. */
const CHANGES_MOST_MS = 5_000
const CHANGES_STEP_MS = 100

/**
 * Opens one open period in a thread of its own, which does nothing else: it loads the period when it is first asked, follows the
 * feed and renews the figures with every order. Everything here can be thrown away and is rebuilt when it is asked for.
 */
export async function openPeriod(input: unknown) {
  const { url, label, diaryFolder } = inputShape.parse(input)
  const diary = openDiary(diaryFolder, label)
  const onError = (error: Error): void => void process.stderr.write(`figures of ${label}: ${error.message}\n`)
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'openfield-figures' })
  const listener = await openListener({ onError }, url)
  const period = followPeriod({ db: database.db, diary, onError }, label)
  const off = await listener.on('openfield_seq', period.follow)
  const howFar = () => ({ loading: period.percent() })
  const handOn = figuresHandOn()
  let isStopping = false
  /** Whoever takes pieces asks again at once; the rest between them lets others through first. */
  const changesFor = async (held: FiguresHeld): Promise<FiguresPiece | undefined> => {
    const one = await period.held()
    if (!one) return undefined
    if (held !== undefined) await idly(handOn.restMs())
    const limits = { stepMs: CHANGES_STEP_MS, mostMs: CHANGES_MOST_MS }
    const isNew = await waitUntil(() => isStopping || handOn.isNew(one, held), limits)
    return isNew && !isStopping ? diary.during('hand on', () => handOn.piece(one, held)) : undefined
  }
  const nudge = (): boolean => {
    period.hurry()
    return false
  }
  const answerOf = async (one: HeldLive | undefined, question: unknown): Promise<unknown> => {
    if (!one) return undefined
    const asked = figuresQuestion.parse(question)
    // After a while the answer says how far it came instead.
    await waitUntil(() => period.followed() >= (asked.sinceSeq ?? 0n) || nudge(), {
      stepMs: WAIT_STEP_MS,
      mostMs: WAIT_MOST_MS,
    })
    return diary.during(`answer ${asked.ask}`, () => answerFrom(one, asked))
  }
  return {
    async answer(question: unknown): Promise<unknown> {
      const work = workShape.safeParse(question).data
      if (work?.ask === 'changes') return changesFor(work.held)
      if (work) return work.ask === 'load' ? void (await period.held()) : period.stale
      // Pages of many people wait; whoever asks about one person is told how far it is.
      const isPatient = figuresQuestion.parse(question).ask === 'standings'
      const held = period.held()
      const found = await (isPatient ? held : orAfter(held, MOMENT_MS, howFar))
      return found && 'loading' in found ? found : answerOf(found, question)
    },
    async stop(): Promise<void> {
      isStopping = true
      off()
      await period.stop()
      await listener.stop()
      await database.close()
      diary.close()
    },
  }
}
