import { expect, test } from 'vitest'
import { showClose } from '#modules/compensation/contract.ts'
import { formatPeriod } from '#kit/format.ts'
import { signIns, type BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'
import { until } from './company.ts'

const CLOSE_MS = 60_000

/** What came in after the cut of the closed month, and what it pays. */
export function deltaByBrowser(month: () => BrowserMonth): void {
  test('what came in late is paid by a delta: begun by one, accepted by another, told in the statement', async () => {
    const { people, company, period } = month()
    month().beforeDelta = Date.now()
    const name = formatPeriod(period, 'en', 'month')
    const { page } = people.second
    await people.second.open(`/console/pay/periods/${period}`)
    await page.getByText('came in after the cut:').waitFor()
    await people.second.look('late orders of a closed month')
    const admin = people.admin.page
    await people.admin.open(`/console/pay/periods/${period}`)
    await admin.getByRole('button', { name: `Compute ${name} again` }).click()
    await admin.getByText('You began this close, so somebody else accepts it.').waitFor({ timeout: CLOSE_MS })
    await page.getByRole('button', { name: 'Accept delta 1' }).click({ timeout: CLOSE_MS })
    const staff = await signedIn(company.address, 'staff', signIns.second.login)
    const { answer } = await until(
      () => staff(showClose, { params: { period } }),
      ({ deltas }) => deltas[0]?.state === 'accepted',
      CLOSE_MS,
    )
    expect(answer.deltas[0]?.lateOrders).toBeGreaterThan(0)
    expect(answer.deltas[0]?.changes[0]?.amount.minor).toBeGreaterThan(0n)
    expect(answer.pending).toMatchObject({ lateOrders: 0, stateChanged: false })
    await page.reload()
    await page.getByText('No late orders.').waitFor()
    await people.second.look('a delta that was paid')
    await people.newcomer.open(`/office/money/${period}`)
    await people.newcomer.page.getByText('Added after the close').waitFor()
    await people.newcomer.look('a statement with what was added later')
  })
}
