import { assert, bigInt, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ageParts,
  atLeastPlaces,
  fillPercent,
  formatAmount,
  formatExact,
  formatMoney,
  formatPeriod,
  formatRate,
  formatVolume,
  formatVolumeShort,
  initials,
  splitMoney,
} from './format.ts'

describe('amounts', () => {
  it('shows every digit of an amount that a float could not hold', () => {
    expect(formatMoney({ minor: 9_007_199_254_740_993_01n, currency: 'EUR' }, 'en')).toBe(
      '€9,007,199,254,740,993.01',
    )
  })

  it('keeps the decimals of the currency', () => {
    expect(formatMoney({ minor: 1234n, currency: 'JPY' }, 'en')).toBe('¥1,234')
    expect(formatAmount({ minor: 1234n, currency: 'KWD' }, 'en')).toBe('1.234')
  })

  it('marks a negative amount with a minus sign and a gain with a plus when asked', () => {
    expect(formatMoney({ minor: -3840n, currency: 'EUR' }, 'en')).toBe('−€38.40')
    expect(formatMoney({ minor: 3840n, currency: 'EUR' }, 'en', { signed: true })).toBe('+€38.40')
  })

  it('cuts a large figure at the decimal sign of the language', () => {
    expect(splitMoney({ minor: 134_218n, currency: 'EUR' }, 'en')).toEqual({
      whole: '€1,342',
      fraction: '.18',
    })
    expect(splitMoney({ minor: 5n, currency: 'JPY' }, 'en')).toEqual({ whole: '¥5', fraction: '' })
  })

  it('loses no cent of any amount', () => {
    assert(
      property(bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (minor) => {
        const digits = formatAmount({ minor, currency: 'EUR' }, 'en').replace(/[^\d−]/g, '')
        expect(BigInt(digits.replace('−', '-'))).toBe(minor)
      }),
    )
  })
})

describe('volumes, rates, dates', () => {
  it('drops zeros that say nothing', () => {
    expect(formatVolume(58_460_000_000n, 'PV', 'en')).toBe('58,460 PV')
    expect(formatVolume(12_500_000n, 'CV', 'en', 2)).toBe('12.50 CV')
    expect(formatRate(72_500n, 'en')).toBe('7.25 %')
  })

  it('cuts a volume where there is little room', () => {
    expect(formatVolumeShort(18_093_500_000n, 'PV', 'en-GB')).toBe('18.1k PV')
    expect(formatVolumeShort(544_250_000n, 'PV', 'en-GB')).toBe('544 PV')
    expect(formatVolumeShort(-3_000_000n, 'CV', 'en-GB')).toBe('−3 CV')
  })

  it('names a period without a time zone moving it', () => {
    expect(formatPeriod('2026-10', 'en')).toBe('October 2026')
    expect(formatPeriod('2026-01', 'en', 'month')).toBe('January')
  })

  it('speaks of an age in the largest unit that fits', () => {
    expect(ageParts(59.9)).toEqual({ unit: 'second', count: 59 })
    expect(ageParts(3_700)).toEqual({ unit: 'hour', count: 1 })
  })

  it('fills a bar between nothing and full', () => {
    expect(fillPercent(-5n, 100n)).toBe(0)
    expect(fillPercent(30n, 120n)).toBe(25)
    expect(fillPercent(300n, 100n)).toBe(100)
  })

  it('takes the first letters of the first and last name', () => {
    expect(initials('Ines Maria Moreau')).toBe('IM')
    expect(initials('Łucja')).toBe('Ł')
    expect(initials('10000082')).toBe('82')
  })

  it('pads an exact amount without touching its digits', () => {
    expect(atLeastPlaces('48.9', 2)).toBe('48.90')
    expect(atLeastPlaces('-14.735', 2)).toBe('−14.735')
    expect(atLeastPlaces('7', 2)).toBe('7.00')
    expect(formatExact('98.928', 'EUR', 'en')).toBe('€98.928')
  })
})
