import { expect, test } from 'vitest'
import { showClose } from '#modules/compensation/contract.ts'
import { listJournals, showJournal } from '#modules/ledger/contract.ts'
import { formatPeriod } from '#kit/format.ts'
import { signIns, type BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'
import { until } from './company.ts'
import { companyTime, countedBefore, reportMeanwhile, reportOne } from './orders-around-cut.ts'
import { enter } from './visitor.ts'

const CLOSE_MS = 60_000

/** From the first of the next month to the accepted close, with orders of both months coming in all the while. */
export function closesByBrowser(month: () => BrowserMonth): void {
  test('the clock moves to the first; old and new orders come in while the month is closed', async () => {
    const { people, company, period, newcomer, reported } = month()
    const { page } = people.admin
    const name = formatPeriod(period, 'en', 'month')
    const staff = await signedIn(company.address, 'staff', signIns.admin.login)
    const seller = await signedIn(company.address, 'distributor', newcomer.login, newcomer.password)
    const before = await staff(showClose, { params: { period } })

    await enter(people.admin, 'console', signIns.admin)
    await people.admin.look('today of an administrator')
    await page.getByRole('button', { name: 'Next month' }).click()
    await until(
      () => companyTime(staff),
      (now) => now >= before.until,
      5_000,
    )
    reported.push(await reportOne(seller, { untilMs: before.until, late: true }))
    reported.push(await reportOne(seller, { untilMs: before.until, late: false }))
    await people.admin.open('/console/pay')
    await people.admin.look('the months of pay')
    await page.getByRole('link', { name: 'Close it' }).click()
    const begin = page.getByRole('button', { name: `Close ${name}` })
    await begin.waitFor()
    await people.admin.look('a month that can be closed')
    let closing = true
    const meanwhile = reportMeanwhile(seller, { untilMs: before.until, goOn: () => closing })
    await begin.click()
    await page.getByRole('heading', { name: `To pay for ${name}` }).waitFor({ timeout: CLOSE_MS })
    closing = false
    reported.push(...(await meanwhile))

    const counted = await countedBefore(seller, reported, before.until)
    expect(counted).toContain(reported[0]?.code)
    const late = reported.filter((order) => order.late).map((order) => order.code)
    expect(late).toEqual(expect.arrayContaining([...counted]))
  })

  test('an order taken before the cut comes in after it, late; who began the close does not accept', async () => {
    const { people, company, period, newcomer, reported } = month()
    const { page } = people.admin
    const seller = await signedIn(company.address, 'distributor', newcomer.login, newcomer.password)
    const staff = await signedIn(company.address, 'staff', signIns.admin.login)
    const { until: untilMs } = await staff(showClose, { params: { period } })
    const late = await reportOne(seller, { untilMs, late: true })
    expect(await countedBefore(seller, [late], untilMs)).toEqual([])
    reported.push(late)
    await page.reload()
    await page.getByText('You began this close, so somebody else accepts it.').waitFor()
    for (const part of ['Payout share', 'Rank moves', 'Biggest movers', 'Orders keep flowing'])
      await page.getByRole('heading', { name: part }).waitFor()
    await people.admin.look('the review')
    expect(await page.getByRole('button', { name: /^Accept/ }).count()).toBe(0)
  })

  acceptsByBrowser(month)
}

function acceptsByBrowser(month: () => BrowserMonth): void {
  test('a second administrator accepts, and one journal is posted that comes to zero', async () => {
    const { people, company, period } = month()
    const { page } = people.second
    const name = formatPeriod(period, 'en', 'month')
    await enter(people.second, 'console', signIns.second)
    await page.getByRole('link', { name: 'Go to the close' }).click()
    await page.getByRole('button', { name: `Accept ${name}` }).click()
    await page
      .getByRole('heading', { name: `${formatPeriod(period, 'en')} is closed` })
      .waitFor({ timeout: CLOSE_MS })
    await people.second.look('a month that is closed')
    await page.getByRole('link', { name: 'Look at the journal' }).click()
    await page.getByRole('row').filter({ hasText: period }).getByRole('link').first().click()
    await page.getByRole('heading', { name: /^Journal: / }).waitFor()
    await people.second.look('the journal of the month')

    const staff = await signedIn(company.address, 'staff', signIns.second.login)
    const found = await staff(listJournals, { query: { search: period } })
    expect(found.rows.map(({ code, state }) => ({ code, state }))).toEqual([
      { code: 'compensation.accepted', state: 'posted' },
    ])
    const journal = await staff(showJournal, { params: { id: found.rows[0]?.id ?? '' } })
    expect(journal.lines).toHaveLength(journal.lineCount)
    expect(journal.lines.reduce((sum, line) => sum + line.amount.minor, 0n)).toBe(0n)
    const closed = await staff(showClose, { params: { period } })
    expect(closed.paid?.minor).toBe(journal.totals[0]?.minor)
  })
}
