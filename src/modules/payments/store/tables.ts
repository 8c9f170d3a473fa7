import type { MethodCode } from '../domain/method.ts'
import type { PaymentState } from '../domain/payment.ts'

/** Read only: what is written goes through the functions of write-payments.ts. */
export type PaymentsTables = {
  'payments.payment': {
    id: bigint
    subject_kind: 'order'
    subject_id: bigint
    state: PaymentState
    method: MethodCode
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
}
