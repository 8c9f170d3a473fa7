import type { Category } from '../price-book.ts'
import { columnsOf, rowCells, type ImportRow, type RowCells, type RowProblem } from './row-cells.ts'

/** What a category is, as a file says it. */
export type CategoryFields = Omit<Category, 'code'> & Readonly<{ position: number }>

/** What a row does to a category; nothing before one that is made. */
export type CategoryItem = Readonly<{
  is: 'category'
  code: string
  before: CategoryFields | null
  after: CategoryFields
}>

export type PlannedCategory = Readonly<{
  row: number
  code: string
  outcome: 'new' | 'changed' | 'same' | 'rejected'
  items: readonly CategoryItem[]
  problems: readonly RowProblem[]
}>

const COLUMNS = ['category', 'parent', 'position', 'art'] as const
const NAME_COLUMN = /^name:([a-z]{2}(?:-[A-Z]{2})?)$/
const NAME_MOST = 200
const POSITION_MOST = 100_000
const CODE = /^[a-z0-9-]{1,40}$/
const CODE_EXPECTED = 'small letters, digits and hyphens, at most 40'
const EXPECTED = `${COLUMNS.join(', ')}, or names such as name:en`

/** Whether a header is that of categories; goods name their category too, but by a code of their own. */
export function isCategoryHeader(header: readonly string[]): boolean {
  return header.includes('category') && !header.includes('code') && !header.includes('product')
}

export function categoryColumns(header: readonly string[]) {
  const isKnown = (name: string): boolean =>
    COLUMNS.some((column) => column === name) || NAME_COLUMN.test(name)
  return columnsOf(header, isKnown, EXPECTED)
}

/** The header of the sheet of categories, with a column for the names of each language. */
export function categoryHeader(languages: readonly string[]): readonly string[] {
  return [...COLUMNS, ...languages.map((language) => `name:${language}`)]
}

/** A category as a row of that sheet. */
export function categoryCells(
  { code, parent, position, art, texts }: CategoryFields & Readonly<{ code: string }>,
  languages: readonly string[],
): readonly string[] {
  return [
    code,
    parent ?? '',
    String(position),
    art,
    ...languages.map((language) => texts[language]?.name ?? ''),
  ]
}

type Known = ReadonlyMap<string, CategoryFields>
type ReadRow = Readonly<{ row: number; code: string; cells: RowCells; after: CategoryFields | undefined }>

/**
 * What the rows would do to categories. One that is new may lie in another one that is new, wherever that stands in the sheet; where that
 * is rejected, so is what lies in it, and no row may put a category into itself.
 */
export function planCategories(
  sheet: Readonly<{ header: readonly string[]; rows: readonly ImportRow[] }>,
  ground: Readonly<{ categories: Known; mayEdit: boolean }>,
): readonly PlannedCategory[] {
  const { columns } = categoryColumns(sheet.header)
  const seen = new Map<string, number>()
  let last = Math.max(0, ...[...ground.categories.values()].map(({ position }) => position))
  const rows = sheet.rows.map((row): ReadRow => {
    const cells = rowCells(columns, row)
    const code = cells.text('category') ?? ''
    if (!ground.mayEdit) cells.problem('category', 'nothing: categories concern every market')
    if (!CODE.test(code)) cells.problem('category', CODE_EXPECTED)
    const before = seen.get(code)
    if (before !== undefined)
      cells.problem('category', `each category once; it stands in row ${before} already`)
    else seen.set(code, row.row)
    const now = ground.categories.get(code)
    if (!now) last += 1
    const after = readCategory(cells, now ?? { parent: null, position: last, art: code, texts: {} })
    return { row: row.row, code, cells, after }
  })
  rejectLoose(rows, ground.categories)
  return rows.map(({ row, code, cells, after }) => {
    const { problems } = cells
    if (!after || problems.length > 0) return { row, code, outcome: 'rejected', items: [], problems }
    const before = ground.categories.get(code) ?? null
    if (before && isSameCategory(before, after)) return { row, code, outcome: 'same', items: [], problems }
    const items = [{ is: 'category', code, before, after }] as const
    return { row, code, outcome: before ? 'changed' : 'new', items, problems }
  })
}

/** What a category becomes; `now` is what it is, or what a new one is where its row says nothing. */
function readCategory(cells: RowCells, now: CategoryFields): CategoryFields {
  const parent = cells.text('parent')
  const position = cells.whole('position', [0, POSITION_MOST], `a whole number, at most ${POSITION_MOST}`)
  const art = cells.fitting('art', (text) => text === '' || CODE.test(text), CODE_EXPECTED)
  return {
    parent: parent === undefined ? now.parent : parent === '' ? null : parent,
    position: position ?? now.position,
    art: art === undefined || art === '' ? now.art : art,
    texts: readNames(cells, now.texts),
  }
}

/** A language whose cell is empty has no name; one that the file has no column for stays. */
function readNames(cells: RowCells, now: CategoryFields['texts']): CategoryFields['texts'] {
  const texts: Record<string, { name: string }> = { ...now }
  for (const column of cells.columns) {
    const language = NAME_COLUMN.exec(column)?.[1]
    if (language === undefined) continue
    const name = cells.raw(column) ?? ''
    if (name.length > NAME_MOST) cells.problem(column, `a name of at most ${NAME_MOST} letters`)
    if (name.trim() === '') delete texts[language]
    else texts[language] = { name }
  }
  const first = cells.columns.find((column) => NAME_COLUMN.test(column)) ?? 'name:en'
  if (Object.keys(texts).length === 0) cells.problem(first, 'a name in at least one language')
  return texts
}

/** Rejects rows that lie in what is not there or in themselves, until what is left holds. */
function rejectLoose(rows: readonly ReadRow[], now: Known): void {
  for (let isStill = false; !isStill;) {
    isStill = true
    const stands = rows.filter(({ cells }) => cells.problems.length === 0)
    const parents = new Map([...now].map(([code, { parent }]) => [code, parent]))
    for (const { code, after } of stands) if (after) parents.set(code, after.parent)
    for (const { code, cells, after } of stands) {
      const { parent = null } = after ?? {}
      if (parent === null) continue
      if (!parents.has(parent)) cells.problem('parent', 'a category that is there, or is new in this sheet')
      else if (liesIn(parents, parent, code))
        cells.problem('parent', 'a category that does not lie in this one')
      else continue
      isStill = false
    }
  }
}

function liesIn(parents: ReadonlyMap<string, string | null>, from: string, code: string): boolean {
  const seen = new Set<string>()
  for (let at: string | null | undefined = from; at && !seen.has(at); at = parents.get(at)) {
    if (at === code) return true
    seen.add(at)
  }
  return false
}

/** Whether two categories are the same; none is like nothing else. */
export function isSameCategory(one: CategoryFields | undefined, other: CategoryFields): boolean {
  // In whichever order the languages lie there: the same names are no change.
  const names = ({ texts }: CategoryFields): string =>
    Object.keys(texts)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((language) => `${language} ${JSON.stringify(texts[language]?.name)}`)
      .join()
  return (
    one !== undefined &&
    one.parent === other.parent &&
    one.position === other.position &&
    one.art === other.art &&
    names(one) === names(other)
  )
}
