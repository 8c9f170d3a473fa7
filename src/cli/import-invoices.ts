import type { Command } from 'commander'
import { importInvoices } from '#modules/compensation/use-cases/import-invoices.ts'
import { failWith } from './run.ts'

type ImportOptions = Readonly<{ from: string[]; out: string; currency: string; seed: string }>

/** `openfield import-invoices`: shop invoices as the people and orders of a run. */
export function addImportInvoicesCommand(program: Command): void {
  program
    .command('import-invoices')
    .description(
      'Turn shop invoices into people.csv and orders.csv; buyers become people under a sponsor tree drawn by a seed.',
    )
    .requiredOption(
      '--from <files...>',
      'invoice files (InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice, CustomerID)',
    )
    .requiredOption('--out <folder>', 'the folder to write')
    .option('--currency <code>', 'the currency of the prices', 'GBP')
    .option('--seed <number>', 'the seed of the sponsor tree', '1')
    .action(async (options: ImportOptions) => {
      await failWith(false, async () => {
        const done = await importInvoices({ ...options, seed: Number.parseInt(options.seed, 10) })
        process.stdout.write(
          `${done.people} people and ${done.orderRows} order rows written to ${options.out}; ${done.rejectedRows} rows rejected.\n`,
        )
      })
    })
}
