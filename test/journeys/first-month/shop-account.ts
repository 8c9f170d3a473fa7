import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { showMyInvite } from '#modules/field/contract.ts'
import { signIns } from './by-browser.ts'
import { forgetPassword } from './forgotten-password.ts'
import { signedIn } from './callers.ts'
import type { Company } from './company.ts'
import { visitor } from './visitor.ts'

const PASSWORD = 'a kettle and two spoons'

/** A shopper on a phone finds, buys and keeps an account without script. */
export function shopAccount(company: () => Company): void {
  test('on a phone without script a shopper finds goods, opens an account, buys, adds what a guest ordered, and sets a forgotten password anew', async () => {
    const leader = await signedIn(company().address, 'distributor', signIns.leader.login)
    const { shopName } = await leader(showMyInvite, {})
    const shopper = await visitor(company(), { width: 390, script: false })
    const { page } = shopper
    await shopper.open(`/${shopName}/products?search=soap`)
    await shopper.look('what was found')
    await page.locator('.product-card').first().getByRole('link').last().click()
    await page.getByRole('button', { name: /^Add for/ }).click()
    await shopper.open('/checkout')
    await page.getByLabel('Name').fill('Grainne Guest')
    await page.getByLabel('E-mail').fill('grainne@example.com')
    await fillAddress(page)
    await page.getByRole('button', { name: /^Place the order of/ }).click()
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    const guestOrder = page.url()

    await page.locator('main').getByRole('link', { name: 'Sign in', exact: true }).click()
    await page.getByRole('link', { name: 'Open an account' }).click()
    await page.getByText('You are then a customer of Donal').waitFor()
    await page.getByLabel('Given name').fill('Grainne')
    await page.getByLabel('Family name').fill('Guest')
    await page.getByLabel('E-mail').fill('grainne@example.com')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Open an account' }).click()
    await shopper.look('a sign-up with a problem')
    expect(await page.getByLabel('Given name').inputValue()).toBe('Grainne')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Open an account' }).click()
    // Back where the account was asked for: at the order of the guest.
    await page.getByRole('button', { name: 'Add it to my account' }).click()
    await page.getByRole('link', { name: 'Orders' }).first().click()
    await page.getByRole('heading', { name: 'Hello, Grainne' }).waitFor()
    expect(await page.locator('.order-rows li').count()).toBe(1)
    await shopper.look('the orders of an account')

    await shopper.open(`/${shopName}/products?search=tea`)
    await page.locator('.product-card').first().getByRole('link').last().click()
    await page.getByRole('button', { name: /^Add for/ }).click()
    await shopper.open('/checkout')
    expect(await page.getByLabel('E-mail').inputValue()).toBe('grainne@example.com')
    await fillAddress(page)
    await page.getByRole('button', { name: /^Place the order of/ }).click()
    await page.getByRole('link', { name: 'To your orders' }).click()
    expect(await page.locator('.order-rows li').count()).toBe(2)

    await letItCome(shopper)
    await goOnElsewhere(company(), shopper, `/${shopName}/products?search=tea`)

    await shopper.open('/account/details')
    await page.getByText('Example Road 9').waitFor()
    await shopper.look('details and addresses')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await shopper.open('/account')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await forgetPassword(company(), shopper)
    // The page of the guest's order still opens by its link.
    await page.goto(guestOrder)
    await page.getByRole('heading', { name: /^Order \d+|Thank you/ }).waitFor()
    await shopper.close()
  })
}

/** Fills a basket as a guest on a second device and signs in there: it lies in the basket of the account, on both devices. */
async function goOnElsewhere(
  company: Company,
  shopper: Awaited<ReturnType<typeof visitor>>,
  goods: string,
): Promise<void> {
  const second = await visitor(company, { width: 390, script: false })
  const { page } = second
  await second.open(goods)
  await page.locator('.product-card').first().getByRole('link').last().click()
  await page.getByRole('button', { name: /^Add for/ }).click()
  await second.open('/account/sign-in?back=/basket')
  await page.getByLabel('E-mail').fill('grainne@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('1 piece from this device was put into the basket of your account.').waitFor()
  await second.look('a basket that was joined')
  await page.getByRole('button', { name: /^One more of/ }).click()
  await shopper.open('/basket')
  expect(await shopper.page.locator('.basket-line__count .number').innerText()).toBe('2')
  // Whoever still looks at the basket as it was is told, and what the other device did stays.
  await second.page.getByRole('button', { name: /^One more of/ }).click()
  await shopper.page.getByRole('button', { name: /^One more of/ }).click()
  expect(await shopper.page.locator('.basket-line__count .number').innerText()).toBe('3')
  await shopper.page.getByRole('button', { name: /^One less of|^Less/ }).click()
  await second.page.getByRole('button', { name: /^One more of/ }).click()
  await second.page.getByText('This basket was changed meanwhile').waitFor()
  await second.close()
}

/** What script adds where there is some. */
export function shopSuggestions(company: () => Company): void {
  test('with script the search suggests while one types, by keyboard too', async () => {
    const shopper = await visitor(company(), { width: 390 })
    const { page } = shopper
    // The script comes only after somebody has begun to type, as on a slow line.
    const typed = Promise.withResolvers<undefined>()
    await page.route(/suggest-.*\.js$/, async (script) => {
      await typed.promise
      await script.continue()
    })
    await shopper.open('/products')
    const field = page.locator('#search-field')
    await field.fill('candel')
    typed.resolve(undefined)
    const options = page.locator('#search-field-list').getByRole('option')
    await options.first().waitFor()
    expect(await field.getAttribute('aria-expanded')).toBe('true')
    await shopper.look('suggestions')
    const first = await options.first().innerText()
    await field.press('ArrowDown')
    await field.press('Enter')
    await page.waitForURL(/\/product\/\d+/)
    expect(first).toContain((await page.getByRole('heading', { level: 1 }).innerText()).split(',')[0])
    await shopper.close()
  })

  test('without a line the kept app says so, and the shop is there again with the line', async () => {
    const shopper = await visitor(company(), { width: 390 })
    const { page, context } = shopper
    await shopper.open('/products')
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready
    })
    await context.setOffline(true)
    await page.goto('/basket')
    await page.getByRole('heading', { name: 'No line at the moment' }).waitFor()
    expect(await page.locator('main').innerText()).toContain('nothing was ordered')
    await context.setOffline(false)
    await page.getByRole('link', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Look around' }).waitFor()
    await context.close()
  })
}

/** Lets an order come by itself, skips the first one, and changes what comes. */
async function letItCome(shopper: Awaited<ReturnType<typeof visitor>>): Promise<void> {
  const { page } = shopper
  await page.locator('.order-rows a').first().click()
  await page.getByText('Let it come by itself').click()
  await page.getByRole('button', { name: 'Let it come', exact: true }).click()
  await page.getByText('It comes by itself from now on').waitFor()
  const first = await page.locator('.autoship-when strong').innerText()
  await page.getByRole('button', { name: 'Skip the next one' }).click()
  await page.getByText('Saved.').waitFor()
  expect(await page.locator('.autoship-when strong').innerText()).not.toBe(first)
  await page.getByText('Change goods, date or address').click()
  await page.getByLabel(/^Pieces of/).fill('0')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Nothing was chosen yet.').waitFor()
  await shopper.look('a change of what comes by itself, with a problem')
  await page.getByLabel(/^Pieces of/).fill('3')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  expect(await page.getByLabel(/^Pieces of/).inputValue()).toBe('3')
}

async function fillAddress(page: Page): Promise<void> {
  await page.getByLabel('Street and number').fill('Example Road 9')
  await page.getByLabel('Postal code').fill('D01 X2X2')
  await page.getByLabel('Town').fill('Dublin')
}
