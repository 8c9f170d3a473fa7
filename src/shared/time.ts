/**
 * Local time of a zone to instants and back, by the zone data that the runtime carries. Instants are whole milliseconds
 * since 1970-01-01T00:00Z.
 */

export type LocalDateTime = Readonly<{
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}>

const DAY_MS = 86_400_000
/** The most days of a zone that are remembered. */
const OFFSETS_MAX = 50_000

const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether the runtime knows the IANA zone name. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The names of the zones that the runtime knows, without their older names. */
export function timeZones(): readonly string[] {
  return Intl.supportedValuesOf('timeZone')
}

/** The local wall clock of a zone at an instant. */
export function localOf(instantMs: number, zone: string): LocalDateTime {
  const wall = new Date(instantMs + offsetMs(instantMs, zone))
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    millisecond: wall.getUTCMilliseconds(),
  }
}

/** The calendar day of an instant in a zone: `2026-10-31`. */
export function dayText(instantMs: number, zone: string): string {
  const { year, month, day } = localOf(instantMs, zone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** The calendar day of an instant in a zone, in days since 1970. */
export function dayNumberAt(instantMs: number, zone: string): number {
  return Math.floor((instantMs + offsetMs(instantMs, zone)) / DAY_MS)
}

/**
 * The instant of a local wall clock. A time that a clock change skips is moved forward by the gap; one that
 * happens twice is the earlier of the two.
 */
export function instantOf(local: LocalDateTime, zone: string): number {
  const wall = utcOf(local)
  const candidates = [wall - offsetMs(wall - DAY_MS, zone), wall - offsetMs(wall + DAY_MS, zone)]
  const fitting = candidates.filter((instant) => instant + offsetMs(instant, zone) === wall)
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(...candidates)
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * The instant of an ISO 8601 date or date and time. Without an offset it is local time of the zone; a bare date is
 * its midnight. Digits below the millisecond are cut. Undefined when the text is no such time.
 */
export function parseInstant(text: string, zone: string): number | undefined {
  const match = isoPattern.exec(text)
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const millisecond = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const local = { year, month, day, hour, minute, second, millisecond }
  if (!isRealLocal(local)) return undefined
  const offset = match[8]
  if (offset === undefined) return instantOf(local, zone)
  return utcOf(local) - offsetOfText(offset)
}

/** Whether the text is a day of the calendar: 2026-02-28, but not 2026-02-30. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseInstant(text, 'UTC') !== undefined
}

function isRealLocal(local: LocalDateTime): boolean {
  if (local.hour > 23 || local.minute > 59 || local.second > 59) return false
  const back = new Date(Date.UTC(local.year, local.month - 1, local.day))
  return back.getUTCMonth() === local.month - 1 && back.getUTCDate() === local.day
}

function offsetOfText(text: string): number {
  if (text === 'Z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))]
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

function utcOf(local: LocalDateTime): number {
  const { year, month, day, hour, minute, second, millisecond } = local
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}

const offsets = new Map<string, Map<number, number | undefined>>()

/**
 * What local time is ahead of UTC. Asking the zone data takes microseconds, which millions of rows feel: a day that begins and
 * ends with one offset has it all day, and is asked about once.
 */
function offsetMs(instantMs: number, zone: string): number {
  let ofZone = offsets.get(zone)
  if (!ofZone) offsets.set(zone, (ofZone = new Map()))
  const day = Math.floor(instantMs / DAY_MS)
  if (!ofZone.has(day)) {
    const [start, end] = [askOffset(day * DAY_MS, zone), askOffset((day + 1) * DAY_MS, zone)]
    if (ofZone.size >= OFFSETS_MAX) ofZone.clear()
    ofZone.set(day, start === end ? start : undefined)
  }
  return ofZone.get(day) ?? askOffset(instantMs, zone)
}

function askOffset(instantMs: number, zone: string): number {
  const parts: Record<string, number> = {}
  for (const part of formatOf(zone).formatToParts(instantMs)) {
    if (part.type !== 'literal') parts[part.type] = Number(part.value)
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return utcOf({ year, month, day, hour, minute, second, millisecond: modulo(instantMs, 1000) }) - instantMs
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}
