import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { postalKey, type Area } from '../domain/zone.ts'
import { loadShippingTable } from '../store/shipping-table.ts'
import { putZoneRow } from '../store/ways.ts'
import type { InMarket } from './shipping-market.ts'

/**
 * Adds a zone of a market, or says anew of what it is made; orders that were placed keep what they cost. Refused as
 * `shipping.postal_range`, or as `shipping.area_conflict` where another zone, or the same one, names that very area.
 */
export async function putZone(
  tx: Tx,
  { market }: InMarket,
  input: Readonly<{ zone: string; name: string; areas: readonly Area[] }>,
): Promise<Result<bigint>> {
  const areas: Area[] = []
  for (const area of input.areas) {
    const written = writtenArea(area)
    if (!written) return refuse('shipping.postal_range', {}, 'areas')
    areas.push(written)
  }
  const { zones } = await loadShippingTable(tx, { marketId: market.id, version: 0n })
  const others = zones.filter(({ code }) => code !== input.zone)
  const taken = new Map(others.flatMap(({ name, areas: theirs }) => theirs.map((one) => [keyOf(one), name])))
  for (const area of areas) {
    const zone = taken.get(keyOf(area))
    if (zone !== undefined) return refuse('shipping.area_conflict', { zone, area: areaText(area) }, 'areas')
    taken.set(keyOf(area), input.name)
  }
  return ok(await putZoneRow(tx, { marketId: market.id, code: input.zone, name: input.name, areas }))
}

/** An area as it is kept; undefined where its postal codes are no range. */
function writtenArea({ country, region, postalFrom, postalUntil }: Area): Area | undefined {
  if (postalFrom === null && postalUntil === null) return { country, region, postalFrom, postalUntil }
  const from = postalKey(postalFrom ?? postalUntil ?? '')
  const until = postalKey(postalUntil ?? postalFrom ?? '')
  return from === '' || until === '' || until < from
    ? undefined
    : { country, region, postalFrom: from, postalUntil: until }
}

function keyOf({ country, region, postalFrom, postalUntil }: Area): string {
  return JSON.stringify([country, region, postalFrom, postalUntil])
}

function areaText({ country, region, postalFrom, postalUntil }: Area): string {
  const postal = postalFrom === null ? '' : ` ${postalFrom}-${postalUntil ?? postalFrom}`
  return `${country}${region === null ? '' : ` ${region}`}${postal}`
}
