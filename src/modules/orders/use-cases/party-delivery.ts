import { settingAt, type Market, type SettingDefinition } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { dayText } from '#shared/time.ts'
import { isDeliveryPaid } from '../store/parties.ts'
import type { OrderParty } from './party-of-order.ts'

/** Whether all orders that go to a party's host in one parcel pay for one delivery. */
export const partyDeliveryOnce: SettingDefinition<boolean> = {
  name: 'orders.party_delivery_once',
  label: 'Whether delivery is paid once where all orders of a party go to its host, by the first of them',
  kind: 'yes_no',
  read: (stored) => (typeof stored === 'boolean' ? stored : undefined),
  fallback: false,
}

/**
 * Whether an order goes in a parcel that another order of its party pays for. Where that one is taken back with its delivery, the next one
 * that is placed pays. `waits`: whoever places waits for others who do.
 */
export async function goesWithOthers(
  tx: Tx,
  party: Pick<OrderParty, 'id' | 'shipsTo'> | undefined,
  at: Readonly<{ market: Market; atMs: number; waits: boolean }>,
): Promise<boolean> {
  if (party?.shipsTo !== 'host') return false
  const { market, atMs, waits } = at
  const day = dayText(atMs, market.timeZone)
  const isOnce = await settingAt(tx, partyDeliveryOnce, { marketId: market.id, day })
  return isOnce && isDeliveryPaid(tx, { partyId: party.id, waits })
}
