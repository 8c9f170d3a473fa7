import { z } from 'zod'
import { instant, money, month, pageOf, pageQuery, volume } from '#shared/contract.ts'

/** The volume of a month that leaves the groups of some (`losers`) for those of others (`winners`). */
const movedVolume = z.object({ name: z.string(), amount: volume, losers: z.int(), winners: z.int() })

export const changeEffectQuery = pageQuery.extend({ period: month.optional() })

/**
 * What a change would do, by month: as computed when it was asked for, or last. An accepted month stays as it was accepted; what
 * is told of it is paid by a delta once the change is done. `rows` are whose pay or rank it changes, the largest difference first.
 */
export const changeEffect = pageOf(
  z.object({
    period: month,
    person: z.object({ code: z.string(), name: z.string().nullable() }),
    before: money,
    after: money,
    change: money,
    rankBefore: z.string().nullable(),
    rankAfter: z.string().nullable(),
  }),
).extend({
  state: z.enum(['none', 'computing', 'ready', 'failed']),
  computedAt: instant.nullable(),
  failure: z.string().nullable(),
  periods: z.array(
    z.object({
      period: month,
      accepted: z.boolean(),
      volume: movedVolume.nullable(),
      /** By currency; empty where nobody's pay or rank changes. */
      sums: z.array(z.object({ people: z.int(), gained: money, lost: money, ranks: z.int() })),
    }),
  ),
})

export const changeEffectExample: z.input<typeof changeEffect> = {
  state: 'ready',
  computedAt: '2026-11-20T09:00:05.000Z',
  failure: null,
  periods: [
    {
      period: '2026-10',
      accepted: true,
      volume: { name: 'PV', amount: '1240000000', losers: 3, winners: 2 },
      sums: [
        {
          people: 2,
          gained: { minor: '8200', currency: 'EUR' },
          lost: { minor: '8200', currency: 'EUR' },
          ranks: 1,
        },
      ],
    },
  ],
  rows: [
    {
      period: '2026-10',
      person: { code: '10000012', name: 'Sample Person' },
      before: { minor: '8200', currency: 'EUR' },
      after: { minor: '0', currency: 'EUR' },
      change: { minor: '-8200', currency: 'EUR' },
      rankBefore: 'Silver',
      rankAfter: null,
    },
  ],
  total: 1,
}
