import { refuse, type Result } from '#shared/refusal.ts'
import { codeTrouble } from '../domain/campaigns/campaign.ts'
import { printedProduct } from '../domain/campaigns/printed-product.ts'
import { textIn, type PriceBook } from '../domain/price-book.ts'

/**
 * Why a code that somebody typed names nothing to buy: `catalog.printed_ended` or `catalog.printed_to_come` with its catalogue, or
 * `catalog.code_near` with the code that it is nearly. Undefined for a product's own code, and where nothing is known of it.
 */
export function refuseCode(
  book: PriceBook,
  input: Readonly<{ code: string; atMs: number; field: string }>,
): Result<never> | undefined {
  const { code, atMs, field } = input
  if (book.byCode.has(code)) return undefined
  const trouble = codeTrouble(code, { products: sold(book), printed: book.printed, atMs })
  if (!trouble) return undefined
  if (trouble.is === 'near') {
    const product = book.byCode.get(trouble.nearest) ?? printedProduct(book, { code: trouble.nearest, atMs })
    const name = product ? textIn(product.texts).name : ''
    return refuse('catalog.code_near', { code, nearest: trouble.nearest, name }, field)
  }
  const { campaign } = trouble.printed
  const of = { code, campaign: textIn(campaign.texts).name }
  return trouble.is === 'ended'
    ? refuse('catalog.printed_ended', { ...of, day: campaign.untilDay }, field)
    : refuse('catalog.printed_to_come', { ...of, day: campaign.fromDay }, field)
}

function sold({ products }: PriceBook): readonly string[] {
  return products.flatMap(({ code, state, options }) => (state === 'active' && !options ? [code] : []))
}
