import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { PlaceAddress } from '../domain/shipping.ts'
import { loadShippingTable } from '../store/shipping-table.ts'
import { addShowroomRow, changeShowroomRow } from '../store/showrooms.ts'
import { endOf } from './keep-ways.ts'
import { momentOfDay, type InMarket } from './shipping-market.ts'

type Said = PlaceAddress & Readonly<{ showroom: string; name: string; opening: string }>

/** Opens a showroom of a market. Refused as `shipping.code_conflict` or `shipping.past_day`. */
export async function addShowroom(
  tx: Tx,
  at: InMarket,
  input: Said & Readonly<{ from?: string | undefined }>,
): Promise<Result<bigint>> {
  const begin = momentOfDay(at, input.from, 'from')
  if (!begin.ok) return begin
  const { showroom: code, name, opening } = input
  const room = { code, name, opening, address: addressOf(input), fromMs: begin.value }
  const added = await addShowroomRow(tx, { ...room, marketId: at.market.id })
  return added === undefined ? refuse('shipping.code_conflict', { code }, 'showroom') : ok(added)
}

/**
 * Says anew where a showroom is and when it is open, or when it closes; orders that were placed keep what was said then. Refused as
 * `shipping.showroom_missing`, `shipping.past_day` or `shipping.ended`.
 */
export async function changeShowroom(
  tx: Tx,
  at: InMarket,
  input: Said & Readonly<{ until: string | null }>,
): Promise<Result<bigint>> {
  const { showrooms } = await loadShippingTable(tx, { marketId: at.market.id, version: 0n })
  const showroom = showrooms.find(({ code }) => code === input.showroom)
  if (!showroom) return refuse('shipping.showroom_missing', { showroom: input.showroom }, 'showroom')
  const until = endOf(at, showroom, input.until)
  if (!until.ok) return until
  const { id } = showroom
  const { name, opening } = input
  await changeShowroomRow(tx, { id, name, opening, address: addressOf(input), untilMs: until.value })
  return ok(id)
}

export function addressOf({ line1, line2, postalCode, city, region, country }: PlaceAddress): PlaceAddress {
  return { line1, line2, postalCode, city, region, country }
}
