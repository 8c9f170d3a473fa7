import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { begin, callOff, crosses, end, type Dated } from './keep-dated.ts'
import type { TaxRate } from './tax.ts'

const DAYS = 12
const step = fc.record({
  kind: fc.constantFrom('begin', 'begin', 'begin', 'end', 'call_off', 'day'),
  day: fc.nat(DAYS),
  which: fc.nat(5),
})

test('whatever is begun, ended and called off, no day has two rows, and no day that is over is ever changed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let rows: Dated[] = []
      let now = 0
      let next = 1n
      const on = (day: number): bigint | undefined => {
        const held = rows.filter((row) => row.fromMs <= day && (row.untilMs === null || row.untilMs > day))
        expect(held.length).toBeLessThan(2)
        return held[0]?.id
      }
      const until = (id: bigint | undefined, untilMs: number | null): void => {
        rows = rows.map((row) => (row.id === id ? { ...row, untilMs } : row))
      }
      for (const { kind, day, which } of steps) {
        const before = Array.from({ length: DAYS + 1 }, (_, at) => on(at))
        const row = rows[which % Math.max(1, rows.length)]
        if (kind === 'day') now = Math.min(now + 1, DAYS)
        const done =
          kind === 'begin'
            ? begin(rows, { fromMs: day, nowMs: now })
            : kind === 'end' && row
              ? end(row, { untilMs: day, nowMs: now })
              : kind === 'call_off' && row
                ? callOff(rows, row, now)
                : undefined
        if (done?.ok && kind === 'begin' && done.value && 'ends' in done.value) {
          until(done.value.ends, day)
          rows = [...rows, { id: next, fromMs: day, untilMs: done.value.untilMs }]
          next += 1n
        }
        if (done?.ok && kind === 'end') until(row?.id, day)
        if (done?.ok && kind === 'call_off' && done.value && 'longer' in done.value) {
          rows = rows.filter((one) => one !== row)
          until(done.value.longer, done.value.untilMs)
        }
        const after = Array.from({ length: DAYS + 1 }, (_, at) => on(at))
        expect(after.slice(0, now)).toEqual(before.slice(0, now))
        // What begins holds from its day on, until what came later begins; what ends holds no more.
        const isBegun = done?.ok === true && kind === 'begin'
        expect(after[day] === next - 1n || !isBegun).toBe(true)
        expect(after[day] !== row?.id || !(done?.ok === true && kind === 'end')).toBe(true)
        for (const one of rows) expect(one.untilMs === null || one.untilMs > one.fromMs).toBe(true)
      }
    }),
    { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 5_000 : 300 },
  )
})

test('what was begun and called off leaves what was there before', () => {
  const rows = [
    { id: 1n, fromMs: 0, untilMs: 5 },
    { id: 2n, fromMs: 5, untilMs: null },
  ]
  expect(callOff(rows, { id: 2n, fromMs: 5, untilMs: null }, 4)).toEqual({
    ok: true,
    value: { longer: 1n, untilMs: null },
  })
  expect(callOff(rows, { id: 2n, fromMs: 5, untilMs: null }, 5)).toMatchObject({
    refusal: { code: 'tax.begun_already' },
  })
})

test('two ranges of postal codes of one name cross where a code would lie in both', () => {
  const at = (from: string, until: string, name = 'County'): TaxRate => ({
    class: 'standard',
    name,
    ratePpm: 1n,
    rounding: 'half_up',
    country: 'US',
    region: 'CA',
    postal: { from, until },
    fromMs: 0,
    untilMs: null,
  })
  expect(crosses(at('900', '908'), at('9051', '9100'))).toBe(true)
  expect(crosses(at('900', '908'), at('909', '910'))).toBe(false)
  expect(crosses(at('900', '908'), at('900', '908'))).toBe(false)
  expect(crosses(at('900', '908'), at('90210', '90210', 'City'))).toBe(false)
  expect(crosses(at('900', '908'), at('90210', '90210'))).toBe(true)
})
