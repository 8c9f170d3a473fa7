import type { PriceBook, Product } from '../price-book.ts'
import { printedAt } from './campaign.ts'

/** The product of a printed code at a moment; with no moment that of the campaign that had it last. */
export function printedProduct(
  book: PriceBook,
  of: Readonly<{ code: string; atMs: number | undefined }>,
): Product | undefined {
  const { code, atMs } = of
  const printed = atMs === undefined ? book.printed?.get(code)?.[0] : printedAt(book.printed, code, atMs)
  return printed && book.byCode.get(printed.product)
}
