import { z } from 'zod'
import { explanationTold } from '../domain/explain/explain.ts'
import { expectedTold, standingTold } from '../domain/figures/told.ts'
import type { HeldClosed, HeldLive } from './load-figures.ts'

const ask = { personId: z.bigint(), period: z.string(), sinceSeq: z.bigint().optional() }

/** What may be asked of the figures of a period. */
export const figuresQuestion = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('expected'), ...ask }),
  z.object({
    ask: z.literal('explain'),
    ...ask,
    bonus: z.string(),
    source: z.string().optional(),
    leg: z.string().optional(),
    from: z.number().optional(),
  }),
  z.object({ ask: z.literal('explain-all'), ...ask }),
  z.object({
    ask: z.literal('standings'),
    personIds: z.array(z.bigint()),
    period: z.string(),
    sinceSeq: z.bigint().optional(),
  }),
])
export type FiguresQuestion = z.infer<typeof figuresQuestion>

/** So long a question waits for a period that is loaded before it is told how far that is. */
export const MOMENT_MS = 2_500

/** The answer that a period in memory gives. */
export function answerFrom(one: HeldLive | HeldClosed, asked: FiguresQuestion): unknown {
  const known = 'live' in one ? one.live.current() : { ...one.frozen, seq: one.seq }
  const { figures, seq } = known
  const numberOf = (id: bigint) => ('live' in one ? one.live.numberOf(id) : one.numberOf(id))
  if (asked.ask === 'standings')
    return { seq, told: asked.personIds.map((id) => standingTold(figures, id, numberOf(id))) }
  const person = numberOf(asked.personId)
  if (person === undefined) return { seq, told: undefined }
  if (asked.ask === 'expected') return { seq, told: expectedTold(known, person) }
  if (asked.ask === 'explain-all')
    return { seq, told: figures.plan.bonuses.map(({ name }) => explanationTold(known, person, name)) }
  return { seq, told: explanationTold(known, person, asked.bonus, asked) }
}
