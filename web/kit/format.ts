import { currencyDigits, type Money } from '#shared/money.ts'
import { formatDecimal, formatShort } from '#shared/decimal.ts'

/** Places behind the dot of every volume: volumes are micro-units. */
export const VOLUME_PLACES = 6

/** How an amount is cut for large display: "€1,342" and ".18". */
export type SplitAmount = Readonly<{ whole: string; fraction: string }>

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}

function numeric(text: string): `${number}` {
  if (!isNumeric(text)) throw new Error(`not a decimal: ${text}`)
  return text
}

function moneyFormat(currency: string, locale: string, signed: boolean): Intl.NumberFormat {
  const digits = currencyDigits(currency)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: signed ? 'exceptZero' : 'auto',
  })
}

/** An exact amount as text with its currency; the hyphen of a negative amount becomes a minus sign. */
export function formatMoney(value: Money, locale: string, options: { signed?: boolean } = {}): string {
  const text = numeric(formatDecimal(value.minor, currencyDigits(value.currency)))
  return moneyFormat(value.currency, locale, options.signed === true)
    .format(text)
    .replace('-', '−')
}

/** The amount without its currency, for columns whose head names it. */
export function formatAmount(value: Money, locale: string, options: { signed?: boolean } = {}): string {
  const digits = currencyDigits(value.currency)
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: options.signed === true ? 'exceptZero' : 'auto',
  })
    .format(numeric(formatDecimal(value.minor, digits)))
    .replace('-', '−')
}

/** The amount in two pieces, so that a large figure can show its cents smaller. */
export function splitMoney(value: Money, locale: string): SplitAmount {
  const text = numeric(formatDecimal(value.minor, currencyDigits(value.currency)))
  const parts = moneyFormat(value.currency, locale, false).formatToParts(text)
  const cut = parts.findIndex((part) => part.type === 'decimal')
  const join = (pieces: typeof parts) =>
    pieces
      .map((part) => part.value)
      .join('')
      .replace('-', '−')
  return cut < 0
    ? { whole: join(parts), fraction: '' }
    : { whole: join(parts.slice(0, cut)), fraction: join(parts.slice(cut)) }
}

/** A volume of micro-units with its unit: 124 PV. Grouped, without zeros at the end unless `places` asks for them. */
export function formatVolume(micro: bigint, unit: string, locale: string, places?: number): string {
  const text = numeric(formatShort(micro, VOLUME_PLACES))
  const number = new Intl.NumberFormat(locale, {
    minimumFractionDigits: places ?? 0,
    maximumFractionDigits: places ?? VOLUME_PLACES,
  })
    .format(text)
    .replace('-', '−')
  return unit === '' ? number : `${number} ${unit}`
}

/** A volume where there is little room, cut to three digits: 18.1k PV. */
export function formatVolumeShort(micro: bigint, unit: string, locale: string): string {
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  return `${short.format(numeric(formatShort(micro, VOLUME_PLACES))).replace('-', '−')} ${unit}`
}

/** A rate in parts per million as a percentage: 70000n is "7 %". */
export function formatRate(ppm: bigint, locale: string, maximumFractionDigits = 4): string {
  const percent = numeric(formatShort(ppm, 4))
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits }).format(percent).replace('-', '−')} %`
}

/** An exact rate: "0.07" is "7 %". A rate of more than one is an amount for each unit, and stays a number. */
export function formatExactRate(exact: string, locale: string): string {
  if (!/^-?0?(\.\d+)?$|^-?1$/.test(exact)) return formatNumber(exact, locale)
  const percent = shiftedBy(exact, 2)
  return `${formatNumber(percent, locale)} %`
}

/** An exact number of a plan, grouped, with up to six decimals. */
export function formatNumber(exact: string, locale: string, places?: number): string {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: places ?? 0,
    maximumFractionDigits: Math.max(places ?? 0, VOLUME_PLACES),
  })
    .format(numeric(exact))
    .replace('-', '−')
}

/** A decimal text with its point moved to the right. */
function shiftedBy(exact: string, places: number): string {
  const [whole = '', fraction = ''] = exact.split('.')
  const digits = fraction.padEnd(places, '0')
  const text = `${whole}${digits.slice(0, places)}.${digits.slice(places)}`
  return text.replace(/\.$/, '').replace(/^(-?)0+(?=\d)/, '$1')
}

/** The millionths of an exact number, cut there: enough to draw a bar by. */
export function microOf(exact: string): bigint {
  return BigInt(shiftedBy(exact, VOLUME_PLACES).split('.')[0] ?? '0')
}

/** A count of things, grouped. */
export function formatCount(count: number | bigint, locale: string): string {
  return new Intl.NumberFormat(locale).format(count)
}

/** Share of `part` in `whole` in ppm, rounded down; 0 when there is no whole. */
export function sharePpm(part: bigint, whole: bigint): bigint {
  return whole === 0n ? 0n : (part * 1_000_000n) / whole
}

/** How far a bar is filled, 0 to 100; a drawing only, so a number is enough. */
export function fillPercent(part: bigint, whole: bigint): number {
  if (whole <= 0n) return 100
  const ppm = Number(sharePpm(part < 0n ? 0n : part, whole))
  return Math.min(100, ppm / 10_000)
}

export type DateStyle = 'day' | 'short' | 'dateTime' | 'time' | 'month'

const dateStyles: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'short' },
  dateTime: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  month: { month: 'long', year: 'numeric' },
}

/** A moment (epoch milliseconds) in the person's language, in the given time zone or the viewer's own. */
export function formatDate(atMs: number, locale: string, style: DateStyle, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    ...dateStyles[style],
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(atMs)
}

/** "2026-10" as "October 2026". A period is a calendar month, so no time zone may shift it. */
export function formatPeriod(period: string, locale: string, style: 'long' | 'month' = 'long'): string {
  const match = /^(\d{4})-(\d{2})$/.exec(period)
  if (!match) return period
  const first = Date.UTC(Number(match[1]), Number(match[2]) - 1, 1)
  const options: Intl.DateTimeFormatOptions =
    style === 'long' ? { month: 'long', year: 'numeric' } : { month: 'long' }
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(first)
}

/** Splits an age in seconds into the unit that a person would say. */
export function ageParts(
  seconds: number,
): Readonly<{ unit: 'second' | 'minute' | 'hour' | 'day'; count: number }> {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return { unit: 'second', count: whole }
  if (whole < 3600) return { unit: 'minute', count: Math.floor(whole / 60) }
  if (whole < 86_400) return { unit: 'hour', count: Math.floor(whole / 3600) }
  return { unit: 'day', count: Math.floor(whole / 86_400) }
}

/** One or two letters for a round mark: first and last word of a name. */
export function initials(name: string): string {
  // Where only a number may be seen, its last two digits tell neighbours apart.
  if (/^\d+$/.test(name)) return name.slice(-2)
  const words = name.trim().split(/\s+/u).filter(Boolean)
  const first = words[0]?.[0] ?? '?'
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : ''
  return (first + last).toLocaleUpperCase()
}

/** A name that a plan writes small, as it stands at the head of a line: "team bonus" is "Team bonus". */
export function sentenceCase(text: string): string {
  const [first = ''] = text
  return first.toLocaleUpperCase() + text.slice(first.length)
}

/** A company's name without the words that mark a demonstration; a tag beside it says so already. */
export function brandName(name: string): string {
  return name.replace(/\s*\(demonstration\)$/i, '')
}

/** An exact decimal text with at least so many places: "48.9" is "48.90". Nothing is rounded. */
export function atLeastPlaces(text: string, places: number): string {
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(places, '0')}`.replace('-', '−')
}

/** An exact decimal text with its currency, every digit kept: "98.928" EUR is "€98.928". */
export function formatExact(exact: string, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: currencyDigits(currency),
    maximumFractionDigits: 20,
  })
  return format.format(numeric(exact)).replace('-', '−')
}
