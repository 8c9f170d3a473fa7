import * as fc from 'fast-check'
import type { PayInput, StateInput } from '#modules/compensation/domain/pay/pay-input.ts'

/** Pay of a person by number, in periods that lie in October or across its edges, or before it. */
const givenPay = fc.record({
  who: fc.nat(20),
  name: fc.constantFrom('outside', 'outside', 'rebate', 'by levels', 'of two sides'),
  period: fc.constantFrom('2026-10', '2026-10', '2026-W42', '2026-W40', '2026-09'),
  value: fc.constantFrom('1', '2.5', '0.333333', '-1.25', '40'),
})

/** What periods of other calendars paid, as the state tells it; `people` says whose it is. */
export const paidElsewhere: fc.Arbitrary<(ids: readonly string[]) => readonly StateInput[]> = fc
  .array(givenPay, { maxLength: 2 })
  .map(
    (rows) => (ids: readonly string[]) =>
      rows.map(({ who, name, ...row }) => ({
        ...row,
        personId: ids[who % ids.length] ?? '',
        name: `paid ${name}`,
      })),
  )

/** Fields with pay that files give. */
export function withGivenPay(fields: fc.Arbitrary<PayInput>): fc.Arbitrary<PayInput> {
  return fc.tuple(fields, fc.array(givenPay, { maxLength: 3 })).map(([input, rows]) => ({
    ...input,
    earned: rows.map(({ who, name, period, value }) => ({
      personId: input.people[who % input.people.length]?.id ?? '',
      bonus: name,
      period,
      amountMicro: BigInt(Math.round(Number(value) * 1e6)),
      currency: 'EUR',
    })),
  }))
}
