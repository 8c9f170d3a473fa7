import { expect, test } from 'vitest'
import { PPM } from '#shared/ratio.ts'
import { seededRandom, type Random } from '#shared/random.ts'
import type { BasketLine } from './basket.ts'
import { bestCombination } from './best-combination.ts'
import type { Contender } from './contender.ts'
import { worthByTrying } from './every-combination.testing.ts'
import type { Each, PieceReward, Selection } from './promotion.ts'
import { stacksOf } from './stacks.ts'

const TAGS = ['a', 'b'] as const
const BASKETS = 800

function drawLines(random: Random): BasketLine[] {
  const lines: BasketLine[] = []
  for (let pieces = 2 + random.below(4); pieces > 0;) {
    const quantity = Math.min(pieces, 1 + random.below(3))
    pieces -= quantity
    lines.push({
      product: `p${lines.length}`,
      categories: [],
      tags: TAGS.filter(() => random.below(2) === 0),
      unitMinor: BigInt(100 + random.below(900)),
      volumes: {},
      quantity,
    })
  }
  return lines
}

function drawSelection(random: Random): Selection {
  const drawn = random.below(3)
  return drawn === 0 ? {} : { tags: [drawn === 1 ? 'a' : 'b'] }
}

function drawEach(random: Random): Each {
  const drawn = random.below(5)
  if (drawn < 2) return { by: 'order' }
  if (drawn === 2)
    return {
      by: 'full',
      measure: { by: 'amount' },
      of: drawSelection(random),
      step: BigInt(200 + random.below(600)),
    }
  const taken = Array.from({ length: 1 + random.below(2) }, () => ({
    pieces: 1 + random.below(2),
    of: drawSelection(random),
  }))
  return { by: 'set', taken }
}

function drawPieces(random: Random, each: Each): PieceReward | undefined {
  const of = drawSelection(random)
  const which = (['cheapest', 'dearest', 'best'] as const)[random.below(3)] ?? 'best'
  const ppm = BigInt(10 + random.below(91)) * 10_000n
  const limited = random.below(2) === 0 ? {} : { pieces: 1 + random.below(2) }
  switch (random.below(each.by === 'set' ? 7 : 5)) {
    case 0:
      return { is: 'percent', ppm, which, of, ...limited }
    case 1:
      return { is: 'price', minor: BigInt(random.below(500)), which, of, ...limited }
    case 2:
      return { is: 'amount', minor: BigInt(50 + random.below(400)), per: 'time', of }
    case 3:
      return { is: 'amount', minor: BigInt(50 + random.below(400)), per: 'piece', of }
    case 4:
      return { is: 'percent', ppm, which: 'best', of, ...limited }
    case 5:
      return { is: 'set_price', minor: BigInt(random.below(900)) }
    default:
      return each.by === 'set' && each.taken.length === 1
        ? {
            is: 'set_percent',
            ppm,
            pieces: 1,
            which: random.below(2) === 0 ? 'cheapest' : 'dearest',
          }
        : { is: 'set_price', minor: BigInt(random.below(900)) }
  }
}

function drawContender(random: Random, place: number): Contender {
  const each = drawEach(random)
  const pieces = drawPieces(random, each)
  const reward = { ...(pieces ? { pieces } : {}), extras: [] }
  return {
    promotion: {
      code: `c${place}`,
      version: 1,
      title: {},
      lane: 'goods',
      priority: 0,
      group: random.below(4) === 0 ? 'g' : undefined,
      when: { is: 'all', parts: [] },
      each,
      mostTimes: 1 + random.below(3),
      reward,
      tiers: undefined,
    },
    reward,
    each,
    mostTimes: each.by === 'order' ? 1 : 1 + random.below(3),
    mostMinor: random.below(4) === 0 ? BigInt(100 + random.below(600)) : undefined,
  }
}

test('the best combination is worth what trying every one of them finds, on small baskets of all kinds', () => {
  const random = seededRandom(5)
  const seen = new Map<string, number>()
  for (let basket = 0; basket < BASKETS; basket++) {
    const lines = drawLines(random)
    const contenders = Array.from({ length: 1 + random.below(3) }, (_, place) => drawContender(random, place))
    // Now and then two of them can do the same.
    const [first] = contenders
    if (first && contenders.length === 2 && random.below(2) === 0)
      contenders[1] = { ...first, promotion: { ...first.promotion, code: 'twin' } }
    const stacks = stacksOf(
      lines,
      lines.map((line) => Array.from({ length: line.quantity }, () => line.unitMinor)),
    )
    const found = bestCombination(contenders, { stacks, on: 'gross' }, () => 0n, { done: 0, most: 5_000_000 })
    expect(found.isExact).toBe(true)
    const tried = worthByTrying(contenders, lines)

    expect({ basket, worth: found.worth }).toEqual({ basket, worth: tried })
    for (const { contender } of found.chosen) {
      const name = `${contender.each.by} ${contender.reward.pieces?.is}`
      seen.set(name, (seen.get(name) ?? 0) + 1)
    }
  }
  for (const each of ['order', 'full', 'set'])
    for (const is of ['percent', 'price', 'amount'])
      expect({ each, is, seen: (seen.get(`${each} ${is}`) ?? 0) > 2 }).toEqual({ each, is, seen: true })
  for (const is of ['set_price', 'set_percent'])
    expect({ is, seen: (seen.get(`set ${is}`) ?? 0) > 2 }).toEqual({ is, seen: true })
})

test('where the work is spent it says so, and still gives what it found', () => {
  const lines: BasketLine[] = Array.from({ length: 12 }, (_, place) => ({
    product: `p${place}`,
    categories: [],
    tags: ['a'],
    unitMinor: BigInt(100 + place * 7),
    volumes: {},
    quantity: 3,
  }))
  const stacks = stacksOf(
    lines,
    lines.map((line) => Array.from({ length: line.quantity }, () => line.unitMinor)),
  )
  const random = seededRandom(9)
  const each: Each = { by: 'set', taken: [{ pieces: 2, of: {} }] }
  const pieces: PieceReward = { is: 'percent', ppm: PPM, pieces: 1, which: 'best', of: {} }
  const drawn = [0, 1, 2].map((place) => drawContender(random, place))
  const contenders = drawn.map((contender) => ({
    ...contender,
    promotion: { ...contender.promotion, group: undefined },
    each,
    reward: { pieces, extras: [] },
    mostTimes: 3,
    mostMinor: undefined,
  }))
  const found = bestCombination(contenders, { stacks, on: 'gross' }, () => 0n, { done: 0, most: 5_000 })
  expect(found.isExact).toBe(false)
  expect(found.worth).toBeGreaterThan(0n)
  // There are pieces for all three, and no one of them has spent the work of the others.
  expect(new Set(found.chosen.map(({ contender }) => contender))).toEqual(new Set(contenders))
})
