import { expect, test } from 'vitest'
import { benchPlans } from './bench-plans.ts'

const examples = new URL('../../examples/plans', import.meta.url).pathname

test('plans over a drawn period pay by passes what the walk pays, and take over orders that come', async () => {
  const said: string[] = []
  const only = ['lifeleadership-differential', 'infinitemlm-binary-pairs']
  const bench = await benchPlans(examples, only, { people: 300, lines: 1_000, seed: 3 }, (sentence) =>
    said.push(sentence),
  )
  expect(bench.plans.map(({ plan, by_passes }) => [plan, by_passes])).toEqual([
    ['infinitemlm-binary-pairs', true],
    ['lifeleadership-differential', true],
  ])
  expect(bench.plans.every(({ orders_ms }) => orders_ms !== null)).toBe(true)
  expect(bench).toMatchObject({ compared: 2, results_equal: true, in_columns: 2 })
  expect(said.join('\n')).toContain('by passes')
})
