import { expect, test } from 'vitest'
import { showStatement } from '#modules/compensation/contract.ts'
import { formatAmount, formatMoney } from '#kit/format.ts'
import { TIME_ZONE } from '../../../src/demo/seed-options.ts'
import type { BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'

const LOCALE = 'en-GB'

/** What people were told earlier, looked up in the office after the month was accepted and a delta paid. */
export function thenByBrowser(month: () => BrowserMonth): void {
  test('the leader finds the own pay as it was told before the month was accepted, and the statement after', async () => {
    const { people, leader, period, told } = month()
    const { page } = people.leader
    await people.leader.open('/office/money')
    await page.getByRole('link', { name: 'What I was told on an earlier day' }).click()
    await page.getByRole('heading', { name: 'As of an earlier day' }).waitFor()
    await page.getByLabel('As of', { exact: true }).fill(`${period}-31T23:00`)
    await page.getByLabel('As known at').fill(localTime(told.at))
    await page.getByText('The month was not accepted yet, as known then.').waitFor()
    await page.getByText(formatMoney(told.total, LOCALE)).first().waitFor()
    await people.leader.look('the own pay as of then, as known then')
    expect(await page.getByRole('heading', { name: 'Statement' }).count()).toBe(0)

    const statement = await leader(showStatement, { params: { period } })
    expect(statement.total).not.toEqual(told.total)
    await page.getByLabel('As known at').fill('')
    await page.getByText('as it was accepted, as known then.').waitFor()
    await page.getByRole('heading', { name: 'Statement' }).waitFor()
    await page.getByText(formatMoney(statement.total, LOCALE)).first().waitFor()
    // Whoever keeps the address finds the same page again.
    await page.reload()
    await page.getByText(formatMoney(statement.total, LOCALE)).first().waitFor()
    await people.leader.look('the own pay as of then, as known now')
    await page.getByRole('button', { name: 'Back to now' }).click()
    await page.waitForURL((url) => url.search === '')
  })

  test('the newcomer finds the statement without what a delta added later, nothing from before joining, and no future', async () => {
    const { people, company, newcomer, period, beforeDelta } = month()
    const { page } = people.newcomer
    const own = await signedIn(company.address, 'distributor', newcomer.login, newcomer.password)
    const { total, deltas } = await own(showStatement, { params: { period } })
    const added = deltas.reduce((sum, { amount }) => sum + amount.minor, 0n)
    expect(added).toBeGreaterThan(0n)
    const asked = async (at: string, known: string) => {
      await people.newcomer.open(`/office/money/then?at=${at}&known=${known}`)
      await page.getByLabel('As of', { exact: true }).waitFor()
    }
    await asked(`${period}-31T23:00`, '')
    await page.getByText('Of it added or taken back').waitFor()
    await page.getByText(formatAmount(total, LOCALE)).first().waitFor()
    await people.newcomer.look('a statement as known now')
    await asked(`${period}-31T23:00`, localTime(beforeDelta))
    await page.getByText('as it was accepted, as known then.').waitFor()
    const without = { ...total, minor: total.minor - added }
    await page.getByText(formatAmount(without, LOCALE)).first().waitFor()
    expect(await page.getByText('Of it added or taken back').count()).toBe(0)

    await asked('2026-08-15T12:00', '')
    await page.getByText('Nothing of you was known then').waitFor()
    await people.newcomer.look('nothing was known then')
    await asked('2031-01-01T00:00', '')
    await page.getByText('That lies in the future. Choose an earlier moment.').waitFor()
    await people.newcomer.look('as of the future')
  })
}

/** A moment as a field for dates takes it, in the company's time. */
function localTime(atMs: number): string {
  return new Date(atMs).toLocaleString('sv-SE', { timeZone: TIME_ZONE }).replace(' ', 'T')
}
