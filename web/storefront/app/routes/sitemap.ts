import { listShopAddresses } from '#modules/catalog/contract/shop.ts'
import { showCompany } from '#modules/company/contract.ts'
import type { PageArgs } from '../route-args.ts'
import { apiContext, originContext } from '../shop-context.ts'

/** So many a sitemap may hold. */
const ADDRESSES_MAX = 50_000

/** The pages of the company's own shop in all its markets. Those of distributors are theirs to show. */
export async function loader({ context }: PageArgs): Promise<Response> {
  const api = context.get(apiContext)
  const company = await api(showCompany, {})
  const paths: string[] = []
  for (const [place, { code }] of company.markets.entries()) {
    // One after the other: each is everything that a market sells.
    // oxlint-disable-next-line no-await-in-loop
    const { categories, products } = await api(listShopAddresses, { query: { market: code } })
    // A page of another market than the first one says so in its address.
    const query = place === 0 ? '' : `?market=${code}`
    const own = [
      '/',
      '/products',
      ...categories.map((category) => `/category/${category}`),
      ...products.map((product) => `/product/${product}`),
    ]
    paths.push(...own.map((path) => path + query))
  }
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
