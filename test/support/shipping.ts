import type { DeliveryGround, ShippingTable } from '#modules/shipping/api.ts'

const always = { fromMs: 0, untilMs: null }
type Price = Readonly<{ fromMinor: bigint; upToGrams: number | null; minor: bigint; taxClass: string }>

/** What a market's shipping says that has one way of delivery, at these prices from the beginning of 1970 on. */
export function plainShipping(prices: readonly Price[]): ShippingTable {
  const way = { id: 1n, code: 'standard', name: 'Delivery', note: '', kind: 'parcel', position: 0 } as const
  return {
    version: 1n,
    ways: [{ ...way, ...always }],
    zones: [],
    prices: prices.map((price, place) => ({
      ...price,
      ...always,
      id: BigInt(place + 1),
      wayId: way.id,
      zoneId: null,
    })),
    carrierPrices: [],
    showrooms: [],
  }
}

/** Goods go to an address in Germany in the only way that there is. */
export function plainDelivery(prices: readonly Price[]): DeliveryGround {
  return { table: plainShipping(prices), to: { country: 'DE' } }
}
