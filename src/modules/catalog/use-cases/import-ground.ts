import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { MarketScope } from '#platform/sessions/viewer.ts'
import type { SheetPart } from '../domain/import/goods-sheet.ts'
import type { ImportGround, ImportSheet } from '../domain/import/plan-import.ts'
import type { CampaignGround } from '../domain/import/plan-campaign.ts'
import { changedProducts, productCodes } from '../store/changed-products.ts'
import { campaignsByCodes, printedAmong, takenCodes } from '../store/campaigns.ts'
import { categoriesByCode } from '../store/categories.ts'
import { kitParts, nextVersion } from '../store/kits.ts'
import { positionsByPrinted } from '../store/positions.ts'
import { knownTaxClasses } from '../store/product-list.ts'
import { sheetMarkets } from './sheet-markets.ts'

/** Who imports, and where they may change goods: nobody is the program itself. */
export type Importer = Readonly<{ accountId: bigint | null; scope: MarketScope }>

/** The catalogue as an import sees it, with the version that its kits would have; undefined while nothing is held. */
export type LoadedGround = Readonly<{ ground: ImportGround; version: bigint | undefined }>

/**
 * Everything that the rows of an import are held against, for whoever imports. `holds`: products and kits stay as they are until this
 * transaction ends.
 */
export async function importGround(
  tx: Tx,
  of: Readonly<{ sheets: readonly ImportSheet[]; importer: Importer; holds?: boolean }>,
): Promise<LoadedGround> {
  const { sheets, holds = false } = of
  const { scope } = of.importer
  const named = namedPositions(sheets)
  // What stands under a code now loses it, though no row may name it.
  const standing = [...(await campaignGround(tx, named, scope)).positions.values()]
  const codes = [...new Set([...namedCodes(sheets), ...standing.map(({ product }) => product)])]
  if (holds) await changedProducts(tx, codes, { holds })
  // After the products, as every change of goods does it, so that two of them never wait for each other.
  if (holds) await campaignsByCodes(tx, [...named.keys()], { holds })
  const version = holds ? await nextVersion(tx) : undefined
  // Every change raises the version: from here on nothing changes, and what others added before is seen.
  const products = await changedProducts(tx, codes)
  const categories = await categoriesByCode(tx)
  const ground = {
    nowMs: await companyNow(tx),
    mayEdit: scope === 'everywhere',
    categories,
    artOfCategory: new Map([...categories].map(([code, { art }]) => [code, art])),
    taxClasses: new Set(await knownTaxClasses(tx)),
    markets: await sheetMarkets(tx, scope),
    products: new Map(products.map((product) => [product.code, product])),
    kits: await kitsByCode(tx),
    families: new Set(products.flatMap(({ code, options }) => (options.length > 0 ? [code] : []))),
    printed: await printedAmong(tx, newCodes(sheets, new Set(products.map(({ code }) => code)))),
    ...(await campaignGround(tx, named, scope)),
  }
  return { ground, version }
}

type NamedPositions = ReadonlyMap<string, readonly string[]>

/** The campaigns that rows name, with what stands under their codes and which of those are taken elsewhere. */
async function campaignGround(
  tx: Tx,
  named: NamedPositions,
  scope: MarketScope,
): Promise<Pick<CampaignGround, 'campaigns' | 'positions' | 'taken'>> {
  const campaigns = [...(await campaignsByCodes(tx, [...named.keys()])).values()]
  const places = campaigns.flatMap(({ id, code }) =>
    (named.get(code) ?? []).map((printed) => ({ campaignId: id, printed })),
  )
  const positions = await positionsByPrinted(tx, places)
  const taken = new Map<string, string | null>()
  for (const campaign of campaigns)
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they go to one connection anyway, and a file has few campaigns
    for (const found of await takenCodes(tx, campaign, named.get(campaign.code) ?? []))
      taken.set(`${campaign.code} ${found.printed}`, found.campaign)
  return {
    campaigns: new Map(
      campaigns.map(({ code, marketId, fromDay, untilDay }) => {
        const mayWrite = scope === 'everywhere' || (marketId !== null && scope.has(marketId))
        return [code, { code, marketId, fromDay, untilDay, mayWrite }] as const
      }),
    ),
    positions: new Map(
      positions.map(({ campaign, printed, product, page, prices }) => [
        `${campaign} ${printed}`,
        { product, page, prices },
      ]),
    ),
    taken,
  }
}

/** The printed codes that rows name, by campaign. */
function namedPositions(sheets: readonly ImportSheet[]): NamedPositions {
  const named = new Map<string, string[]>()
  for (const { name, header, rows } of sheets) {
    if (name !== 'campaign') continue
    const [campaignAt, printedAt] = [header.indexOf('campaign'), header.indexOf('printed')]
    for (const { cells } of rows) {
      const campaign = cells[campaignAt]?.trim() ?? ''
      const codes = named.get(campaign) ?? []
      codes.push(cells[printedAt]?.trim() ?? '')
      named.set(campaign, codes)
    }
  }
  return named
}

/** The codes of products that goods would bring. */
function newCodes(sheets: readonly ImportSheet[], known: ReadonlySet<string>): readonly string[] {
  return sheets
    .filter(({ name }) => name === 'goods')
    .flatMap(({ header, rows }) => rows.map(({ cells }) => cells[header.indexOf('code')]?.trim() ?? ''))
    .filter((code) => !known.has(code))
}

/** What kits are made of now, by the kit's code. */
export async function kitsByCode(tx: Tx): Promise<ReadonlyMap<string, readonly SheetPart[]>> {
  const parts = Map.groupBy(await kitParts(tx), ({ kitId }) => kitId)
  const codes = await productCodes(tx, [...parts.keys()])
  return new Map(
    [...parts].map(([id, own]) => [
      codes.get(id) ?? '',
      own.map(({ code, quantity }) => ({ product: code, quantity })),
    ]),
  )
}

/** Every code that a row names, as product or as part of a kit. */
function namedCodes(sheets: readonly ImportSheet[]): readonly string[] {
  const codes = new Set<string>()
  for (const { header, rows } of sheets) {
    const columns = ['code', 'product', 'parts'].map((name) => header.indexOf(name)).filter((at) => at >= 0)
    for (const { cells } of rows)
      for (const at of columns) for (const [code] of (cells[at] ?? '').matchAll(/\d{2,12}/g)) codes.add(code)
  }
  return [...codes]
}
