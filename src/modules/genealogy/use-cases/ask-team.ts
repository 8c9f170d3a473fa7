import { z } from 'zod'
import { keepThread } from '#platform/threads/keep-thread.ts'
import type { Tree } from '../domain/tree.ts'
import { figuresHeld, type FiguresHeld, type FiguresPiece } from './figures-piece.ts'
import type { StillReading } from './image-shelf.ts'
import type { TreeThen } from './open-trees-then.ts'
import { teamAnswers, type TeamQuestion } from './team-questions.ts'

type Ask<K extends TeamQuestion['ask']> = Omit<Extract<TeamQuestion, { ask: K }>, 'ask'>
type Told<K extends keyof typeof teamAnswers> = Readonly<{
  seq: bigint
  value: z.infer<(typeof teamAnswers)[K]>
}>

/**
 * Questions to the field's image, answered by its thread. Each answer names its position in the feed, which is not
 * before `sinceSeq` unless that did not come within two seconds. `value` is undefined where a person is not known to
 * the tree or not below the viewer.
 */
export type TeamImage = Readonly<{
  list: (question: Ask<'list'>, sinceSeq?: bigint) => Promise<Told<'list'>>
  counts: (question: Ask<'counts'>, sinceSeq?: bigint) => Promise<Told<'counts'>>
  member: (question: Ask<'member'>, sinceSeq?: bigint) => Promise<Told<'member'>>
  line: (question: Ask<'line'>, sinceSeq?: bigint) => Promise<Told<'line'>>
  relation: (question: Ask<'relation'>, sinceSeq?: bigint) => Promise<Told<'relation'>>
  /** Takes a piece of figures over, where it follows what is held, and tells what is held. */
  takeFigures: (piece?: FiguresPiece) => Promise<FiguresHeld>
  /** A window of a tree as it is now; of a placement tree it is told how far that is while it is read. */
  window: (question: AskWindow, sinceSeq?: bigint) => Promise<Told<'window'> | StillReading>
  /** The same of a tree as of an instant, which is read when it is first asked for. */
  windowThen: (question: AskWindow, of: TreeThen) => Promise<Told<'window'> | StillReading>
  /** Takes figures of everybody over for a tree as of an instant. */
  takeFiguresThen: (of: TreeThen, figures: FiguresPiece) => Promise<void>
  stop: () => Promise<void>
}>

/** A window, of a placement tree where one is named. */
type AskWindow = Ask<'window'> & Readonly<{ tree?: Tree | undefined }>

const answered = z.object({ seq: z.bigint(), value: z.unknown() })
const stillReading = z.object({ loading: z.number() })

function windowTold(answer: unknown): Told<'window'> | StillReading {
  const reading = stillReading.safeParse(answer)
  if (reading.success) return reading.data
  const { seq, value } = answered.parse(answer)
  return { seq, value: teamAnswers.window.parse(value) }
}

/** Starts the threads of the images, of now and of then, on the serving role's address. Questions wait until they are open. */
export function startTeamImage(deps: Readonly<{ onError: (error: Error) => void }>, url: string): TeamImage {
  const thread = keepThread(deps, {
    module: new URL('open-team-image.ts', import.meta.url),
    name: 'openTeamImage',
    input: { url },
  })
  const past = keepThread(deps, {
    module: new URL('open-trees-then.ts', import.meta.url),
    name: 'openTreesThen',
    input: { url },
  })
  const ask = async <T>(
    question: TeamQuestion,
    sinceSeq: bigint | undefined,
    shape: z.ZodType<T>,
  ): Promise<Readonly<{ seq: bigint; value: T }>> => {
    const { seq, value } = answered.parse(await thread.ask({ question, sinceSeq }))
    return { seq, value: shape.parse(value) }
  }
  return {
    list: (question, since) => ask({ ask: 'list', ...question }, since, teamAnswers.list),
    counts: (question, since) => ask({ ask: 'counts', ...question }, since, teamAnswers.counts),
    member: (question, since) => ask({ ask: 'member', ...question }, since, teamAnswers.member),
    line: (question, since) => ask({ ask: 'line', ...question }, since, teamAnswers.line),
    relation: (question, since) => ask({ ask: 'relation', ...question }, since, teamAnswers.relation),
    takeFigures: async (piece) => figuresHeld.parse(await thread.ask({ figures: piece ?? null })),
    window: async ({ tree, ...about }, sinceSeq) =>
      windowTold(await thread.ask({ tree, question: { ask: 'window', ...about }, sinceSeq })),
    windowThen: async (about, of) =>
      windowTold(await past.ask({ of, question: { ask: 'window', ...about } })),
    takeFiguresThen: async (of, figures) => void (await past.ask({ of, figures })),
    stop: async () => void (await Promise.all([thread.stop(), past.stop()])),
  }
}
