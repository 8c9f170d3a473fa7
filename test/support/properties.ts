// Runs before each test file. The long run tries every property with many more inputs than the short one.
if (process.env['OPENFIELD_TEST_LONG'] === '1') {
  const { configureGlobal } = await import('fast-check')
  configureGlobal({ numRuns: 2000, interruptAfterTimeLimit: 120_000 })
}
