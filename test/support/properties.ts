// Runs before each test file. The long run tries every property with many more inputs than the short one; a seed, where one is
// given, draws the same inputs again.
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
const seed = process.env['OPENFIELD_TEST_SEED']
if (isLong || seed !== undefined) {
  const { configureGlobal } = await import('fast-check')
  configureGlobal({
    ...(isLong ? { numRuns: 2000, interruptAfterTimeLimit: 120_000 } : {}),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  })
}
