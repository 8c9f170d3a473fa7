import { createContext, useContext } from 'react'

/**
 * The time zone in which a page tells moments: the company's, so that a cut at midnight reads as midnight to everybody.
 * Without one, the device's own.
 */
export const TimeZone = createContext<string | undefined>(undefined)

export function useTimeZone(): string | undefined {
  return useContext(TimeZone)
}
