import type { Tx } from '#platform/postgres/database.ts'
import { isSamePrinting } from '../domain/campaigns/position.ts'
import { campaignsByCodes, takenCodes } from '../store/campaigns.ts'
import type { ChangeItem } from '../store/changes.ts'
import { positionsByPrinted, removePositions, writePositions } from '../store/positions.ts'

type PositionItem = Extract<ChangeItem, { is: 'position' }>

const positionItems = (items: readonly ChangeItem[]): readonly PositionItem[] =>
  items.flatMap((item) => (item.is === 'position' ? [item] : []))

/** The positions of campaigns that items are about, as they are now; campaigns wait with other changes. */
async function positionsNow(tx: Tx, items: readonly PositionItem[]) {
  const campaigns = await campaignsByCodes(tx, [...new Set(items.map(({ campaign }) => campaign))], {
    holds: true,
  })
  const places = items.flatMap(({ campaign, printed }) => {
    const found = campaigns.get(campaign)
    return found ? [{ campaignId: found.id, printed }] : []
  })
  const found = new Map(
    (await positionsByPrinted(tx, places)).map((one) => [`${one.campaign} ${one.printed}`, one]),
  )
  return { campaigns, at: (item: PositionItem) => found.get(`${item.campaign} ${item.printed}`) }
}

/** The first printed code that means something else than the change left it with, or that another campaign has by now. */
export async function otherPositions(tx: Tx, all: readonly ChangeItem[]): Promise<ChangeItem | undefined> {
  const items = positionItems(all)
  if (items.length === 0) return undefined
  const now = await positionsNow(tx, items)
  const changed = items.find((item) => {
    const position = now.at(item)
    // One that went to another product has an item for that one too.
    if (item.after === null) return position && items.every((one) => one.productId !== position.productId)
    return position?.productId !== item.productId || !isSamePrinting(position, item.after)
  })
  if (changed) return changed
  for (const campaign of now.campaigns.values()) {
    const back = items.filter((item) => item.campaign === campaign.code && item.before !== null)
    const codes = back.map(({ printed }) => printed)
    // oxlint-disable-next-line no-await-in-loop -- campaigns are few: as a rule it is one
    const [taken] = await takenCodes(tx, campaign, codes)
    if (taken) return back.find(({ printed }) => printed === taken.printed)
  }
  return undefined
}

/** Prints what was printed before. */
export async function undoPositions(tx: Tx, all: readonly ChangeItem[]): Promise<readonly PositionItem[]> {
  const items = positionItems(all)
  if (items.length === 0) return []
  const { campaigns } = await positionsNow(tx, items)
  const idOf = ({ campaign }: PositionItem): bigint => campaigns.get(campaign)?.id ?? 0n
  await removePositions(
    tx,
    items.flatMap((item) => (item.before === null ? [{ ...item, campaignId: idOf(item) }] : [])),
  )
  await writePositions(
    tx,
    items.flatMap((item) =>
      item.before === null ? [] : [{ ...item, ...item.before, campaignId: idOf(item) }],
    ),
  )
  return items.map((item) => ({ ...item, before: item.after, after: item.before }))
}
