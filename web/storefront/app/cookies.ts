import { createCookie } from 'react-router'
import { basketId } from '#modules/orders/contract/own-basket.ts'

const DAYS_30_S = 2_592_000

/** The secret name of the shopper's basket. */
export const basketCookie = createCookie('openfield_basket', {
  path: '/',
  httpOnly: true,
  sameSite: 'lax',
  maxAge: DAYS_30_S,
})

/** The distributor's shop that the shopper came through last, so that basket and checkout keep that name. */
export const shopCookie = createCookie('openfield_shop', {
  path: '/',
  httpOnly: true,
  sameSite: 'lax',
  maxAge: DAYS_30_S,
})

/** The market of the company's own shop that the shopper chose, where no distributor says which one it is. */
export const marketCookie = createCookie('openfield_market', {
  path: '/',
  httpOnly: true,
  sameSite: 'lax',
  maxAge: DAYS_30_S,
})

/** The text in a cookie, or nothing when there is none or somebody changed its shape. */
export async function readText(cookie: typeof basketCookie, request: Request): Promise<string | undefined> {
  const value: unknown = await cookie.parse(request.headers.get('cookie'))
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What lets the shopper keep a basket: nothing where it belongs to an account, which finds it on every device. */
export async function keptBasket(token: string): Promise<Record<string, string>> {
  return basketId.safeParse(token).success ? {} : { 'set-cookie': await basketCookie.serialize(token) }
}
