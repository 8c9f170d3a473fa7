import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { ChangeKind, Disposition, RefundTo } from '../domain/order-change.ts'
import type { OrderChannel, OrderState, OrderType } from '../domain/order.ts'
import type { PartyShipping } from '../domain/party.ts'

export type OrdersTables = {
  'orders.order': {
    id: Generated<bigint>
    code: string
    legal_entity_id: bigint
    market_id: bigint
    channel: OrderChannel
    type: OrderType
    state: OrderState
    buyer_person_id: bigint | null
    seller_person_id: bigint | null
    sponsor_person_id: bigint | null
    price_kind: 'retail' | 'preferred' | 'distributor'
    placed_at: Date
    taken_at: Date | null
    commission_at: Date | null
    late: Generated<boolean>
    currency: string
    subtotal_minor: bigint
    discount_minor: Generated<bigint>
    shipping_minor: bigint
    tax_minor: bigint
    tax_added: GeneratedAlways<boolean>
    total_minor: bigint
    pieces: number
    payment: 'pay_later' | 'transfer' | 'wallet' | 'card'
    status_hash: Buffer | null
    cancelled_at: Date | null
    cancel_reason: string | null
    party_id: Generated<bigint | null>
  }
  'orders.party': { id: bigint; code: string; ships_to: PartyShipping }
  'orders.party_host': { party_id: bigint; name: string }
  'orders.order_line': {
    order_id: bigint
    line: number
    product_id: bigint
    quantity: number
    unit_minor: bigint
    discount_minor: Generated<bigint>
    gift: Generated<boolean>
    total_minor: bigint
    tax_minor: bigint
    campaign_id: Generated<bigint | null>
    printed_code: Generated<string | null>
  }
  /** What a service said of its tax. */
  'orders.order_tax': { order_id: bigint; source: 'tables' | 'stripe'; reference: string; answer: unknown }
  'orders.line_promotion': {
    order_id: bigint
    line: number
    promotion_id: bigint
    version_id: bigint
    minor: bigint
  }
  'orders.note': {
    id: bigint
    order_id: bigint
    at: Date
    account_id: bigint | null
    by_buyer: boolean
    for_buyer: boolean
    text: string
  }
  'orders.order_change': {
    order_id: bigint
    number: number
    kind: ChangeKind | 'edit'
    at: Date
    reason: string | null
    account_id: bigint | null
    key: string
    payload_hash: Buffer
    tracking: string | null
    goods_minor: bigint
    shipping_minor: bigint
    tax_minor: bigint
    fee_minor: bigint
    refunded_minor: bigint
    refund_to: RefundTo | null
  }
  'orders.change_line': {
    order_id: bigint
    number: number
    line: number
    quantity: number
    minor: bigint
    tax_minor: bigint
    discount_minor: bigint
    disposition: Disposition | null
  }
  'orders.guest': { order_id: bigint; name: string }
  'orders.commission_cut': { calendar_id: bigint; cut_at: Date }
  'orders.delivery_way': {
    order_id: bigint
    way_id: bigint
    kind: 'parcel' | 'showroom' | 'seller'
    name: string
    showroom_id: bigint | null
    place: unknown
    ready_at: Date | null
  }
  'orders.delivery': { order_id: bigint; contact: unknown; address: unknown }
  'orders.basket': {
    id: Generated<bigint>
    token_hash: Buffer
    market_id: bigint
    seller_person_id: bigint | null
    language: string | null
    touched_at: Generated<Date>
    party_id: Generated<bigint | null>
    owner_person_id: bigint | null
    begun_at: Date
    version: Generated<number>
    kind: Generated<'basket' | 'draft'>
    channel: Generated<string>
    buyer_person_id: Generated<bigint | null>
    preparer_person_id: Generated<bigint | null>
    preparer_account_id: Generated<bigint | null>
    handed_at: Generated<Date | null>
    link_hash: Generated<Buffer | null>
    way_code: Generated<string | null>
    place_code: Generated<string | null>
    country: Generated<string | null>
    region: Generated<string | null>
    postal_code: Generated<string | null>
  }
  'orders.basket_buyer': {
    basket_id: bigint
    guest_name: string | null
    contact: ColumnType<unknown, string | null, string | null>
    address: ColumnType<unknown, string | null, string | null>
  }
  'orders.basket_line': {
    basket_id: bigint
    product_id: bigint
    /** Empty where the product was named by its own code. */
    printed_code: Generated<string>
    quantity: number
    added_at: ColumnType<Date, never, never>
  }
  'orders.basket_coupon': { basket_id: bigint; code: string; added_at: ColumnType<Date, never, never> }
  'orders.basket_gift': { basket_id: bigint; promotion: string; product_id: bigint; quantity: number }
}
