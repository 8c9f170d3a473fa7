import { defineConfig } from 'vitest/config'

// Many more draws take longer than a mistake that never ends may.
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'

// `--project unit` needs no database and starts none. Browser journeys and faults run on their own.
export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: 2,
    setupFiles: ['test/support/properties.ts'],
    // Whoever waits for something waits as long on a slow machine as it takes; what never comes is told by then.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,test,scripts,web}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.{db,fault}.test.ts', '**/node_modules/**'],
          // Modules keep no state of a test, so that files share what is loaded: a third less time.
          isolate: false,
          // The other stages of the run share the cores with these.
          testTimeout: isLong ? 900_000 : 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: ['{src,test}/**/*.db.test.ts'],
          globalSetup: ['test/support/database-setup.ts'],
          isolate: false,
          testTimeout: isLong ? 900_000 : 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.journey.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          // Real processes that are killed, with a durable database: only in the long run.
          name: 'faults',
          include: ['test/faults/**/*.fault.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
