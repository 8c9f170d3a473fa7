import { parseInstant } from '#shared/time.ts'
import { useTableAddress } from './table-address.ts'
import { useTimeZone } from './time-zone.ts'

/** The two moments of an address, in the company's time: as of when (`at`), and as known when (`known`). */
export function useMoments(): Readonly<{ at?: number; knownAt?: number }> {
  const { state } = useTableAddress()
  const zone = useTimeZone() ?? 'UTC'
  const [at, knownAt] = ['at', 'known'].map((key) => parseInstant(state.filters[key] ?? '', zone))
  return { ...(at === undefined ? {} : { at }), ...(knownAt === undefined ? {} : { knownAt }) }
}
