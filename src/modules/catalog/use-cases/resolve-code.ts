import { ok, refuse } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { offerAt, PRICE_KINDS, textIn } from '../domain/price-book.ts'
import { goodsForPerson } from './market-goods.ts'
import { refuseCode } from './refuse-code.ts'

/**
 * What a typed code means to a distributor, with what each kind of buyer pays by it. Refused as `refuseCode`, or as
 * `catalog.product_not_found`.
 */
export async function resolveCode(
  deps: { db: Db },
  tx: Tx,
  input: Readonly<{ code: string; personId: bigint | undefined; language: string | undefined }>,
) {
  const { code, personId, language } = input
  const goods = await goodsForPerson(deps, tx, personId)
  if (!goods.ok) return goods
  const { market, book } = goods.value
  const atMs = await companyNow(tx)
  const offers = PRICE_KINDS.flatMap((kind) => offerAt(book, { code, kind, atMs }) ?? [])
  const [first] = offers
  if (!first)
    return (
      refuseCode(book, { code, atMs, field: 'code' }) ?? refuse('catalog.product_not_found', { code }, 'code')
    )
  const { product, printed } = first
  const languages = [language, market.language]
  return ok({
    code,
    product: product.code,
    name: textIn(product.texts, ...languages).name,
    art: product.art,
    category: product.category,
    campaign: printed
      ? {
          code: printed.campaign.code,
          name: textIn(printed.campaign.texts, ...languages).name,
          page: printed.page,
        }
      : null,
    prices: PRICE_KINDS.flatMap((kind) => {
      const offer = offerAt(book, { code, kind, atMs })
      if (!offer) return []
      const { minor, volumes } = offer.price
      return [{ kind, price: { minor, currency: market.currency }, volumes }]
    }),
  })
}
