import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signIns, type BrowserMonth } from './by-browser.ts'
import { enter } from './visitor.ts'

/** From the link that a leader gives away to the newcomer's first sight of the office. */
export function joinsByBrowser(month: () => BrowserMonth): void {
  test('a distributor shares the invite link and its code from a phone', async () => {
    const { leader } = month().people
    await enter(leader, 'office', signIns.leader)
    await leader.look('home of the office')
    await leader.page.getByRole('link', { name: 'Sell', exact: true }).click()
    await leader.page.getByText('Invite link').click()
    await leader.page.getByText('Whoever joins here joins your team.').waitFor()
    const code = leader.page.getByRole('img', { name: /\/join\/inv_/ })
    month().inviteLink = ((await code.getAttribute('aria-label')) ?? '').replace('Code to scan for ', '')
    expect(month().inviteLink).toMatch(/^http:\/\/localhost:\d+\/join\/inv_/)
    await leader.look('links to give away')
  })

  test('a newcomer sees the sponsor, fills the form without script, and waits', async () => {
    const { people, newcomer, inviteLink } = month()
    const { page } = people.shopper
    await people.shopper.open(inviteLink)
    await page.getByText('Donal Foley', { exact: true }).waitFor()
    await people.shopper.look('the form to join')
    await page.getByLabel('Given name').fill(newcomer.givenName)
    await page.getByRole('button', { name: 'Send the application' }).click()
    await page.getByText('Please read and accept it first.').waitFor()
    expect(await page.getByLabel('Given name').inputValue()).toBe(newcomer.givenName)
    await people.shopper.look('the form with its problems')
    await fillRest(page, newcomer)
    await page.getByRole('heading', { name: 'Your application is on its way' }).waitFor()
    await people.shopper.look('waiting for the decision')

    // Taken back and sent again: the company decides about what stands.
    await page.getByText('Changed your mind?').click()
    await page.getByRole('button', { name: 'Take the application back' }).click()
    await page.getByRole('heading', { name: 'Your application was withdrawn' }).waitFor()
    await people.shopper.look('an application that was taken back')
    await people.shopper.open(inviteLink)
    await page.getByLabel('Given name').fill(newcomer.givenName)
    await fillRest(page, newcomer)
    await page.getByRole('heading', { name: 'Your application is on its way' }).waitFor()
  })

  test('nobody is let in before the company decided; a clerk approves, and the newcomer signs in', async () => {
    const { people, newcomer } = month()
    const { page } = people.newcomer
    await people.newcomer.open('/office')
    await page.getByLabel('E-mail or number').fill(newcomer.login)
    await page.getByLabel('Password', { exact: true }).fill(newcomer.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await people.newcomer.look('a sign-in that is refused')

    const { clerk, shopper } = people
    await enter(clerk, 'console', signIns.clerk)
    await clerk.page.getByRole('complementary', { name: 'Clock of the demonstration' }).waitFor()
    expect(await clerk.page.getByRole('button', { name: 'Next month' }).count()).toBe(0)
    await clerk.look('today in the console')
    await clerk.open('/console/people/applications?state=waiting')
    const row = clerk.page.getByRole('row').filter({ hasText: newcomer.login })
    await row.getByRole('link', { name: 'Donal Foley' }).waitFor()
    await clerk.look('applications that wait')
    await row.getByRole('button', { name: 'Approve' }).click()
    await clerk.page.getByText(`${newcomer.givenName} is in, with the number`).waitFor()

    await shopper.page.getByRole('link', { name: 'See how it stands now' }).click()
    await shopper.page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await shopper.look('welcome')
    await enter(people.newcomer, 'office', newcomer)
    await page.getByRole('heading', { name: /^Expected pay for/ }).waitFor()
    await people.newcomer.look("the newcomer's first office")
    expect(await page.locator('.hero .big-number').innerText()).toBe('€0.00')
  })
}

/** Everything of the form but the given name, the agreement opened and read, and sent. */
async function fillRest(page: Page, newcomer: BrowserMonth['newcomer']): Promise<void> {
  await page.getByLabel('Family name').fill('Newcomer')
  await page.getByLabel('E-mail').fill(newcomer.login)
  await page.getByLabel('Password').fill(newcomer.password)
  await page.getByText('Agreement with distributors (demonstration)', { exact: true }).click()
  await page.getByText('You are paid for goods that were sold, never for bringing people.').waitFor()
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Send the application' }).click()
}
