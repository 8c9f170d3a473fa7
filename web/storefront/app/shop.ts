import { data, redirect } from 'react-router'
import { shopCategories } from '#modules/catalog/contract/shop.ts'
import { showCompany } from '#modules/company/contract.ts'
import { showMyPerson, showShop } from '#modules/field/contract.ts'
import { shopStock } from '#modules/inventory/contract.ts'
import { showBasket } from '#modules/orders/contract.ts'
import { joinBasket, myBasket } from '#modules/orders/contract/own-basket.ts'
import type { Inside } from '#shared/contract.ts'
import { isReservedAddress } from '#shared/shop-name.ts'
import { ApiRefusal, type Api } from '#kit/api.ts'
import { brandName } from '#kit/format.ts'
import { basketCookie, marketCookie, readText, shopCookie } from './cookies.ts'

export type Basket = Inside<typeof showBasket, 'response'>
export type Category = Inside<typeof shopCategories, 'response'>['categories'][number]

/** Categories that lie in no other one. */
export function outerCategories(categories: readonly Category[]): readonly Category[] {
  return categories.filter(({ parent }) => parent === null)
}

/** The way from the outermost category to one. */
export function wayTo(categories: readonly Category[], category: Category): readonly Category[] {
  const outer = categories.find(({ code }) => code === category.parent)
  return outer ? [...wayTo(categories, outer), category] : [category]
}

export type Customer = Inside<typeof showMyPerson, 'response'>

/** The distributor in whose name the shop stands. */
export type Seller = Readonly<{
  shopName: string
  displayName: string
  greeting: string
  photo: Inside<typeof showShop, 'response'>['photo']
  invite: string
  market: string
  code: string | undefined
}>

/** What every page of the shop stands in. */
export type Frame = Readonly<{
  company: Readonly<{ name: string; demonstration: boolean }>
  market: Readonly<{ code: string; country: string; currency: string; timeZone: string }>
  countries: readonly string[]
  /** The markets that a shopper of the company's own shop may choose from; none where a distributor says which one it is. */
  markets: readonly Readonly<{ code: string; country: string }>[]
  /** What an address says so that it is of this market: nothing for the first one and for a distributor's. */
  marketQuery: string
  seller: Seller | undefined
  categories: readonly Category[]
  basket: Basket | undefined
  /** What became of a guest's basket when the shopper signed in: how many pieces came into the own one, or why none did. */
  joined: number | string | undefined
  /** The customer who is signed in. */
  customer: Customer | undefined
  /** Path before the shop's pages: `/ines` or nothing. */
  root: string
  /** The name of a shop that somebody came for and that is not there. */
  lost: string | undefined
}>

/**
 * Everything around a page: company, distributor, categories, basket. A name in the address that is no shop leads to the
 * same page without it, which says so; without a name, the shop that the shopper came through last keeps its face. The company's own
 * shop stands in the market that the address names, else in the one that the shopper chose last, else in the first one.
 */
export async function loadFrame(api: Api, request: Request, named: string | undefined): Promise<Frame> {
  const [company, seller, guest, customer] = await Promise.all([
    api(showCompany, {}),
    findSeller(api, named ?? (await readText(shopCookie, request))),
    findBasket(api, request),
    findCustomer(api, request),
  ])
  const joined = customer && guest ? await joinGuest(api, request, guest) : undefined
  if (named !== undefined && !seller) throw redirect(withoutName(request, named))
  const inMarket = (code: string | null | undefined) =>
    company.markets.find((candidate) => candidate.code === code)
  const { searchParams } = new URL(request.url)
  const chosen = inMarket(searchParams.get('market')) ?? inMarket(await readText(marketCookie, request))
  const market = seller ? (inMarket(seller.market) ?? company.markets[0]) : (chosen ?? company.markets[0])
  if (!market) throw data('no market', { status: 503 })
  const [{ categories }, { basket }] = await Promise.all([
    api(shopCategories, { query: { market: market.code } }),
    customer ? api(myBasket, { query: { market: market.code } }) : { basket: guest ?? null },
  ])
  return {
    company: { name: brandName(company.name), demonstration: company.demonstration },
    market,
    countries: [...new Set([market.country, ...company.markets.map((candidate) => candidate.country)])],
    markets: seller || company.markets.length < 2 ? [] : company.markets,
    marketQuery: seller || market === company.markets[0] ? '' : `?market=${market.code}`,
    seller,
    categories,
    basket: basket ?? undefined,
    joined: joined ?? joinedBefore(searchParams.get('joined')),
    customer,
    root: seller ? `/${seller.shopName}` : '',
    lost: lostName(searchParams.get('lost')),
  }
}

/**
 * What lay in the basket of a guest who signed in lies in the own one from now on. A page that is looked at is shown anew without the
 * guest's basket, and says how much came in.
 */
async function joinGuest(api: Api, request: Request, guest: Basket): Promise<number | string> {
  let pieces: number
  try {
    pieces = (await api(joinBasket, { params: { basket: guest.token } })).pieces
  } catch (error) {
    if (error instanceof ApiRefusal && error.status < 500) return error.message
    throw error
  }
  if (request.method !== 'GET') return pieces
  const { pathname, searchParams } = new URL(request.url)
  if (pieces > 0) searchParams.set('joined', String(pieces))
  const cookie = await basketCookie.serialize('', { maxAge: 0 })
  throw redirect(`${pathname}?${searchParams.toString()}`, { headers: { 'set-cookie': cookie } })
}

function joinedBefore(told: string | null): number | undefined {
  return told !== null && /^[1-9]\d{0,5}$/.test(told) ? Number(told) : undefined
}

/** A name as shops have them; nobody puts other words on a page by an address. */
function lostName(asked: string | null): string | undefined {
  return asked !== null && /^[\w-]{1,30}$/.test(asked) ? asked : undefined
}

/** The same page without the name of a shop that is not there, and what was asked for. Never another site's address. */
function withoutName(request: Request, named: string): string {
  const { pathname, searchParams } = new URL(request.url)
  searchParams.set('lost', named.slice(0, 30))
  const rest = pathname
    .slice(1)
    .split('/')
    .filter((part) => part !== '')
    .slice(1)
  return `/${rest.join('/')}?${searchParams.toString()}`
}

/** Lets a shopper who came through a distributor's address, to whichever page of it, keep that face from then on. */
export async function keepingShop(
  frame: Frame,
  named: string | undefined,
): Promise<{ headers?: [string, string][] }> {
  const market = await keptMarket(frame)
  if (named === undefined) return market.length === 0 ? {} : { headers: market }
  const shop = await shopCookie.serialize(frame.seller?.shopName ?? '')
  return { headers: [['set-cookie', shop], ...market] }
}

/** Keeps the market of the company's own shop that the shopper is in. */
export async function keptMarket(frame: Frame): Promise<[string, string][]> {
  return frame.markets.length === 0 ? [] : [['set-cookie', await marketCookie.serialize(frame.market.code)]]
}

/** The customer who is signed in; nobody is asked without the cookie of a session. */
export async function findCustomer(api: Api, request: Request): Promise<Customer | undefined> {
  if (!/(?:^|;\s*)openfield_customer=/.test(request.headers.get('cookie') ?? '')) return undefined
  try {
    return await api(showMyPerson, {})
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 401) return undefined
    throw error
  }
}

async function findSeller(api: Api, name: string | undefined): Promise<Seller | undefined> {
  if (name === undefined || isReservedAddress(name)) return undefined
  try {
    const shop = await api(showShop, { params: { shopName: name } })
    return { ...shop, code: 'code' in shop && typeof shop.code === 'string' ? shop.code : undefined }
  } catch (error) {
    // A name of another shape than shops have is none either.
    if (!(error instanceof ApiRefusal) || error.status < 400 || error.status >= 500) throw error
    return undefined
  }
}

async function findBasket(api: Api, request: Request): Promise<Basket | undefined> {
  const token = await readText(basketCookie, request)
  if (token === undefined) return undefined
  try {
    return await api(showBasket, { params: { basket: token }, query: {} })
  } catch (error) {
    // A basket that is gone, or a cookie that somebody changed, is no basket; anything else is trouble.
    if (error instanceof ApiRefusal && error.status >= 400 && error.status < 500) return undefined
    if (error instanceof Error && error.name === '$ZodEncodeError') return undefined
    throw error
  }
}

/** Which of some products, by their codes, nothing is left of. Of families one looks at the variants. */
export async function soldOutOf(
  api: Api,
  market: string,
  products: readonly Readonly<{ code: string; family: boolean }>[],
): Promise<readonly string[]> {
  const codes = products.flatMap(({ code, family }) => (family ? [] : [code]))
  if (codes.length === 0) return []
  const { stocks } = await api(shopStock, { query: { market, products: codes.join(',') } })
  return stocks.flatMap(({ product, left }) => (left === 0 ? [product] : []))
}

/** An answer that a refusal of "not found" turns into the shop's own 404 page. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiRefusal && (error.status === 404 || error.status === 400)) {
      throw data('not found', { status: 404 })
    }
    throw error
  }
}
