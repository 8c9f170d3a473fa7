import { readCsv } from '#platform/text-files/csv-source.ts'
import { writeCsv } from '#platform/text-files/csv-target.ts'
import { fileName, writeWholeFolder } from '#platform/text-files/whole-folder.ts'
import { addTextProblem, problemList } from '../domain/files/file-problem.ts'
import {
  invoiceColumns,
  invoiceOrdersHeader,
  invoicePeopleHeader,
  invoiceReader,
} from '../domain/files/invoices.ts'
import { readHeader } from '../domain/files/table.ts'
import { RunFilesError } from './run-error.ts'

export type ImportInvoicesInput = Readonly<{
  from: readonly string[]
  out: string
  currency: string
  seed: number
}>

export type ImportInvoicesResult = Readonly<{ people: number; orderRows: number; rejectedRows: number }>

/**
 * Reads shop invoices (CSV with InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice, CustomerID) and writes people.csv,
 * orders.csv and rejected.csv for `openfield run`. Throws RunFilesError when a file has no such columns.
 */
export async function importInvoices(input: ImportInvoicesInput): Promise<ImportInvoicesResult> {
  const reader = invoiceReader()
  for (const path of input.from) {
    const problems = problemList(fileName(path))
    await readCsv(path, {
      header(names) {
        const header = readHeader(names, invoiceColumns, problems)
        reader.restart()
        return (row) => reader.readRow(header, row)
      },
      problem: (row, code, found, expected) => addTextProblem(problems, row, code, found, expected),
    })
    if (problems.listed.length > 0) throw new RunFilesError([], [problems])
  }
  const invoices = reader.finish(input.currency, input.seed)
  await writeWholeFolder(input.out, async (pathOf) => {
    await writeCsv(pathOf('people.csv'), invoicePeopleHeader, invoices.people)
    await writeCsv(pathOf('orders.csv'), invoiceOrdersHeader, invoices.orders)
    await writeCsv(
      pathOf('rejected.csv'),
      ['row', 'reason', 'cells'],
      invoices.rejected.map((rejected) => [
        String(rejected.row),
        rejected.reason,
        rejected.cells.join(' | '),
      ]),
    )
  })
  return {
    people: invoices.people.length,
    orderRows: invoices.orders.length,
    rejectedRows: invoices.rejected.length,
  }
}
