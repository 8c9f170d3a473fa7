import { expect, test } from 'vitest'
import { listPlans } from '#modules/compensation/contract.ts'
import { csvRows } from '#test/support/run-folder.ts'
import { signIns, type BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'

const RUN_MS = 60_000

/** A changed plan is tried on closed months and becomes the next version, long after the journey's months. */
export function labByBrowser(month: () => BrowserMonth): void {
  test('a changed plan is tried on closed months by one, and published by another', async () => {
    const { people, company } = month()
    const { page } = people.admin
    await people.admin.open('/console/pay/plans')
    await page.getByRole('link', { name: 'Try a change in the lab' }).click()
    const text = page.getByRole('textbox', { name: 'Text of the plan' })
    const plan = await text.inputValue()
    await text.fill(plan.replace('rate: 20 %', 'rate: twenty'))
    await page.getByRole('button', { name: /bonuses\.retail margin\.rate/ }).waitFor()
    await people.admin.look('a text with a mistake')
    await text.fill(plan.replace('rate: 20 %', 'rate: 18 %'))
    await page.getByText('bonuses.retail margin.rate: changed from 20 % to 18 %').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('Less margin')
    await page.getByRole('button', { name: 'Run the experiment' }).click()
    await page.getByRole('heading', { name: 'Who gains and who loses' }).waitFor({ timeout: RUN_MS })
    await page.reload()
    for (const part of ['Month by month', 'Law checks', 'How the differences lie', 'Rank moves'])
      await page.getByRole('heading', { name: part }).waitFor()
    await people.admin.look('what a changed plan would have paid')
    const address = `/api/v1/lab-experiments/${page.url().split('/').at(-1)}/people.csv?group=losers`
    const file = csvRows((await (await page.request.get(address)).text()).replace('\uFEFF', ''))
    expect(file.length).toBeGreaterThan(10)
    expect(file.every((row) => Number(row['difference']) < 0 && row['currency'] === 'EUR')).toBe(true)
    await page.getByLabel('Takes effect on').fill('2031-01-01')
    await page.getByRole('textbox', { name: 'Reason' }).fill('Less margin, as agreed.')
    await page.getByRole('button', { name: 'Ask for approval' }).click()
    await page.getByText('You asked for this plan, so somebody else decides it.').waitFor()

    const second = people.second.page
    await people.second.open(new URL(page.url()).pathname)
    await second.getByRole('button', { name: 'Approve and publish' }).click()
    await second.getByRole('button', { name: 'Publish now' }).click()
    await second.getByText('It was approved and is published.').waitFor()
    await people.second.look('a plan that was published from the lab')
    const staff = await signedIn(company.address, 'staff', signIns.second.login)
    const [newest, before] = (await staff(listPlans, {})).plans
    expect(newest).toMatchObject({ effective: '2031-01-01', version: (before?.version ?? 0) + 1 })
    expect(newest?.text).toContain('rate: 18 %')
  })
}
