import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { NOTHING_USED, type Used, type UsedOf } from '../domain/limits.ts'

const scaled = z.string().transform((text) => BigInt(text))
/** What is known of a person by the name of the fact. */
export const knownShape = z.partialRecord(z.enum(['rank', 'segment']), z.array(z.string()))

const standingShape = z.object({
  version: scaled,
  coupons: z.array(z.object({ id: scaled, code: z.string(), series: z.string(), usable: z.boolean() })),
  entitlements: z.record(z.string(), z.number()),
  facts: knownShape,
})

/** What a buyer brings along: coupons by the codes that were typed, entitlements with the uses that are left, and known facts. */
export type Standing = z.output<typeof standingShape>

/** The standing of a buyer in a market at a moment, and the version of all promotions. One statement. */
export async function standingOf(
  tx: Tx,
  of: Readonly<{ marketId: bigint; buyerId: bigint | undefined; codes: readonly string[]; atMs: number }>,
): Promise<Standing> {
  const { rows } = await sql<{ standing: unknown }>`
    SELECT promotions.standing(${of.marketId}, ${of.buyerId ?? null}, ${of.codes}::text[], ${new Date(of.atMs)})
      AS standing`.execute(tx)
  return standingShape.parse(rows[0]?.standing)
}

/** The standing in what `promotions.standing` answered another function of the database. */
export function standingFrom(answer: unknown): Standing {
  return standingShape.parse(answer)
}

/** Whether somebody who types a code in a market means one that there is. */
export async function isCouponKnown(
  tx: Tx,
  of: Readonly<{ marketId: bigint; code: string }>,
): Promise<boolean> {
  const standing = await standingOf(tx, {
    marketId: of.marketId,
    buyerId: undefined,
    codes: [of.code],
    atMs: 0,
  })
  return standing.coupons.length > 0
}

type Counted = Readonly<{ scope: string; of_id: bigint; uses: bigint; minor: bigint }>

/** What was used of the limits of some promotions, by the promotion's id. One statement. */
export async function usedOf(
  tx: Db,
  of: Readonly<{
    promotions: readonly Readonly<{ id: bigint; campaignId: bigint | null }>[]
    month: string
    buyerId: bigint | undefined
  }>,
): Promise<ReadonlyMap<bigint, UsedOf>> {
  const ids = of.promotions.map(({ id }) => id.toString())
  const campaigns = of.promotions.flatMap(({ campaignId }) => campaignId?.toString() ?? [])
  const { rows } = await sql<Counted>`
    SELECT scope, of_id, uses, minor FROM promotions.counted(
      ${ids}::bigint[], ${campaigns}::bigint[], ${of.month}, ${of.buyerId?.toString() ?? ''})`.execute(tx)
  const found = new Map<string, Used>(rows.map((row) => [`${row.scope} ${row.of_id}`, row]))
  const used = (scope: string, id: bigint | null): Used => found.get(`${scope} ${id}`) ?? NOTHING_USED
  return new Map(
    of.promotions.map(({ id, campaignId }) => [
      id,
      {
        ever: used('promotion', id),
        inMonth: used('month', id),
        byPerson: used('person', id),
        ofCampaign: used('campaign', campaignId),
      },
    ]),
  )
}

/**
 * Keeps a fact of people from a moment on, such as the rank that they were paid as; without values nothing of it holds any more.
 * What is known already is not written again. Gives for how many people it is new.
 */
export async function keepFacts(
  tx: Tx,
  of: Readonly<{
    fact: keyof z.output<typeof knownShape>
    fromMs: number
    people: readonly Readonly<{ personId: bigint; values: readonly string[] }>[]
  }>,
): Promise<number> {
  const ids = of.people.map(({ personId }) => personId.toString())
  const lines = of.people.map(({ values }) => (values.length === 0 ? null : values.join('\n')))
  const { rows } = await sql<{ kept: bigint }>`
    SELECT promotions.keep_facts(${of.fact}, ${new Date(of.fromMs)}, ${ids}::bigint[], ${lines}::text[]) AS kept`.execute(
    tx,
  )
  return Number(rows[0]?.kept ?? 0n)
}
