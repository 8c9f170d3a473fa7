import type { MethodCode } from './domain/method.ts'
import type { PaymentState } from './domain/payment.ts'

/**
 * What later modules may join; each shows what the viewer of the transaction may see. `payments.v_payment`: payments with what of each
 * went back. `payments.v_own_limit`: how much single people may owe at once, where that is not what the market says.
 */
export type PaymentsViews = {
  'payments.v_payment': {
    id: bigint
    subject_kind: 'order'
    subject_id: bigint
    subject_code: string
    legal_entity_id: bigint
    market_id: bigint
    person_id: bigint | null
    method: MethodCode
    state: PaymentState
    currency: string
    minor: bigint
    paid_minor: bigint
    back_minor: bigint
    reference: string | null
    created_at: Date
    settled_at: Date | null
    created_by: bigint | null
    settled_by: bigint | null
  }
  'payments.v_own_limit': {
    person_id: bigint
    minor: bigint | null
    reason: string | null
    at: Date
    account_id: bigint | null
  }
}
