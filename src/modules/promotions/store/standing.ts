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
  credits: z.record(z.string(), scaled),
  facts: knownShape,
})

/** What a buyer brings along: coupons by the codes that were typed, entitlements with the uses that are left, what is left of credits, and known facts. */
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
type Limited = Readonly<{ id: bigint; campaignId: bigint | null }>

/** Which limited promotions and campaigns somebody asks about. */
export type LimitedIds = Readonly<{ promotions: ReadonlySet<bigint>; campaigns: ReadonlySet<bigint> }>

/** What was used of limits that were asked about together with other things: in a month, and by one person. */
export type UsedAhead = Readonly<{ asked: LimitedIds; counted: readonly Counted[] }>

const countedShape = z.array(z.object({ scope: z.string(), of_id: scaled, uses: scaled, minor: scaled }))

/** What `promotions.used_rows` answered another function of the database about those promotions. */
export function usedAheadFrom(asked: LimitedIds, answer: unknown): UsedAhead {
  return { asked, counted: countedShape.parse(answer ?? []) }
}

/** The same for some of the promotions; undefined where it was not asked about all of them. */
export function usedAmong(
  { asked, counted }: UsedAhead,
  promotions: readonly Limited[],
): ReadonlyMap<bigint, UsedOf> | undefined {
  const isAsked = promotions.every(
    ({ id, campaignId }) =>
      asked.promotions.has(id) && (campaignId === null || asked.campaigns.has(campaignId)),
  )
  return isAsked ? usedIn(counted, promotions) : undefined
}

/** What was used of the limits of some promotions, by the promotion's id. One statement. */
export async function usedOf(
  tx: Db,
  of: Readonly<{ promotions: readonly Limited[]; month: string; buyerId: bigint | undefined }>,
): Promise<ReadonlyMap<bigint, UsedOf>> {
  const ids = of.promotions.map(({ id }) => id.toString())
  const campaigns = of.promotions.flatMap(({ campaignId }) => campaignId?.toString() ?? [])
  const { rows } = await sql<Counted>`
    SELECT scope, of_id, uses, minor FROM promotions.counted(
      ${ids}::bigint[], ${campaigns}::bigint[], ${of.month}, ${of.buyerId?.toString() ?? ''})`.execute(tx)
  return usedIn(rows, of.promotions)
}

function usedIn(counted: readonly Counted[], promotions: readonly Limited[]): ReadonlyMap<bigint, UsedOf> {
  const found = new Map<string, Used>(counted.map((row) => [`${row.scope} ${row.of_id}`, row]))
  const used = (scope: string, id: bigint | null): Used => found.get(`${scope} ${id}`) ?? NOTHING_USED
  return new Map(
    promotions.map(({ id, campaignId }) => [
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
