import type { Command } from 'commander'
import type { Compared } from '#modules/compensation/domain/lab/compare.ts'
import { labDifference, readLabPlan } from '#modules/compensation/use-cases/lab-plan.ts'
import { LAB_INPUTS, labFromFiles } from '#modules/compensation/use-cases/lab-from-files.ts'
import { newestPlan } from '#modules/compensation/store/plans.ts'
import { planTextOf } from '#modules/compensation/use-cases/plan-text.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { lastMonths, replayMonths } from '#modules/compensation/use-cases/replay-months.ts'
import { PlanTextError, RunFilesError } from '#modules/compensation/use-cases/run-error.ts'
import {
  refuseForeignLabFolder,
  writeLabFiles,
  type LabReport,
} from '#modules/compensation/use-cases/write-lab-files.ts'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { openDataBeside } from '#platform/start/open-data.ts'
import { hashText } from '#platform/text-files/canonical-hash.ts'
import { fileName } from '#platform/text-files/whole-folder.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { labText } from './lab-text.ts'
import { failWith, sourcesOf } from './run.ts'

type LabOptions = Readonly<{
  plan: string
  against?: string
  periods?: string
  months: string
  out: string
  payoutLimit: string
  ownLimit: string
  json?: boolean
}> &
  Readonly<Partial<Record<(typeof LAB_INPUTS)[number], string>>>

/** What was compared, with the text of the plan as it is. */
type Found = Readonly<{ compared: Omit<Compared, 'limits'>; against: string }>

/** `openfield lab`: what a changed plan would have paid. */
export function addLabCommand(program: Command): void {
  const command = program
    .command('lab')
    .description(
      'Pay past months by a changed plan beside the plan as it is: cost, who gains and loses, rank moves, law checks. Of the data directory, or of files.',
    )
    .requiredOption('--plan <file>', 'the changed plan, YAML')
    .requiredOption('--out <folder>', 'the folder to write: people.csv, summary.json')
    .option('--months <count>', 'how many of the last accepted months of the data directory', '3')
    .option('--payout-limit <share>', 'the most that pay may be of sales', '0.35')
    .option('--own-limit <share>', 'the most of pay that may hang on what the field bought for itself', '0.3')
    .option('--json', 'print the summary, or the errors, as JSON')
    .option('--against <file>', 'of files: the plan as it is, YAML')
    .option('--periods <label>', 'of files: a period, or a range such as 2026-08..2026-10')
  for (const name of LAB_INPUTS) command.option(`--${name} <file>`, `of files: ${name}.csv, as run takes it`)
  command
    .addHelpText(
      'after',
      '\nExamples:\n  npx openfield lab --plan changed.yaml --months 3 --out lab/\n' +
        '  npx openfield lab --plan changed.yaml --against plan.yaml --people people.csv --orders orders.csv \\\n' +
        '    --periods 2026-08..2026-10 --out lab/',
    )
    .action(async (options: LabOptions) => {
      await failWith(options.json === true, () => tryPlan(options))
    })
}

async function tryPlan(options: LabOptions): Promise<void> {
  const limits = {
    payoutPpm: shareOf('--payout-limit', options.payoutLimit),
    ownPpm: shareOf('--own-limit', options.ownLimit),
  }
  const text = await planTextOf(options.plan)
  await refuseForeignLabFolder(options.out)
  const { compared, against } =
    options.people === undefined ? await ofCompany(text, options) : await ofFiles(text, options)
  const report = await writeLabFiles(
    options.out,
    { ...compared, limits },
    {
      plans: { before: hashText(against), after: hashText(text) },
      differences: labDifference(against, text),
    },
  )
  tell(options, report)
}

/** A share as parts per million. */
function shareOf(option: string, text: string): number {
  const ppm = parseDecimal(text, 6)
  if (typeof ppm === 'bigint' && ppm >= 0n && ppm <= 10_000_000n) return Number(ppm)
  throw new RunFilesError([`${option}: found "${text}", expected a share such as 0.35`])
}

function plansOf(text: string, file: string, against: string, againstFile: string) {
  const before = readPayPlanText(against, againstFile)
  const found = readLabPlan(text, before)
  if ('plan' in found) return { before, after: found.plan }
  throw new PlanTextError(
    found.problems.map(({ line, path, problem }) =>
      [`${file}, line ${line}`, ...(path === '' ? [] : [path])].join(', ').concat(`: ${problem}`),
    ),
  )
}

async function ofFiles(text: string, options: LabOptions): Promise<Found> {
  const { against, periods } = options
  for (const [name, given] of [
    ['--against', against],
    ['--orders', options.orders],
    ['--periods', periods],
  ] as const)
    if (given === undefined) throw new RunFilesError([`${name}: found nothing, expected it beside --people`])
  const before = await planTextOf(against ?? '')
  const plans = plansOf(text, fileName(options.plan), before, fileName(against ?? ''))
  const compared = await labFromFiles(plans, { sources: sourcesOf(options), periods: periods ?? '' })
  return { compared, against: before }
}

async function ofCompany(text: string, options: LabOptions): Promise<Found> {
  const most = Number(options.months)
  if (!Number.isInteger(most) || most < 1 || most > 12)
    throw new RunFilesError([`--months: found "${options.months}", expected a number from 1 to 12`])
  const say = (sentence: string): void => void (options.json || process.stderr.write(`${sentence}\n`))
  const onError = (error: Error): void => say(`Trouble: ${error.message}`)
  const data = await openDataBeside({ say, onError }, readConfig(process.env))
  try {
    const actor = systemActor('lab')
    const { base, runs } = await read(data, actor, async (tx) => ({
      base: await newestPlan(tx),
      runs: await lastMonths(tx, most),
    }))
    if (!base || runs.length === 0)
      throw new StartError('No month is accepted yet. An experiment replays accepted months.')
    const plans = plansOf(text, fileName(options.plan), base.source, `version ${base.version}`)
    const steps = replayMonths(data, { plans, runs, actor })
    for (;;) {
      const step = await steps.next()
      if (step.done === true) return { compared: step.value, against: base.source }
      say(`${Math.round(step.value * 100)} %`)
    }
  } finally {
    await data.stop()
  }
}

function tell(options: LabOptions, report: LabReport): void {
  process.stdout.write(
    options.json === true ? `${JSON.stringify(report)}\n` : `${labText(report)}\nWritten to ${options.out}\n`,
  )
}
