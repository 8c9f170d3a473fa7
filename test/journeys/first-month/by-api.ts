import { beforeAll, expect, test } from 'vitest'
import { expectedPay } from '#modules/compensation/contract.ts'
import {
  approveApplication,
  listApplications,
  showApplicationState,
  showInvite,
  showMyInvite,
  showMyPerson,
  showShop,
  submitApplication,
} from '#modules/field/contract.ts'
import {
  addBasketCoupon,
  createBasket,
  myOrder,
  placeOfficeOrder,
  placeShopOrder,
  quoteOfficeOrder,
  setBasketLine,
} from '#modules/orders/contract.ts'
import {
  createPromotion,
  listPromotions,
  makeCoupons,
  setPromotionState,
} from '#modules/promotions/contract.ts'
import { officeProducts } from '#modules/catalog/contract.ts'
import { shopProducts } from '#modules/catalog/contract/shop.ts'
import { ApiRefusal, newKey, type Api } from '#kit/api.ts'
import { signedIn, stranger } from './callers.ts'
import { closesByApi } from './close-by-api.ts'
import { until, type Company } from './company.ts'
import { reportOne, type Reported } from './orders-around-cut.ts'

/** What the steps of a month hand on to one another. */
export type ApiMonth = {
  readonly company: Company
  readonly leader: Api
  readonly anybody: Api
  /** Joined below the leader, and below that newcomer: both are the upline of the second. */
  readonly newcomers: Api[]
  readonly reported: Reported[]
  readonly period: string
}

/** How long is waited for figures at most. How fast they are is measured by `openfield bench live`, not here. */
const KNOWN_MS = 20_000
const DELIVERY = {
  recipient: 'Sample Shopper',
  line1: 'Example Road 1',
  postalCode: 'D01 X2X2',
  city: 'Dublin',
  country: 'IE',
}
const PASSWORD = 'a sentence of the newcomer'

/** The same month over the wire, by the contracts that the apps use; the tests go on from one another. */
export function monthByApi(company: () => Company): void {
  let month: ApiMonth | undefined
  beforeAll(async () => {
    const { address } = company()
    const leader = await signedIn(address, 'distributor', 'leader@demo.test')
    const { period } = await leader(expectedPay, { query: {} })
    await startCoupon(await signedIn(address, 'staff', 'admin@demo.test'))
    month = { company: company(), leader, anybody: stranger(address), newcomers: [], reported: [], period }
  })
  const running = (): ApiMonth => {
    if (!month) throw new Error('the month was not begun')
    return month
  }

  test('two newcomers join, the second through the link of the first', async () => {
    const { newcomers, leader } = running()
    newcomers.push(await join(running(), leader, 'first'))
    const [first = leader] = newcomers
    newcomers.push(await join(running(), first, 'second'))
    const person = await newcomers[1]?.(showMyPerson, {})
    expect(person).toMatchObject({ kind: 'distributor', status: 'active', shopName: expect.any(String) })
  })

  test('an order for oneself makes the leader active, and says beforehand what it costs and brings', async () => {
    const { leader } = running()
    const { rows } = await leader(officeProducts, { query: { rows: 1 } })
    const lines = [{ product: rows[0]?.code ?? '', quantity: 20 }]
    const quote = await leader(quoteOfficeOrder, { body: { buyer: { kind: 'self' }, lines } })
    const body = { lines, payment: 'pay_later' as const, delivery: DELIVERY, expectedTotal: quote.total }
    const placed = await leader(placeOfficeOrder, { body })
    expect(placed).toMatchObject({ total: quote.total, volumes: quote.volumes })
    // The figures follow the order; an answer that is asked for at once may still be that of the moment before.
    const { answer } = await until(
      () => leader(expectedPay, { query: {} }),
      ({ active }) => active.yes,
      KNOWN_MS,
    )
    expect(answer).toMatchObject({ active: { yes: true } })
  })

  test('an order of the shop and a reported one come to be known in every upline’s figures', async () => {
    const { leader, newcomers } = running()
    const [first = leader, second = leader] = newcomers
    for (const place of [orderInShop, reportInOffice]) {
      const before = await Promise.all([leader, first, second].map(groupVolume))
      const code = await place(running(), second)
      const { volumes } = await second(myOrder, { params: { code }, query: {} })
      const brought = volumes['PV'] ?? 0n
      await Promise.all(
        [leader, first, second].map((viewer, index) =>
          until(
            () => groupVolume(viewer),
            (now) => now === (before[index] ?? 0n) + brought,
            KNOWN_MS,
          ),
        ),
      )
      expect(brought).toBeGreaterThan(0n)
    }
  })

  closesByApi(running)
}

async function join(month: ApiMonth, sponsor: Api, name: string): Promise<Api> {
  const { company, anybody } = month
  const { invite } = await sponsor(showMyInvite, {})
  const face = await sponsor(showMyPerson, {})
  const shown = await anybody(showInvite, { params: { invite } })
  expect(shown.sponsor.displayName).toBe(face.displayName)
  const email = `${name}.${month.period}@example.com`
  const { application } = await anybody(submitApplication, {
    body: {
      invite,
      email,
      givenName: 'Sample',
      familyName: `The ${name}`,
      language: 'en',
      password: PASSWORD,
      ...(shown.agreement ? { acceptedAgreement: shown.agreement.version } : {}),
    },
  })
  const asked = { params: { application } }
  expect(await anybody(showApplicationState, asked)).toMatchObject({ state: 'waiting' })
  await expect(signedIn(company.address, 'distributor', email, PASSWORD)).rejects.toThrow(/could not sign in/)
  const clerk = await signedIn(company.address, 'staff', 'clerk@demo.test')
  const waiting = await clerk(listApplications, { query: { state: 'waiting', search: email } })
  expect(waiting.rows.map((row) => row.application)).toEqual([application])
  await clerk(approveApplication, asked)
  expect(await anybody(showApplicationState, asked)).toMatchObject({ state: 'approved' })
  return signedIn(company.address, 'distributor', email, PASSWORD)
}

const COUPON = 'MONTH-10'

/** 10 % off for whoever has the coupon of the month. */
async function startCoupon(admin: Api): Promise<void> {
  const { markets } = await admin(listPromotions, { query: { rows: 1 } })
  const market = markets[0]?.code ?? ''
  const text = `openfield_promotion: 1
promotion: coupon-of-the-month
title: {en: 10 % off with the coupon}
when: {coupon: month}
reward: {percent: {off: 10 %, of: all}}
`
  await admin(makeCoupons, { body: { market, kind: 'shared', name: 'month', code: COUPON } })
  const { code } = await admin(createPromotion, { body: { market, text } })
  await admin(setPromotionState, { params: { market, code }, body: { state: 'active' } })
}

/** A guest buys in the seller's shop; the same request sent twice is one order. Gives the order's code. */
async function orderInShop({ anybody }: ApiMonth, seller: Api): Promise<string> {
  const { shopName } = await seller(showMyPerson, {})
  const shop = await anybody(showShop, { params: { shopName: shopName ?? '' } })
  const { rows } = await anybody(shopProducts, { query: { market: shop.market, sort: 'price', rows: 1 } })
  const { token } = await anybody(createBasket, { body: { market: shop.market, seller: shop.code } })
  const line = { params: { basket: token, product: rows[0]?.code ?? '' }, body: { quantity: 1 } }
  const before = await anybody(setBasketLine, line)
  // The discount runs along through figures, books and the close of this month.
  const withCoupon = { params: { basket: token }, body: { code: COUPON } }
  const { total: expectedTotal, discount } = await anybody(addBasketCoupon, withCoupon)
  expect(discount.minor).toBeGreaterThan(0n)
  expect(expectedTotal.minor).toBe(before.total.minor - discount.minor)
  const body = {
    basket: token,
    contact: { name: 'Sample Shopper', email: 'shopper@example.com' },
    delivery: DELIVERY,
    payment: 'pay_later' as const,
    expectedTotal,
  }
  const key = newKey()
  const [once, twice] = [
    await anybody(placeShopOrder, { body }, { key }),
    await anybody(placeShopOrder, { body }, { key }),
  ]
  expect(twice).toEqual(once)
  return once.order
}

async function reportInOffice(_: ApiMonth, seller: Api): Promise<string> {
  return (await reportOne(seller, { untilMs: 0, late: false })).code
}

async function groupVolume(viewer: Api): Promise<bigint> {
  const { volumes } = await viewer(expectedPay, { query: {} })
  return volumes.find((volume) => volume.name === 'group PV')?.amount ?? 0n
}

/** The code of the refusal that a call ends in; throws when it is carried out. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    if (error instanceof ApiRefusal) return error.code
    throw error
  }
  throw new Error('it was not refused')
}
