import { expect, test } from 'vitest'
import { censusText, emptyCensus, neverGenerated } from '#test/support/generated/census.ts'
import { firstDifference } from '#test/support/generated/hold-equal.ts'

const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
/** Cases of one seed; the short run tries one seed that is known to bring up every element and pair. */
const CASES = 1300
const SEEDS = isLong ? Array.from({ length: 20 }, (_, at) => 20_261_006 + at) : [20_261_006]

test('the run and the checker pay the same on generated plans and fields, of which every element comes up', () => {
  const census = emptyCensus()
  for (const seed of SEEDS) expect(firstDifference(census, seed, CASES)).toBeUndefined()
  const { elements, pairs } = census
  const rarest = censusText(pairs).split('\n').slice(0, 3).join('\n')
  process.stdout.write(
    isLong
      ? `generated, cases with each element:\n${censusText(elements)}\npairs of words:\n${censusText(pairs)}\n`
      : `generated: ${elements.size} elements and ${pairs.size} pairs of words, the rarest pairs\n${rarest}\n`,
  )
  expect(neverGenerated(elements)).toEqual([])
  expect(neverGenerated(pairs)).toEqual([])
}, 1_800_000)
