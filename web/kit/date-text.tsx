import { formatDate, formatPeriod, type DateStyle } from './format.ts'
import { useLocale } from './locale.ts'
import { useTimeZone } from './time-zone.ts'

/** A moment (epoch milliseconds) in the person's language; the exact moment stays in the markup. */
export function DateText({
  at,
  look = 'short',
  timeZone,
}: {
  at: number
  look?: DateStyle
  timeZone?: string
}) {
  const own = useTimeZone()
  return (
    <time dateTime={new Date(at).toISOString()}>{formatDate(at, useLocale(), look, timeZone ?? own)}</time>
  )
}

/** A period such as 2026-10, named as a month. */
export function PeriodText({ period, look = 'long' }: { period: string; look?: 'long' | 'month' }) {
  return <time dateTime={period}>{formatPeriod(period, useLocale(), look)}</time>
}
