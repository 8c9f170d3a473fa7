import type { MethodCode } from '../domain/method.ts'
import type { PaymentState } from '../domain/payment.ts'

/** Read only: what is written goes through the functions of write-payments.ts. */
export type PaymentsTables = {
  'payments.payment': {
    id: bigint
    subject_kind: 'order'
    subject_id: bigint
    market_id: bigint
    state: PaymentState
    method: MethodCode
    subject_code: string
    currency: string
    minor: bigint
    reference: string | null
    journal_client_id: string
    paid_minor: bigint
    key: string
    payload_hash: Buffer
    created_at: Date
  }
  'payments.refund': {
    id: bigint
    kind: 'refund' | 'reversal'
    subject_kind: 'order'
    subject_id: bigint
    payment_id: bigint | null
    method: MethodCode
    currency: string
    minor: bigint
    reference: string | null
    reason: string | null
    at: Date
    account_id: bigint | null
    key: string
    payload_hash: Buffer
  }
  'payments.card_event': {
    id: string
    kind: string
    intent: string | null
    payment_id: bigint | null
    made_at: Date
    received_at: Date
  }
  'payments.card_refund': {
    id: bigint
    payment_id: bigint
    minor: bigint
    reason: string | null
    state: 'asked' | 'unknown' | 'pending' | 'sent' | 'failed'
    reference: string | null
    problem: string | null
    asked_at: Date
    account_id: bigint | null
    provider_key: string
    key: string
    payload_hash: Buffer
  }
  'payments.dispute': {
    id: string
    payment_id: bigint
    minor: bigint
    reason: string
    state: 'open' | 'won' | 'lost'
    due_at: Date | null
    made_at: Date
  }
}
