import * as fc from 'fast-check'
import type {
  AdjustmentInput,
  EarnedInput,
  FactInput,
  LinkInput,
  PartyInput,
  StateInput,
} from '#modules/compensation/domain/pay/pay-input.ts'
import { personKinds, personStatuses } from '#modules/compensation/domain/language/words.ts'
import { pick } from './documents.ts'
import { attributesOf, emptyOr, instant } from './field-values.ts'
import { ranks } from './rule-words.ts'

/** What files besides people and orders tell: facts, given pay, links, corrections, parties, rates and state. */

const DAY_MS = 86_400_000

const span = fc.record({
  fromMs: fc.option(instant, { nil: undefined, freq: 2 }),
  untilMs: fc.option(instant, { nil: undefined, freq: 2 }),
})

export function factsOf(ids: readonly string[]): fc.Arbitrary<readonly FactInput[]> {
  const place = fc.oneof(
    fc.record({ scope: fc.constant('company' as const), id: fc.constant('') }),
    fc.record({ scope: fc.constant('market' as const), id: pick('DE', 'PL') }),
    fc.record({ scope: fc.constant('person' as const), id: fc.constantFrom(...ids) }),
    fc.record({ scope: fc.constant('order' as const), id: pick('o0', 'o1') }),
    fc.record({ scope: fc.constant('party' as const), id: pick('p1', 'p2') }),
  )
  const what = fc.oneof(
    fc.record({ name: fc.constant('value'), value: pick('0.5', '2', '10') }),
    fc.record({ name: fc.constant('fund'), value: pick('100', '33.33') }),
    fc.record({ name: fc.constant('open'), value: pick('true', 'false') }),
  )
  return fc.array(
    fc.tuple(place, what, span).map(([where, content, during]) => ({ ...where, ...content, ...during })),
    { maxLength: 5 },
  )
}

/** Kinds and statuses of some time. */
export function standingsOf(ids: readonly string[]): fc.Arbitrary<readonly FactInput[]> {
  const what = fc.oneof(
    fc.record({ name: fc.constant('kind'), value: pick(...personKinds) }),
    fc.record({ name: fc.constant('status'), value: pick(...personStatuses) }),
  )
  return fc.array(
    fc
      .tuple(fc.constantFrom(...ids), what, span)
      .map(([id, content, during]) => ({ scope: 'person' as const, id, ...content, ...during })),
    { minLength: 1, maxLength: 3 },
  )
}

export function earnedOf(ids: readonly string[]): fc.Arbitrary<readonly EarnedInput[]> {
  return fc.array(
    fc.record({
      personId: fc.constantFrom(...ids),
      bonus: pick('first', 'second', 'outside'),
      period: pick('2026-10', '2026-10-05', '2026-W41', '2026-09'),
      amountMicro: fc.constantFrom(3_330_000n, 10_000_000n, 100_000_000n),
      currency: pick('EUR', 'EUR', 'PLN', 'points'),
    }),
    { maxLength: 3 },
  )
}

/** Moves to somebody who came earlier in the list, so that no circle arises. */
export function linksOf(ids: readonly string[]): fc.Arbitrary<readonly LinkInput[]> {
  const link = fc.integer({ min: 0, max: ids.length - 1 }).chain((at) =>
    fc
      .record({
        tree: pick('sponsor', 'placement'),
        parentId:
          at === 0
            ? fc.constant(undefined)
            : fc.option(fc.constantFrom(...ids.slice(0, at)), { nil: undefined }),
        side: pick('left', 'right'),
        during: span,
      })
      .map(({ during, side, ...rest }) => ({
        ...rest,
        ...during,
        personId: ids[at] ?? '',
        side: rest.parentId === undefined ? '' : side,
      })),
  )
  // One stretch of time for a person and tree, as stretches that overlap are refused where they are read.
  return fc.uniqueArray(link, { maxLength: 2, selector: (one) => `${one.tree} ${one.personId}` })
}

export function adjustmentsOf(ids: readonly string[]): fc.Arbitrary<readonly AdjustmentInput[]> {
  const what = fc.oneof(
    fc.record({ kind: fc.constant('volume' as const), name: pick('PV', 'CV'), value: pick('50', '-30') }),
    fc.record({ kind: fc.constant('rank' as const), name: pick(...ranks), value: pick('', 'protected') }),
    fc.record({ kind: fc.constant('bonus' as const), name: pick('first', 'second'), value: pick('5', '-2') }),
    fc.record({
      kind: fc.constant('exclusion' as const),
      name: pick('first', 'second', 'third', 'all'),
      value: fc.constant(''),
    }),
    fc.record({
      kind: fc.constant('waiver' as const),
      name: pick('active', 'first', 'third', 'loyal'),
      value: fc.constant(''),
    }),
  )
  return fc.array(
    fc
      .tuple(fc.constantFrom(...ids), what, instant, fc.constantFrom(undefined, 1, 20 * DAY_MS))
      .map(([personId, content, atMs, forMs]) => ({
        personId,
        ...content,
        atMs,
        // What is added to a volume or bonus is added once.
        untilMs:
          forMs === undefined || content.kind === 'volume' || content.kind === 'bonus'
            ? undefined
            : atMs + forMs,
        reason: 'a reason',
      })),
    { maxLength: 3 },
  )
}

export function partyAt(ids: readonly string[], partyId: string): fc.Arbitrary<PartyInput> {
  return fc.record({
    partyId: fc.constant(partyId),
    hostId: emptyOr(ids, 6),
    sellerId: emptyOr(ids, 6),
    type: pick('home', 'online'),
    atMs: instant,
    closedAtMs: fc.option(instant, { nil: undefined, freq: 2 }),
    attributes: attributesOf({ bookings: pick('1', '3', '') }),
  })
}

/** What runs of the periods before may have left. */
export function stateOf(
  ids: readonly string[],
  periods: readonly string[],
): fc.Arbitrary<readonly StateInput[]> {
  const what = fc.oneof(
    fc.record({ name: pick('rank', 'career rank'), value: pick(...ranks) }),
    fc.record({ name: fc.constant('rank missed'), value: pick('1', '2') }),
    fc.record({ name: fc.constant('active'), value: fc.constant('true') }),
    fc.record({
      name: pick('PV', 'group PV', 'base', 'late', 'total PV', 'total CV'),
      value: pick('40', '120'),
    }),
    fc.record({ name: pick('first once', 'second once'), value: pick(...ranks) }),
    fc.record({
      name: pick('first left', 'first right', 'second left', 'second right', 'third right'),
      value: pick('30', '170', '-20'),
    }),
    fc.record({ name: pick('first qualified', 'second qualified'), value: fc.constant('true') }),
  )
  const rows = fc.array(
    fc
      .tuple(fc.constantFrom(...ids), what, fc.constantFrom(...periods))
      .map(([personId, content, period]) => ({ personId, period, ...content })),
    { maxLength: 8 },
  )
  // What stood until a run took it away is read where that run's period, or one before it, is computed again.
  const outdated = fc.array(
    fc
      .tuple(fc.constantFrom(...ids), what, fc.constantFrom(...periods), fc.constantFrom(...periods))
      .map(([personId, { name, value }, period, run]) => ({
        personId,
        period,
        name: `until ${run}: ${name}`,
        value,
      })),
    { maxLength: 4 },
  )
  return fc
    .tuple(
      rows.map((some) => withCareer(some)),
      outdated,
    )
    .map(([some, gone]) => [...some, ...gone])
    .map((all) => [...new Map(all.map((row) => [`${row.personId}/${row.period}/${row.name}`, row])).values()])
}

/** A run that writes ranks writes the highest one too, in the row of the newest period only. */
function withCareer(rows: readonly StateInput[]): readonly StateInput[] {
  const ranked = rows.filter((row) => row.name === 'rank' || row.name === 'career rank')
  const highest = new Map<string, StateInput>()
  for (const row of ranked) {
    const known = highest.get(row.personId)
    const isHigher = !known || placeOf(row.value) > placeOf(known.value)
    const period = known && known.period > row.period ? known.period : row.period
    highest.set(row.personId, { ...(isHigher ? row : known), period, name: 'career rank' })
  }
  return [...rows.filter((row) => row.name !== 'career rank'), ...highest.values()]
}

function placeOf(rank: string): number {
  return ranks.findIndex((one) => one === rank)
}
