import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { StoredPromotion } from '../store/promotions.ts'

/** Tells that a promotion is there, has another text, or another state. The shape is `promotionChanged` of the contract. */
export async function tellChanged(tx: Tx, promotion: StoredPromotion): Promise<void> {
  const { id, marketId, code, state } = promotion
  await appendEvent(tx, {
    topic: 'promotions.promotion_changed',
    keyId: id,
    payload: { promotionId: id, marketId, code, state },
  })
}
