import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { FileProblem, Sheet } from '#platform/sheets/sheet.ts'
import { headerProblems, sheetNameOf, type ImportSheet } from '../domain/import/plan-import.ts'
import { addImport, type FileFormat } from '../store/imports.ts'
import { checkImport } from './check-import.ts'
import type { Importer } from './import-ground.ts'

/** How many rows one import has at most. */
export const IMPORT_ROWS_MAX = 20_000

const FILE_REFUSALS: Readonly<Record<FileProblem, string>> = {
  unreadable: 'catalog.file_unreadable',
  not_utf8: 'catalog.file_not_utf8',
  empty: 'catalog.file_empty',
  too_many_rows: 'catalog.file_too_many_rows',
}

/** The refusal of a file that could not be read. */
export function refuseFile(problem: FileProblem): Result<never> {
  return refuse(FILE_REFUSALS[problem], { most: IMPORT_ROWS_MAX }, 'file')
}

/**
 * The sheets of a file by what their columns say. Refused as `catalog.file_no_goods` when none is of goods or prices,
 * `catalog.file_sheet_twice`, or `catalog.file_column_unknown` with the column and what there is.
 */
export function importSheetsOf(sheets: readonly Sheet[]): Result<readonly ImportSheet[]> {
  const named = sheets.flatMap((sheet): readonly ImportSheet[] => {
    const name = sheetNameOf(sheet.header)
    return name === undefined ? [] : [{ ...sheet, name }]
  })
  if (named.length === 0) return refuse('catalog.file_no_goods', {}, 'file')
  if (new Set(named.map(({ name }) => name)).size < named.length)
    return refuse('catalog.file_sheet_twice', {}, 'file')
  const [problem] = named.flatMap(headerProblems)
  if (problem)
    return refuse(
      'catalog.file_column_unknown',
      { column: problem.column, expected: problem.expected },
      'file',
    )
  const rows = named.reduce((sum, sheet) => sum + sheet.rows.length, 0)
  return rows > IMPORT_ROWS_MAX ? refuseFile('too_many_rows') : ok(named)
}

/** Keeps a file with what each of its rows would do, for somebody to look at; no goods change. Gives the import's id. */
export async function keepImport(
  tx: Tx,
  of: Readonly<{ fileName: string; format: FileFormat; sheets: readonly ImportSheet[]; importer: Importer }>,
): Promise<bigint> {
  const { fileName, format, sheets, importer } = of
  const { hash, rows } = await checkImport(tx, { sheets, importer })
  return addImport(tx, { accountId: importer.accountId, fileName, format, sheets, plan: hash, rows })
}
