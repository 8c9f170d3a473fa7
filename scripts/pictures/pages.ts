import type { RouteObject } from 'react-router'
import { routes as consoleRoutes } from '../../web/console/routes.ts'
import { routes as officeRoutes } from '../../web/office/routes.ts'
import shopRoutes from '../../web/storefront/app/routes.ts'

export type AppName = 'console' | 'office' | 'storefront'

/** An address of an app as its router has it, such as `people/:person`, and a name for its files. */
export type PagePattern = Readonly<{
  app: AppName
  path: string
  name: string
  /** The buttons that are pressed, one after the other, before the picture is taken. */
  press?: readonly string[]
  /** What is chosen on the page, as its address has it, such as `tree=binary`; `:name` is filled in. */
  query?: string
}>

/** Forms that open over a page: by which buttons. */
const DIALOGS: readonly PagePattern[] = [
  { app: 'console', path: 'orders/shipping', name: 'orders-shipping-price', press: ['Add a price'] },
  {
    app: 'console',
    path: 'orders/shipping',
    name: 'orders-shipping-carrier',
    press: ['Let a carrier say the price'],
  },
  { app: 'console', path: 'orders/shipping', name: 'orders-shipping-zone', press: ['Change South'] },
  { app: 'console', path: 'orders/showrooms', name: 'orders-showrooms-add', press: ['Add a showroom'] },
  { app: 'console', path: 'orders/:picked', name: 'orders-code-picked' },
  { app: 'storefront', path: 'order/:picked', name: 'order-picked' },
  { app: 'console', path: 'orders/:code', name: 'orders-code-return', press: ['Return'] },
  {
    app: 'console',
    path: 'orders/:code',
    name: 'orders-code-exchange',
    press: ['Return', 'Send other goods instead'],
  },
  { app: 'console', path: 'orders/:waiting', name: 'orders-code-address', press: ['Change the address'] },
  { app: 'console', path: 'orders/:code', name: 'orders-code-refund', press: ['Send back'] },
  { app: 'console', path: 'orders/:waiting', name: 'orders-code-edit', press: ['Edit', 'Add a product'] },
  { app: 'console', path: 'orders/:waiting', name: 'orders-code-pay', press: ['It came in'] },
]

/** Pages that look otherwise by what is chosen on them. */
const CHOSEN: readonly PagePattern[] = [
  { app: 'console', path: 'people/:person/tree', name: 'people-person-tree-binary', query: 'tree=binary' },
  { app: 'console', path: 'people/:person/tree', name: 'people-person-tree-then', query: 'day=:ended' },
  { app: 'office', path: 'team/tree', name: 'team-tree-binary', query: 'tree=binary' },
  { app: 'office', path: 'team/tree', name: 'team-tree-then', query: 'day=:ended' },
]

type ShopRoutes = Readonly<{ path?: string | undefined; index?: boolean | undefined }>[]

/** Every address that a person can come to, straight from the routers: a new page is pictured without being listed. */
export function pagePatterns(): readonly PagePattern[] {
  const shop: ShopRoutes = shopRoutes
  return [
    ...pathsOf(consoleRoutes).map((path) => pattern('console', path)),
    ...pathsOf(officeRoutes).map((path) => pattern('office', path)),
    // What is named like a file is one: nobody looks at it.
    ...shop
      .map((route) => route.path ?? '')
      .filter((path) => !/\.\w+$/.test(path))
      .map((path) => pattern('storefront', path)),
    pattern('storefront', 'no-such-page'),
    ...DIALOGS,
    ...CHOSEN,
  ]
}

function pathsOf(routes: readonly RouteObject[], above = ''): string[] {
  return routes.flatMap((route) => {
    const path = [above, (route.path ?? '').replace(/^\//, '')].filter((part) => part !== '').join('/')
    return route.children ? pathsOf(route.children, path) : [path]
  })
}

function pattern(app: AppName, path: string): PagePattern {
  const words = path
    .replaceAll('*', 'not-found')
    .replaceAll(/[^a-z]+/gi, '-')
    .replaceAll(/^-|-$/g, '')
  return { app, path, name: words === '' ? 'home' : words }
}

/** The address below the server with its parameters filled in; or the name of the parameter that has no example. */
export function addressOf(
  page: PagePattern,
  examples: Readonly<Record<string, string | undefined>>,
): { address: string } | { missing: string } {
  const given = page.query === undefined ? undefined : `?${page.query}`
  const missing = [...(page.path + (given ?? '')).matchAll(/:(\w+)/g)]
    .map((match) => match[1] ?? '')
    .find((name) => !examples[name])
  if (missing !== undefined) return { missing }
  const filled = (text: string): string =>
    text.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(examples[name] ?? ''))
  const path = filled(page.path).replaceAll('*', 'no-such-page')
  const query = given === undefined ? (examples[`?${page.path}`] ?? '') : filled(given)
  const base = page.app === 'storefront' ? '/' : `/${page.app}/`
  return { address: base + path + query }
}
