import { isCode } from '#shared/code.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { isSamePrinting, tidyPrices, type CampaignPrice } from '../domain/campaigns/position.ts'
import { changedProducts, type RevisedProduct } from '../store/changed-products.ts'
import { addChange, type ChangeItem } from '../store/changes.ts'
import { campaignByCode, nextPrintedCodes, takenCodes, type KeptCampaign } from '../store/campaigns.ts'
import { nextVersion } from '../store/kits.ts'
import {
  positionsByPrinted,
  removePositions,
  writePositions,
  type StoredPosition,
} from '../store/positions.ts'
import { refuseTaken } from './save-campaign.ts'

/** A position as people write it; without a printed code it gets the next free one. */
export type WantedPosition = Readonly<{
  printed: string | undefined
  product: string
  page: number | null
  prices: readonly CampaignPrice[]
}>

type Written = Readonly<{ id: bigint; printed: readonly string[]; changed: number }>

/**
 * Writes positions of a campaign, each over the one with its printed code, in one change that can be taken back. Gives the printed
 * codes in the order of the positions. Refused as `catalog.campaign_not_found`, `catalog.printed_wrong` where the check digit is
 * not right, `catalog.printed_twice`, `catalog.printed_conflict` or `catalog.printed_product_conflict` where a code means something
 * else already, `catalog.product_not_found`, or `catalog.family_position` for a product with options.
 */
export async function setPositions(
  tx: Tx,
  input: Readonly<{ campaign: string; positions: readonly WantedPosition[]; accountId: bigint | null }>,
): Promise<Result<Written>> {
  const campaign = await campaignByCode(tx, input.campaign, { holds: true })
  if (!campaign) return refuse('catalog.campaign_not_found', { campaign: input.campaign })
  // Whoever else prints waits, so that of two at once one sees what the other printed.
  await nextVersion(tx)
  const named = await codesOf(tx, campaign, input.positions)
  if (!named.ok) return named
  const products = await changedProducts(tx, [...new Set(input.positions.map(({ product }) => product))])
  const byCode = new Map(products.map((product) => [product.code, product]))
  const refused = refuseGoods(input.positions, byCode)
  if (refused) return refused
  const wanted = input.positions.map(({ product, page, prices }, place) => ({
    campaignId: campaign.id,
    printed: named.value[place] ?? '',
    productId: byCode.get(product)?.id ?? 0n,
    page,
    prices: tidyPrices(prices),
  }))
  const before = new Map((await positionsByPrinted(tx, wanted)).map((one) => [one.printed, one]))
  const items = wanted.flatMap((position) => itemsOf(campaign.code, before.get(position.printed), position))
  const touched = new Set(items.map(({ printed }) => printed))
  await writePositions(
    tx,
    wanted.filter(({ printed }) => touched.has(printed)),
  )
  await logPositions(tx, input.accountId, items)
  return ok({ id: campaign.id, printed: named.value, changed: touched.size })
}

/** Takes positions out of a campaign, in one change; codes that it does not have are passed over. */
export async function takeOutPositions(
  tx: Tx,
  input: Readonly<{ campaign: string; printed: readonly string[]; accountId: bigint | null }>,
): Promise<Result<Readonly<{ id: bigint; changed: number }>>> {
  const campaign = await campaignByCode(tx, input.campaign, { holds: true })
  if (!campaign) return refuse('catalog.campaign_not_found', { campaign: input.campaign })
  const wanted = input.printed.map((printed) => ({ campaignId: campaign.id, printed }))
  const before = await positionsByPrinted(tx, wanted)
  await removePositions(tx, before)
  const items = before.map((one) => positionItem(one, { before: one, after: null }))
  await logPositions(tx, input.accountId, items)
  return ok({ id: campaign.id, changed: items.length })
}

type PositionItem = Extract<ChangeItem, { is: 'position' }>

/** What a position changes, for the history of its product, and of the one that had the code before. */
export function itemsOf(
  campaign: string,
  before: StoredPosition | undefined,
  after: Pick<StoredPosition, 'printed' | 'productId' | 'page' | 'prices'>,
): readonly PositionItem[] {
  const of = { campaign, printed: after.printed, productId: after.productId }
  if (!before) return [positionItem(of, { before: null, after })]
  if (before.productId !== after.productId)
    return [positionItem(before, { before, after: null }), positionItem(of, { before: null, after })]
  return isSamePrinting(before, after) ? [] : [positionItem(of, { before, after })]
}

function positionItem(
  { campaign, printed, productId }: Readonly<{ campaign: string; printed: string; productId: bigint }>,
  of: Pick<PositionItem, 'before' | 'after'>,
): PositionItem {
  const printing = (one: PositionItem['before']): PositionItem['before'] =>
    one && { page: one.page, prices: one.prices }
  return {
    is: 'position',
    campaign,
    printed,
    productId,
    before: printing(of.before),
    after: printing(of.after),
  }
}

async function logPositions(tx: Tx, accountId: bigint | null, items: readonly PositionItem[]): Promise<void> {
  if (items.length > 0) await addChange(tx, { kind: items.length > 1 ? 'bulk' : 'edit', accountId }, items)
}

/** The printed codes of positions, the next free ones for those without. */
async function codesOf(
  tx: Tx,
  campaign: KeptCampaign,
  positions: readonly WantedPosition[],
): Promise<Result<readonly string[]>> {
  const typed = positions.flatMap(({ printed }) => printed ?? [])
  const wrong = typed.find((printed) => !isCode(printed))
  if (wrong !== undefined) return refuse('catalog.printed_wrong', { printed: wrong }, 'printed')
  const twice = typed.find((printed, place) => typed.indexOf(printed) < place)
  if (twice !== undefined) return refuse('catalog.printed_twice', { printed: twice }, 'printed')
  const [taken] = await takenCodes(tx, campaign, typed)
  if (taken) return refuseTaken(taken)
  const free = await freeCodes(tx, campaign, { count: positions.length - typed.length, not: new Set(typed) })
  let next = 0
  return ok(positions.map(({ printed }) => printed ?? free[next++] ?? ''))
}

async function freeCodes(
  tx: Tx,
  campaign: KeptCampaign,
  of: Readonly<{ count: number; not: ReadonlySet<string> }>,
): Promise<readonly string[]> {
  const free: string[] = []
  while (free.length < of.count) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other: nearly always all of the first ones are free
    const codes = await nextPrintedCodes(tx, of.count - free.length)
    // Its own are taken too.
    // oxlint-disable-next-line no-await-in-loop -- as before
    const found = await takenCodes(tx, { ...campaign, code: '' }, codes)
    const taken = new Set(found.map(({ printed }) => printed))
    free.push(...codes.filter((code) => !taken.has(code) && !of.not.has(code)))
  }
  return free
}

function refuseGoods(
  positions: readonly WantedPosition[],
  byCode: ReadonlyMap<string, RevisedProduct>,
): Result<never> | undefined {
  for (const { product, prices } of positions) {
    const found = byCode.get(product)
    if (!found) return refuse('catalog.product_not_found', { code: product }, 'product')
    if (found.options.length > 0) return refuse('catalog.family_position', { product }, 'product')
    if (prices.some(({ minor }) => minor < 0n)) return refuse('catalog.price_negative', {}, 'prices')
  }
  return undefined
}
