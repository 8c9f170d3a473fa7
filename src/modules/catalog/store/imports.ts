import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import {
  SHEET_NAMES,
  type ImportSheet,
  type RowOutcome,
  type SheetName,
} from '../domain/import/plan-import.ts'
import type { RowProblem } from '../domain/import/row-cells.ts'
import { PRICE_KINDS } from '../domain/price-book.ts'
import { SHOWN_FIELDS, type ShownThing } from '../domain/shown-thing.ts'
import { tables } from './goods.ts'

export type FileFormat = 'csv' | 'xlsx'

/** What a row would do, as it is kept and shown. */
export type CheckedRow = Readonly<{
  sheet: SheetName
  row: number
  code: string
  outcome: RowOutcome
  things: readonly ShownThing[]
  problems: readonly RowProblem[]
}>

export type StoredImport = Readonly<{
  id: bigint
  at: Date
  accountId: bigint | null
  fileName: string
  format: FileFormat
  checkedAt: Date
  plan: Buffer
  changeId: bigint | null
  undone: boolean
  counts: Readonly<Record<RowOutcome, number>>
}>

const ROWS_AT_ONCE = 2_000

const columnsShape = z.partialRecord(z.enum(SHEET_NAMES), z.array(z.string()))
const oddShape = z.array(z.object({ at: z.int(), is: z.enum(['formula', 'error', 'inexact']) }))
const problemsShape = z.array(z.object({ column: z.string(), found: z.string(), expected: z.string() }))
const thingsShape = z.array(
  z.object({
    field: z.enum(SHOWN_FIELDS),
    market: z.string().nullable(),
    kind: z.enum(PRICE_KINDS).nullable(),
    currency: z.string().nullable(),
    before: z.string().nullable(),
    after: z.string().nullable(),
    validFrom: z.number().nullable(),
  }),
)

/** Keeps a file as it came, with what each of its rows would do. Gives the import's id. */
export async function addImport(
  tx: Tx,
  of: Readonly<{
    accountId: bigint | null
    fileName: string
    format: FileFormat
    sheets: readonly ImportSheet[]
    plan: Buffer
    rows: readonly CheckedRow[]
  }>,
): Promise<bigint> {
  const columns = Object.fromEntries(of.sheets.map(({ name, header }) => [name, header]))
  const { id } = await tables(tx)
    .insertInto('catalog.import')
    .values({
      account_id: of.accountId,
      file_name: of.fileName,
      format: of.format,
      columns: JSON.stringify(columns),
      plan: of.plan,
      change_id: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const cells = new Map(
    of.sheets.flatMap(({ name, rows }) => rows.map((row) => [`${name} ${row.row}`, row] as const)),
  )
  for (let at = 0; at < of.rows.length; at += ROWS_AT_ONCE)
    // One after the other: they go to one connection anyway.
    // oxlint-disable-next-line no-await-in-loop
    await tables(tx)
      .insertInto('catalog.import_row')
      .values(
        of.rows.slice(at, at + ROWS_AT_ONCE).map((row) => {
          const came = cells.get(`${row.sheet} ${row.row}`)
          return {
            import_id: id,
            sheet: row.sheet,
            n: row.row,
            cells: [...(came?.cells ?? [])],
            odd: JSON.stringify(came?.odd ?? []),
            code: row.code,
            outcome: row.outcome,
            things: JSON.stringify(row.things),
            problems: JSON.stringify(row.problems),
          }
        }),
      )
      .execute()
  return id
}

/** Keeps what the rows of an import would do by now. */
export async function checkImportAgain(
  tx: Tx,
  of: Readonly<{ id: bigint; plan: Buffer; rows: readonly CheckedRow[] }>,
): Promise<void> {
  await sql`UPDATE catalog.import SET plan = ${of.plan}, checked_at = platform.company_now() WHERE id = ${of.id}`.execute(
    tx,
  )
  await sql`
    UPDATE catalog.import_row r SET code = a.code, outcome = a.outcome, things = a.things, problems = a.problems
    FROM jsonb_to_recordset(${JSON.stringify(of.rows)}::jsonb)
      AS a (sheet text, "row" integer, code text, outcome text, things jsonb, problems jsonb)
    WHERE r.import_id = ${of.id} AND r.sheet = a.sheet AND r.n = a."row"`.execute(tx)
}

/** Says which change an import became. */
export async function markApplied(tx: Tx, of: Readonly<{ id: bigint; change: bigint }>): Promise<void> {
  await sql`UPDATE catalog.import SET change_id = ${of.change} WHERE id = ${of.id}`.execute(tx)
}

/** Lets others wait who would apply or check the same import. */
export async function holdImport(tx: Tx, id: bigint): Promise<void> {
  await sql`SELECT FROM catalog.import WHERE id = ${id} FOR NO KEY UPDATE`.execute(tx)
}

/** Imports with what their rows would do, the newest first. */
export async function listImports(tx: Tx, of: Readonly<{ limit: number; offset: number }>) {
  const { total } = await tables(tx)
    .selectFrom('catalog.import')
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  const { rows } = await sql<ImportRecord>`
    ${importQuestion} ORDER BY i.at DESC, i.id DESC LIMIT ${of.limit} OFFSET ${of.offset}`.execute(tx)
  return { rows: rows.map(importOf), total: Number(total) }
}

export async function importById(tx: Tx, id: bigint): Promise<StoredImport | undefined> {
  const { rows } = await sql<ImportRecord>`${importQuestion} WHERE i.id = ${id}`.execute(tx)
  const [row] = rows
  return row && importOf(row)
}

type ImportRecord = Omit<StoredImport, 'counts'> & { counts: unknown }

const importQuestion = sql`
  SELECT i.id, i.at, i.account_id AS "accountId", i.file_name AS "fileName", i.format, i.checked_at AS "checkedAt", i.plan,
    i.change_id AS "changeId",
    EXISTS (SELECT FROM catalog.change u WHERE u.undoes = i.change_id) AS undone,
    (SELECT coalesce(jsonb_object_agg(g.outcome, g.count), '{}')
      FROM (SELECT r.outcome, count(*) FROM catalog.import_row r WHERE r.import_id = i.id GROUP BY r.outcome) g) AS counts
  FROM catalog.import i`

const countsShape = z.object({
  new: z.int().default(0),
  changed: z.int().default(0),
  same: z.int().default(0),
  rejected: z.int().default(0),
})

function importOf(row: ImportRecord): StoredImport {
  return { ...row, counts: countsShape.parse(row.counts) }
}

/** A page of the rows of an import, as they would be carried out. */
export async function importRows(
  tx: Tx,
  of: Readonly<{
    id: bigint
    outcome?: RowOutcome | undefined
    sheet?: SheetName | undefined
    limit: number
    offset: number
  }>,
): Promise<Readonly<{ rows: readonly CheckedRow[]; total: number }>> {
  let query = tables(tx).selectFrom('catalog.import_row').where('import_id', '=', of.id)
  if (of.outcome !== undefined) query = query.where('outcome', '=', of.outcome)
  if (of.sheet !== undefined) query = query.where('sheet', '=', of.sheet)
  const { total } = await query
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await query
    .select(['sheet', 'n', 'code', 'outcome', 'things', 'problems'])
    // What needs a person comes first.
    .orderBy(sql`array_position(ARRAY['rejected', 'changed', 'new', 'same'], outcome)`)
    .orderBy('sheet')
    .orderBy('n')
    .limit(of.limit)
    .offset(of.offset)
    .execute()
  return {
    total: Number(total),
    rows: rows.map(({ n, things, problems, ...row }) => ({
      ...row,
      row: n,
      things: thingsShape.parse(things),
      problems: problemsShape.parse(problems),
    })),
  }
}

/** The sheets of an import as they came; only rejected rows where that is asked for, with what is wrong with them. */
export async function importSheets(
  tx: Tx,
  id: bigint,
  of: Readonly<{ outcome?: RowOutcome }> = {},
): Promise<readonly (ImportSheet & Readonly<{ problems: ReadonlyMap<number, readonly RowProblem[]> }>)[]> {
  const found = await tables(tx)
    .selectFrom('catalog.import')
    .select('columns')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const columns = columnsShape.parse(found.columns)
  let query = tables(tx)
    .selectFrom('catalog.import_row')
    .select(['sheet', 'n', 'cells', 'odd', 'problems'])
    .where('import_id', '=', id)
  if (of.outcome !== undefined) query = query.where('outcome', '=', of.outcome)
  const bySheet = Map.groupBy(await query.orderBy('n').execute(), ({ sheet }) => sheet)
  return SHEET_NAMES.flatMap((name) => {
    const header = columns[name]
    if (header === undefined) return []
    const rows = bySheet.get(name) ?? []
    return [
      {
        name,
        header,
        rows: rows.map(({ n, cells, odd }) => ({ row: n, cells, odd: oddShape.parse(odd) })),
        problems: new Map(rows.map(({ n, problems }) => [n, problemsShape.parse(problems)])),
      },
    ]
  })
}
