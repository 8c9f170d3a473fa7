import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'

const movedShape = z.object({ name: z.string(), micro: z.string(), losers: z.int(), winners: z.int() })

/** What a preview says of one month; the people and sums are in the effects. */
export const previewedPeriod = z.object({
  period: z.string(),
  accepted: z.boolean(),
  volume: movedShape.nullable(),
})
export type PreviewedPeriod = z.infer<typeof previewedPeriod>

export type Preview = Readonly<{
  state: 'computing' | 'ready' | 'failed'
  askedAtMs: number
  doneAtMs: number | null
  periods: readonly PreviewedPeriod[]
  failure: string | null
}>

/** Notes that a preview of a move is being computed; what an earlier one told is kept until the new one is there. */
export async function beginPreview(tx: Tx, moveId: bigint): Promise<void> {
  await sql`INSERT INTO compensation.move_preview (move_id, state, asked_at)
    VALUES (${moveId}, 'computing', platform.company_now())
    ON CONFLICT (move_id) DO UPDATE SET state = 'computing', asked_at = excluded.asked_at, failure = NULL`.execute(
    tx,
  )
}

export async function previewOf(tx: Tx, moveId: bigint): Promise<Preview | undefined> {
  const { rows } = await sql<{
    state: Preview['state']
    askedAt: Date
    doneAt: Date | null
    periods: unknown
    failure: string | null
  }>`
    SELECT state, asked_at AS "askedAt", done_at AS "doneAt", periods, failure
    FROM compensation.move_preview WHERE move_id = ${moveId}`.execute(tx)
  const [row] = rows
  return (
    row && {
      state: row.state,
      askedAtMs: row.askedAt.getTime(),
      doneAtMs: row.doneAt?.getTime() ?? null,
      periods: z.array(previewedPeriod).parse(row.periods),
      failure: row.failure,
    }
  )
}

/** Notes that a preview could not be computed, with the reason where the move itself does not tell it. */
export async function failPreview(tx: Tx, moveId: bigint, failure: string | null): Promise<void> {
  await sql`UPDATE compensation.move_preview SET state = 'failed', failure = ${failure}
    WHERE move_id = ${moveId}`.execute(tx)
}

export type EffectRow = Readonly<{
  period: string
  personId: bigint
  currency: string
  before: bigint
  after: bigint
  rankBefore: string | null
  rankAfter: string | null
}>

/** Rows that are written in one statement. */
const WRITTEN_AT_ONCE = 10_000

/** Writes what a move would change in the place of what was told before. */
export async function savePreview(
  tx: Tx,
  moveId: bigint,
  told: Readonly<{ at: Date; periods: readonly PreviewedPeriod[]; effects: readonly EffectRow[] }>,
): Promise<void> {
  await sql`DELETE FROM compensation.move_effect WHERE move_id = ${moveId}`.execute(tx)
  for (let from = 0; from < told.effects.length; from += WRITTEN_AT_ONCE) {
    const rows = told.effects.slice(from, from + WRITTEN_AT_ONCE)
    const list = (of: (row: EffectRow) => string | null): (string | null)[] => rows.map(of)
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await sql`
      INSERT INTO compensation.move_effect
        (move_id, period, person_id, currency, before_minor, after_minor, rank_before, rank_after)
      SELECT ${moveId}, * FROM unnest(${list((row) => row.period)}::text[], ${list((row) => String(row.personId))}::bigint[],
        ${list((row) => row.currency)}::text[], ${list((row) => String(row.before))}::bigint[],
        ${list((row) => String(row.after))}::bigint[], ${list((row) => row.rankBefore)}::text[],
        ${list((row) => row.rankAfter)}::text[])`.execute(tx)
  }
  await sql`UPDATE compensation.move_preview
    SET state = 'ready', done_at = ${told.at}, periods = ${JSON.stringify(told.periods)}::jsonb, failure = NULL
    WHERE move_id = ${moveId}`.execute(tx)
}

export type EffectSum = Readonly<{
  period: string
  currency: string
  people: number
  /** What those gain who gain, and what those lose who lose. */
  gained: bigint
  lost: bigint
  ranks: number
}>

/** What a move would change by month and currency. */
export async function effectSums(tx: Tx, moveId: bigint): Promise<readonly EffectSum[]> {
  const { rows } = await sql<EffectSum>`
    SELECT period, currency, count(*)::int AS people,
      coalesce(sum(after_minor - before_minor) FILTER (WHERE after_minor > before_minor), 0)::bigint AS gained,
      coalesce(sum(before_minor - after_minor) FILTER (WHERE after_minor < before_minor), 0)::bigint AS lost,
      count(*) FILTER (WHERE rank_before IS DISTINCT FROM rank_after)::int AS ranks
    FROM compensation.move_effect WHERE move_id = ${moveId}
    GROUP BY period, currency ORDER BY period, currency`.execute(tx)
  return rows
}

/** A page of whose pay or rank it would change, the largest difference first; of one month where it is named. */
export async function effectsPage(
  tx: Tx,
  asked: Readonly<{ moveId: bigint; period: string | undefined; limit: number; offset: number }>,
): Promise<Readonly<{ rows: readonly (EffectRow & Readonly<{ code: string }>)[]; total: number }>> {
  const which = sql`e.move_id = ${asked.moveId} AND e.period = coalesce(${asked.period ?? null}, e.period)`
  const { rows } = await sql<EffectRow & { code: string }>`
    SELECT e.period, e.person_id AS "personId", p.code, e.currency, e.before_minor AS before, e.after_minor AS after,
      e.rank_before AS "rankBefore", e.rank_after AS "rankAfter"
    FROM compensation.move_effect e JOIN field.v_person p ON p.id = e.person_id
    WHERE ${which} ORDER BY abs(e.after_minor - e.before_minor) DESC, e.period DESC, p.code
    LIMIT ${asked.limit} OFFSET ${asked.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM compensation.move_effect e WHERE ${which}`.execute(tx)
  return { rows, total: counted.rows[0]?.total ?? 0 }
}
