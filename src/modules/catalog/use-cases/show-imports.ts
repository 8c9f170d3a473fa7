import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { WrittenSheet } from '#platform/sheets/sheet.ts'
import type { RowOutcome, SheetName } from '../domain/import/plan-import.ts'
import { NOTE_SIGN } from '../domain/import/row-cells.ts'
import { importById, importRows, importSheets, listImports, type StoredImport } from '../store/imports.ts'
import { accountNames, nameIn } from './show-changes.ts'

/** A page of imports, the newest first. */
export async function shownImports(tx: Tx, window: Readonly<{ limit: number; offset: number }>) {
  const { rows, total } = await listImports(tx, window)
  const names = await accountNames(
    tx,
    rows.map(({ accountId }) => accountId),
  )
  return { total, rows: rows.map((row) => shown(row, names)) }
}

/** One import in numbers; refused as `catalog.import_not_found`. */
export async function shownImport(tx: Tx, id: bigint) {
  const found = await importById(tx, id)
  if (!found) return refuse('catalog.import_not_found')
  return ok(shown(found, await accountNames(tx, [found.accountId])))
}

function shown(row: StoredImport, names: ReadonlyMap<bigint, string>) {
  return {
    import: row.id,
    at: row.at.getTime(),
    by: nameIn(names, row.accountId),
    fileName: row.fileName,
    checkedAt: row.checkedAt.getTime(),
    counts: row.counts,
    change: row.changeId,
    undone: row.undone,
  }
}

/** A page of what the rows of an import do. */
export async function shownImportRows(
  tx: Tx,
  of: Readonly<{
    id: bigint
    outcome?: RowOutcome | undefined
    sheet?: SheetName | undefined
    limit: number
    offset: number
  }>,
) {
  const { rows, total } = await importRows(tx, of)
  return {
    total,
    rows: rows.map((row) => ({ ...row, things: [...row.things], problems: [...row.problems] })),
  }
}

const NOTE_COLUMNS = ['row', 'column', 'expected'].map((name) => NOTE_SIGN + name)

/**
 * The rejected rows of an import as they came, each with its row, the columns at fault and what was expected. Mended, the file can be
 * imported as it is: its three more columns are not read. Refused as `catalog.import_not_found`, or
 * `catalog.no_rejected_not_found` where no row was rejected.
 */
export async function rejectedRows(
  tx: Tx,
  id: bigint,
): Promise<Result<Readonly<{ found: StoredImport; sheets: readonly WrittenSheet[] }>>> {
  const found = await importById(tx, id)
  if (!found) return refuse('catalog.import_not_found')
  const sheets = await importSheets(tx, id, { outcome: 'rejected' })
  const filled = sheets.filter(({ rows }) => rows.length > 0)
  if (filled.length === 0) return refuse('catalog.no_rejected_not_found')
  return ok({
    found,
    sheets: filled.map(({ name, header, rows, problems }) => {
      // Notes of an earlier file of rejected rows are of no use any more.
      const kept = header.flatMap((column, at) => (column.startsWith(NOTE_SIGN) ? [] : [at]))
      const written = rows.map(({ row, cells }) => {
        const wrong = problems.get(row) ?? []
        return [
          ...kept.map((at) => cells[at] ?? ''),
          String(row),
          wrong.map(({ column }) => column).join('; '),
          wrong.map(({ column, expected }) => `${column}: ${expected}`).join('; '),
        ]
      })
      return {
        name,
        header: [...kept.map((at) => header[at] ?? ''), ...NOTE_COLUMNS],
        rows: (async function* () {
          yield written
        })(),
      }
    }),
  })
}
