import { z } from 'zod'
import { figuresPiece, type FiguresHeld, type FiguresPiece } from '#modules/genealogy/api.ts'
import type { Asked, ExplanationTold } from '../domain/explain/explain.ts'
import type { ExpectedTold, StandingTold } from '../domain/figures/told.ts'
import type { FiguresQuestion } from './answer-figures.ts'
import type { Then } from './closed-periods.ts'
import { openDesk } from './figures-desk.ts'

export type Told<T> = Readonly<{ seq: bigint; told: T }>

/** The period is not in memory yet; so much of its loading is done, in percent. The question begins it. */
export type StillLoading = Readonly<{ loading: number; told?: undefined }>

export type Answered<T> = Told<T> | StillLoading | undefined

/**
 * Questions about pay, answered by the threads of the figures; undefined where period, person or bonus are not known to it. A period
 * that takes long to load answers how far that is, but for standings, which wait for it.
 */
export type PayFigures = Readonly<{
  expected: (question: Ask) => Promise<Answered<ExpectedTold>>
  explain: (
    question: Ask & Asked & Readonly<{ bonus: string }>,
  ) => Promise<Answered<NonNullable<ExplanationTold>>>
  explainAll: (question: Ask) => Promise<Answered<readonly NonNullable<ExplanationTold>[]>>
  /** As `expected` and `standings`, of a period as of then and as known then. */
  past: Readonly<{
    expected: (question: Ask, then: Then) => Promise<Answered<ExpectedTold>>
    standings: (question: AskMany, then: Then) => Promise<Told<readonly StandingTold[]> | undefined>
    /** How everybody stood. */
    everybody: (period: string, then: Then) => Promise<FiguresPiece | StillLoading>
  }>
  /** Ranks and volumes of many people at once, in their order; people whom the period does not know have none. */
  standings: (question: AskMany) => Promise<Told<readonly StandingTold[]> | undefined>
  /** How everybody stands in an open period, from the piece on that the asker holds: waits for what changes, for a while. */
  changes: (question: Readonly<{ period: string; held: FiguresHeld }>) => Promise<FiguresPiece | undefined>
  stop: () => Promise<void>
}>

type Ask = Readonly<{ personId: bigint; period: string; sinceSeq?: bigint | undefined }>
type AskMany = Omit<Ask, 'personId'> & Readonly<{ personIds: readonly bigint[] }>

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
const stillLoading = z.object({ loading: z.number() })
const piecePast = z.union([stillLoading, figuresPiece])

/** Starts the threads of the figures on the serving role's address. */
export function startFigures(deps: Parameters<typeof openDesk>[0], url: string): PayFigures {
  const desk = openDesk(deps, url)
  const checked = <T>(answer: unknown, shape: z.ZodType<T>): T | undefined =>
    nobody.safeParse(answer).success ? undefined : shape.parse(answer)
  const ask = async <T>(question: FiguresQuestion, shape: z.ZodType<T>): Promise<T | undefined> =>
    checked(await desk.ask(question), shape)
  const askOrHowFar = async <T>(question: FiguresQuestion, shape: z.ZodType<T>) =>
    ask(question, z.union([stillLoading, shape]))
  return {
    expected: (question) => askOrHowFar({ ask: 'expected', ...question }, expectedAnswer),
    explain: (question) => askOrHowFar({ ask: 'explain', ...question }, explanationAnswer),
    explainAll: (question) => askOrHowFar({ ask: 'explain-all', ...question }, allAnswer),
    standings: ({ personIds, ...question }) =>
      ask({ ask: 'standings', personIds: [...personIds], ...question }, standingsAnswer),
    past: {
      expected: async (question, then) => {
        const answer = await desk.askThen({ ask: 'expected', ...question }, then)
        return checked(answer, z.union([stillLoading, expectedAnswer]))
      },
      standings: async ({ personIds, ...question }, then) => {
        const answer = await desk.askThen({ ask: 'standings', personIds: [...personIds], ...question }, then)
        return checked(answer, standingsAnswer)
      },
      everybody: async (period, then) => piecePast.parse(await desk.everybodyThen(period, then)),
    },
    changes: async ({ period, held }) => figuresPiece.optional().parse(await desk.changes(period, held)),
    stop: desk.stop,
  }
}
