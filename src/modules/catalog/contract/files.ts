import { z } from 'zod'
import { endpoint, fileBytes, instant, integer, pageOf, pageQuery } from '#shared/contract.ts'
import { changedThing, productFilter, stateChanged } from '../contract.ts'

/** The goods that a filter finds, or their prices, or all categories, as a CSV file for people; the same file can be imported. */
export const exportGoodsCsv = endpoint({
  method: 'GET',
  path: '/goods.csv',
  query: z.object({ ...productFilter, sheet: z.enum(['categories', 'goods', 'prices']) }),
  produces: 'text/csv',
  example: { query: { category: 'home', sheet: 'prices' } },
})

/** All three as the sheets of a workbook. */
export const exportGoodsXlsx = endpoint({
  method: 'GET',
  path: '/goods.xlsx',
  query: z.object(productFilter),
  produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  example: { query: { category: 'home' } },
})

export const IMPORT_BYTES_MAX = 20_971_520
const oneImport = z.object({ import: integer })
const importSheet = z.enum(['categories', 'goods', 'prices', 'campaign'])
const rowOutcome = z.enum(['new', 'changed', 'same', 'rejected'])

/** Keeps a file of goods or prices with what each row would do; nothing is changed before it is applied. */
export const uploadImport = endpoint({
  method: 'POST',
  path: '/goods-imports',
  status: 201,
  query: z.object({ name: z.string().min(1).max(200) }),
  body: fileBytes,
  upload: { mostBytes: IMPORT_BYTES_MAX },
  response: oneImport,
  example: { query: { name: 'spring.xlsx' }, response: { import: '5' } },
})

const keptImport = z.object({
  import: integer,
  at: instant,
  by: z.string().nullable(),
  fileName: z.string(),
  /** When what it would do was last looked at. */
  checkedAt: instant,
  /** How many rows do what. */
  counts: z.object({ new: z.int(), changed: z.int(), same: z.int(), rejected: z.int() }),
  /** The change that it became; null before it is applied. */
  change: integer.nullable(),
  undone: z.boolean(),
})
const keptExample = {
  import: '5',
  at: '2026-01-01T00:00:00.000Z',
  by: 'Sample Clerk',
  fileName: 'spring.xlsx',
  checkedAt: '2026-01-01T00:00:00.000Z',
  counts: { new: 2, changed: 10, same: 300, rejected: 1 },
  change: null,
  undone: false,
}

export const listImports = endpoint({
  method: 'GET',
  path: '/goods-imports',
  query: pageQuery,
  response: pageOf(keptImport),
  example: { query: {}, response: { rows: [keptExample], total: 1 } },
})

export const showImport = endpoint({
  method: 'GET',
  path: '/goods-imports/:import',
  params: oneImport,
  response: keptImport,
  example: { params: { import: '5' }, response: keptExample },
})

/** What the rows of an import do, those that need a person first. */
export const listImportRows = endpoint({
  method: 'GET',
  path: '/goods-imports/:import/rows',
  params: oneImport,
  query: pageQuery.extend({ outcome: rowOutcome.optional(), sheet: importSheet.optional() }),
  response: pageOf(
    z.object({
      sheet: importSheet,
      row: z.int(),
      code: z.string(),
      outcome: rowOutcome,
      things: z.array(changedThing),
      problems: z.array(z.object({ column: z.string(), found: z.string(), expected: z.string() })),
    }),
  ),
  example: {
    params: { import: '5' },
    query: { outcome: 'changed' },
    response: {
      rows: [
        { sheet: 'goods', row: 2, code: '100018', outcome: 'changed', things: [stateChanged], problems: [] },
      ],
      total: 1,
    },
  },
})

/** Looks again at what an import would do by now. */
export const recheckImport = endpoint({
  method: 'POST',
  path: '/goods-imports/:import/check',
  params: oneImport,
  example: { params: { import: '5' } },
})

/** Does exactly what was looked at, in one step that can be taken back; refused when goods changed since. */
export const applyImport = endpoint({
  method: 'POST',
  path: '/goods-imports/:import/apply',
  params: oneImport,
  response: z.object({ change: integer, rows: z.int() }),
  example: { params: { import: '5' }, response: { change: '18', rows: 12 } },
})

/** The rejected rows as they came, with what was expected; in the format of the import. */
export const rejectedImportRows = endpoint({
  method: 'GET',
  path: '/goods-imports/:import/rejected',
  params: oneImport,
  produces: 'application/octet-stream',
  example: { params: { import: '5' } },
})
