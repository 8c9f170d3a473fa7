import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PeriodKind } from '#shared/period.ts'
import { periodAfter, periodAt, periodBefore } from './periods.ts'

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
  const kinds = fc.constantFrom<PeriodKind>('day', 'week', 'month', 'quarter')
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
