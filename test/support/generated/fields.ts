import * as fc from 'fast-check'
import type {
  FactInput,
  LineInput,
  PayInput,
  PersonInput,
} from '#modules/compensation/domain/pay/pay-input.ts'
import { orderTypes, personKinds, personStatuses } from '#modules/compensation/domain/language/words.ts'
import { pick } from './documents.ts'
import { adjustmentsOf, earnedOf, factsOf, linksOf, partyAt, standingsOf, stateOf } from './field-extras.ts'
import { attributesOf, emptyOr, instant, TIMES, VOLUMES } from './field-values.ts'
import { ratesOf } from './rates.ts'
import { ranks } from './rule-words.ts'

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
    // Every rate: which one is missing first depends on the order of reading, and a run that lacks one is stopped either way.
    rates: fc.constant(ratesOf(labels, TIMES)),
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
