/** What later modules may join. */
export type TaxViews = {
  'tax.v_shipping_before': {
    market_id: bigint
    from_minor: bigint
    up_to_grams: number | null
    minor: bigint
    tax_class: string
    country: string | null
    valid_from: Date
    valid_until: Date | null
  }
}
