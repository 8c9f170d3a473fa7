import { marketByCode } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { sentenceOf } from '#platform/http/messages.ts'
import type { Sheet } from '#platform/sheets/sheet.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { isDay } from '#shared/time.ts'
import { beginRate, type NewRate } from './keep-rates.ts'

export const RATE_COLUMNS = [
  'market',
  'class',
  'name',
  'percent',
  'country',
  'region',
  'postal_from',
  'postal_until',
  'from',
] as const
type ColumnName = (typeof RATE_COLUMNS)[number]

/** A row that was left out, with what was wrong. */
export type RejectedRate = Readonly<{ row: number; cells: readonly string[]; problem: string }>
export type ImportedRates = Readonly<{ begun: number; same: number; rejected: readonly RejectedRate[] }>

const PERCENT_PLACES = 4
const ALL = 1_000_000n
const NEEDED: readonly ColumnName[] = ['market', 'class', 'percent', 'from']

/** The columns of a sheet that are needed and missing. */
export function missingColumns(sheet: Sheet): readonly string[] {
  return NEEDED.filter((name) => !sheet.header.includes(name))
}

/**
 * Begins the rates of a sheet, row by row; those that cannot begin are left out and told. A row that says what holds already changes
 * nothing, so that a file can be imported again.
 */
export async function importRates(
  tx: Tx,
  about: About,
  of: Readonly<{ sheet: Sheet; messages: Readonly<Record<string, string>> }>,
): Promise<ImportedRates> {
  const { sheet, messages } = of
  let [begun, same] = [0, 0]
  const rejected: RejectedRate[] = []
  for (const { row, cells } of sheet.rows) {
    const cell = (name: ColumnName): string => (cells[sheet.header.indexOf(name)] ?? '').trim()
    const read = readRate(cell)
    // oxlint-disable-next-line no-await-in-loop -- each row stands on what those before it began
    const market = typeof read === 'string' ? undefined : await marketByCode(tx, cell('market'))
    if (typeof read === 'string' || !market) {
      const problem =
        typeof read === 'string' ? read : `market: found "${cell('market')}", expected the code of a market`
      rejected.push({ row, cells, problem })
      continue
    }
    // oxlint-disable-next-line no-await-in-loop -- the same
    const done = await beginRate(tx, about, { market, rate: read })
    if (!done.ok) rejected.push({ row, cells, problem: sentenceOf(messages, done.refusal) })
    else if (done.value.isSame) same += 1
    else begun += 1
  }
  return { begun, same, rejected }
}

const PATTERNS: readonly (readonly [ColumnName, RegExp, string])[] = [
  ['class', /^[a-z_]{1,30}$/, 'small letters, such as standard'],
  ['name', /^.{0,60}$/, 'at most 60 letters'],
  ['country', /^([A-Z]{2})?$/, 'two letters, such as US, or nothing'],
  ['region', /^[A-Z0-9]{0,3}$/, 'up to three letters or digits, such as CA, or nothing'],
  ['postal_from', /^[A-Z0-9 -]{0,10}$/, 'up to ten letters and digits, or nothing'],
  ['postal_until', /^[A-Z0-9 -]{0,10}$/, 'up to ten letters and digits, or nothing'],
]

/** What a row says, or what is wrong with it. */
function readRate(cell: (name: ColumnName) => string): NewRate | string {
  for (const [name, pattern, expected] of PATTERNS)
    if (!pattern.test(cell(name))) return `${name}: found "${cell(name)}", expected ${expected}`
  const ratePpm = parseDecimal(cell('percent').replace(/\s*%$/, ''), PERCENT_PLACES)
  if (typeof ratePpm !== 'bigint' || ratePpm < 0n || ratePpm > ALL)
    return `percent: found "${cell('percent')}", expected a number from 0 to 100 with at most four decimals`
  if (!isDay(cell('from'))) return `from: found "${cell('from')}", expected a day such as 2027-01-01`
  const [first, last] = [
    cell('postal_from') || cell('postal_until'),
    cell('postal_until') || cell('postal_from'),
  ]
  return {
    class: cell('class'),
    name: cell('name'),
    ratePpm,
    country: cell('country') || null,
    region: cell('region') || null,
    postal: first === '' ? null : { from: first, until: last },
    from: cell('from'),
  }
}
