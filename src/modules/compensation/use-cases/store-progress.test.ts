import { expect, test } from 'vitest'
import { storeProgress } from './store-progress.ts'

test('what is told faster than it can be stored is left out, and a failure to store ends nothing', async () => {
  const stored: number[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const steps = storeProgress(async (ppm) => {
    stored.push(ppm)
    await promise
    throw new Error('the database is away')
  })
  for (const ppm of [100_000, 200_000, 300_000]) steps.told(ppm)
  resolve()
  await steps.stored()
  steps.told(400_000)
  await steps.stored()
  expect(stored).toEqual([100_000])
})
