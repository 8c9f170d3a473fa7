import { z } from 'zod'
import { integer, month } from '#shared/contract.ts'

/** Amounts are minor units of their currency, or of a unit that the plan declares. */
const paid = z.object({ currency: z.string(), minor: integer })
const group = z.object({
  people: z.int(),
  winners: z.int(),
  losers: z.int(),
  same: z.int(),
  before: integer,
  after: integer,
})
const measured = z.object({ part: integer, whole: integer, ppm: z.int().nullable(), isMet: z.boolean() })

/**
 * What an experiment says. `accepted` is what was paid in fact, null where nothing was. `spread` tells where the differences of
 * people lie: stretch by stretch up to each edge, and the deciles of those who are paid by either plan. `rankMoves` has a row for
 * each rank under the plan as it is, none first, and in it by rank under the changed one how many people. Of `checks` each
 * measures a part of a whole: `payout` pay of sales, `own` what of pay hangs on own consumption, `recruiting` pay without a sale.
 */
export const labSummary = z.object({
  currency: z.string(),
  people: z.int(),
  ranks: z.object({ before: z.array(z.string()), after: z.array(z.string()) }),
  months: z.array(
    z.object({
      period: month,
      people: z.int(),
      salesMinor: integer,
      ownSalesMinor: integer,
      accepted: z.array(paid).nullable(),
      inputs: z.object({ hash: z.string(), frozen: z.boolean() }),
      byPasses: z.boolean(),
      before: z.array(paid),
      after: z.array(paid),
      bonuses: z.array(
        z.object({ bonus: z.string(), currency: z.string(), before: integer, after: integer }),
      ),
      rankMoves: z.array(z.array(z.int())),
    }),
  ),
  currencies: z.array(
    z.object({
      currency: z.string(),
      /** The decimals of its minor unit. */
      digits: z.int(),
      total: group,
      gained: integer,
      lost: integer,
      spread: z.object({
        edges: z.array(integer),
        losers: z.array(z.int()),
        winners: z.array(z.int()),
        deciles: z.array(integer),
      }),
      byRank: z.array(group.extend({ rank: z.string().nullable() })),
      byMarket: z.array(group.extend({ market: z.string() })),
    }),
  ),
  checks: z.array(
    z.object({
      check: z.enum(['payout', 'own', 'recruiting']),
      limitPpm: z.int(),
      before: measured,
      after: measured,
    }),
  ),
})

const groupExample = { people: 12, winners: 3, losers: 1, same: 8, before: '812300', after: '845100' }

export const labExample: z.input<typeof labSummary> = {
  currency: 'EUR',
  people: 12,
  ranks: { before: ['Silver'], after: ['Silver'] },
  months: [
    {
      period: '2026-10',
      people: 12,
      salesMinor: '4000000',
      ownSalesMinor: '900000',
      accepted: [{ currency: 'EUR', minor: '812300' }],
      inputs: { hash: '0'.repeat(64), frozen: true },
      byPasses: true,
      before: [{ currency: 'EUR', minor: '812300' }],
      after: [{ currency: 'EUR', minor: '845100' }],
      bonuses: [{ bonus: 'team bonus', currency: 'EUR', before: '812300', after: '845100' }],
      rankMoves: [
        [9, 1],
        [0, 2],
      ],
    },
  ],
  currencies: [
    {
      currency: 'EUR',
      digits: 2,
      total: groupExample,
      gained: '36900',
      lost: '4100',
      spread: {
        edges: ['10000', '20000'],
        losers: [1, 0],
        winners: [2, 1],
        deciles: ['-4100', '0', '16400'],
      },
      byRank: [{ ...groupExample, rank: null }],
      byMarket: [{ ...groupExample, market: 'DE' }],
    },
  ],
  checks: [
    {
      check: 'payout',
      limitPpm: 350_000,
      before: { part: '812300', whole: '4000000', ppm: 203_075, isMet: true },
      after: { part: '845100', whole: '4000000', ppm: 211_275, isMet: true },
    },
  ],
}

export const labRowExample = {
  person: 'per_0123456789abc',
  code: '10000012',
  name: 'Sample Person',
  market: 'DE',
  before: { minor: '8200', currency: 'EUR' },
  after: { minor: '16400', currency: 'EUR' },
  change: { minor: '8200', currency: 'EUR' },
  rankBefore: 'Silver',
  rankAfter: 'Silver',
}
