import type { Command } from 'commander'
import { fileProblemLine } from '#modules/compensation/domain/files/file-problem.ts'
import { PlanTextError } from '#modules/compensation/use-cases/read-plan-text.ts'
import { runFiles, RunFilesError } from '#modules/compensation/use-cases/run-files.ts'

type RunOptions = Readonly<{
  plan: string
  people: string
  orders: string
  period: string
  out: string
  allowEmpty?: boolean
  json?: boolean
}>

/** `openfield run`: pay of one period from files to files, without a database. */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description(
      'Compute a period of pay from files: reads a plan, people and orders, writes earnings and their reasons.',
    )
    .requiredOption('--plan <file>', 'the plan, YAML')
    .requiredOption('--people <file>', 'people.csv (id, sponsor_id, …), plain or gzip')
    .requiredOption('--orders <file>', 'orders.csv (order_id, buyer_id, seller_id, at, …), plain or gzip')
    .requiredOption('--period <label>', 'the period, such as 2026-10')
    .requiredOption('--out <folder>', 'the folder to write')
    .option('--allow-empty', 'run a period without orders')
    .option('--json', 'print the summary, or the errors, as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx openfield run --plan examples/differential/plan.yaml --people examples/differential/people.csv \\\n' +
        '    --orders examples/differential/orders.csv --period 2026-10 --out out/',
    )
    .action(async (options: RunOptions) => {
      await failWith(options.json === true, () => runAndReport(options))
    })
}

async function runAndReport(options: RunOptions): Promise<void> {
  const summary = await runFiles({ ...options, allowEmpty: options.allowEmpty === true })
  if (options.json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`)
    return
  }
  const paid = Object.entries(summary.paid).map(([currency, amount]) => `${amount} ${currency}`)
  process.stdout.write(
    `${summary.counts.orders} orders of ${summary.counts.people} people in ${summary.period.label}: ` +
      `${paid.join(', ') || 'nothing'} earned by ${summary.counts.people_with_pay} people. Written to ${options.out}\n`,
  )
}

/** Does the work; bad input becomes its lines on the error output and exit code 2, anything else is thrown. */
export async function failWith(json: boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const lines = errorLines(error)
    if (lines === undefined) throw error
    process.stderr.write(
      json ? `${JSON.stringify({ errors: lines })}\n` : `${lines.join('\n')}\nNothing was written.\n`,
    )
    process.exitCode = 2
  }
}

function errorLines(error: unknown): readonly string[] | undefined {
  if (error instanceof PlanTextError) return error.lines
  if (!(error instanceof RunFilesError)) return undefined
  return [
    ...error.lines,
    ...error.problems.flatMap((list) => [
      ...list.listed.map(fileProblemLine),
      ...(list.beyond > 0 ? [`${list.file}: and ${list.beyond} more`] : []),
    ]),
  ]
}
