// The other composition root: the command line. Each command is a file in cli/ that adds itself.
import { Command } from 'commander'
import { StartError } from '#platform/config/start-error.ts'
import { addBenchCommand } from './cli/bench.ts'
import { addCasesCommand } from './cli/cases.ts'
import { addCheckCommand } from './cli/check.ts'
import { addClockCommand } from './cli/clock.ts'
import { addExportCommand } from './cli/export.ts'
import { addImportInvoicesCommand } from './cli/import-invoices.ts'
import { addInitCommand } from './cli/init.ts'
import { addPlanCommand } from './cli/plan.ts'
import { addPromotionCommand } from './cli/promotion.ts'
import { addRunCommand } from './cli/run.ts'
import { addSeedCommand } from './cli/seed.ts'
import { addServeCommand } from './cli/serve.ts'

const program = new Command('openfield')
  .description('Openfield runs a direct-selling company: field, orders, pay, explained to the cent.')
  .showHelpAfterError()

addServeCommand(program)
addInitCommand(program)
addSeedCommand(program)
addRunCommand(program)
addBenchCommand(program)
addCheckCommand(program)
addCasesCommand(program)
addPlanCommand(program)
addPromotionCommand(program)
addExportCommand(program)
addImportInvoicesCommand(program)
addClockCommand(program)

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
