import type { Tx } from '#platform/postgres/database.ts'
import { textIn } from '../domain/price-book.ts'
import type { PlannedRow } from '../domain/product-change.ts'
import { goodsMarkets } from './market-goods.ts'
import { fieldThings, thingsOf } from './show-changes.ts'
import { logged } from './write-change.ts'

const ROWS_SHOWN = 50

/** What a change would do, in numbers and by its first rows: those with problems first, for people to see them. */
export async function shownPreview(tx: Tx, rows: readonly PlannedRow[]) {
  const markets = await goodsMarkets(tx)
  const problems = rows.filter(({ is }) => is === 'problem')
  const changed = rows.filter(({ is }) => is === 'fields' || is === 'price')
  const codes = [...new Set(changed.map(({ product }) => product.code))]
  const shown = [...problems, ...changed].slice(0, ROWS_SHOWN)
  return {
    codes,
    changes: codes.length,
    unchanged: new Set(rows.filter(({ is }) => is === 'same').map(({ product }) => product.id)).size,
    problems: problems.length,
    rows: shown.map((row) => ({
      code: row.product.code,
      name: textIn(row.product.fields.texts).name,
      things: shownThings(row, markets),
      problem: row.is === 'problem' ? row.code : null,
    })),
  }
}

function shownThings(row: PlannedRow, markets: Parameters<typeof thingsOf>[1]) {
  if (row.is === 'fields') return fieldThings(row.diff)
  if (row.is !== 'price') return []
  const { product, before, marketId, minor, fromMs } = row
  const { kind, volumes } = before
  const after = { minor, volumes, fromMs, untilMs: null }
  const item = { is: 'price', productId: product.id, marketId, kind, before: logged(before), after } as const
  return thingsOf(item, markets)
}
