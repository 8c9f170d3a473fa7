import type { Command } from 'commander'
import { compensationModule } from '#modules/compensation/module.ts'
import { exportFiles, exportPeriod } from '#modules/compensation/use-cases/export-period.ts'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { sentenceOf } from '#platform/http/messages.ts'
import { openDataBeside } from '#platform/start/open-data.ts'
import { namesInFolder } from '#platform/text-files/whole-folder.ts'

type Options = Readonly<{ period: string; out: string; json?: boolean }>

/** `openfield export`: what a period is computed from, as files that `openfield run` reads. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'Write all that a period is computed from as files that run takes, and what a closed one paid.',
    )
    .requiredOption('--period <label>', 'the period, such as 2026-09')
    .requiredOption('--out <folder>', 'the folder to write')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx openfield export --period 2026-09 --out september/\n' +
        '  npx openfield run --plan september/plan.yaml --people september/people.csv \\\n' +
        '    --orders september/orders.csv --period 2026-09 --out again/',
    )
    .action(async (options: Options) => {
      await refuseForeignFolder(options.out)
      const say = (sentence: string): void => void (options.json || process.stderr.write(`${sentence}\n`))
      const onError = (error: Error): void => say(`Trouble: ${error.message}`)
      const data = await openDataBeside({ say, onError }, readConfig(process.env))
      try {
        const exported = await exportPeriod(data, options)
        if (!exported.ok) throw new StartError(sentenceOf(compensationModule.messages, exported.refusal))
        const { period, frozen, people, orders, hash } = exported.value
        process.stdout.write(
          options.json
            ? `${JSON.stringify(exported.value)}\n`
            : `${people} people and ${orders} orders of ${period}, ${frozen ? 'as the close froze them' : 'as they stand now'}. ` +
                `Written to ${options.out}\nHash ${hash}\n`,
        )
      } finally {
        await data.stop()
      }
    })
}

/** A folder that an earlier export wrote may be replaced; anything else is left alone. */
async function refuseForeignFolder(out: string): Promise<void> {
  const ours: readonly string[] = exportFiles
  if ((await namesInFolder(out)).some((name) => !ours.includes(name)))
    throw new StartError(
      `--out: the folder ${out} has other files in it. Give a new folder, an empty one or that of an earlier export.`,
    )
}
