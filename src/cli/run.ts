import type { Command } from 'commander'
import { inputFiles, type InputName } from '#modules/compensation/domain/files/input-files.ts'
import type { InputSource } from '#modules/compensation/use-cases/read-pay-input.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { inputErrorLines } from '#modules/compensation/use-cases/run-error.ts'
import { planTextOf } from '#modules/compensation/use-cases/plan-text.ts'
import { runPayFiles } from '#modules/compensation/use-cases/run-pay-files.ts'
import { fileName } from '#platform/text-files/whole-folder.ts'

type RunOptions = Readonly<{
  plan: string[]
  people: string
  orders: string
  period: string
  out: string
  allowEmpty?: boolean
  json?: boolean
}> &
  Readonly<Partial<Record<InputName, string>>>

/** What the report of a run needs of its summary. */
type Told = Readonly<{
  counts: Readonly<{ orders: number; people: number; people_with_pay: number }>
  period: Readonly<{ label: string }>
  paid: Readonly<Record<string, string>>
}>

/** `openfield run`: pay from files to files, without a database. */
export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description(
      'Compute pay from files: reads a plan, people, orders and what else the plan needs, writes earnings and their reasons.',
    )
  addInputOptions(command)
    .requiredOption('--period <label>', 'the period, such as 2026-10, or a range: 2026-08..2026-10')
    .requiredOption('--out <folder>', 'the folder to write')
    .option('--allow-empty', 'run a period without orders')
    .option('--json', 'print the summary, or the errors, as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npx openfield run --plan examples/differential/plan.yaml --people examples/differential/people.csv \\\n' +
        '    --orders examples/differential/orders.csv --period 2026-10 --out out/\n' +
        '  npx openfield run --plan plan.yaml --people people.csv --orders orders.csv --state out/state.csv \\\n' +
        '    --period 2026-11..2026-12 --out next/',
    )
    .action(async (options: RunOptions) => {
      await failWith(options.json === true, () => runAndReport(options))
    })
}

/** The plan and every input file as options of a command. */
export function addInputOptions(command: Command): Command {
  command
    .requiredOption(
      '--plan <file...>',
      'the plan, YAML; several versions of it in their order, where one takes effect within the run',
    )
    .requiredOption('--people <file>', 'people.csv (id, sponsor_id, …), plain or gzip')
    .requiredOption('--orders <file>', 'orders.csv (order_id, buyer_id, seller_id, at, …), plain or gzip')
  for (const file of inputFiles) {
    if (file.name === 'people' || file.name === 'orders') continue
    const columns = file.columns.flatMap((column) => (column.required ? [column.name] : []))
    command.option(`--${file.name} <file>`, `${file.name}.csv (${columns.join(', ')}, …)`)
  }
  return command
}

async function runAndReport(options: RunOptions): Promise<void> {
  const [first = '', ...others] = options.plan
  const text = await planTextOf(first)
  const allowEmpty = options.allowEmpty === true
  const summaries = await runPayFiles({
    plan: readPayPlanText(text, fileName(first)),
    planText: text,
    later: await Promise.all(others.map(versionOf)),
    sources: sourcesOf(options),
    period: options.period,
    out: options.out,
    allowEmpty,
  })
  tell(options, summaries, options.period.includes('..') ? summaries : summaries[0])
}

async function versionOf(path: string) {
  const planText = await planTextOf(path)
  return { plan: readPayPlanText(planText, fileName(path)), planText }
}

export function sourcesOf(
  options: Readonly<Partial<Record<InputName, string>>>,
): Readonly<Partial<Record<InputName, InputSource>>> {
  const sources: Partial<Record<InputName, InputSource>> = {}
  for (const { name } of inputFiles) {
    const path = options[name]
    if (path !== undefined) sources[name] = { path }
  }
  return sources
}

function tell(options: RunOptions, summaries: readonly Told[], json: unknown): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(json)}\n`)
    return
  }
  for (const summary of summaries) {
    const paid = Object.entries(summary.paid).map(([currency, amount]) => `${amount} ${currency}`)
    process.stdout.write(
      `${summary.counts.orders} orders of ${summary.counts.people} people in ${summary.period.label}: ` +
        `${paid.join(', ') || 'nothing'} earned by ${summary.counts.people_with_pay} people.\n`,
    )
  }
  process.stdout.write(`Written to ${options.out}\n`)
}

/** Does the work; bad input becomes its lines on the error output and exit code 2, anything else is thrown. */
export async function failWith(json: boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const lines = inputErrorLines(error)
    if (lines === undefined) throw error
    process.stderr.write(
      json ? `${JSON.stringify({ errors: lines })}\n` : `${lines.join('\n')}\nNothing was written.\n`,
    )
    process.exitCode = 2
  }
}
