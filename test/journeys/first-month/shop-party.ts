import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signIns } from './by-browser.ts'
import type { Company } from './company.ts'
import { enter, visitor } from './visitor.ts'

/** A distributor opens a party on a phone; a guest orders there on a phone without script, and the host gets something. */
export function shopParty(company: () => Company): void {
  test('a guest comes to a party by its link, without script, orders and pays alone; its seller sees it, closes, and the host’s reward waits', async () => {
    const seller = await visitor(company(), { width: 390 })
    await enter(seller, 'office', signIns.leader)
    const link = await openParty(seller.page, seller.look)

    const guest = await visitor(company(), { width: 390, script: false })
    await orderAt(link, guest.page, guest.open, guest.look)

    // The sum is asked again by itself, and the order is there with it.
    await seller.page.getByText('1 order, 1 guest').waitFor({ timeout: 30_000 })
    await seller.page.getByText('Gobnait Guest').waitFor()
    await seller.look('a party with an order')
    await seller.page.getByRole('button', { name: 'Close the party' }).click()
    await seller.page.getByRole('dialog').getByRole('button', { name: 'Close the party' }).click()
    await seller.page.getByRole('heading', { name: 'The host got' }).waitFor()
    await seller.page.getByText('waits until the host has an account').first().waitFor()
    await seller.look('a party that is closed')
    await guest.open(link)
    await guest.page.getByText('This party takes no orders any more.').first().waitFor()
    expect(await guest.page.locator('main').innerText()).not.toContain('Gobnait')
    await guest.look('a party that is over')
    await seller.close()
    await guest.close()
  })
}

type Look = (what: string) => Promise<void>

/** Gives the path of the page for guests. */
async function openParty(page: Page, look: Look): Promise<string> {
  await page.goto('/office/sell/parties')
  await page.getByRole('link', { name: 'Open a party' }).first().click()
  await page.getByText('No account', { exact: true }).click()
  await page.getByLabel('What guests know the host as').fill('Siobhán')
  await page.getByLabel('Place, in words for guests').fill('Ringsend, Dublin')
  // Held the day before, so that it can be closed whatever the clock of the company shows.
  const held = page.getByLabel('Held at')
  const tomorrow = await held.inputValue()
  const day = new Date(Date.parse(tomorrow.slice(0, 10)) - 2 * 86_400_000).toISOString().slice(0, 10)
  await held.fill(`${day}T19:00`)
  await look('a new party')
  await page.getByRole('button', { name: 'Open it' }).click()
  await page.getByRole('heading', { name: 'Invite guests' }).waitFor()
  await look('a party')
  const shown = await page.locator('.link-box__text').innerText()
  return shown.slice(shown.indexOf('/party/'))
}

async function orderAt(
  link: string,
  page: Page,
  open: (path: string) => Promise<void>,
  look: Look,
): Promise<void> {
  await open(link)
  await page.getByRole('heading', { name: 'Siobhán’s party' }).waitFor()
  await look('a party for guests')
  await page.getByRole('button', { name: 'Order at this party' }).click()
  await page.getByText('You order at Siobhán’s party').waitFor()
  await page.locator('.product-card').first().getByRole('link').last().click()
  await page.getByLabel('Pieces').selectOption('6')
  await page.getByRole('button', { name: /^Add for/ }).click()
  await look('goods at a party')
  await open('/checkout')
  await page.getByLabel('Name').fill('Gobnait Guest')
  await page.getByLabel('E-mail').fill('gobnait@example.com')
  await page.getByLabel('Street and number').fill('Example Road 3')
  await page.getByLabel('Postal code').fill('D04 X4X4')
  await page.getByLabel('Town').fill('Dublin')
  await look('the checkout of a party')
  await page.getByRole('button', { name: /^Place the order of/ }).click()
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  await page.getByText('Ordered at Siobhán’s party.').waitFor()
  await look('an order of a party')
}
