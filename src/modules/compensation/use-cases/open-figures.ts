import { z } from 'zod'
import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { headSeq } from '#platform/outbox/event.ts'
import { openDatabase, type Db } from '#platform/postgres/database.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { periodAt } from '#shared/period.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { explanationTold } from '../domain/explain/explain.ts'
import { expectedTold, standingTold } from '../domain/figures/told.ts'
import { listRuns } from '../store/runs.ts'
import { openShelf, type Shelf } from './follow-figures.ts'
import type { Held } from './load-figures.ts'

const ask = { personId: z.bigint(), period: z.string(), sinceSeq: z.bigint().optional() }
const questionShape = z.discriminatedUnion('ask', [
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
export type FiguresQuestion = z.infer<typeof questionShape>

const CLOSED_LOADED = 3
const WAIT_STEP_MS = 20
const WAIT_MOST_MS = 2_000

/**
 * Opens the figures of pay in a thread of their own: open periods follow the feed and are renewed with every order, closed
 * ones are computed again from their frozen bytes. Everything here can be thrown away and is rebuilt when it is asked for.
 */
export async function openFigures(input: unknown) {
  const { url } = z.object({ url: z.string() }).parse(input)
  const onError = (error: Error): void => void process.stderr.write(`figures: ${error.message}\n`)
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'openfield-figures' })
  const listener = await openListener({ onError }, url)
  const deps = { db: database.db }
  const shelf = openShelf(deps, onError, await read(deps, systemActor('figures'), headSeq))
  const nudge = (): boolean => {
    shelf.follow()
    return false
  }
  const off = await listener.on('openfield_seq', shelf.follow)
  const stopping = new AbortController()
  loadLatest(deps, shelf, stopping.signal).catch(onError)
  return {
    async answer(question: unknown): Promise<unknown> {
      const asked = questionShape.parse(question)
      // After a while the answer says how far it came instead.
      await waitUntil(() => shelf.followed() >= (asked.sinceSeq ?? 0n) || nudge(), {
        stepMs: WAIT_STEP_MS,
        mostMs: WAIT_MOST_MS,
      })
      // Pages of many people wait; whoever asks about one person is told how far it is.
      const one = await (asked.ask === 'standings' ? shelf.held : shelf.heldOrHowFar)(asked.period)
      return one === undefined || 'loading' in one ? one : answerFrom(one, asked)
    },
    async stop(): Promise<void> {
      stopping.abort()
      off()
      await shelf.stop()
      await listener.stop()
      await database.close()
    },
  }
}

/** The open period and the last closed ones, of which most is asked, come into memory before anybody asks. */
async function loadLatest(deps: Readonly<{ db: Db }>, shelf: Shelf, stopping: AbortSignal): Promise<void> {
  const labels = await read(deps, systemActor('figures'), async (tx) => {
    const calendar = await calendarByCode(tx, MONTHS)
    if (!calendar) return []
    const closed = (await listRuns(tx)).slice(0, CLOSED_LOADED).map(({ period }) => period)
    return [periodAt(calendar, await companyNow(tx)).label, ...closed]
  })
  // One after the other: each takes much memory while it is loaded.
  for (const label of new Set(labels)) {
    if (stopping.aborted) return
    // oxlint-disable-next-line no-await-in-loop
    await shelf.held(label)
  }
}

function answerFrom(one: Held, asked: FiguresQuestion): unknown {
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
