import { expect, test } from 'vitest'
import { signIns } from './by-browser.ts'
import type { Company } from './company.ts'
import { enter, visitor } from './visitor.ts'

/** An order is begun on a phone in the field, its goods are given away by a link, and a clerk at a desk goes on with it. */
export function draftsByBrowser(company: () => Company): void {
  test('an order that is begun in the office goes into a guest’s basket by its link, and is placed at a desk', async () => {
    const seller = await visitor(company(), { width: 390 })
    await enter(seller, 'office', signIns.leader)
    const { page } = seller
    await seller.open('/office/sell/report')
    await page.getByLabel('Name of the guest').fill('Fionn Begun')
    await page.getByLabel('Find goods by name or number').fill('tea')
    await page
      .getByRole('button', { name: /^One more of .* tea$/i })
      .first()
      .click()
    await page.getByRole('button', { name: 'Keep it as a draft' }).click()
    await page.getByRole('button', { name: 'Kept' }).waitFor()
    await seller.look('a draft that is kept')
    await page.getByRole('button', { name: 'A link to send' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'A link to send' }).click()
    const shown = await page.locator('.link-box__text').innerText()
    await seller.look('the link of a draft')

    const guest = await visitor(company(), { width: 390, script: false })
    await guest.open(shown.slice(shown.indexOf('/basket/')))
    await guest.page.getByRole('heading', { name: /^Prepared for you by Donal/ }).waitFor()
    expect(await guest.page.locator('main').innerText()).not.toContain('Fionn')
    await guest.look('goods that were prepared')
    await guest.page.getByRole('button', { name: 'Put it into my basket' }).click()
    await guest.page.getByRole('link', { name: /^Basket, pieces: ?1/ }).waitFor()
    await guest.close()

    const desk = await visitor(company(), { width: 1440 })
    await enter(desk, 'console', signIns.admin)
    await desk.open('/console/orders/drafts')
    await desk.page.getByRole('link', { name: 'Fionn Begun' }).click()
    await desk.page.getByRole('heading', { name: 'Order for Fionn Begun' }).waitFor()
    const place = desk.page.getByRole('button', { name: /^Place the order of/ })
    const ofOne = await place.innerText()
    const pieces = desk.page.getByLabel(/^Pieces of .* tea$/i)
    await pieces.fill('2')
    await pieces.press('Enter')
    // It is kept, and priced anew.
    await place.filter({ hasNotText: ofOne }).waitFor()
    await desk.look('a draft at the desk')
    await place.click()
    await desk.page.getByText(/^Order \d+ is placed\.$/).waitFor()
    await desk.look('the order of a draft')
    await desk.close()

    await seller.open('/office/sell/drafts')
    await page.getByText('No drafts').waitFor()
    await seller.open('/office/sell/orders')
    await page.getByText('Fionn Begun').waitFor()
    await seller.close()
  })
}
