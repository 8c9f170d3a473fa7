import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { listMarkets } from '#modules/company/api.ts'
import { taxModule } from '#modules/tax/module.ts'
import { ratesKept, type KeptRate } from '#modules/tax/store/dated.ts'
import {
  importRates,
  missingColumns,
  RATE_COLUMNS,
  type ImportedRates,
} from '#modules/tax/use-cases/import-rates.ts'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { csvStream, writeCsvSheet } from '#platform/sheets/csv-sheet.ts'
import { readSheets } from '#platform/sheets/read-sheets.ts'
import type { Sheet } from '#platform/sheets/sheet.ts'
import { openDataBeside, type OpenData } from '#platform/start/open-data.ts'
import { formatShort } from '#shared/decimal.ts'
import { dayText } from '#shared/time.ts'

const actor = systemActor('tax')
const ROWS_MOST = 50_000
const PERCENT_PLACES = 4

/** `openfield tax`: the rates of taxes as files, out and in again. */
export function addTaxCommand(program: Command): void {
  const tax = program.command('tax').description('Rates of taxes as CSV, out and in again.')
  tax
    .command('list')
    .description('Write the rates of all markets, those of before and those that come too, as CSV.')
    .option('--market <code>', 'of one market only')
    .action(async (options: Readonly<{ market?: string }>) => {
      await withData((data) => listRates(data, options.market))
    })
  tax
    .command('import')
    .description('Begin the rates of a file, each with its day; the same one of before ends there.')
    .argument('<file>', 'CSV or XLSX with the columns that list writes; until is not read')
    .option('--dry-run', 'only say what it would do')
    .addHelpText(
      'after',
      '\nRows that cannot begin are left out and written beside the file, with what is wrong.\nExample:\n  npx openfield tax import rates.csv --dry-run',
    )
    .action(async (file: string, options: Readonly<{ dryRun?: boolean }>) => {
      await withData((data) => takeRates(data, file, options.dryRun === true))
    })
}

async function withData(work: (data: OpenData) => Promise<void>): Promise<void> {
  const onError = (error: Error): void => void process.stderr.write(`Trouble: ${error.message}\n`)
  const data = await openDataBeside({ say: () => undefined, onError }, readConfig(process.env))
  try {
    await work(data)
  } finally {
    await data.stop()
  }
}

async function listRates(data: OpenData, code: string | undefined): Promise<void> {
  const rows = await read(data, actor, async (tx) => {
    const markets = (await listMarkets(tx)).filter((market) => code === undefined || market.code === code)
    if (markets.length === 0) throw new StartError(`--market: found "${code}", expected the code of a market`)
    const found: string[][] = []
    for (const market of markets)
      // oxlint-disable-next-line no-await-in-loop -- one connection, and there are few markets
      for (const rate of await ratesKept(tx, { marketId: market.id })) found.push(cellsOf(market, rate))
    return found
  })
  const header = [...RATE_COLUMNS, 'until']
  for await (const text of writeCsvSheet({ header, rows: atOnce(rows) })) process.stdout.write(text)
}

async function* atOnce(rows: readonly (readonly string[])[]) {
  yield rows
}

function cellsOf(market: Readonly<{ code: string; timeZone: string }>, rate: KeptRate): string[] {
  return [
    market.code,
    rate.class,
    rate.name ?? '',
    formatShort(rate.ratePpm, PERCENT_PLACES),
    rate.country ?? '',
    rate.region ?? '',
    rate.postal?.from ?? '',
    rate.postal?.until ?? '',
    dayText(rate.fromMs, market.timeZone),
    rate.untilMs === null ? '' : dayText(rate.untilMs, market.timeZone),
  ]
}

/** Carries what a dry run found out of the transaction, of which nothing stays. */
class OnlyTried extends Error {
  readonly found: ImportedRates

  constructor(found: ImportedRates) {
    super('nothing was written')
    this.found = found
  }
}

async function takeRates(data: OpenData, path: string, isDry: boolean): Promise<void> {
  const sheet = await sheetOf(path)
  const call = { actor, useCase: 'tax.import_rates' }
  const found = await transact(data, call, async (tx, about) => {
    const done = await importRates(tx, about, { sheet, messages: taxModule.messages })
    if (isDry) throw new OnlyTried(done)
    return done
  }).catch((error: unknown) => {
    if (error instanceof OnlyTried) return error.found
    throw error
  })
  const { begun, same, rejected } = found
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  say(`${begun} ${isDry ? 'would begin' : 'begun'}, ${same} hold already, ${rejected.length} rejected`)
  for (const { row, problem } of rejected) say(`row ${row}: ${problem}`)
  if (rejected.length === 0) return
  const out = `${path.replace(/\.\w+$/, '')}.rejected.csv`
  const rows = rejected.map(({ cells, problem }) => [...cells, problem])
  await pipeline(
    csvStream({ header: [...sheet.header, 'problem'], rows: atOnce(rows) }),
    createWriteStream(out),
  )
  say(`Rejected rows are in ${out}`)
}

async function sheetOf(path: string): Promise<Sheet> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new StartError(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  })
  const file = await readSheets(bytes, { rowsMost: ROWS_MOST })
  if (!file.ok)
    throw new StartError(`${path}: found a file that is ${file.problem}, expected CSV or XLSX with rates`)
  const [sheet] = file.sheets
  const missing = sheet ? missingColumns(sheet) : RATE_COLUMNS
  if (!sheet || missing.length > 0)
    throw new StartError(
      `${path}: the columns ${missing.join(', ')} are missing. Write them into its first row.`,
    )
  return sheet
}
