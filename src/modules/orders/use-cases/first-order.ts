import { settingAt, type SettingDefinition } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { dayText } from '#shared/time.ts'
import { joinedLately } from '../domain/order.ts'
import type { OrderToPlace } from './place-order.ts'

/** Without it no order is a first one: plans that pay for first orders say so by it. */
export const firstOrderDays: SettingDefinition<number | null> = {
  name: 'orders.first_order_days',
  label: 'Days after joining within which the first order of a buyer is of the type "first"',
  kind: 'whole_number',
  read: (stored) =>
    stored === null || (typeof stored === 'number' && Number.isInteger(stored) && stored > 0)
      ? stored
      : undefined,
  fallback: null,
}

/**
 * Whether an order is of the type `first` if its buyer never ordered before, which is looked at when it is written: the
 * market's or company's rule has to say so, and the buyer to have joined lately.
 */
export async function mayBeFirst(
  tx: Tx,
  order: Pick<OrderToPlace, 'marketId' | 'type'>,
  input: { joinedAtMs: number | undefined; atMs: number },
): Promise<boolean> {
  const { joinedAtMs, atMs } = input
  if (joinedAtMs === undefined || order.type !== 'order') return false
  const days = await settingAt(tx, firstOrderDays, { marketId: order.marketId, day: dayText(atMs, 'UTC') })
  return joinedLately({ joinedAtMs, atMs, days })
}
