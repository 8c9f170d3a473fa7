import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import type { Campaign, Printed, PrintedCodes } from '../domain/campaigns/campaign.ts'
import { PRICE_KINDS } from '../domain/price-book.ts'
import { tables } from './goods.ts'

const namesShape = z.record(z.string(), z.object({ name: z.string() }))
const scaled = z.string().transform((text) => BigInt(text))
export const positionPrices = z.array(
  z.object({
    market: scaled,
    kind: z.enum(PRICE_KINDS),
    minor: scaled,
    volumes: z.record(z.string(), scaled).nullable(),
  }),
)

/** For so long a campaign that is over is still known by its codes. */
const KNOWN_DAYS = 400

/** All that is printed for a market now, later, or was lately; the latest campaign first. */
export async function printedCodes(tx: Tx, marketId: bigint): Promise<PrintedCodes> {
  const { rows } = await sql<{
    code: string
    product: string
    page: number | null
    prices: unknown
    id: bigint
    campaign: string
    texts: unknown
    fromDay: string
    untilDay: string
    from: Date
    until: Date
  }>`
    SELECT p.printed_code AS code, x.code AS product, p.page, p.prices, c.id, c.code AS campaign, c.texts,
      c.from_day::text AS "fromDay", c.until_day::text AS "untilDay",
      c.from_day::timestamp AT TIME ZONE m.time_zone AS "from",
      (c.until_day + 1)::timestamp AT TIME ZONE m.time_zone AS "until"
    FROM catalog.campaign c JOIN company.v_market m ON m.id = ${marketId}
    JOIN catalog.campaign_position p ON p.campaign_id = c.id JOIN catalog.product x ON x.id = p.product_id
    WHERE (c.market_id IS NULL OR c.market_id = m.id)
      AND c.until_day >= platform.company_now()::date - ${KNOWN_DAYS}::integer
    ORDER BY c.until_day DESC, c.id DESC, p.printed_code`.execute(tx)
  const campaigns = new Map<bigint, Campaign>()
  const all = rows.map((row): Printed => {
    const { id, campaign: code, fromDay, untilDay } = row
    const campaign = campaigns.get(id) ?? { id, code, texts: namesShape.parse(row.texts), fromDay, untilDay }
    campaigns.set(id, campaign)
    return {
      code: row.code,
      product: row.product,
      page: row.page,
      prices: positionPrices
        .parse(row.prices)
        .flatMap(({ market, ...price }) => (market === marketId ? [price] : [])),
      campaign,
      fromMs: row.from.getTime(),
      untilMs: row.until.getTime(),
    }
  })
  return Map.groupBy(all, ({ code }) => code)
}

/** A campaign as staff keep it; it holds in one market, or in all of them where that is null. */
export type KeptCampaign = Campaign & Readonly<{ marketId: bigint | null; revision: number }>

export type CampaignState = 'now' | 'to_come' | 'ended'

/** Campaigns with how many positions each has, the latest first. */
export async function listCampaigns(
  tx: Tx,
  of: Readonly<{
    search?: string | undefined
    marketId?: bigint | undefined
    state?: CampaignState | undefined
    limit: number
    offset: number
  }>,
) {
  const pattern = of.search === undefined ? null : `%${of.search.toLowerCase()}%`
  const { rows } = await sql<KeptRow & { positions: bigint; state: CampaignState; total: bigint }>`
    SELECT ${kept}, s.state, count(*) OVER () AS total,
      (SELECT count(*) FROM catalog.campaign_position p WHERE p.campaign_id = c.id) AS positions
    FROM catalog.campaign c LEFT JOIN company.v_market m ON m.id = c.market_id CROSS JOIN LATERAL (
      SELECT CASE WHEN c.from_day > ${today} THEN 'to_come' WHEN c.until_day < ${today} THEN 'ended' ELSE 'now' END AS state) s
    WHERE (${of.marketId ?? null}::bigint IS NULL OR c.market_id IS NULL OR c.market_id = ${of.marketId ?? null})
      AND (${of.state ?? null}::text IS NULL OR s.state = ${of.state ?? null})
      AND (${pattern}::text IS NULL OR lower(c.code) LIKE ${pattern} OR lower(c.texts::text) LIKE ${pattern}
        OR EXISTS (SELECT FROM catalog.campaign_position p WHERE p.campaign_id = c.id AND p.printed_code = ${of.search ?? ''}))
    ORDER BY c.until_day DESC, c.code LIMIT ${of.limit} OFFSET ${of.offset}`.execute(tx)
  return {
    total: Number(rows[0]?.total ?? 0n),
    rows: rows.map(({ positions, state, total: _total, ...row }) => ({
      ...keptOf(row),
      state,
      positions: Number(positions),
    })),
  }
}

type KeptRow = Readonly<{
  id: bigint
  code: string
  texts: unknown
  fromDay: string
  untilDay: string
  marketId: bigint | null
  revision: number
}>

// Where a market is named its clocks say which day it is, else those of the world.
const today = sql`(platform.company_now() AT TIME ZONE coalesce(m.time_zone, 'UTC'))::date`
const kept = sql`c.id, c.code, c.texts, c.from_day::text AS "fromDay", c.until_day::text AS "untilDay",
  c.market_id AS "marketId", c.revision`

function keptOf(row: KeptRow): KeptCampaign {
  return { ...row, texts: namesShape.parse(row.texts) }
}

/** A campaign by its code; `holds`: nobody else changes it or its positions until this transaction ends. */
export async function campaignByCode(
  tx: Tx,
  code: string,
  options: Readonly<{ holds?: boolean }> = {},
): Promise<KeptCampaign | undefined> {
  return (await campaignsByCodes(tx, [code], options)).get(code)
}

/** Campaigns by their codes. */
export async function campaignsByCodes(
  tx: Tx,
  codes: readonly string[],
  options: Readonly<{ holds?: boolean }> = {},
): Promise<ReadonlyMap<string, KeptCampaign>> {
  if (codes.length === 0) return new Map()
  const { rows } = await sql<KeptRow>`
    SELECT ${kept} FROM catalog.campaign c WHERE c.code = ANY(${[...codes]}::text[]) ORDER BY c.id
    ${options.holds === true ? sql`FOR NO KEY UPDATE` : sql``}`.execute(tx)
  return new Map(rows.map((row) => [row.code, keptOf(row)]))
}

/** What people say of a campaign. */
export type WrittenCampaign = Omit<KeptCampaign, 'id' | 'revision'>

export async function insertCampaign(tx: Tx, campaign: WrittenCampaign): Promise<bigint> {
  const { id } = await tables(tx)
    .insertInto('catalog.campaign')
    .values({
      code: campaign.code,
      texts: JSON.stringify(campaign.texts),
      market_id: campaign.marketId,
      from_day: campaign.fromDay,
      until_day: campaign.untilDay,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Writes a campaign over the one that is held; its code stays. */
export async function updateCampaign(tx: Tx, campaign: Omit<KeptCampaign, 'code'>): Promise<void> {
  await tables(tx)
    .updateTable('catalog.campaign')
    .set({
      texts: JSON.stringify(campaign.texts),
      market_id: campaign.marketId,
      from_day: campaign.fromDay,
      until_day: campaign.untilDay,
      revision: campaign.revision + 1,
    })
    .where('id', '=', campaign.id)
    .execute()
}

/** A printed code that is something else already: a product's own, or of a campaign that holds at the same time somewhere. */
export type TakenCode = Readonly<{ printed: string; campaign: string | null }>

/** Which of printed codes would mean two things while a campaign holds. */
export async function takenCodes(
  tx: Tx,
  campaign: Pick<KeptCampaign, 'code' | 'marketId' | 'fromDay' | 'untilDay'>,
  printed: readonly string[],
): Promise<readonly TakenCode[]> {
  if (printed.length === 0) return []
  const { rows } = await sql<TakenCode>`
    WITH w AS (SELECT DISTINCT u.code FROM unnest(${[...printed]}::text[]) u (code))
    SELECT w.code AS printed, NULL AS campaign FROM w JOIN catalog.product x ON x.code = w.code
    UNION ALL
    SELECT w.code, c.code FROM w JOIN catalog.campaign_position p ON p.printed_code = w.code
    JOIN catalog.campaign c ON c.id = p.campaign_id
    WHERE c.code <> ${campaign.code} AND c.from_day <= ${campaign.untilDay}::date AND c.until_day >= ${campaign.fromDay}::date
      AND (c.market_id IS NULL OR ${campaign.marketId}::bigint IS NULL OR c.market_id = ${campaign.marketId})
    ORDER BY 1, 2`.execute(tx)
  return rows
}

/** Which of some codes any campaign prints, whenever it holds. */
export async function printedAmong(tx: Tx, codes: readonly string[]): Promise<ReadonlySet<string>> {
  if (codes.length === 0) return new Set()
  const { rows } = await sql<{ code: string }>`
    SELECT DISTINCT p.printed_code AS code FROM catalog.campaign_position p
    WHERE p.printed_code = ANY(${[...codes]}::text[])`.execute(tx)
  return new Set(rows.map(({ code }) => code))
}

/** So many printed codes that nobody chose; each is new, or it would be no product's and no campaign's. */
export async function nextPrintedCodes(tx: Tx, count: number): Promise<readonly string[]> {
  if (count === 0) return []
  const { rows } = await sql<{ code: string }>`
    SELECT company.code_of(nextval('catalog.printed_number')) AS code FROM generate_series(1, ${count}::integer)`.execute(
    tx,
  )
  return rows.map(({ code }) => code)
}
