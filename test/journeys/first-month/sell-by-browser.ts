import { expect, test } from 'vitest'
import { expectedPay } from '#modules/compensation/contract.ts'
import { myOrders } from '#modules/orders/contract.ts'
import { formatMoney, formatVolume } from '#kit/format.ts'
import type { BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'
import type { Visitor } from './visitor.ts'

const LOCALE = 'en-GB'

/** A customer's order and a reported one, each at once in the offices of everybody above. */
export function sellsByBrowser(month: () => BrowserMonth): void {
  test("a customer buys in the newcomer's shop without script, and the upline's office shows it", async () => {
    const { people, newcomer } = month()
    await people.leader.open('/office')
    await people.newcomer.page.getByRole('link', { name: 'Sell', exact: true }).click()
    const code = people.newcomer.page.getByRole('img', { name: /^Code to scan for / })
    const shopLink = ((await code.getAttribute('aria-label')) ?? '').replace('Code to scan for ', '')
    await fillBasket(people.shopper, { shopLink, givenName: newcomer.givenName })
    expect(await checkOut(people.shopper, () => shownTo(month()))).toBeGreaterThan(0n)
  })

  test('an order taken from a consumer is reported on the phone, and shown above as fast', async () => {
    const { people } = month()
    const { page } = people.newcomer
    await page.getByRole('link', { name: 'Report an order' }).click()
    await page.getByLabel('Name of the guest').fill('Sample Consumer')
    await page.getByLabel('Find goods by name or number').fill('tea')
    await page
      .getByRole('button', { name: /^One more of .* tea$/i })
      .first()
      .click()
    await page.getByText('It brings').waitFor()
    const taken = page.getByLabel('When it was taken')
    await taken.fill('2099-01-01T10:00')
    await page.getByText('An order is taken now or earlier, not later.').waitFor()
    expect(await page.getByRole('button', { name: /^Report the order of/ }).isDisabled()).toBe(true)
    await taken.fill('')
    await page.getByRole('button', { name: /^Report the order of/, disabled: false }).waitFor()
    await people.newcomer.look('an order to report')
    const shown = await shownTo(month())
    await page.getByRole('button', { name: /^Report the order of/ }).click()
    await page.getByText(/^Order \d+ is in$/).waitFor()
    expect(await shown()).toBeGreaterThan(0n)
    await people.newcomer.look('the reported order')
    await page.getByRole('button', { name: 'Another order' }).waitFor()
    await people.newcomer.open('/office/sell/orders')
    await page.getByText('Sample Consumer').waitFor()
    await people.newcomer.look('orders of the newcomer')
  })
}

/** Waits until an order is shown above; gives the milliseconds that it took. */
type Shown = () => Promise<bigint>

async function fillBasket(
  shopper: Visitor,
  input: Readonly<{ shopLink: string; givenName: string }>,
): Promise<void> {
  const { page } = shopper
  await shopper.open(input.shopLink)
  await page.getByRole('heading', { name: `Hello, I am ${input.givenName}` }).waitFor()
  await shopper.look('a distributor’s shop')
  await page.getByRole('link', { name: 'Look around' }).click()
  await page.getByLabel('Order of the list').selectOption('Lowest price first')
  await page.getByRole('button', { name: 'Find' }).click()
  await page.waitForURL(/sort=price/)
  await shopper.look('the list of goods')
  await page.locator('.product-card').first().getByRole('link').last().click()
  await page.getByLabel('Pieces').selectOption('2')
  await shopper.look('a product')
  await page.getByRole('button', { name: /^Add for/ }).click()
  await page.getByRole('link', { name: /^Basket, pieces: ?2/ }).click()
  await page.getByText(`You buy from ${input.givenName} Newcomer.`).waitFor()
  await page.getByRole('button', { name: /^One less of/ }).click()
  await page.getByRole('link', { name: /^Basket, pieces: ?1/ }).waitFor()
  await shopper.look('the basket')
  await page.getByRole('link', { name: 'Go to checkout' }).click()
}

async function checkOut(shopper: Visitor, watch: () => Promise<Shown>): Promise<bigint> {
  const { page } = shopper
  await page.getByRole('button', { name: /^Place the order of/ }).click()
  await page.getByText(/fields need another look/).waitFor()
  await shopper.look('a checkout with problems')
  await page.getByLabel('Name').fill('Sample Shopper')
  await page.getByLabel('E-mail').fill('shopper@example.com')
  await page.getByLabel('Street and number').fill('Example Road 1')
  await page.getByLabel('Postal code').fill('D01 X2X2')
  await page.getByLabel('Town').fill('Dublin')
  await page.getByText('Pay later', { exact: true }).waitFor()
  await shopper.look('the checkout')
  const shown = await watch()
  await page.getByRole('button', { name: /^Place the order of/ }).click()
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  const brought = await shown()
  await shopper.look('the order that was placed')
  return brought
}

/**
 * Notes what the leader has before an order; the answer waits until the leader's open home shows the volume that the
 * newcomer's latest order brought, and the pay that follows, to the cent; it is that volume.
 */
async function shownTo(month: BrowserMonth): Promise<Shown> {
  const { company, leader, newcomer, people } = month
  const seller = await signedIn(company.address, 'distributor', newcomer.login, newcomer.password)
  const before = await groupVolume(leader)
  return async () => {
    const { rows } = await seller(myOrders, { query: { role: 'sold', rows: 1 } })
    const brought = rows[0]?.volumes['PV'] ?? 0n
    const after = formatVolume(before + brought, '', LOCALE)
    await people.leader.page.getByText(`${after} of `, { exact: false }).waitFor()
    expect(await groupVolume(leader)).toBe(before + brought)
    const { total } = await leader(expectedPay, { query: {} })
    expect(await people.leader.page.locator('.hero .big-number').innerText()).toBe(formatMoney(total, LOCALE))
    return brought
  }
}

async function groupVolume(leader: BrowserMonth['leader']): Promise<bigint> {
  const { volumes } = await leader(expectedPay, { query: {} })
  return volumes.find((volume) => volume.name === 'group PV')?.amount ?? 0n
}
