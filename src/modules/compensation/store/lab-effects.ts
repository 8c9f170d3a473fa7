import { sql } from 'kysely'
import { copyInto } from '#platform/postgres/copy-in.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { ChangedPeople } from '../domain/lab/changed-people.ts'

export type EffectGroup = 'winners' | 'losers' | 'ranks'
export type EffectSort = 'gain' | 'loss'

/**
 * Adds whom an experiment changes, in the transaction that the caller ends. They are copied into a table that vanishes with the
 * transaction, as row-level security takes no COPY.
 */
export async function copyLabEffects(
  tx: Tx,
  of: Readonly<{ experimentId: bigint; currency: string; ids: readonly bigint[]; changed: ChangedPeople }>,
): Promise<void> {
  const { changed } = of
  const ids = BigInt64Array.from(changed.person, (person) => of.ids[person] ?? 0n)
  await sql`
    CREATE TEMPORARY TABLE arriving_effect
      (person_id bigint, before_minor bigint, after_minor bigint, rank_before smallint, rank_after smallint)
    ON COMMIT DROP`.execute(tx)
  await copyInto(tx, 'arriving_effect', { from: 0, until: ids.length }, [
    { bytes: 8, bigs: ids },
    { bytes: 8, bigs: changed.before },
    { bytes: 8, bigs: changed.after },
    { bytes: 2, numbers: changed.rankBefore },
    { bytes: 2, numbers: changed.rankAfter },
  ])
  await sql`
    INSERT INTO compensation.lab_effect
      (experiment_id, currency, person_id, before_minor, after_minor, rank_before, rank_after)
    SELECT ${of.experimentId}, ${of.currency}, person_id, before_minor, after_minor, rank_before, rank_after
    FROM arriving_effect`.execute(tx)
  await sql`DROP TABLE arriving_effect`.execute(tx)
}

export type LabEffect = Readonly<{
  personId: bigint
  code: string
  market: string
  before: bigint
  after: bigint
  rankBefore: number
  rankAfter: number
}>

export type EffectsAsked = Readonly<{
  experimentId: bigint
  currency: string
  /** Who gains, who loses, or whose rank becomes another one by its name, of which `sameRanks` are the pairs that are none. */
  group: EffectGroup | undefined
  sameRanks: readonly Readonly<{ before: number; after: number }>[]
  /** The rank under the plan as it is. */
  rank: number | undefined
  market: string | undefined
  /** The beginning of a person's number. */
  search: string | undefined
  sort: EffectSort
  limit: number
  offset: number
}>

const orders = {
  gain: sql`e.after_minor - e.before_minor DESC, e.person_id DESC`,
  loss: sql`e.after_minor - e.before_minor, e.person_id`,
} as const

/** A page of whom an experiment changes. */
export async function labEffectsPage(
  tx: Tx,
  asked: EffectsAsked,
): Promise<Readonly<{ rows: readonly LabEffect[]; total: number }>> {
  const which = sql`e.experiment_id = ${asked.experimentId} AND e.currency = ${asked.currency} AND ${narrowed(asked)}`
  const joined = sql`compensation.lab_effect e JOIN field.v_person p ON p.id = e.person_id
    JOIN company.v_market m ON m.id = p.market_id`
  const { rows } = await sql<LabEffect>`
    SELECT e.person_id AS "personId", p.code, m.code AS market, e.before_minor AS before, e.after_minor AS after,
      e.rank_before::int AS "rankBefore", e.rank_after::int AS "rankAfter"
    FROM ${joined} WHERE ${which} ORDER BY ${orders[asked.sort]} LIMIT ${asked.limit} OFFSET ${asked.offset}`.execute(
    tx,
  )
  // Counting needs the people only where the question names something of them.
  const ofPeople = asked.market !== undefined || asked.search !== undefined
  const counted = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM ${ofPeople ? joined : sql`compensation.lab_effect e`} WHERE ${which}`.execute(
    tx,
  )
  return { rows, total: counted.rows[0]?.total ?? 0 }
}

function narrowed({ group, sameRanks, rank, market, search }: EffectsAsked) {
  const same = sql`EXISTS (SELECT FROM unnest(${sameRanks.map(({ before }) => before)}::int[],
    ${sameRanks.map(({ after }) => after)}::int[]) AS same (a, b) WHERE a = e.rank_before AND b = e.rank_after)`
  const inGroup =
    group === 'winners'
      ? sql`e.after_minor > e.before_minor`
      : group === 'losers'
        ? sql`e.after_minor < e.before_minor`
        : group === 'ranks'
          ? sql`NOT ${same}`
          : sql`true`
  const ofRank = rank === undefined ? sql`true` : sql`e.rank_before = ${rank}`
  const ofMarket = market === undefined ? sql`true` : sql`m.code = ${market}`
  const named = search === undefined ? sql`true` : sql`starts_with(p.code, ${search})`
  return sql`${inGroup} AND ${ofRank} AND ${ofMarket} AND ${named}`
}
