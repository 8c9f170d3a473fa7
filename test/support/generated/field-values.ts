import * as fc from 'fast-check'

/** Noon of days around October 2026, two edges of it in Warsaw, and the same minute twice. */
export const TIMES = [
  '2026-07-15T12:00:00Z',
  '2026-08-20T12:00:00Z',
  '2026-09-10T12:00:00Z',
  '2026-09-30T22:00:00Z',
  '2026-10-01T03:59:00Z',
  '2026-10-04T21:59:00Z',
  '2026-10-05T08:00:00Z',
  '2026-10-05T08:00:00Z',
  '2026-10-05T12:00:00Z',
  '2026-10-07T12:00:00Z',
  '2026-10-07T12:00:00Z',
  '2026-10-09T12:00:00Z',
  '2026-10-15T12:00:00Z',
  '2026-10-31T22:59:00Z',
  '2026-10-31T23:30:00Z',
  '2026-11-05T12:00:00Z',
]
export const VOLUMES = [0, 10, 30, 50, 100, 150, 200, 300, 500, 33.5]

export const instant = fc.constantFrom(...TIMES).map((time) => Date.parse(time))
export function attributesOf(
  parts: Readonly<Record<string, fc.Arbitrary<string>>>,
): fc.Arbitrary<ReadonlyMap<string, string>> {
  return fc.record(parts).map((record) => new Map(Object.entries(record)))
}

/** One of the ids, or nobody. */
export const emptyOr = (ids: readonly string[], weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.constant('') })
