/** What later modules may join. */
export type ShippingViews = {
  'shipping.v_showroom': { id: bigint; market_id: bigint; code: string; name: string }
  'shipping.v_way': { id: bigint; market_id: bigint; code: string }
}
