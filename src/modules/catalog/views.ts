/** What later modules may join: what a product is called by, and where it belongs. */
export type CatalogViews = {
  'catalog.v_product': {
    id: bigint
    code: string
    category_code: string
    tags: string[]
    had_other_category: boolean
  }
  /** The categories in which products were before, until which version of the catalogue. */
  'catalog.v_category_before': { product_id: bigint; category_code: string; until_version: bigint }
  /** Each category with those in which it lies, itself first. */
  'catalog.v_category_path': { category_id: bigint; code: string; path: string[] }
  /** In English where there is such a name. */
  'catalog.v_product_name': { id: bigint; name: string }
  /** The family of each variant, and the category of that. */
  'catalog.v_variant': {
    product_id: bigint
    family_id: bigint
    family_code: string
    family_category_code: string
  }
  /** Catalogues on paper, with their names by language. */
  'catalog.v_campaign': { id: bigint; code: string; texts: unknown }
  /** What kits are made of, from and until which version of the catalogue. */
  'catalog.v_kit_part': {
    kit_id: bigint
    part_id: bigint
    quantity: number
    from_version: bigint
    until_version: bigint | null
  }
}
