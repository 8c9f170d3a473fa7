// The other composition root: the command line. Each command is a file in cli/ that adds itself, loaded when it is asked for.
import { Command } from 'commander'
import { StartError } from '#platform/config/start-error.ts'

/** The commands in the order of the help. */
const commands: ReadonlyMap<string, () => Promise<(program: Command) => void>> = new Map([
  ['serve', async () => (await import('./cli/serve.ts')).addServeCommand],
  ['init', async () => (await import('./cli/init.ts')).addInitCommand],
  ['seed', async () => (await import('./cli/seed.ts')).addSeedCommand],
  ['run', async () => (await import('./cli/run.ts')).addRunCommand],
  ['lab', async () => (await import('./cli/lab.ts')).addLabCommand],
  ['bench', async () => (await import('./cli/bench.ts')).addBenchCommand],
  ['check', async () => (await import('./cli/check.ts')).addCheckCommand],
  ['cases', async () => (await import('./cli/cases.ts')).addCasesCommand],
  ['plan', async () => (await import('./cli/plan.ts')).addPlanCommand],
  ['promotion', async () => (await import('./cli/promotion.ts')).addPromotionCommand],
  ['goods', async () => (await import('./cli/goods.ts')).addGoodsCommand],
  ['tax', async () => (await import('./cli/tax.ts')).addTaxCommand],
  ['export', async () => (await import('./cli/export.ts')).addExportCommand],
  ['import-invoices', async () => (await import('./cli/import-invoices.ts')).addImportInvoicesCommand],
  ['clock', async () => (await import('./cli/clock.ts')).addClockCommand],
])

const program = new Command('openfield')
  .description('Openfield runs a direct-selling company: field, orders, pay, explained to the cent.')
  .showHelpAfterError()

// Who asks for one command waits for that one alone; the help, and a word that names none, need all of them.
const asked = commands.get(process.argv[2] ?? '')
for (const load of asked ? [asked] : commands.values()) (await load())(program)

// Who reads may leave early, as `head` does: what is printed after that goes nowhere, and the command ends as it would have.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

try {
  await program.parseAsync()
} catch (error) {
  // What an operator can repair is told in a sentence; anything else is a defect and keeps its trace.
  if (!(error instanceof StartError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
