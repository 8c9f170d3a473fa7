import { shopCategories, shopProducts } from '#modules/catalog/contract/shop.ts'
import { showClock, showCompany } from '#modules/company/contract.ts'
import { showMyInvite, showMyPerson, submitApplication } from '#modules/field/contract.ts'
import { keepMyAddress, signUpCustomer } from '#modules/field/contract/customers.ts'
import { createBasket, myOrders, placeShopOrder, setBasketLine } from '#modules/orders/contract.ts'
import { beginMyAutoship, listMyAutoships } from '#modules/orders/contract/autoships.ts'
import type { Api } from '#kit/api.ts'
import { client, signIn, type Session } from './client.ts'
import { partyLink } from './party-example.ts'
import { pickedUpOrder } from './pick-up-example.ts'

/** Asks for an example; undefined, and told, where it cannot be found. */
export type Ask = <T>(what: string, question: () => Promise<T>) => Promise<T | undefined>

const DAY_MS = 86_400_000
const COUNTRY = 'IE'
const LANGUAGE = 'en'
/** A guest of the pictures, who is to transfer the money. */
export const SHOPPER = 'Sample Shopper'

/** What the pages of the shop need. */
export async function shopValues(ask: Ask, shopper: Api, distributor: Api) {
  const company = await ask('the company', () => shopper(showCompany, {}))
  const market = company?.markets[0]?.code ?? ''
  const products = await ask('products', () => shopper(shopProducts, { query: { market, rows: 100 } }))
  const categories = await ask('categories', () => shopper(shopCategories, { query: { market } }))
  const invite = await ask('the invitation', () => distributor(showMyInvite, {}))
  const product = products?.rows.find(({ family }) => !family)?.code
  return {
    market,
    product,
    code: products?.rows.find(({ family }) => family)?.code ?? product,
    category: categories?.categories[0]?.code,
    shop: invite?.shopName ?? undefined,
    invite: invite?.invite,
    link: await ask('a party', () => partyLink(distributor)),
    application: await ask('an application', () => apply(shopper, invite?.invite ?? '')),
    status: await ask('an order', () => order(shopper, market, product ?? '')),
    picked: await ask('an order to pick up', () => pickedUpOrder(shopper, market, product ?? '')),
    unpaid: await ask('an order to pay by card', () => order(shopper, market, product ?? '', 'card')),
  }
}

/** A newcomer of the pictures applies, so that the page of waiting has somebody who waits. */
export async function apply(shopper: Api, invite: string, email = 'newcomer@example.com'): Promise<string> {
  const body = {
    invite,
    givenName: 'Sample',
    familyName: 'Newcomer',
    email,
    language: LANGUAGE,
    acceptedAgreement: 1,
    password: 'a long sentence to remember',
  }
  const { application } = await shopper(submitApplication, { body })
  return application
}

export const CUSTOMER = { email: 'customer@example.com', password: 'a long sentence to remember' }

/** A customer with an address and an order. */
export async function someCustomer(
  address: string,
  shopper: Api,
  shop: Readonly<{ market: string; product: string | undefined }>,
): Promise<Readonly<{ session: Session; code: string; order: string | undefined }>> {
  const { market, product } = shop
  const names = { givenName: 'Sample', familyName: 'Customer' }
  await shopper(signUpCustomer, { body: { market, ...names, ...CUSTOMER } }).catch(() => undefined)
  const session = await signIn(address, 'customer', CUSTOMER.email, CUSTOMER.password)
  const own = client(address, 'customer', session)
  const known = await own(myOrders, { query: { role: 'bought' } })
  if (known.rows.length === 0 && product !== undefined) await order(own, market, product)
  await own(keepMyAddress, { body: DELIVERY })
  const { rows } = await own(myOrders, { query: { role: 'bought' } })
  await someAutoship(own, rows[0]?.code)
  const { code } = await own(showMyPerson, {})
  return { session, code, order: rows[0]?.code }
}

/** What comes again by itself: every four weeks, for the first time in a week. */
export async function someAutoship(own: Api, code: string | undefined): Promise<void> {
  const { autoships } = await own(listMyAutoships, {})
  if (code === undefined || autoships.length > 0) return
  const { now } = await own(showClock, {})
  const next = new Date(now + 7 * DAY_MS).toISOString().slice(0, 10)
  await own(beginMyAutoship, { body: { order: code, everyWeeks: 4, monthDay: null, next } })
}

const DELIVERY = {
  recipient: SHOPPER,
  line1: 'Example Road 1',
  postalCode: 'D01 X2X2',
  city: 'Dublin',
  country: COUNTRY,
}

type Payment = 'transfer' | 'card'

/** A guest orders two pieces of a product; gives what opens the page of the order. */
async function order(shopper: Api, market: string, product: string, payment: Payment = 'transfer') {
  const { token } = await shopper(createBasket, { body: { market } })
  await shopper(setBasketLine, { params: { basket: token, product }, body: { quantity: 2 } })
  const contact = { name: SHOPPER, email: 'shopper@example.com' }
  const body = { basket: token, contact, delivery: DELIVERY, payment }
  const { status } = await shopper(placeShopOrder, { body })
  return status
}
