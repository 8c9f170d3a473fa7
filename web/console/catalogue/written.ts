import { formatShort, parseDecimal } from '#shared/decimal.ts'

const VOLUME_PLACES = 6

/** Tags with commas between; undefined when one of them is none. */
export function readTags(typed: string): string[] | undefined {
  const tags = typed
    .split(/[,\s]+/)
    .map((tag) => tag.toLowerCase())
    .filter((tag) => tag !== '')
  return tags.every((tag) => /^[a-z0-9-]{1,40}$/.test(tag)) ? [...new Set(tags)] : undefined
}

type TypedLimits = Readonly<{
  perOrder: string
  buyerMost: string
  buyerDays: string
  minAge: string
  countries: string
}>

type Limits = {
  perOrder: number | null
  perBuyer: { most: number; days: number } | null
  minAge: number | null
  countries: string[]
}

/** Limits as they are typed; an empty field is none. Undefined when one of them cannot be. */
export function readLimits(typed: TypedLimits): Limits | undefined {
  const [perOrder, most, days, minAge] = [
    readCount(typed.perOrder, 9999),
    readCount(typed.buyerMost, 9999),
    readCount(typed.buyerDays, 3660),
    readCount(typed.minAge, 99),
  ]
  const countries = typed.countries
    .toUpperCase()
    .split(/[,\s]+/)
    .filter((country) => country !== '')
  if (perOrder === undefined || most === undefined || days === undefined || minAge === undefined)
    return undefined
  // So many within no days, or none within so many, is no limit that anybody could be told.
  if ((most === null) !== (days === null) || !countries.every((country) => /^[A-Z]{2}$/.test(country)))
    return undefined
  const perBuyer = most === null || days === null ? null : { most, days }
  return { perOrder, perBuyer, minAge, countries: [...new Set(countries)] }
}

/** The same the other way round. */
export function writeLimits({ perOrder, perBuyer, minAge, countries }: Limits): TypedLimits {
  return {
    perOrder: perOrder?.toString() ?? '',
    buyerMost: perBuyer?.most.toString() ?? '',
    buyerDays: perBuyer?.days.toString() ?? '',
    minAge: minAge?.toString() ?? '',
    countries: countries.join(', '),
  }
}

function readCount(typed: string, most: number): number | null | undefined {
  if (typed.trim() === '') return null
  const count = Number(typed)
  return Number.isInteger(count) && count >= 1 && count <= most ? count : undefined
}

/** Volumes as people type them, `PV 12.5, CV 18`, in millionths by name; undefined when they cannot be read. */
export function readVolumes(typed: string): Record<string, bigint> | undefined {
  const volumes: Record<string, bigint> = {}
  for (const part of typed.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const match = /^(\w+)[ =]+(\S+)$/.exec(part)
    const micro = match?.[2] === undefined ? 'not_a_number' : parseDecimal(match[2], VOLUME_PLACES)
    if (match?.[1] === undefined || typeof micro !== 'bigint' || micro < 0n) return undefined
    volumes[match[1]] = micro
  }
  return volumes
}

/** The same the other way round. */
export function writeVolumes(volumes: Readonly<Record<string, bigint>>): string {
  return Object.entries(volumes)
    .map(([name, micro]) => `${name} ${formatShort(micro, VOLUME_PLACES)}`)
    .join(', ')
}
