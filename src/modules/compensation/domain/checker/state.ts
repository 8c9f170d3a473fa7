import { parsePeriod } from '#shared/period.ts'
import type { PayInput, StateInput } from '../pay/pay-input.ts'

/** What a state row is called. Volumes, measures, `rank` and `active` of earlier periods have their own names. */
export const stateNames = {
  rank: 'rank',
  careerRank: 'career rank',
  rankMissed: 'rank missed',
  active: 'active',
  total: (volume: string) => `total ${volume}`,
  once: (bonus: string) => `${bonus} once`,
  onceOf: (bonus: string, item: string) => `${bonus} once ${item}`,
  side: (bonus: string, side: 'left' | 'right') => `${bonus} ${side}`,
  qualified: (bonus: string) => `${bonus} qualified`,
  fund: (bonus: string) => `${bonus} fund`,
} as const

type DatedRow = StateInput & Readonly<{ fromMs: number }>

/**
 * The value of a name in a period: '' for who has no row where anybody has one, and undefined where the state tells nothing
 * of that name and period.
 */
export function stateIn(input: PayInput, personId: string, period: string, name: string): string | undefined {
  const rows = input.state.filter((row) => row.period === period && row.name === name)
  if (rows.length === 0) return undefined
  return rows.find((row) => row.personId === personId)?.value ?? ''
}

/** All rows of a person under a name that tell of periods before an instant, the oldest first. */
export function stateRows(
  input: PayInput,
  zone: string,
  personId: string,
  name: string,
  beforeMs: number,
): readonly DatedRow[] {
  return input.state
    .filter((row) => row.personId === personId && row.name === name)
    .map((row) => ({ ...row, fromMs: parsePeriod(row.period, zone)?.fromMs ?? -Infinity }))
    .filter((row) => row.fromMs < beforeMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
}
