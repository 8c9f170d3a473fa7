import * as fc from 'fast-check'
import type {
  AdjustmentInput,
  EarnedInput,
  FactInput,
  LineInput,
  LinkInput,
  PartyInput,
  PayInput,
  PersonInput,
  RateInput,
  StateInput,
} from '#modules/compensation/domain/pay/pay-input.ts'
import { orderTypes, personKinds, personStatuses } from '#modules/compensation/domain/language/words.ts'
import { pick } from './documents.ts'
import { ratesOf } from './rates.ts'
import { ranks } from './rules.ts'

/** Ids whose order is neither that of the tree nor that of numbers. */
const IDS = [
  'M',
  'b',
  '10',
  '9',
  'Z',
  'A',
  'c1',
  'B2',
  '2',
  'a',
  'X',
  'K',
  '0',
  'q',
  'E5',
  '33',
  'D',
  'w',
  '7',
  'R',
]

/** Noon of days around October 2026, two edges of it in Warsaw, and the same minute twice. */
const TIMES = [
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
const VOLUMES = [0, 10, 30, 50, 100, 150, 200, 300, 500, 33.5]

const instant = fc.constantFrom(...TIMES).map((time) => Date.parse(time))
const whole = (value: number): bigint => BigInt(Math.round(value * 1_000_000))

type Shape = Readonly<{ size: number; reach: number }>

/** A chain when everybody stands below the last one or two, a wide tree when below the first few. */
const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ size: fc.integer({ min: 1, max: 5 }), reach: fc.constant(3) }),
  fc.record({ size: fc.integer({ min: 4, max: 12 }), reach: fc.constantFrom(1, 2, 12) }),
  fc.record({ size: fc.integer({ min: 10, max: 20 }), reach: fc.constantFrom(1, 3) }),
)

function parentIn(ids: readonly string[], at: number, reach: number): fc.Arbitrary<string | undefined> {
  if (at === 0) return fc.constant(undefined)
  const near = reach >= 12 ? ids.slice(0, Math.min(at, 3)) : ids.slice(Math.max(0, at - reach), at)
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...near) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
}

function mostly<T>(value: T, others: fc.Arbitrary<T>, weight = 4): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: others })
}

function attributesOf(
  parts: Readonly<Record<string, fc.Arbitrary<string>>>,
): fc.Arbitrary<ReadonlyMap<string, string>> {
  return fc.record(parts).map((record) => new Map(Object.entries(record)))
}

function personAt(ids: readonly string[], at: number, reach: number): fc.Arbitrary<PersonInput> {
  const id = ids[at] ?? ''
  return fc
    .record({
      sponsorId: parentIn(ids, at, reach),
      parentId: parentIn(ids, at, reach),
      side: fc.oneof(
        { weight: 5, arbitrary: pick('left', 'right') },
        { weight: 1, arbitrary: fc.constant('third') },
      ),
      joinedAtMs: fc.constantFrom(...TIMES.slice(0, 12)).map((time) => Date.parse(time)),
      kind: mostly('distributor', pick(...personKinds)),
      status: mostly('active', pick(...personStatuses)),
      rank: fc.option(pick(...ranks), { nil: undefined }),
      ownerId: fc.option(pick('O1', 'O2'), { nil: undefined, freq: 3 }),
      attributes: attributesOf({
        market: pick('DE', 'PL', ''),
        size: pick('1', '2.5', '40', ''),
        flag: pick('true', 'false', ''),
        currency: pick('EUR', 'PLN', ''),
      }),
    })
    .map(({ parentId, side, ...rest }) => ({
      ...rest,
      id,
      name: id,
      places: new Map([['placement', { parentId, side: parentId === undefined ? '' : side }]]),
    }))
}

const emptyOr = (ids: readonly string[], weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.constant('') })

/** An order of one to three lines; a return has negative numbers. */
function orderAt(ids: readonly string[], at: number): fc.Arbitrary<readonly LineInput[]> {
  const id = `o${at}`
  const content = fc.record({
    product: pick('a', 'b', 'c', ''),
    category: pick('kit', 'care', 'other'),
    quantity: fc.constantFrom(1, 2, 3),
    amount: fc.constantFrom(...VOLUMES),
    pv: fc.constantFrom(...VOLUMES),
    cv: fc.constantFrom(...VOLUMES),
    attributes: attributesOf({ weight: pick('1', '2.5', ''), promo: pick('true', 'false', '') }),
  })
  return fc
    .record({
      atMs: instant,
      buyerId: emptyOr(ids, 8),
      sellerId: emptyOr(ids, 1),
      type: fc.oneof(
        { weight: 3, arbitrary: fc.constant('order' as const) },
        { weight: 2, arbitrary: pick(...orderTypes) },
      ),
      currency: mostly('EUR', pick('PLN')),
      partyId: mostly('', pick('p1', 'p2')),
      ofOrderId: mostly('', fc.constantFrom('o0', 'o1', 'o2'), 1),
      lines: fc.array(content, { minLength: 1, maxLength: 3 }),
    })
    .map(({ lines, ofOrderId, ...order }) =>
      lines.map((line, index) => {
        const sign = order.type === 'return' ? -1 : 1
        return {
          ...order,
          orderId: id,
          row: index + 1,
          product: line.product,
          category: line.category,
          quantityMicro: whole(sign * line.quantity),
          amountMicro: whole(sign * line.amount),
          ofOrderId: order.type === 'return' ? ofOrderId : '',
          volumes: new Map([
            ['PV', whole(sign * line.pv)],
            ['CV', whole(sign * line.cv)],
          ]),
          attributes: line.attributes,
        }
      }),
    )
}

/** A return names an order that was sold before it, or none. */
function withRealOriginals(lines: readonly LineInput[]): readonly LineInput[] {
  return lines.map((line) => {
    const original = lines.find((one) => one.orderId === line.ofOrderId)
    const isReal = original !== undefined && original.type !== 'return' && original.atMs < line.atMs
    return isReal ? line : { ...line, ofOrderId: '' }
  })
}

const span = fc.record({
  fromMs: fc.option(instant, { nil: undefined, freq: 1 }),
  untilMs: fc.option(instant, { nil: undefined, freq: 1 }),
})

function factsOf(ids: readonly string[]): fc.Arbitrary<readonly FactInput[]> {
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
function standingsOf(ids: readonly string[]): fc.Arbitrary<readonly FactInput[]> {
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

function earnedOf(ids: readonly string[]): fc.Arbitrary<readonly EarnedInput[]> {
  return fc.array(
    fc.record({
      personId: fc.constantFrom(...ids),
      bonus: pick('first', 'second', 'outside'),
      period: pick('2026-10', '2026-10-05', '2026-W41', '2026-09'),
      amountMicro: fc.constantFrom(3_330_000n, 10_000_000n, 100_000_000n),
      currency: fc.constant('EUR'),
    }),
    { maxLength: 3 },
  )
}

/** Moves to somebody who came earlier in the list, so that no circle arises. */
function linksOf(ids: readonly string[]): fc.Arbitrary<readonly LinkInput[]> {
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
  return fc.array(link, { maxLength: 2 })
}

function adjustmentsOf(ids: readonly string[]): fc.Arbitrary<readonly AdjustmentInput[]> {
  const what = fc.oneof(
    fc.record({ kind: fc.constant('volume' as const), name: pick('PV', 'CV'), value: pick('50', '-30') }),
    fc.record({ kind: fc.constant('rank' as const), name: pick(...ranks), value: pick('', 'protected') }),
    fc.record({ kind: fc.constant('bonus' as const), name: pick('first', 'second'), value: pick('5', '-2') }),
    fc.record({
      kind: fc.constant('waiver' as const),
      name: pick('active', 'first', 'third', 'loyal'),
      value: fc.constant(''),
    }),
  )
  return fc.array(
    fc
      .tuple(fc.constantFrom(...ids), what, instant)
      .map(([personId, content, atMs]) => ({ personId, ...content, atMs, reason: 'a reason' })),
    { maxLength: 3 },
  )
}

function partyAt(ids: readonly string[], partyId: string): fc.Arbitrary<PartyInput> {
  return fc.record({
    partyId: fc.constant(partyId),
    hostId: emptyOr(ids, 6),
    sellerId: emptyOr(ids, 6),
    type: pick('home', 'online'),
    atMs: instant,
    closedAtMs: fc.option(instant, { nil: undefined, freq: 1 }),
    attributes: attributesOf({ bookings: pick('1', '3', '') }),
  })
}

/** What runs of the periods before may have left. */
function stateOf(ids: readonly string[], periods: readonly string[]): fc.Arbitrary<readonly StateInput[]> {
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
  return rows
    .map((some) => withCareer(some))
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

function fieldOf(
  ids: readonly string[],
  reach: number,
  before: readonly string[],
  labels: readonly string[],
): fc.Arbitrary<PayInput> {
  const none = <T>(part: fc.Arbitrary<readonly T[]>) => mostly<readonly T[]>([], part, 1)
  return fc.record({
    people: fc.tuple(...ids.map((_, at) => personAt(ids, at, reach))),
    trees: fc.constant(['placement']),
    lines: fc
      .integer({ min: 0, max: 12 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => orderAt(ids, at))))
      .map((orders) => withRealOriginals(orders.flat())),
    facts: fc
      .tuple(none(factsOf(ids)), mostly<readonly FactInput[]>([], standingsOf(ids), 2))
      .map((facts) => facts.flat()),
    earned: none(earnedOf(ids)),
    links: none(linksOf(ids)),
    rates: mostly(ratesOf(labels, TIMES), fc.constant<readonly RateInput[]>([]), 12),
    adjustments: none(adjustmentsOf(ids)),
    parties: fc.tuple(partyAt(ids, 'p1'), partyAt(ids, 'p2')),
    state: none(stateOf(ids, before)),
  })
}

/** Fields of up to twenty people with all that files can tell of them; the state tells of periods before. */
export function payFields(before: readonly string[], labels: readonly string[]): fc.Arbitrary<PayInput> {
  return shapes.chain(({ size, reach }) =>
    fc
      .shuffledSubarray(IDS, { minLength: size, maxLength: size })
      .chain((ids) => fieldOf(ids, reach, before, labels)),
  )
}
