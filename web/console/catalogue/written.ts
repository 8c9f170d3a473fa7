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
