import type { OrderChannel, OrderState, OrderType } from './domain/order.ts'
import type { PartyKind } from './domain/party.ts'

/**
 * What later modules may join; each shows what the viewer of the transaction may see. Volumes are millionths; `opposite`
 * marks the entries that a change of an order brought, dated at the change.
 */
export type OrdersViews = {
  /** What a line takes from stock: the parts of a kit as it was made when the order was priced, or the product itself. */
  'orders.v_line_part': { order_id: bigint; line: number; product_id: bigint; pieces: number }
  'orders.v_order': {
    id: bigint
    code: string
    legal_entity_id: bigint
    market_id: bigint
    channel: OrderChannel
    type: OrderType
    state: OrderState
    buyer_person_id: bigint | null
    seller_person_id: bigint | null
    sponsor_person_id: bigint | null
    placed_at: Date
    commission_at: Date | null
    currency: string
    subtotal_minor: bigint
    shipping_minor: bigint
    tax_minor: bigint
    total_minor: bigint
    pieces: number
    cancelled_at: Date | null
    /** It came after the cut of the period that it counts in. */
    late: boolean
    party_id: bigint | null
  }
  /** Parties that take or took place, with the moment that they count at. */
  'orders.v_party': {
    id: bigint
    code: string
    market_id: bigint
    seller_person_id: bigint
    host_person_id: bigint | null
    kind: PartyKind
    held_at: Date
    counts_at: Date
  }
  /** What parties were and from when on; `known_seq` is null until the event that told of it is noted. */
  'orders.v_party_known': {
    id: bigint
    code: string
    seller_person_id: bigint
    number: number
    valid_from: Date
    host_person_id: bigint | null
    kind: PartyKind
    held_at: Date
    counts_at: Date | null
    known_seq: bigint | null
  }
  /** What its buyer owes, what was paid and refunded, and what waits to be sent back. */
  'orders.v_order_money': {
    order_id: bigint
    owed_minor: bigint
    waiting_minor: bigint
    paid_minor: bigint
    refunded_minor: bigint
  }
  'orders.v_order_line': {
    order_id: bigint
    line: number
    product_id: bigint
    product_code: string
    category_code: string
    quantity: number
    unit_minor: bigint
    total_minor: bigint
    tax_minor: bigint
  }
  /** Where the pieces of a line are: of those placed some were cancelled, some sent, and of these some came back. */
  'orders.v_line_stand': {
    order_id: bigint
    line: number
    placed: number
    cancelled: number
    sent: number
    returned: number
    back_minor: bigint
  }
  /** What was taken back of orders, and when. */
  'orders.v_order_change': {
    order_id: bigint
    number: number
    kind: 'cancel' | 'return'
    at: Date
    goods_minor: bigint
  }
  'orders.v_change_line': {
    order_id: bigint
    number: number
    at: Date
    line: number
    product_code: string
    category_code: string
    quantity: number
    minor: bigint
  }
  /** Lists of names that volumes of orders are laid out by. */
  'orders.v_volume_names': { id: number; names: string[] }
  /** What an order brought: line by line in the order of the names, null where a line lacks one. */
  'orders.v_order_volume': {
    order_id: bigint
    commission_at: Date
    buyer_person_id: bigint | null
    seller_person_id: bigint | null
    names_id: number
    micros: (bigint | null)[]
  }
  /** What changed afterwards. */
  'orders.v_volume_change': VolumeEntry
  /** Both, entry by entry. */
  'orders.v_volume_entry': VolumeEntry
}

type VolumeEntry = {
  order_id: bigint
  line: number
  name: string
  micro: bigint
  opposite: boolean
  commission_at: Date
  buyer_person_id: bigint | null
  seller_person_id: bigint | null
  /** The number of the change that brought it; 0 for what the order itself brought. */
  change: number
}
