import { ok, type Result } from '#shared/refusal.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import type { WrittenSheet } from '#platform/sheets/sheet.ts'
import { categoryCells, categoryHeader } from '../domain/import/category-sheet.ts'
import { goodsCells, goodsHeader } from '../domain/import/goods-sheet.ts'
import type { SheetName } from '../domain/import/plan-import.ts'
import { priceCells, priceHeader } from '../domain/import/price-sheet.ts'
import { listCategories } from '../store/goods.ts'
import { changedProducts, type RevisedProduct } from '../store/changed-products.ts'
import { knownVolumes } from '../store/prices.ts'
import { codesAfter, knownLanguages, type ProductQuestion } from '../store/product-list.ts'
import { questionOf, type ProductFilter } from './find-products.ts'
import { kitsByCode } from './import-ground.ts'
import { goodsMarkets } from './market-goods.ts'

/** So many products are read at once; a slow reader of the file holds no transaction open between. */
const PRODUCTS_AT_ONCE = 500

type Asker = Readonly<{ deps: { db: Db }; actor: Actor }>

/**
 * The sheets of the goods that a filter finds, read while they are written: all categories, what goods are, and their prices that hold or are planned,
 * in the filter's market where it names one. Refused as `catalog.market_not_found`.
 */
export async function exportGoods(
  asker: Asker,
  filter: ProductFilter,
): Promise<Result<readonly ExportedSheet[]>> {
  return read(asker.deps, asker.actor, async (tx) => {
    const question = await questionOf(tx, filter)
    if (!question.ok) return question
    const languages = await knownLanguages(tx)
    const volumes = await knownVolumes(tx)
    const categories = await listCategories(tx)
    const named = [...new Set([...languages, ...categories.flatMap(({ texts }) => Object.keys(texts))])]
    return ok([
      {
        name: 'categories',
        header: categoryHeader(named),
        rows: (async function* () {
          yield categories.map((category) => categoryCells(category, named))
        })(),
      },
      {
        name: 'goods',
        header: goodsHeader(languages),
        rows: inPieces(asker, question.value, (piece, products) => goodsRows(piece, products, languages)),
      },
      {
        name: 'prices',
        header: priceHeader(volumes),
        rows: inPieces(asker, question.value, (piece, products) =>
          priceRows(piece, products, { question: question.value, volumes }),
        ),
      },
    ] satisfies readonly ExportedSheet[])
  })
}

export type ExportedSheet = WrittenSheet & Readonly<{ name: SheetName }>

type Cells = readonly (readonly string[])[]

async function* inPieces(
  { deps, actor }: Asker,
  question: ProductQuestion,
  rowsOf: (tx: Tx, products: readonly RevisedProduct[]) => Promise<Cells>,
): AsyncGenerator<Cells> {
  for (let after = ''; ;) {
    // Piece after piece: the next begins where this one ends.
    // oxlint-disable-next-line no-await-in-loop
    const piece = await read(deps, actor, async (tx) => {
      const codes = await codesAfter(tx, question, { after, limit: PRODUCTS_AT_ONCE })
      return { last: codes.at(-1), rows: await rowsOf(tx, await changedProducts(tx, codes)) }
    })
    if (piece.last === undefined) return
    yield piece.rows
    after = piece.last
  }
}

async function goodsRows(
  tx: Tx,
  products: readonly RevisedProduct[],
  languages: readonly string[],
): Promise<Cells> {
  const kits = await kitsByCode(tx)
  return products.map((product) => goodsCells({ ...product, parts: kits.get(product.code) ?? [] }, languages))
}

async function priceRows(
  tx: Tx,
  products: readonly RevisedProduct[],
  of: Readonly<{ question: ProductQuestion; volumes: readonly string[] }>,
): Promise<Cells> {
  const { marketId, atMs } = of.question
  const markets = await goodsMarkets(tx)
  return products.flatMap(({ code, prices }) =>
    prices.flatMap((price) => {
      const market = markets.get(price.marketId)
      const isPast = price.untilMs !== null && price.untilMs <= atMs
      if (!market || isPast || (marketId !== undefined && price.marketId !== marketId)) return []
      return [priceCells({ product: code, market, price }, of.volumes)]
    }),
  )
}
