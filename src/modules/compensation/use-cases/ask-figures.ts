import { z } from 'zod'
import { keepThread } from '#platform/threads/keep-thread.ts'
import type { Asked, ExplanationTold } from '../domain/explain/explain.ts'
import type { ExpectedTold, StandingTold } from '../domain/figures/told.ts'
import type { FiguresQuestion } from './open-figures.ts'

export type Told<T> = Readonly<{ seq: bigint; told: T }>

/** Questions about pay, answered by the figures' thread; undefined where period, person or bonus are not known to it. */
export type PayFigures = Readonly<{
  expected: (question: Ask) => Promise<Told<ExpectedTold> | undefined>
  explain: (
    question: Ask & Asked & Readonly<{ bonus: string }>,
  ) => Promise<Told<NonNullable<ExplanationTold>> | undefined>
  explainAll: (question: Ask) => Promise<Told<readonly NonNullable<ExplanationTold>[]> | undefined>
  /** Ranks and volumes of many people at once, in their order; people whom the period does not know have none. */
  standings: (
    question: Omit<Ask, 'personId'> & Readonly<{ personIds: readonly bigint[] }>,
  ) => Promise<Told<readonly StandingTold[]> | undefined>
  stop: () => Promise<void>
}>

type Ask = Readonly<{ personId: bigint; period: string; sinceSeq?: bigint | undefined }>

// Both ends of the thread are compiled together, so the shape inside an answer is the one that its question gives; what is
// checked here is that an answer came, and to which kind of question.
const told = <T>(has: string) =>
  z
    .object({
      seq: z.bigint(),
      told: z.custom<T>((value) => typeof value === 'object' && value !== null && has in value),
    })
    .optional()
const expectedAnswer = told<ExpectedTold>('byBonus')
const explanationAnswer = told<NonNullable<ExplanationTold>>('sources')
const allAnswer = told<readonly NonNullable<ExplanationTold>[]>('length')
const standingsAnswer = told<readonly StandingTold[]>('length')
const nobody = z.object({ seq: z.bigint(), told: z.undefined() })

/** Starts the thread of the figures on the serving role's address. */
export function startFigures(deps: Readonly<{ onError: (error: Error) => void }>, url: string): PayFigures {
  const thread = keepThread(deps, {
    module: new URL('open-figures.ts', import.meta.url),
    name: 'openFigures',
    input: { url },
  })
  const ask = async <T>(question: FiguresQuestion, shape: z.ZodType<T>): Promise<T | undefined> => {
    const answer = await thread.ask(question)
    return nobody.safeParse(answer).success ? undefined : shape.parse(answer)
  }
  return {
    expected: (question) => ask({ ask: 'expected', ...question }, expectedAnswer),
    explain: (question) => ask({ ask: 'explain', ...question }, explanationAnswer),
    explainAll: (question) => ask({ ask: 'explain-all', ...question }, allAnswer),
    standings: ({ personIds, ...question }) =>
      ask({ ask: 'standings', personIds: [...personIds], ...question }, standingsAnswer),
    stop: thread.stop,
  }
}
