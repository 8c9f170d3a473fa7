import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'
import sharp from 'sharp'
import { changeMyShop, showMyInvite } from '#modules/field/contract.ts'
import { countStock, listPools } from '#modules/inventory/contract.ts'
import { removeMyPhoto, sendMyPhoto, showMyShop } from '#modules/field/contract/faces.ts'
import { signedIn } from './callers.ts'
import type { Company } from './company.ts'
import { signIns } from './by-browser.ts'

const client = join(import.meta.dirname, '../../../build/storefront/client')
const SCRIPT_BYTES_MAX = 100_000

const chunk = z.object({
  file: z.string(),
  imports: z.array(z.string()).default([]),
  dynamicImports: z.array(z.string()).default([]),
})
const manifest = z.record(z.string(), chunk)

/** What the shop says to browsers without script, to networks, and to search engines, by its pages as they go out. */
export function shopPages(company: () => Company): void {
  const page = pageOf(company)

  test('all script that a page may ever load is within the budget, and no page loads other', async () => {
    const chunks = manifest.parse(JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8')))
    const entry = Object.keys(chunks).find((name) => name.endsWith('entry.client.tsx')) ?? ''
    const needed = reachable(chunks, entry)
    const files = [...needed].map((name) => chunks[name]?.file ?? '').filter((file) => file.endsWith('.js'))
    expect(files.length).toBeGreaterThan(1)
    const bytes = files.map((file) => brotliCompressSync(readFileSync(join(client, file))).length)
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(SCRIPT_BYTES_MAX)
    const code = /href="\/product\/(\d+)"/.exec((await page('/products')).html)?.[1] ?? ''
    const paths = ['/', '/products', `/product/${code}`, '/basket', '/find', '/account/sign-in', '/offline']
    for (const path of paths) {
      const { status, html } = await page(path)
      const scripts = [...html.matchAll(/<script(?![^>]*ld\+json)[^>]*>/g)].map(([tag]) => tag)
      expect([path, status, scripts]).toEqual([
        path,
        200,
        [expect.stringContaining(`src="/${chunks[entry]?.file}"`)],
      ])
      expect(html).not.toContain('modulepreload')
    }
  })

  test('a product tells networks and search engines what it is, in a distributor’s shop and in the company’s', async () => {
    const name = await shopName(company().address)
    const code = /href="\/product\/(\d+)"/.exec((await page('/products')).html)?.[1] ?? ''
    const own = await page(`/product/${code}`)
    const shared = await page(`/${name}/product/${code}`)
    const { address } = company()
    // For search engines both are one page; whoever shares it shares the distributor's.
    for (const { html } of [own, shared]) expect(link(html)).toBe(`${address}/product/${code}`)
    expect(meta(shared.html, 'og:url')).toBe(`${address}/${name}/product/${code}`)
    expect(meta(shared.html, 'og:image')).toMatch(/^http.+\.(png|jpg)$/)
    const [facts, way] = [factsOf(own.html, 'Product'), factsOf(own.html, 'BreadcrumbList')]
    const parsed = productFacts.parse(facts)
    expect(meta(own.html, 'og:title')).toBe(parsed.name)
    expect(parsed).toMatchObject({ sku: code, offers: { url: `${address}/product/${code}` } })
    expect(breadcrumbs.parse(way).itemListElement.map(({ position }) => position)).toEqual([1, 2, 3])
    const image = await fetch(meta(own.html, 'og:image'))
    expect(image.headers.get('content-type')).toMatch(/^image\//)
  })
}

/** How the shop stands in a distributor's name, and in nobody's. */
export function shopNames(company: () => Company): void {
  const page = pageOf(company)

  test('a distributor’s address shows the distributor; a wrong one says so and leads on', async () => {
    const name = await shopName(company().address)
    const { html } = await page(`/${name}`)
    expect(link(html)).toBe(`${company().address}/${name}`)
    expect(meta(html, 'og:title')).toContain('Donal')
    const lost = await page('/nobody-here')
    expect(lost.status).toBe(404)
    expect(lost.html).toContain('There is no shop “nobody-here”')
    expect(lost.html).toContain('action="/find"')
    expect(lost.html).toContain('content="noindex"')
    // A link to a product in a name that is no shop shows the product, and says in whose shop it is.
    const code = /href="\/product\/(\d+)"/.exec((await page('/products')).html)?.[1] ?? ''
    const product = await page(`/gone-away/product/${code}`)
    expect([product.status, link(product.html)]).toEqual([200, `${company().address}/product/${code}`])
    expect(product.html).toMatch(/There is no shop “gone-away”.*You are in the shop of Rowan &amp; Tarn now/)
    for (const tricky of ['/gone-away//products', '/%68ttps:/products', '/%2F%2Fevil.test/products']) {
      const reply = await fetch(company().address + tricky, {
        headers: { accept: 'text/html' },
        redirect: 'manual',
      })
      expect(reply.headers.get('location') ?? '/').toMatch(/^\/(?!\/)/)
    }
    const found = await page(`/find?search=${name}`)
    expect(found.html).toContain(`href="/${name}"`)
  })

  test('photo and greeting of a distributor are on the page and in its preview, the greeting as plain text', async () => {
    const leader = await signedIn(company().address, 'distributor', signIns.leader.login)
    const before = await leader(showMyShop, {})
    const own = before.shopName ?? ''
    const create = { width: 600, height: 500, channels: 3, background: '#a04030' } as const
    const body = new Uint8Array(await sharp({ create }).jpeg().toBuffer())
    const { photo } = await leader(sendMyPhoto, { body })
    await leader(changeMyShop, { body: { shopName: own, greeting: 'Hello <b onclick="x">there</b>' } })
    const { html } = await page(`/${own}`)
    expect(html).toContain('Hello &lt;b onclick=')
    expect(html).not.toContain('<b onclick')
    expect(html).toContain(`/api/v1/shop-photos/${photo?.hash}/480.avif`)
    const preview = await fetch(meta(html, 'og:image'))
    expect([meta(html, 'og:image').includes(photo?.hash ?? ''), preview.headers.get('content-type')]).toEqual(
      [true, 'image/jpeg'],
    )
    await leader(removeMyPhoto, {})
    await leader(changeMyShop, { body: { shopName: own, greeting: before.greeting } })
    expect((await page(`/${own}`)).html).not.toContain('shop-photos')
  })
}

/** What the shop does with words of strangers, and what it tells machines. */
export function shopWords(company: () => Company): void {
  const page = pageOf(company)

  test('what somebody types is shown as text, and the list says what was taken for it', async () => {
    const evil = '<img src=x onerror=alert(1)>"\''
    const { html } = await page(`/products?search=${encodeURIComponent(evil)}`)
    expect(html).not.toContain('<img src=x')
    expect(html).toContain('content="noindex"')
    const typo = await page('/products?search=candel')
    expect(typo.html).toContain('This is what there is for “candle')
    expect(typo.html).toMatch(/href="\/product\/\d+"/)
  })

  test('what is sold out says so on every page, and is left out where one asks for what can be sent now', async () => {
    const staff = await signedIn(company().address, 'staff', signIns.admin.login)
    const [pool] = (await staff(listPools, {})).pools
    const code = /href="\/product\/(\d+)"/.exec((await page('/products?search=descaler')).html)?.[1] ?? ''
    const count = (counted: number) =>
      staff(countStock, {
        params: { product: code },
        body: { pool: pool?.pool ?? '', counted, note: 'Counted for the shop.' },
      })
    await count(0)
    const list = (await page('/products?search=descaler')).html
    expect(list).toContain('sold out')
    expect(list).not.toContain(`name="product" value="${code}"`)
    const product = (await page(`/product/${code}`)).html
    expect(product).toContain('Sold out for the moment.')
    expect(factsOf(product, 'Product')).toMatchObject({
      offers: { availability: 'https://schema.org/OutOfStock' },
    })
    expect((await page('/products?search=descaler&available=only')).html).toContain('Nothing fits all')
    await count(100)
    expect((await page('/products?search=descaler&available=only')).html).toContain(`/product/${code}`)
  })

  test('robots, the map of the site, the app and its page without a line are there', async () => {
    const { address } = company()
    const get = async (path: string) => {
      const reply = await fetch(address + path)
      return { type: reply.headers.get('content-type') ?? '', text: await reply.text() }
    }
    const robots = await get('/robots.txt')
    expect(robots.text).toContain(`Sitemap: ${address}/sitemap.xml`)
    expect(robots.text).toContain('Disallow: /account/')
    const map = await get('/sitemap.xml')
    expect(map.type).toContain('application/xml')
    const places = [...map.text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, place]) => place ?? '')
    expect(places).toEqual(expect.arrayContaining([`${address}/`, `${address}/products`]))
    expect(places.filter((place) => place.includes('/product/')).length).toBeGreaterThan(20)
    expect((await fetch(places.at(-1) ?? '')).status).toBe(200)
    // Pages of other markets than the first one say so, and are found under that address.
    const { markets } = companyShape.parse(await (await fetch(`${address}/api/v1/company`)).json())
    for (const [place, { code }] of markets.entries()) {
      const own = places.filter((one) => (place === 0 ? !one.includes('?') : one.endsWith(`?market=${code}`)))
      expect(own.length).toBeGreaterThan(2)
      const list = own.findLast((one) => one.includes('/category/')) ?? ''
      const shown = await (await fetch(list)).text()
      expect(/<link rel="canonical" href="([^"]+)"/.exec(shown)?.[1]).toBe(list)
    }
    const app = webManifest.parse(JSON.parse((await get('/manifest.webmanifest')).text))
    for (const { src } of app.icons) expect((await get(src)).type).toBe('image/png')
    expect((await get('/sw.js')).type).toContain('javascript')
    expect((await page('/offline')).html).toContain('No line at the moment')
  })
}

type Page = Readonly<{ status: number; html: string }>

function pageOf(company: () => Company): (path: string) => Promise<Page> {
  return async (path) => {
    const reply = await fetch(company().address + path, { headers: { accept: 'text/html' } })
    return { status: reply.status, html: await reply.text() }
  }
}

function reachable(chunks: z.output<typeof manifest>, name: string, seen = new Set<string>()): Set<string> {
  const of = chunks[name]
  if (!of || seen.has(name)) return seen
  seen.add(name)
  for (const next of [...of.imports, ...of.dynamicImports]) reachable(chunks, next, seen)
  return seen
}

const address = z.url()
/** What search engines ask of a product, by schema.org. */
const productFacts = z.object({
  '@context': z.literal('https://schema.org'),
  name: z.string().min(1),
  sku: z.string(),
  description: z.string().min(1),
  image: z.array(address),
  offers: z.object({
    '@type': z.literal('Offer'),
    url: address,
    price: z.string().regex(/^\d+(\.\d+)?$/),
    priceCurrency: z.string().length(3),
    availability: z.enum(['https://schema.org/InStock', 'https://schema.org/OutOfStock']),
  }),
})
const breadcrumbs = z.object({
  itemListElement: z.array(
    z.object({ '@type': z.literal('ListItem'), position: z.int(), name: z.string().min(1), item: address }),
  ),
})
const companyShape = z.object({ markets: z.array(z.object({ code: z.string() })) })
const webManifest = z.object({
  name: z.string().min(1),
  start_url: z.literal('/'),
  display: z.literal('standalone'),
  icons: z.array(z.object({ src: z.string(), sizes: z.string() })).min(2),
})

function factsOf(html: string, type: string): unknown {
  const all = [...html.matchAll(/<script type="application\/ld\+json">(.+?)<\/script>/g)]
  const facts = all.map(([, text]) => z.looseObject({ '@type': z.string() }).parse(JSON.parse(text ?? '')))
  return facts.find((one) => one['@type'] === type)
}

function meta(html: string, property: string): string {
  return new RegExp(`<meta property="${property}" content="([^"]*)"`).exec(html)?.[1] ?? ''
}

function link(html: string): string {
  return /<link rel="canonical" href="([^"]*)"/.exec(html)?.[1] ?? ''
}

async function shopName(site: string): Promise<string> {
  const leader = await signedIn(site, 'distributor', signIns.leader.login)
  return (await leader(showMyInvite, {})).shopName ?? ''
}
