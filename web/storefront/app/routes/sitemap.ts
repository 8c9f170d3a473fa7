import { listShopAddresses } from '#modules/catalog/contract/shop.ts'
import { showCompany } from '#modules/company/contract.ts'
import type { PageArgs } from '../route-args.ts'
import { apiContext, originContext } from '../shop-context.ts'

/** So many a sitemap may hold. */
const ADDRESSES_MAX = 50_000

/** The pages of the company's own shop. Those of distributors are theirs to show. */
export async function loader({ context }: PageArgs): Promise<Response> {
  const api = context.get(apiContext)
  const company = await api(showCompany, {})
  const market = company.markets[0]?.code
  const { categories, products } =
    market === undefined
      ? { categories: [], products: [] }
      : await api(listShopAddresses, { query: { market } })
  const paths = [
    '/',
    '/products',
    ...categories.map((code) => `/category/${code}`),
    ...products.map((code) => `/product/${code}`),
  ]
  const origin = context.get(originContext)
  const urls = paths.slice(0, ADDRESSES_MAX).map((path) => `<url><loc>${escaped(origin + path)}</loc></url>`)
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('\n')}
</urlset>
`
  return new Response(text, {
    headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  })
}

function escaped(address: string): string {
  return address.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;')
}
