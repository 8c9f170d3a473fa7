import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { csvStream } from '#platform/sheets/csv-sheet.ts'
import { readSheets } from '#platform/sheets/read-sheets.ts'
import { writeXlsx } from '#platform/sheets/xlsx-sheets.ts'
import { scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/files.ts'
import { applyImport } from '../use-cases/apply-import.ts'
import { exportGoods } from '../use-cases/export-goods.ts'
import { importSheetsOf, IMPORT_ROWS_MAX, keepImport, refuseFile } from '../use-cases/keep-import.ts'
import { recheckImport } from '../use-cases/recheck-import.ts'
import type { Importer } from '../use-cases/import-ground.ts'
import { rejectedRows, shownImport, shownImportRows, shownImports } from '../use-cases/show-imports.ts'

const exportCsv = route({
  endpoint: contract.exportGoodsCsv,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'Goods, or their prices, as a CSV file that can be imported again.',
  handler: async (deps: PlatformDeps, call) => {
    const { sheet: name, ...filter } = call.query
    const sheets = await exportGoods({ deps, actor: call.actor }, filter)
    if (!sheets.ok) return sheets
    const sheet = sheets.value.find((one) => one.name === name)
    return sheet ? ok({ body: csvStream(sheet), fileName: `${name}.csv` }) : refuse('not_found')
  },
})

const exportXlsx = route({
  endpoint: contract.exportGoodsXlsx,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'Goods and their prices as a workbook that can be imported again.',
  handler: async (deps: PlatformDeps, call) => {
    const sheets = await exportGoods({ deps, actor: call.actor }, call.query)
    return sheets.ok ? ok({ body: writeXlsx(sheets.value), fileName: 'goods.xlsx' }) : sheets
  },
})

const upload = route({
  endpoint: contract.uploadImport,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'key',
  summary: 'Keeps a file of goods with what each row would do; nothing is changed.',
  perMinute: 30,
  handler: async (deps: PlatformDeps, call) => {
    const file = await readSheets(call.body, { rowsMost: IMPORT_ROWS_MAX })
    const sheets = file.ok ? importSheetsOf(file.sheets) : refuseFile(file.problem)
    return transactOnce(
      deps,
      call,
      { useCase: 'catalog.keep_import', answer: contract.uploadImport.response },
      async (tx, about) => {
        if (!sheets.ok || !file.ok) return sheets.ok ? refuseFile('unreadable') : sheets
        const kept = { fileName: call.query.name, format: file.format, sheets: sheets.value }
        const id = await keepImport(tx, { ...kept, importer: importerOf(call.viewer) })
        about('goods_import', id)
        return ok({ import: id })
      },
    )
  },
})

const list = route({
  endpoint: contract.listImports,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'Imports of goods, the newest first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => ok(await shownImports(tx, pageWindow(call.query)))),
})

const show = route({
  endpoint: contract.showImport,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'One import in numbers.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => shownImport(tx, call.params.import)),
})

const rows = route({
  endpoint: contract.listImportRows,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'What the rows of an import do.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { outcome, sheet } = call.query
      return ok(
        await shownImportRows(tx, { id: call.params.import, outcome, sheet, ...pageWindow(call.query) }),
      )
    }),
})

const recheck = route({
  endpoint: contract.recheckImport,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'natural',
  summary: 'Looks again at what an import would do by now.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'catalog.recheck_import' }, async (tx, about) => {
      about('goods_import', call.params.import)
      return recheckImport(tx, { id: call.params.import, importer: importerOf(call.viewer) })
    }),
})

const apply = route({
  endpoint: contract.applyImport,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'key',
  summary: 'Does what an import was looked at as, in one step that can be taken back.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.apply_import', answer: contract.applyImport.response },
      async (tx, about) => {
        const applied = await applyImport(tx, { id: call.params.import, importer: importerOf(call.viewer) })
        if (!applied.ok) return applied
        about('goods_import', call.params.import)
        about('product_change', applied.value.change)
        return applied
      },
    ),
})

const rejected = route({
  endpoint: contract.rejectedImportRows,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'The rejected rows of an import as they came, with what was expected.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const found = await rejectedRows(tx, call.params.import)
      if (!found.ok) return found
      const { sheets } = found.value
      const { fileName, format } = found.value.found
      const [first] = sheets
      const plain = fileName.replace(/\.[a-z]+$/i, '')
      // A CSV file has one sheet.
      const body = format === 'csv' && first ? csvStream(first) : writeXlsx(sheets)
      return ok({ body, fileName: `${plain}-rejected.${format}` })
    }),
})

function importerOf(viewer: Viewer): Importer {
  return { accountId: viewer.accountId, scope: scopeOf(viewer, 'catalog.write') }
}

export const fileRoutes = [exportCsv, exportXlsx, upload, list, show, rows, recheck, apply, rejected]
