import type { Held, HeldLive } from './load-figures.ts'

/** Closed periods that are kept at once: the last three, and one that is asked for beside them. */
const CLOSED_MAX = 4
/** Periods that follow the feed at once: the open one, and those before it that are not closed yet. */
const LIVE_MAX = 3

/** Periods in memory by label. */
export type KeptPeriods = Readonly<{
  get: (label: string) => Held | undefined
  put: (label: string, one: Held) => void
  all: () => readonly (readonly [string, Held])[]
  live: () => readonly HeldLive[]
}>

/** Keeps the periods that were asked for last, of open and closed ones so many each. */
export function keepPeriods(): KeptPeriods {
  // The one that was asked for last stands last.
  const held = new Map<string, Held>()
  const put = (label: string, one: Held): void => {
    held.delete(label)
    held.set(label, one)
    const isLive = 'live' in one
    const same = [...held].filter(([, other]) => 'live' in other === isLive).map(([key]) => key)
    const most = isLive ? LIVE_MAX : CLOSED_MAX
    for (const key of same.slice(0, Math.max(0, same.length - most))) held.delete(key)
  }
  return {
    get(label) {
      const one = held.get(label)
      if (one) put(label, one)
      return one
    },
    put,
    all: () => [...held],
    live: () => [...held.values()].filter((one) => 'live' in one),
  }
}
