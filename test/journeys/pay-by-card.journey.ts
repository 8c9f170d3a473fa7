import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '#test/support/browser.ts'
import { dataFolder, endPrograms, startProgram, type Program } from '#test/support/program.ts'
import { DEMONSTRATION_PASSWORD } from '../../src/demo/sign-ins.ts'
import { visitor } from './first-month/visitor.ts'

/** A job sends it; other tests use the processor meanwhile. */
const JOB = { timeout: 30_000, interval: 200 }

let folder: Awaited<ReturnType<typeof dataFolder>>
let program: Program
let browser: Browser

beforeAll(async () => {
  folder = await dataFolder()
  program = await startProgram({ DATA_DIR: folder.path, OPENFIELD_SIMULATED_CARDS: '1' })
  browser = await openBrowser()
}, 180_000)
afterAll(async () => {
  await browser.close()
  await endPrograms()
  await folder.remove()
})

test('a shopper without script pays by a test card, is told of one that is declined, and staff send it back to the card', async () => {
  const shopper = await visitor({ browser, address: program.address }, { width: 390, script: false })
  const { page } = shopper
  await shopper.open('/products?sort=price')
  await page.locator('main a[href^="/product/"]').first().click()
  await page.getByRole('button', { name: /^Add for/ }).click()
  await page.getByRole('link', { name: /^Basket, pieces: ?1/ }).waitFor()
  await shopper.open('/checkout')
  await page.getByLabel('Name').fill('Sample Shopper')
  await page.getByLabel('E-mail').fill('shopper@example.com')
  await page.getByLabel('Street and number').fill('Example Road 1')
  await page.getByLabel('Postal code').fill('D01 X2X2')
  await page.getByLabel('Town').fill('Dublin')
  await page.getByText('You pay on the next page.').click()
  await shopper.look('the checkout with a card')
  await page.getByRole('button', { name: /^Place the order of/ }).click()
  await page.getByRole('heading', { name: /^Pay order \d+/ }).waitFor()
  await shopper.look('the page that pays')
  await page.getByRole('link', { name: 'Go on to the simulator' }).click()
  await page.getByRole('heading', { name: 'Simulator of card payments' }).waitFor()
  await page.getByLabel('Card number').fill('4000 0000 0000 0002')
  await page.getByRole('button', { name: /^Pay/ }).click()
  await page.getByText('Your card was declined.').waitFor()
  await page.goBack()
  await page.goBack()
  await page.reload()
  await page.getByText(/^Your card was declined. Nothing was taken/).waitFor()
  await shopper.look('the page that pays after a card was declined')
  await page.getByRole('link', { name: 'Go on to the simulator' }).click()
  await page.getByLabel('Card number').fill('4242 4242 4242 4242')
  await page.getByRole('button', { name: /^Pay/ }).click()
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  expect(await page.getByText('It is paid. Thank you.').count()).toBe(1)
  await shopper.look('the order that was paid')
  const code = /Order (\d+)/.exec(await page.locator('main').innerText())?.[1] ?? ''
  expect(code).toMatch(/^\d+$/)
  await shopper.close()
  await sendBack(code)
}, 120_000)

test('a distributor pays an own order by card on the page that the office shares, after the bank asked, and nobody else sees it there', async () => {
  const seller = await visitor({ browser, address: program.address }, { width: 390 })
  const { page } = seller
  const sign = { realm: 'distributor', login: 'small@demo.test', password: DEMONSTRATION_PASSWORD }
  expect((await page.request.post('/api/v1/sessions', { data: sign })).ok()).toBe(true)
  await seller.open('/products?sort=price')
  const href = await page.locator('main a[href^="/product/"]').first().getAttribute('href')
  const address = { line1: 'Example Road 1', postalCode: 'D01 X2X2', city: 'Dublin', country: 'IE' }
  const placed = await page.request.post('/api/v1/office/orders', {
    headers: { 'idempotency-key': 'pay-by-card-0002' },
    data: {
      lines: [{ product: href?.split('/').at(-1), quantity: 1 }],
      payment: 'card',
      delivery: { recipient: 'Sample Seller', ...address },
    },
  })
  expect(placed.status()).toBe(201)
  const code = /"order":"(\d+)"/.exec(await placed.text())?.[1] ?? ''
  expect((await fetch(`${program.address}/pay/${code}`)).status).toBe(404)
  await seller.open(`/office/sell/orders/${code}`)
  await page.getByRole('link', { name: /^Pay by card/ }).click()
  await page.getByRole('link', { name: 'Go on to the simulator' }).click()
  await page.getByLabel('Card number').fill('4000 0025 0000 3155')
  await page.getByRole('button', { name: /^Pay/ }).click()
  await page.getByRole('heading', { name: 'Your bank asks' }).waitFor()
  // Whoever goes away from the bank is asked to go on, and whoever says no there may try again.
  await seller.open(`/pay/${code}`)
  await page.getByText(/^Your bank asks you to confirm this payment/).waitFor()
  await seller.look('a payment that its bank asks for')
  await page.getByRole('link', { name: 'Go on at your bank' }).click()
  await page.getByRole('button', { name: 'No' }).click()
  await page.getByText(/^We are unable to authenticate your payment method/).waitFor()
  await page.getByRole('link', { name: 'Go on to the simulator' }).click()
  await page.getByLabel('Card number').fill('4000 0025 0000 3155')
  await page.getByRole('button', { name: /^Pay/ }).click()
  await page.getByRole('button', { name: 'Yes, confirm it' }).click()
  await page.waitForURL(`**/office/sell/orders/${code}`)
  await page.getByText('Paid', { exact: true }).first().waitFor()
  await seller.look('the own order that was paid by card')
  await seller.close()
}, 120_000)

async function sendBack(code: string): Promise<void> {
  const clerk = await visitor({ browser, address: program.address }, { width: 1440 })
  const { page } = clerk
  const headers = { 'idempotency-key': 'pay-by-card-0001' }
  const body = { realm: 'staff', login: 'admin@demo.test', password: DEMONSTRATION_PASSWORD }
  expect((await page.request.post('/api/v1/sessions', { data: body })).ok()).toBe(true)
  const cancel = { headers, data: { reason: 'Changed my mind' } }
  expect((await page.request.post(`/api/v1/orders/${code}/cancel`, cancel)).ok()).toBe(true)
  await clerk.open(`/console/orders/${code}`)
  await page.getByRole('button', { name: 'Send back', exact: true }).click()
  await page.getByText(/^Stripe is asked to send it/).waitFor()
  await page.getByRole('button', { name: 'Send it back to the card' }).click()
  await expect
    .poll(async () => {
      await page.reload()
      await page
        .getByText('Waits to be sent back')
        .or(page.getByText('Sent back', { exact: true }))
        .first()
        .waitFor()
      return page.getByText('Sent back', { exact: true }).count()
    }, JOB)
    .toBeGreaterThan(0)
  await page.getByText(/events of Stripe$/).click()
  await page.getByText('payment_intent.succeeded').waitFor()
  await clerk.look('the payment of an order that went back to its card')
  await clerk.close()
}
