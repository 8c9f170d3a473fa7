import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { CampaignPrice } from '../domain/campaigns/position.ts'
import { positionPrices } from './campaigns.ts'
import { shownTexts } from './goods.ts'
import { textIn } from '../domain/price-book.ts'
import { volumesText } from './prices.ts'

/** A printed code of a campaign, with its product and what it costs there. */
export type StoredPosition = Readonly<{
  campaignId: bigint
  campaign: string
  printed: string
  productId: bigint
  product: string
  page: number | null
  prices: readonly CampaignPrice[]
}>

type Row = Omit<StoredPosition, 'prices'> & Readonly<{ prices: unknown }>

const columns = sql`p.campaign_id AS "campaignId", c.code AS campaign, p.printed_code AS printed, p.product_id AS "productId",
  x.code AS product, p.page, p.prices`
const joined = sql`catalog.campaign_position p JOIN catalog.campaign c ON c.id = p.campaign_id
  JOIN catalog.product x ON x.id = p.product_id`

/** Positions of a campaign by their printed codes, as they are now; codes that it does not have are left out. */
export async function positionsByPrinted(
  tx: Tx,
  wanted: readonly Readonly<{ campaignId: bigint; printed: string }>[],
): Promise<readonly StoredPosition[]> {
  if (wanted.length === 0) return []
  const { rows } = await sql<Row>`
    SELECT ${columns} FROM ${joined} JOIN ${places(wanted)} ON a.campaign = p.campaign_id AND a.printed = p.printed_code
    ORDER BY p.campaign_id, p.printed_code`.execute(tx)
  return rows.map(positionOf)
}

export const POSITION_SORTS = ['page', 'printed', 'product'] as const
export type PositionSort = (typeof POSITION_SORTS)[number]

/** Which positions of a campaign a list shows. */
export type PositionQuestion = Readonly<{
  campaignId: bigint
  search?: string | undefined
  price?: 'own' | 'usual' | undefined
  page?: number | undefined
}>

/** A page of the positions of a campaign, as they follow each other on paper unless another order is asked for. */
export async function listPositions(
  tx: Tx,
  of: PositionQuestion & Readonly<{ sort: PositionSort; descending: boolean; limit: number; offset: number }>,
) {
  const { rows } = await sql<Row & Product & { total: bigint }>`
    SELECT ${columns}, x.texts, x.choice, x.own, f.state AS family_state, f.options AS family_options, x.state,
      count(*) OVER () AS total
    FROM ${joined} LEFT JOIN catalog.product f ON f.id = x.parent_id WHERE ${asked(of)}
    ORDER BY ${orderOf(of.sort, of.descending)} LIMIT ${of.limit} OFFSET ${of.offset}`.execute(tx)
  return {
    total: Number(rows[0]?.total ?? 0n),
    rows: rows.map((row) => ({ ...positionOf(row), name: textIn(shownTexts(row)).name, state: row.state })),
  }
}

type Product = Parameters<typeof shownTexts>[0] & Readonly<{ state: 'draft' | 'active' | 'withdrawn' }>

/** The positions of a campaign after a printed code, for a file; in their order. */
export async function positionsAfter(
  tx: Tx,
  of: Readonly<{ campaignId: bigint; after: string; limit: number }>,
): Promise<readonly StoredPosition[]> {
  const { rows } = await sql<Row>`
    SELECT ${columns} FROM ${joined} WHERE p.campaign_id = ${of.campaignId} AND p.printed_code > ${of.after}
    ORDER BY p.printed_code LIMIT ${of.limit}`.execute(tx)
  return rows.map(positionOf)
}

/** Which prices a campaign prints, by `market kind`, with the names of their volumes. */
export async function printedPrices(
  tx: Tx,
  campaignId: bigint,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ place: string; volumes: string[] }>`
    SELECT (r->>'market') || ' ' || (r->>'kind') AS place,
      array_remove(array_agg(DISTINCT v.name ORDER BY v.name), NULL) AS volumes
    FROM catalog.campaign_position p CROSS JOIN jsonb_array_elements(p.prices) r
    LEFT JOIN LATERAL jsonb_object_keys(nullif(r->'volumes', 'null')) v (name) ON true
    WHERE p.campaign_id = ${campaignId} GROUP BY 1`.execute(tx)
  return new Map(rows.map(({ place, volumes }) => [place, volumes]))
}

/** All printed codes of a campaign. */
export async function printedOf(tx: Tx, campaignId: bigint): Promise<readonly string[]> {
  const { rows } = await sql<{ printed: string }>`
    SELECT p.printed_code AS printed FROM catalog.campaign_position p WHERE p.campaign_id = ${campaignId}`.execute(
    tx,
  )
  return rows.map(({ printed }) => printed)
}

/** Adds positions, or writes them over those with the same printed codes. */
export async function writePositions(
  tx: Tx,
  positions: readonly Pick<StoredPosition, 'campaignId' | 'printed' | 'productId' | 'page' | 'prices'>[],
): Promise<void> {
  if (positions.length === 0) return
  const rows = positions.map(({ campaignId, printed, productId, page, prices }) => ({
    campaign: campaignId.toString(),
    printed,
    product: productId.toString(),
    page,
    prices: prices.map(priceRow),
  }))
  await sql`
    INSERT INTO catalog.campaign_position (campaign_id, printed_code, product_id, page, prices)
    SELECT a.campaign, a.printed, a.product, a.page, a.prices FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS a (campaign bigint, printed text, product bigint, page integer, prices jsonb)
    ON CONFLICT (campaign_id, printed_code)
      DO UPDATE SET product_id = excluded.product_id, page = excluded.page, prices = excluded.prices`.execute(
    tx,
  )
}

export async function removePositions(
  tx: Tx,
  wanted: readonly Readonly<{ campaignId: bigint; printed: string }>[],
): Promise<void> {
  if (wanted.length === 0) return
  await sql`
    DELETE FROM catalog.campaign_position p USING ${places(wanted)}
    WHERE a.campaign = p.campaign_id AND a.printed = p.printed_code`.execute(tx)
}

/** A price as JSON keeps it. */
export function priceRow({ marketId, kind, minor, volumes }: CampaignPrice) {
  return {
    market: marketId.toString(),
    kind,
    minor: minor.toString(),
    volumes: volumes === null ? null : volumesText(volumes),
  }
}

/** Prices as JSON keeps them, read. */
export function readPrices(stored: unknown): readonly CampaignPrice[] {
  return positionPrices.parse(stored).map(({ market, ...price }) => ({ ...price, marketId: market }))
}

function positionOf(row: Row): StoredPosition {
  const { campaignId, campaign, printed, productId, product, page } = row
  return { campaignId, campaign, printed, productId, product, page, prices: readPrices(row.prices) }
}

function asked({ campaignId, search, price, page }: PositionQuestion): RawBuilder<unknown> {
  const pattern = search === undefined ? null : `%${search.toLowerCase()}%`
  return sql`p.campaign_id = ${campaignId}
    AND (${pattern}::text IS NULL OR p.printed_code LIKE ${pattern} OR x.code LIKE ${pattern}
      OR lower(x.texts::text) LIKE ${pattern} OR lower(f.texts::text) LIKE ${pattern})
    AND (${price ?? null}::text IS NULL OR (${price ?? null} = 'own') = (p.prices <> '[]'))
    AND (${page ?? null}::integer IS NULL OR p.page = ${page ?? null})`
}

function orderOf(sort: PositionSort, descending: boolean): RawBuilder<unknown> {
  const direction = descending ? sql`DESC` : sql`ASC`
  if (sort === 'printed') return sql`p.printed_code ${direction}`
  if (sort === 'product') return sql`x.code ${direction}, p.printed_code`
  return sql`p.page ${direction} NULLS LAST, p.printed_code`
}

function places(wanted: readonly Readonly<{ campaignId: bigint; printed: string }>[]): RawBuilder<unknown> {
  const rows = wanted.map(({ campaignId, printed }) => ({ campaign: campaignId.toString(), printed }))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a (campaign bigint, printed text)`
}
