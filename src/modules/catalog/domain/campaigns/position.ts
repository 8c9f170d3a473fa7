import type { PriceKind } from '../price-book.ts'

/** What a kind of buyer pays in a market under a campaign. */
export type CampaignPrice = Readonly<{
  marketId: bigint
  kind: PriceKind
  minor: bigint
  /** Null: those of the price that holds otherwise. */
  volumes: Readonly<Record<string, bigint>> | null
}>

/** What a campaign prints for a product beside its code. */
export type Printing = Readonly<{ page: number | null; prices: readonly CampaignPrice[] }>

/** Whether two printings of one code say the same, in whatever order their prices stand. */
export function isSamePrinting(left: Printing | null, right: Printing | null): boolean {
  return canonical(left) === canonical(right)
}

function canonical(printing: Printing | null): string {
  if (printing === null) return ''
  const prices = tidyPrices(printing.prices).map(({ marketId, kind, minor, volumes }) => {
    const named = volumes && Object.entries(volumes).toSorted(([one], [other]) => (one < other ? -1 : 1))
    return [marketId, kind, minor, (named ?? [['*', '']]).flat().join(' ')].join(' ')
  })
  return [printing.page, ...prices].join('|')
}

/** Prices in their one order. */
export function tidyPrices(prices: readonly CampaignPrice[]): readonly CampaignPrice[] {
  const key = ({ marketId, kind }: CampaignPrice): string => `${String(marketId).padStart(20, '0')} ${kind}`
  return prices.toSorted((one, other) => (key(one) < key(other) ? -1 : 1))
}
