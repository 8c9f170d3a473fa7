import { expect, test } from 'vitest'
import { PPM } from '#shared/ratio.ts'
import { seededRandom, type Random } from '#shared/random.ts'
import type { Contender } from './contender.ts'
import { leadingOptions } from './leading-options.ts'
import { optionsOf, type LaneGround, type Option } from './options.ts'
import type { Selection } from './promotion.ts'
import { stacksOf } from './stacks.ts'

const CASES = 600

function drawGround(random: Random): LaneGround {
  const lines = Array.from({ length: 2 + random.below(4) }, (_, at) => ({
    product: `p${at}`,
    categories: [],
    tags: ['a', 'b'].filter(() => random.below(3) > 0),
    unitMinor: BigInt(100 + random.below(6) * 50),
    volumes: {},
    quantity: 1 + random.below(3),
  }))
  const left = lines.map((line) => Array.from({ length: line.quantity }, () => line.unitMinor))
  return { stacks: stacksOf(lines, left), on: 'gross' }
}

function drawSet(random: Random): Contender {
  const drawSelection = (): Selection =>
    random.below(2) === 0 ? {} : { tags: [random.below(2) === 0 ? 'a' : 'b'] }
  const each = { by: 'set', taken: [{ pieces: 1 + random.below(3), of: drawSelection() }] } as const
  const which = (['cheapest', 'dearest', 'best'] as const)[random.below(3)] ?? 'best'
  const limited = { which, of: drawSelection(), pieces: 1 + random.below(2) }
  const pieces =
    random.below(2) === 0
      ? ({ is: 'percent', ppm: PPM / BigInt(1 + random.below(3)), ...limited } as const)
      : ({ is: 'price', minor: BigInt(random.below(300)), ...limited } as const)
  const reward = { pieces, extras: [] }
  const mostMinor = random.below(4) === 0 ? BigInt(100 + random.below(300)) : undefined
  const promotion: Contender['promotion'] = {
    code: 'c',
    version: 1,
    title: {},
    lane: 'goods',
    priority: 0,
    group: undefined,
    when: { is: 'all', parts: [] },
    each,
    mostTimes: 9,
    reward,
    tiers: undefined,
  }
  return { promotion, reward, each, mostTimes: 1 + random.below(4), mostMinor }
}

test('no option of a set gains more than the most that is told, those that are made are options, and mostly reach it', () => {
  const random = seededRandom(3)
  let [known, reached] = [0, 0]
  for (let at = 0; at < CASES; at++) {
    const [ground, contender] = [drawGround(random), drawSet(random)]
    const otherwise = ground.stacks.map(() => BigInt(random.below(3) * 60) * PPM)
    const gainOf = ({ worth, rewarded }: Option): bigint =>
      rewarded.reduce((sum, count, place) => sum - BigInt(count) * (otherwise[place] ?? 0n), worth)
    const all = [...optionsOf(contender, ground, 0n, { done: 0, most: 1_000_000 })]
    const leading = leadingOptions(contender, ground, 0n, otherwise)
    const nameOf = ({ times, taken, rewarded, worth }: Option): string =>
      [times, taken, rewarded, worth].join(' ')
    const names = new Set(all.map(nameOf))
    for (const option of leading?.options ?? []) expect(names).toContain(nameOf(option))
    if (all.length === 0 || !leading) continue
    const best = all.map(gainOf).reduce((a, b) => (a > b ? a : b))
    expect({ at, isMore: best > leading.most }).toEqual({ at, isMore: false })
    known += 1
    if (leading.options.some((option) => gainOf(option) === leading.most)) reached += 1
  }
  expect(known).toBeGreaterThan(CASES / 3)
  expect(reached / known).toBeGreaterThan(0.6)
})
