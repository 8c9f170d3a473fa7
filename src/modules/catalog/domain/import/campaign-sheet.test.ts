import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf } from '#shared/code.ts'
import type { CampaignPrice } from '../campaigns/position.ts'
import { PRICE_KINDS } from '../price-book.ts'
import { campaignCells, campaignHeader, type PriceColumn, type StandingPosition } from './campaign-sheet.ts'
import { planCampaign, type CampaignGround } from './plan-campaign.ts'
import type { SheetMarket } from './price-sheet.ts'

const MARKETS: ReadonlyMap<string, SheetMarket> = new Map(
  [
    { id: 1n, code: 'DE', currency: 'EUR', timeZone: 'Europe/Berlin', mayPrice: true },
    { id: 2n, code: 'JP', currency: 'JPY', timeZone: 'Asia/Tokyo', mayPrice: true },
  ].map((market) => [market.code, market]),
)
const days = { fromDay: '2026-10-01', untilDay: '2026-10-31' }
const c10 = { code: 'c10', marketId: null, ...days, mayWrite: true }
const of = (position: string): string => `c10 ${position}`

const prices = fc.uniqueArray(
  fc.record<CampaignPrice>({
    marketId: fc.constantFrom(1n, 2n),
    kind: fc.constantFrom(...PRICE_KINDS),
    minor: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    volumes: fc.option(
      fc
        .record(
          { PV: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), CV: fc.bigInt({ min: 0n, max: 9n }) },
          { requiredKeys: [] },
        )
        .filter((volumes) => Object.keys(volumes).length > 0),
      { nil: null },
    ),
  }),
  { selector: ({ marketId, kind }) => `${marketId} ${kind}` },
)
const positions = fc
  .array(
    fc.record<StandingPosition>({
      product: fc.constantFrom('100018', '100023'),
      page: fc.option(fc.integer({ min: 1, max: 9999 }), { nil: null }),
      prices,
    }),
    { maxLength: 6 },
  )
  .map((all) => all.map((position, place) => [codeOf(BigInt(60_001 + place), 5), position] as const))

test('what a catalogue prints comes back from its sheet unchanged, and any other sheet of it prints what that says', () => {
  fc.assert(
    fc.property(positions, positions, (now, wanted) => {
      const columns = [...MARKETS.values()].flatMap((market) =>
        PRICE_KINDS.map((kind): PriceColumn => ({ market, kind, volumes: ['CV', 'PV'] })),
      )
      const header = campaignHeader(columns)
      const ground = groundOf(now)
      const planned = (some: typeof now) =>
        planCampaign(
          { header, rows: some.map(([printed, position], row) => rowOf(printed, position, row)) },
          ground,
        )
      const rowOf = (printed: string, position: StandingPosition, row: number) => {
        const cells = campaignCells({ campaign: 'c10', printed, ...position }, columns)
        return { row: row + 2, cells, odd: [] }
      }
      expect(planned(now).filter(({ outcome }) => outcome !== 'same')).toEqual([])
      const after = new Map<string, unknown>(now)
      for (const { items, problems } of planned(wanted)) {
        expect(problems).toEqual([])
        for (const item of items)
          if (item.after) after.set(item.printed, { product: item.code, ...item.after })
          else after.delete(item.printed)
      }
      const tidy = (all: Iterable<readonly [string, unknown]>) =>
        [...all].map(([printed, one]) => [printed, sorted(one)])
      expect(new Map([...now, ...wanted]).size).toBe(after.size)
      expect(new Set(tidy(after).map((one) => text(one)))).toEqual(
        new Set(tidy(new Map<string, unknown>([...now, ...wanted])).map((one) => text(one))),
      )
    }),
    { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 2_000 : 40 },
  )
})

test('a row without a product takes its code out; a code that means something else is told with what has it', () => {
  const now = [['600011', { product: '100018', page: 3, prices: [] }]] as const
  const plan = (rows: readonly (readonly string[])[], taken = new Map<string, string | null>()) =>
    planCampaign(
      {
        header: ['campaign', 'printed', 'product'],
        rows: rows.map((cells, row) => ({ row: row + 2, cells: [...cells], odd: [] })),
      },
      { ...groundOf(now), taken },
    )
  expect(plan([['c10', '600011', '']])).toMatchObject([
    { outcome: 'changed', items: [{ before: { page: 3 }, after: null }] },
  ])
  expect(
    plan([
      ['c10', '600022', '100023'],
      ['c10', '600022', '100018'],
    ]),
  ).toMatchObject([
    { outcome: 'new' },
    {
      outcome: 'rejected',
      problems: [{ column: 'printed', expected: 'each code once at a time; it stands in row 2 already' }],
    },
  ])
  const taken = new Map([[of('600022'), 'c9']])
  expect(plan([['c10', '600022', '100023']], taken)).toMatchObject([
    { problems: [{ column: 'printed', expected: 'another code: the catalogue c9 has it at the same time' }] },
  ])
  expect(plan([['c10', '600011', '7']])).toMatchObject([
    { outcome: 'rejected', problems: [{ column: 'product' }] },
  ])
  expect(plan([['c10', '600012', '100018']])).toMatchObject([{ problems: [{ column: 'printed' }] }])
})

function groundOf(now: readonly (readonly [string, StandingPosition])[]): CampaignGround {
  return {
    markets: MARKETS,
    campaigns: new Map([['c10', c10]]),
    positions: new Map(now.map(([printed, position]) => [of(printed), position])),
    taken: new Map(),
    isProduct: (code) => code.startsWith('1000'),
    isFamily: () => false,
  }
}

/** Keys and prices in one order, so that only what is said differs. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, part]) => [name, sorted(part)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
}
