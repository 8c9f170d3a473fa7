import * as fc from 'fast-check'
import type { AdjustmentInput } from '#modules/compensation/domain/pay/pay-input.ts'

type Drawn = Omit<AdjustmentInput, 'personId'> & Readonly<{ who: number }>

const inOctober = Date.UTC(2026, 9, 12)
const at = fc.constantFrom(Date.UTC(2026, 8, 12), inOctober, Date.UTC(2026, 9, 20))
const until = fc.constantFrom(undefined, undefined, inOctober + 1, Date.UTC(2026, 10, 5))
const bonuses = [
  'difference',
  'by levels',
  'on pay',
  'by generations',
  'for leaders',
  'of two sides',
  'rebate',
]

const once = (kind: 'volume' | 'bonus', names: readonly string[], values: readonly string[]) =>
  fc.record({
    kind: fc.constant(kind),
    name: fc.constantFrom(...names),
    value: fc.constantFrom(...values),
    untilMs: fc.constant(undefined),
  })
const lasting = (
  kind: 'rank' | 'waiver' | 'exclusion',
  names: readonly string[],
  values: readonly string[] = [''],
) =>
  fc.record({
    kind: fc.constant(kind),
    name: fc.constantFrom(...names),
    value: fc.constantFrom(...values),
    untilMs: until,
  })

/** Corrections by hand of people by number, by the names of the plans that have passes; `people` says whose they are. */
export const corrections: fc.Arbitrary<(ids: readonly string[]) => readonly AdjustmentInput[]> = fc
  .array(
    fc
      .tuple(
        fc.nat(20),
        at,
        fc.oneof(
          once('volume', ['PV'], ['50', '-30', '12.345']),
          once('bonus', bonuses, ['5', '-2', '0.0055']),
          lasting('rank', ['Bronze', 'Silver', 'Gold'], ['', 'protected']),
          lasting('waiver', ['active', 'half', 'shared', ...bonuses]),
          lasting('exclusion', ['all', 'shared', ...bonuses]),
        ),
      )
      .map(([who, atMs, what]): Drawn => ({
        ...what,
        who,
        atMs,
        // What ends before it begins never held; files refuse it.
        untilMs: what.untilMs !== undefined && what.untilMs > atMs ? what.untilMs : undefined,
        reason: 'by hand',
      })),
    { maxLength: 3 },
  )
  .map(
    (drawn) => (ids: readonly string[]) =>
      drawn.map(({ who, ...one }) => ({ ...one, personId: ids[who % ids.length] ?? '' })),
  )
