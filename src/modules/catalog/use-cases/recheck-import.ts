import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { checkImportAgain, holdImport, importById, importSheets } from '../store/imports.ts'
import { checkImport } from './check-import.ts'
import type { Importer } from './import-ground.ts'

/** Looks again at what an import would do by now. Refused as `catalog.import_not_found`, or `catalog.import_conflict` once applied. */
export async function recheckImport(
  tx: Tx,
  of: Readonly<{ id: bigint; importer: Importer }>,
): Promise<Result<undefined>> {
  await holdImport(tx, of.id)
  const kept = await importById(tx, of.id)
  if (!kept) return refuse('catalog.import_not_found')
  if (kept.changeId !== null) return refuse('catalog.import_conflict')
  const { hash, rows } = await checkImport(tx, {
    sheets: await importSheets(tx, of.id),
    importer: of.importer,
  })
  await checkImportAgain(tx, { id: of.id, plan: hash, rows })
  return ok(undefined)
}
