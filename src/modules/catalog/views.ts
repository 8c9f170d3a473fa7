/** What later modules may join: what a product is called by, and where it belongs. */
export type CatalogViews = {
  'catalog.v_product': { id: bigint; code: string; category_code: string }
}
