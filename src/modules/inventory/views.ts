/** What later modules may join: what an order was promised and has not got. */
export type InventoryViews = {
  'inventory.v_open_promise': {
    order_id: bigint
    product_id: bigint
    pool_id: bigint
    pieces: number
    waits_until: string | null
  }
}
