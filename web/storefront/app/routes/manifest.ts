import { showCompany } from '#modules/company/contract.ts'
import { brandName } from '#kit/format.ts'
import type { PageArgs } from '../route-args.ts'
import { apiContext } from '../shop-context.ts'

/** What a phone needs to keep the shop as an app. */
export async function loader({ context }: PageArgs): Promise<Response> {
  const company = await context.get(apiContext)(showCompany, {})
  const name = brandName(company.name)
  const icon = (size: number, purpose: string) => ({
    src: `/icons/icon-${purpose === 'maskable' ? 'whole-' : ''}${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  })
  const manifest = {
    id: '/',
    name,
    short_name: name,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#fbfaf7',
    theme_color: '#fbfaf7',
    icons: [icon(192, 'any'), icon(512, 'any'), icon(512, 'maskable')],
  }
  return new Response(JSON.stringify(manifest), {
    headers: { 'content-type': 'application/manifest+json', 'cache-control': 'public, max-age=3600' },
  })
}
