import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { catalogModule } from '#modules/catalog/module.ts'
import { applyImport } from '#modules/catalog/use-cases/apply-import.ts'
import { exportGoods } from '#modules/catalog/use-cases/export-goods.ts'
import {
  IMPORT_ROWS_MAX,
  importSheetsOf,
  keepImport,
  refuseFile,
} from '#modules/catalog/use-cases/keep-import.ts'
import { shownImport, shownImportRows } from '#modules/catalog/use-cases/show-imports.ts'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { sentenceOf } from '#platform/http/messages.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { csvStream } from '#platform/sheets/csv-sheet.ts'
import { readSheets } from '#platform/sheets/read-sheets.ts'
import { writeXlsx } from '#platform/sheets/xlsx-sheets.ts'
import { openDataBeside, type OpenData } from '#platform/start/open-data.ts'
import type { Result } from '#shared/refusal.ts'

const actor = systemActor('goods')
const importer = { accountId: null, scope: 'everywhere' } as const
const REJECTED_SHOWN = 200

/** `openfield goods`: goods and prices as files, out and in again. */
export function addGoodsCommand(program: Command): void {
  const goods = program
    .command('goods')
    .description('Categories, goods and prices as CSV or XLSX, out and in again.')
  goods
    .command('export')
    .description('Write all goods and prices; the file can be imported again.')
    .requiredOption('--out <file>', 'the file to write, .xlsx or .csv')
    .option('--sheet <name>', 'of a CSV file: categories, goods or prices', 'goods')
    .action(async (options: Readonly<{ out: string; sheet: string }>) => {
      await withData((data) => writeGoods(data, options))
    })
  goods
    .command('import')
    .description('Say what a file of categories, goods or prices would do; with --apply, do it in one step.')
    .argument('<file>', 'CSV or XLSX')
    .option('--apply', 'do it; rejected rows are left out')
    .addHelpText('after', '\nExample:\n  npx openfield goods import spring.xlsx --apply')
    .action(async (file: string, options: Readonly<{ apply?: boolean }>) => {
      await withData((data) => takeGoods(data, file, options.apply === true))
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

async function writeGoods(data: OpenData, { out, sheet: name }: Readonly<{ out: string; sheet: string }>) {
  const sheets = valueOf(await exportGoods({ deps: data, actor }, {}))
  const sheet = sheets.find((one) => one.name === name)
  if (!sheet) throw new StartError(`--sheet: found "${name}", expected categories, goods or prices`)
  const body = extname(out) === '.xlsx' ? writeXlsx(sheets) : csvStream(sheet)
  await pipeline(body, createWriteStream(out))
  process.stdout.write(`Written to ${out}\n`)
}

async function takeGoods(data: OpenData, path: string, applies: boolean): Promise<void> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new StartError(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  })
  const file = await readSheets(bytes, { rowsMost: IMPORT_ROWS_MAX })
  if (!file.ok) return void valueOf(refuseFile(file.problem))
  const sheets = valueOf(importSheetsOf(file.sheets))
  const kept = { fileName: basename(path), format: file.format, sheets, importer }
  const id = await transact(data, { actor, useCase: 'catalog.keep_import' }, async (tx, about) => {
    const made = await keepImport(tx, kept)
    about('goods_import', made)
    return made
  })
  const { counts } = valueOf(await read(data, actor, (tx) => shownImport(tx, id)))
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  say(`${counts.new} new, ${counts.changed} changed, ${counts.same} unchanged, ${counts.rejected} rejected`)
  const asked = { id, outcome: 'rejected', limit: REJECTED_SHOWN, offset: 0 } as const
  const { rows } = await read(data, actor, (tx) => shownImportRows(tx, asked))
  for (const { sheet, row, problems } of rows)
    for (const { column, found, expected } of problems)
      say(`${sheet} row ${row}, ${column}: found "${found}", expected ${expected}`)
  if (!applies || counts.new + counts.changed === 0) return
  const applied = await transact(data, { actor, useCase: 'catalog.apply_import' }, async (tx, about) => {
    about('goods_import', id)
    return applyImport(tx, { id, importer })
  })
  const { rows: done, change } = valueOf(applied)
  say(`${done} rows were applied as change ${change}, which can be taken back in the console.`)
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new StartError(sentenceOf(catalogModule.messages, result.refusal))
  return result.value
}
