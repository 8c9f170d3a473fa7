import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { moveState, type StoredPromotion } from '../store/promotions.ts'
import type { PromotionState } from '../store/tables.ts'
import { tellChanged } from './tell-changed.ts'

/** From which states a promotion comes to one. What has ended stays so. */
const FROM: Readonly<Record<PromotionState, readonly PromotionState[]>> = {
  draft: [],
  active: ['draft', 'paused'],
  paused: ['active'],
  ended: ['draft', 'active', 'paused'],
}

/** Starts, pauses or ends a promotion; it counts for the next order. Refused as `promotions.state_conflict`. */
export async function changeState(
  tx: Tx,
  of: Readonly<{ promotion: StoredPromotion; to: PromotionState }>,
): Promise<Result<StoredPromotion>> {
  const { promotion, to } = of
  if (!(await moveState(tx, { id: promotion.id, to, from: FROM[to] })))
    return refuse('promotions.state_conflict', { code: promotion.code, state: promotion.state }, 'state')
  const moved = { ...promotion, state: to }
  await tellChanged(tx, moved)
  return ok(moved)
}
