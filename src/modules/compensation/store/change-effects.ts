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

/** What a preview is of: a move of people, a transfer of a position, or a correction by hand that waits. */
export type Change = Readonly<{ kind: 'move' | 'transfer' | 'adjustment'; id: bigint }>

const tablesOf = {
  move: {
    preview: sql.table('compensation.move_preview'),
    effect: sql.table('compensation.move_effect'),
    id: sql.ref('move_id'),
  },
  transfer: {
    preview: sql.table('compensation.transfer_preview'),
    effect: sql.table('compensation.transfer_effect'),
    id: sql.ref('transfer_id'),
  },
  adjustment: {
    preview: sql.table('compensation.adjustment_preview'),
    effect: sql.table('compensation.adjustment_effect'),
    id: sql.ref('adjustment_id'),
  },
} as const

export type Preview = Readonly<{
  state: 'computing' | 'ready' | 'failed'
  askedAtMs: number
  doneAtMs: number | null
  periods: readonly PreviewedPeriod[]
  failure: string | null
}>

/** Notes that a preview is being computed; what an earlier one told is kept until the new one is there. */
export async function beginPreview(tx: Tx, change: Change): Promise<void> {
  const { preview, id } = tablesOf[change.kind]
  await sql`INSERT INTO ${preview} (${id}, state, asked_at)
    VALUES (${change.id}, 'computing', platform.company_now())
    ON CONFLICT (${id}) DO UPDATE SET state = 'computing', asked_at = excluded.asked_at, failure = NULL`.execute(
    tx,
  )
}

/** A transfer that is previewed: whose the position would be from an instant on; its own, where it would be the only one. */
export type PreviewedTransfer = Readonly<{ id: bigint; positionId: bigint; ownerId: bigint; fromMs: number }>

/** The same for a transfer, which is not in the tables of this module. */
export async function beginTransferPreview(tx: Tx, of: PreviewedTransfer): Promise<void> {
  await sql`INSERT INTO compensation.transfer_preview (transfer_id, position_id, owner_id, valid_from, state, asked_at)
    VALUES (${of.id}, ${of.positionId}, ${of.ownerId}, ${new Date(of.fromMs)}, 'computing', platform.company_now())
    ON CONFLICT (transfer_id) DO UPDATE SET owner_id = excluded.owner_id, state = 'computing', asked_at = excluded.asked_at,
      failure = NULL`.execute(tx)
}

export async function transferOf(tx: Tx, id: bigint): Promise<PreviewedTransfer | undefined> {
  const { rows } = await sql<Omit<PreviewedTransfer, 'fromMs'> & { from: Date }>`
    SELECT transfer_id AS id, position_id AS "positionId", owner_id AS "ownerId", valid_from AS "from"
    FROM compensation.transfer_preview WHERE transfer_id = ${id}`.execute(tx)
  const [row] = rows
  return row && { id: row.id, positionId: row.positionId, ownerId: row.ownerId, fromMs: row.from.getTime() }
}

export async function previewOf(tx: Tx, change: Change): Promise<Preview | undefined> {
  const { preview, id } = tablesOf[change.kind]
  const { rows } = await sql<{
    state: Preview['state']
    askedAt: Date
    doneAt: Date | null
    periods: unknown
    failure: string | null
  }>`
    SELECT state, asked_at AS "askedAt", done_at AS "doneAt", periods, failure
    FROM ${preview} WHERE ${id} = ${change.id}`.execute(tx)
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

/** Notes that a preview could not be computed, with the reason where the change itself does not tell it. */
export async function failPreview(tx: Tx, change: Change, failure: string | null): Promise<void> {
  const { preview, id } = tablesOf[change.kind]
  await sql`UPDATE ${preview} SET state = 'failed', failure = ${failure}
    WHERE ${id} = ${change.id}`.execute(tx)
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

/** Writes what it would change in the place of what was told before. */
export async function savePreview(
  tx: Tx,
  change: Change,
  told: Readonly<{ at: Date; periods: readonly PreviewedPeriod[]; effects: readonly EffectRow[] }>,
): Promise<void> {
  const { preview, effect, id } = tablesOf[change.kind]
  await sql`DELETE FROM ${effect} WHERE ${id} = ${change.id}`.execute(tx)
  for (let from = 0; from < told.effects.length; from += WRITTEN_AT_ONCE) {
    const rows = told.effects.slice(from, from + WRITTEN_AT_ONCE)
    const list = (of: (row: EffectRow) => string | null): (string | null)[] => rows.map(of)
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await sql`
      INSERT INTO ${effect}
        (${id}, period, person_id, currency, before_minor, after_minor, rank_before, rank_after)
      SELECT ${change.id}::bigint, * FROM unnest(${list((row) => row.period)}::text[], ${list((row) => String(row.personId))}::bigint[],
        ${list((row) => row.currency)}::text[], ${list((row) => String(row.before))}::bigint[],
        ${list((row) => String(row.after))}::bigint[], ${list((row) => row.rankBefore)}::text[],
        ${list((row) => row.rankAfter)}::text[])`.execute(tx)
  }
  await sql`UPDATE ${preview}
    SET state = 'ready', done_at = ${told.at}, periods = ${JSON.stringify(told.periods)}::jsonb, failure = NULL
    WHERE ${id} = ${change.id}`.execute(tx)
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

/** What it would change by month and currency. */
export async function effectSums(tx: Tx, change: Change): Promise<readonly EffectSum[]> {
  const { effect, id } = tablesOf[change.kind]
  const { rows } = await sql<EffectSum>`
    SELECT period, currency, count(*)::int AS people,
      coalesce(sum(after_minor - before_minor) FILTER (WHERE after_minor > before_minor), 0)::bigint AS gained,
      coalesce(sum(before_minor - after_minor) FILTER (WHERE after_minor < before_minor), 0)::bigint AS lost,
      count(*) FILTER (WHERE rank_before IS DISTINCT FROM rank_after)::int AS ranks
    FROM ${effect} WHERE ${id} = ${change.id}
    GROUP BY period, currency ORDER BY period, currency`.execute(tx)
  return rows
}

/** A page of whose pay or rank it would change, the largest difference first; of one month where it is named. */
export async function effectsPage(
  tx: Tx,
  asked: Readonly<{ change: Change; period: string | undefined; limit: number; offset: number }>,
): Promise<Readonly<{ rows: readonly (EffectRow & Readonly<{ code: string }>)[]; total: number }>> {
  const { effect, id } = tablesOf[asked.change.kind]
  const which = sql`e.${id} = ${asked.change.id} AND e.period = coalesce(${asked.period ?? null}, e.period)`
  const { rows } = await sql<EffectRow & { code: string }>`
    SELECT e.period, e.person_id AS "personId", p.code, e.currency, e.before_minor AS before, e.after_minor AS after,
      e.rank_before AS "rankBefore", e.rank_after AS "rankAfter"
    FROM ${effect} e JOIN field.v_person p ON p.id = e.person_id
    WHERE ${which} ORDER BY abs(e.after_minor - e.before_minor) DESC, e.period DESC, p.code
    LIMIT ${asked.limit} OFFSET ${asked.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM ${effect} e WHERE ${which}`.execute(tx)
  return { rows, total: counted.rows[0]?.total ?? 0 }
}
