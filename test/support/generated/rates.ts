import type { RateInput } from '#modules/compensation/domain/pay/pay-input.ts'
import { periodAt } from '#shared/period.ts'

/** The labels of all periods in which something of a generated field can lie. */
function periodLabels(times: readonly string[]): readonly string[] {
  return ['UTC', 'Europe/Warsaw', 'America/New_York'].flatMap((timeZone) =>
    (['day', 'week', 'month', 'quarter', 'year'] as const).flatMap((kind) =>
      times.map((time) => periodAt({ kind, timeZone }, Date.parse(time)).label),
    ),
  )
}

/** Rates between the currencies of generated plans, orders and people, in every period that is run or has orders. */
export function ratesOf(labels: readonly string[], times: readonly string[]): readonly RateInput[] {
  return [...new Set([...labels, ...periodLabels(times)])].flatMap((period) =>
    ['EUR', 'JPY', 'KWD', 'USD', 'PLN', 'points'].flatMap((from) =>
      ['EUR', 'PLN', 'JPY', 'KWD']
        .filter((to) => to !== from)
        .map((to) => ({ period, from, to, ratePico: to === 'PLN' ? 4_273_500_000_000n : 930_000_000_000n })),
    ),
  )
}
