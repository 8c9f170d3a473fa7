/** Where something is delivered. */
export type Destination = Readonly<{
  country: string
  region?: string | undefined
  postalCode?: string | undefined
}>

/** A part of the world: a country, one of its regions, or those of its postal codes that begin with something from-until. */
export type Area = Readonly<{
  country: string
  region: string | null
  postalFrom: string | null
  postalUntil: string | null
}>

export type Zone = Readonly<{ id: bigint; code: string; name: string; areas: readonly Area[] }>

/**
 * The zones around a destination, the nearest first: one that names its postal code comes before one that names its region, and this one
 * before one that names its country; of two that name postal codes the one that names more of them digit by digit.
 */
export function zonesTo(zones: readonly Zone[], to: Destination): readonly Zone[] {
  return zones
    .flatMap((zone) => {
      const nearness = Math.max(...zone.areas.map((area) => nearnessOf(area, to)))
      return nearness > 0 ? [{ zone, nearness }] : []
    })
    .toSorted((a, b) => b.nearness - a.nearness || (a.zone.id < b.zone.id ? -1 : 1))
    .map(({ zone }) => zone)
}

/** How closely an area names a destination; 0 where it does not. */
function nearnessOf(area: Area, to: Destination): number {
  if (area.country !== to.country) return 0
  if (area.region !== null && area.region !== (to.region ?? '').trim().toUpperCase()) return 0
  const region = area.region === null ? 0 : 1
  if (area.postalFrom === null || area.postalUntil === null) return 1 + region
  const code = postalKey(to.postalCode ?? '')
  const fits =
    code !== '' &&
    code.slice(0, area.postalFrom.length) >= area.postalFrom &&
    code.slice(0, area.postalUntil.length) <= area.postalUntil
  return fits ? 3 + 2 * Math.min(area.postalFrom.length, area.postalUntil.length) + region : 0
}

/** A postal code as it is compared: capitals and digits alone. */
export function postalKey(code: string): string {
  return code.toUpperCase().replace(/[^A-Z0-9]/g, '')
}
