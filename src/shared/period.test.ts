import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  parsePeriod,
  periodAfter,
  periodAt,
  periodBefore,
  periodsBetween,
  type PeriodKind,
} from './period.ts'
import { localOf, parseInstant } from './time.ts'

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())

test('a month is cut at the midnights of its zone, across a clock change', () => {
  const october = parsePeriod('2026-10', 'Europe/Warsaw')
  expect(iso(october?.fromMs)).toBe('2026-09-30T22:00:00.000Z')
  expect(iso(october?.untilMs)).toBe('2026-10-31T23:00:00.000Z')
})

test('weeks follow ISO 8601, and a week that a year does not have is none', () => {
  expect(iso(parsePeriod('2026-W01', 'UTC')?.fromMs)).toBe('2025-12-29T00:00:00.000Z')
  expect(iso(parsePeriod('2026-W53', 'UTC')?.fromMs)).toBe('2026-12-28T00:00:00.000Z')
  expect(parsePeriod('2025-W53', 'UTC')).toBeUndefined()
})

test('quarters and days end where the next begins', () => {
  expect(iso(parsePeriod('2026-Q4', 'UTC')?.untilMs)).toBe('2027-01-01T00:00:00.000Z')
  expect(iso(parsePeriod('2028-02-29', 'UTC')?.untilMs)).toBe('2028-03-01T00:00:00.000Z')
  expect(parsePeriod('2026-02-29', 'UTC')).toBeUndefined()
  expect(parsePeriod('2026-13', 'UTC')).toBeUndefined()
})

test('a time without an offset is local, one with an offset is not', () => {
  expect(iso(parseInstant('2026-10-05T14:30:00', 'Asia/Kolkata'))).toBe('2026-10-05T09:00:00.000Z')
  expect(iso(parseInstant('2026-10-05T14:30:00+02:00', 'Asia/Kolkata'))).toBe('2026-10-05T12:30:00.000Z')
  expect(iso(parseInstant('2026-10-05T14:30:00.1239Z', 'Asia/Kolkata'))).toBe('2026-10-05T14:30:00.123Z')
  expect(iso(parseInstant('2026-10-05', 'Asia/Kolkata'))).toBe('2026-10-04T18:30:00.000Z')
})

test('a skipped local hour moves forward and a doubled one is the earlier', () => {
  expect(iso(parseInstant('2026-03-29T02:30:00', 'Europe/Warsaw'))).toBe('2026-03-29T01:30:00.000Z')
  expect(iso(parseInstant('2026-10-25T02:30:00', 'Europe/Warsaw'))).toBe('2026-10-25T00:30:00.000Z')
})

test('dates that do not exist are refused', () => {
  for (const text of ['2026-02-30', '2026-10-05T24:00:00', '05.10.2026', '2026-10-5', 'soon', '']) {
    expect(parseInstant(text, 'UTC')).toBeUndefined()
  }
})

const berlin = { kind: 'month', timeZone: 'Europe/Berlin' } as const

test('a month ends at local midnight and not at midnight in Greenwich', () => {
  expect(periodAt(berlin, Date.parse('2026-09-30T21:59:59.999Z')).label).toBe('2026-09')
  expect(periodAt(berlin, Date.parse('2026-09-30T22:00:00Z')).label).toBe('2026-10')
  expect(periodAt(berlin, Date.parse('2026-10-31T22:30:00Z')).label).toBe('2026-10')
  expect(periodAt({ ...berlin, timeZone: 'Asia/Tokyo' }, Date.parse('2026-09-30T15:00:00Z')).label).toBe(
    '2026-10',
  )
})

test('every instant lies in exactly one period, and neighbours meet without a gap', () => {
  const kinds = fc.constantFrom<PeriodKind>('day', 'week', 'month', 'quarter', 'year')
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'Asia/Kolkata',
    'America/New_York',
    'Pacific/Auckland',
    'UTC',
  )
  const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2040, 0, 1) })
  fc.assert(
    fc.property(kinds, zones, instants, (kind, timeZone, instant) => {
      const calendar = { kind, timeZone }
      const period = periodAt(calendar, instant)
      expect(period.fromMs).toBeLessThanOrEqual(instant)
      expect(period.untilMs).toBeGreaterThan(instant)
      expect(periodBefore(calendar, period).untilMs).toBe(period.fromMs)
      expect(periodAfter(calendar, period).fromMs).toBe(period.untilMs)
    }),
  )
})

test('a range holds every period of its calendar from the first to the last', () => {
  const range = (first: string, last: string) => {
    const [from, to] = [parsePeriod(first, 'Europe/Warsaw'), parsePeriod(last, 'Europe/Warsaw')]
    return from && to && periodsBetween(from, to)?.map((period) => period.label)
  }
  expect(range('2026-11', '2027-02')).toEqual(['2026-11', '2026-12', '2027-01', '2027-02'])
  expect(range('2026-W52', '2027-W01')).toEqual(['2026-W52', '2026-W53', '2027-W01'])
  expect(range('2026', '2028')).toEqual(['2026', '2027', '2028'])
  expect(range('2026-10', '2026-10')).toEqual(['2026-10'])
  expect(range('2026-10', '2026-09')).toBeUndefined()
  expect(range('2026-10', '2026-Q4')).toBeUndefined()
  expect(range('1900-01-01', '2026-01-01')).toBeUndefined()
})

test('local time is what the zone data says, on the days of clock changes too', () => {
  for (const zone of ['Europe/Warsaw', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 2_700_000) {
      const { year, month, day, hour, minute, second } = localOf(at, zone)
      const two = (value: number) => String(value).padStart(2, '0')
      const text = `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`
      expect([zone, at, text]).toEqual([zone, at, format.format(at)])
    }
  }
})
