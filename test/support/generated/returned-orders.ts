import * as fc from 'fast-check'
import type { LineInput, PayInput } from '#modules/compensation/domain/pay/pay-input.ts'

/** A return of an order by number: of all of it, of a part, or of more than there was. */
const returned = fc.record({
  which: fc.nat(60),
  day: fc.constantFrom('2026-09-12', '2026-10-06', '2026-10-21', '2026-10-28', '2026-11-03'),
  part: fc.constantFrom(1, 0.5, 0.25, 0.37, 1.5),
})

/** Plans that take back what returned orders brought. */
export function withReturnModes(plans: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const modes = fc.constantFrom(
    '{mode: reverse, volumes: counted}',
    '{mode: reverse, volumes: ignored, window_days: 30}',
    '{mode: reverse, volumes: counted, window_days: 45}',
    '{mode: recompute}',
    '{mode: recompute, window_days: 30}',
  )
  return fc
    .tuple(plans, modes)
    .map(([text, mode]) => text.replace('returns: {mode: net}', `returns: ${mode}`))
}

/** Fields in which some orders come back, after they were bought. */
export function withReturnedOrders(fields: fc.Arbitrary<PayInput>): fc.Arbitrary<PayInput> {
  return fc.tuple(fields, fc.array(returned, { minLength: 3, maxLength: 6 })).map(([input, rows]) => {
    const orders = input.lines.filter(({ type }) => type === 'order')
    const returns = rows.flatMap(({ which, day, part }, index): LineInput[] => {
      const original = orders[which % orders.length]
      const atMs = Date.parse(`${day}T15:00:00Z`)
      if (!original || original.atMs > atMs) return []
      const back = (micro: bigint): bigint => (-micro * BigInt(Math.round(part * 100))) / 100n
      return [
        {
          ...original,
          orderId: `back ${index}`,
          type: 'return',
          atMs,
          ofOrderId: original.orderId,
          amountMicro: back(original.amountMicro),
          volumes: new Map([...original.volumes].map(([name, micro]) => [name, back(micro)])),
        },
      ]
    })
    return { ...input, lines: [...input.lines, ...returns] }
  })
}
