import type { Command } from 'commander'
import type { InputName } from '#modules/compensation/domain/files/input-files.ts'
import { checkPayFiles, type PayCheck } from '#modules/compensation/use-cases/check-pay-files.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { RunFilesError } from '#modules/compensation/use-cases/run-error.ts'
import { planTextOf } from '#modules/compensation/use-cases/plan-text.ts'
import { fileName } from '#platform/text-files/whole-folder.ts'
import { addInputOptions, failWith, sourcesOf } from './run.ts'
import { tableText } from './table-text.ts'

type CheckOptions = Readonly<{
  plan: string[]
  period: string
  against: string
  person?: string[]
  sample?: string
  seed: string
  json?: boolean
}> &
  Readonly<Partial<Record<InputName, string>>>

/** `openfield check`: a second, separate implementation recomputes people of a run. */
export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .description(
      'Recompute people of a run with a second, separate implementation and compare what the run wrote of them.',
    )
  addInputOptions(command)
    .requiredOption('--period <label>', 'the period or range that was run')
    .requiredOption('--against <folder>', 'the folder that openfield run wrote')
    .option('--person <id>', 'only this person; may be given several times', collected)
    .option('--sample <number>', 'only so many people, drawn by --seed')
    .option('--seed <number>', 'the seed of --sample', '1')
    .option('--json', 'print what was compared and what differs as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx openfield check --plan plan.yaml --people people.csv --orders orders.csv --period 2026-10 \\\n' +
        '    --against out/ --sample 20 --seed 7',
    )
    .action(async (options: CheckOptions) => {
      await failWith(options.json === true, () => checkAndReport(options))
    })
}

function collected(one: string, before: string[] | undefined): string[] {
  return [...(before ?? []), one]
}

async function checkAndReport(options: CheckOptions): Promise<void> {
  const [path = '', ...later] = options.plan
  const planIn = async (file: string) => readPayPlanText(await planTextOf(file), fileName(file))
  const size = options.sample === undefined ? undefined : wholeOf('--sample', options.sample)
  const check = await checkPayFiles({
    plan: await planIn(path),
    later: await Promise.all(later.map(planIn)),
    sources: sourcesOf(options),
    period: options.period,
    against: options.against,
    people: options.person ?? [],
    sample: size === undefined ? undefined : { size, seed: wholeOf('--seed', options.seed) },
  })
  process.stdout.write(options.json ? `${JSON.stringify(check)}\n` : reportOf(check))
  // Nothing compared is no proof of anything.
  if (check.values === 0 || check.differences.length > 0) process.exitCode = 1
}

function wholeOf(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new RunFilesError([`${option}: found "${text}", expected a whole number`])
}

function reportOf({ people, values, differences }: PayCheck): string {
  if (differences.length === 0) return `${people} people, ${values} values equal\n`
  const rows = differences.map((one) => [one.period, one.person, one.what, one.run, one.check])
  const table = tableText(['period', 'person', 'what', 'run', 'check'], rows)
  return `${table}\n${differences.length} differences in ${values} values of ${people} people\n`
}
