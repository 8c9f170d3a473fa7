import type { PageArgs } from '../route-args.ts'
import { originContext } from '../shop-context.ts'

const PRIVATE = ['account', 'api', 'basket', 'checkout', 'console', 'join', 'office', 'order']

/** What search engines leave alone, and where they find the rest. */
export function loader({ context }: PageArgs): Response {
  const lines = [
    'User-agent: *',
    ...PRIVATE.map((folder) => `Disallow: /${folder}/`),
    'Disallow: /*?search=',
    `Sitemap: ${context.get(originContext)}/sitemap.xml`,
  ]
  return new Response(`${lines.join('\n')}\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  })
}
