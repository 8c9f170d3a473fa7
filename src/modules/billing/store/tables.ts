import type { GeneratedAlways } from 'kysely'
import type { DocumentKind } from '../domain/document.ts'

export type BillingTables = {
  'billing.awaited_order': { order_id: bigint; due: 'shipment' | 'payment' }
  'billing.document': {
    id: GeneratedAlways<bigint>
    kind: DocumentKind
    legal_entity_id: bigint
    market_id: bigint
    year: number
    serial: number
    number: string
    order_id: bigint
    order_code: string
    change: number
    corrects_id: bigint | null
    buyer_person_id: bigint | null
    issued_at: Date
    currency: string
    total_minor: bigint
    tax_minor: bigint
    content: string
    content_hash: Buffer
  }
}
