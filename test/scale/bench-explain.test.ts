import { expect, test } from 'vitest'
import { benchExplain } from './bench-explain.ts'

test('people of a small drawn field are explained from columns: every answer adds up, and amounts equal the checker', async () => {
  const said: string[] = []
  const asking = { drawn: 30, top: 20, deepest: 10, checked: { people: 20, fieldMost: 60 } }
  const size = { people: 3_000, lines: 15_000, seed: 3 }
  const result = await benchExplain(size, (sentence) => said.push(sentence), asking)
  expect(said.filter((sentence) => sentence.includes('do not add up'))).toEqual([])
  expect(result).toMatchObject({ people: 3_000, lines: 15_000, results_equal: true })
  expect(result.compared).toBeGreaterThan(250)
  // The largest teams are told by legs, which are opened.
  expect(said.some((sentence) => /, [1-9][0-9]* of them opened legs/.test(sentence))).toBe(true)
  expect(result.p50_ms).toBeLessThanOrEqual(result.p99_ms)
  expect(result.p99_ms).toBeLessThanOrEqual(result.max_ms)
})
