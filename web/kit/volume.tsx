import { formatCount, formatExactRate, formatNumber, formatRate, formatVolume } from './format.ts'
import { useLocale } from './locale.ts'

/** A volume of micro-units with its unit. */
export function Volume({ micro, unit = 'PV', places }: { micro: bigint; unit?: string; places?: number }) {
  return <span className="volume">{formatVolume(micro, unit, useLocale(), places)}</span>
}

/** A rate in parts per million, as a percentage. */
export function Rate({ ppm, places }: { ppm: bigint; places?: number }) {
  return <span className="volume">{formatRate(ppm, useLocale(), places)}</span>
}

/** A rate of a plan, exact: a percentage, or an amount for each unit. */
export function ExactRate({ rate }: { rate: string }) {
  return <span className="volume">{formatExactRate(rate, useLocale())}</span>
}

/** A number of a plan, exact. */
export function ExactNumber({ value, places }: { value: string; places?: number }) {
  return <span className="volume">{formatNumber(value, useLocale(), places)}</span>
}

/** A grouped count. */
export function Count({ value }: { value: number | bigint }) {
  return <span className="volume">{formatCount(value, useLocale())}</span>
}
