import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import type { WrittenSheet } from '#platform/sheets/sheet.ts'
import { campaignCells, campaignHeader, type PriceColumn } from '../domain/import/campaign-sheet.ts'
import { PRICE_KINDS } from '../domain/price-book.ts'
import { campaignByCode } from '../store/campaigns.ts'
import { positionsAfter, printedPrices } from '../store/positions.ts'
import { sheetMarkets } from './sheet-markets.ts'

/** So many positions are read at once; a slow reader of the file holds no transaction open between. */
const POSITIONS_AT_ONCE = 1_000

/** What a campaign prints as a sheet, read while it is written; refused as `catalog.campaign_not_found`. */
export async function exportPositions(
  { deps, actor }: Readonly<{ deps: { db: Db }; actor: Actor }>,
  code: string,
): Promise<Result<WrittenSheet>> {
  return read(deps, actor, async (tx) => {
    const campaign = await campaignByCode(tx, code)
    if (!campaign) return refuse('catalog.campaign_not_found', { campaign: code })
    const markets = await sheetMarkets(tx, 'everywhere')
    const priced = await printedPrices(tx, campaign.id)
    // A catalogue without prices has a column to type the first one into.
    const [own] = [...markets.values()].filter(
      ({ id }) => campaign.marketId === null || campaign.marketId === id,
    )
    const columns = [...markets.values()].flatMap((market) =>
      PRICE_KINDS.flatMap((kind): PriceColumn[] => {
        const volumes = priced.get(`${market.id} ${kind}`)
        if (volumes) return [{ market, kind, volumes }]
        return priced.size === 0 && market === own && kind === 'retail' ? [{ market, kind, volumes: [] }] : []
      }),
    )
    return ok({ name: 'campaign', header: campaignHeader(columns), rows: rowsOf(campaign.id, columns) })
  })

  async function* rowsOf(campaignId: bigint, columns: readonly PriceColumn[]) {
    for (let after = ''; ;) {
      // oxlint-disable-next-line no-await-in-loop -- piece after piece: the next begins where this one ends
      const piece = await read(deps, actor, (tx) =>
        positionsAfter(tx, { campaignId, after, limit: POSITIONS_AT_ONCE }),
      )
      const last = piece.at(-1)
      if (!last) return
      yield piece.map((position) => campaignCells(position, columns))
      after = last.printed
    }
  }
}
