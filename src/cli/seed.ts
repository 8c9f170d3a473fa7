import type { Command } from 'commander'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { openDataBeside } from '#platform/start/open-data.ts'
import { DEFAULT_SEED, seedDemonstration } from '../demo/seed-demonstration.ts'

type Options = Readonly<{ people: string; months: string; seed: string; until: string }>

/** `openfield seed`: the demonstration company at any size, into an empty database. */
export function addSeedCommand(program: Command): void {
  program
    .command('seed')
    .description('Seed the demonstration company, at any size, into a database that has no company yet.')
    .option('--people <number>', 'how many people', String(DEFAULT_SEED.people))
    .option(
      '--months <number>',
      'how many months of orders; all but the last are closed',
      String(DEFAULT_SEED.months),
    )
    .option(
      '--seed <number>',
      'where chance begins; the same number gives the same company',
      String(DEFAULT_SEED.seed),
    )
    .option('--until <date>', 'the day on which the clock then stands', DEFAULT_SEED.until)
    .addHelpText(
      'after',
      '\nExample:\n  DATA_DIR=/tmp/large npx openfield seed --people 100000 --months 3 --seed 1 --until 2026-10-25',
    )
    .action(async (options: Options) => {
      const config = readConfig(process.env)
      if (config.production)
        throw new StartError('A demonstration is never seeded where NODE_ENV is production.')
      const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)
      const onError = (error: Error): void => say(`Trouble: ${error.message}`)
      const startedAt = performance.now()
      const data = await openDataBeside({ say, onError }, config)
      try {
        await seedDemonstration(
          { db: data.db, ownerUrl: data.ownerUrl, say },
          {
            people: Number(options.people),
            months: Number(options.months),
            seed: Number(options.seed),
            until: options.until,
          },
        )
        say(`Seeded in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`)
      } finally {
        await data.stop()
      }
    })
}
