import { expect, test } from 'vitest'
import { changeSetting } from '#modules/company/contract.ts'
import { showClose } from '#modules/compensation/contract.ts'
import { showAdjustmentEffect } from '#modules/compensation/contract/adjustments.ts'
import { showMoveEffect } from '#modules/compensation/contract/moves.ts'
import { listTeam } from '#modules/genealogy/contract.ts'
import { newKey } from '#kit/api.ts'
import { formatMoney, formatPeriod } from '#kit/format.ts'
import { signIns, type BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'
import { until } from './company.ts'

const LOCALE = 'en-GB'
const WORK_MS = 60_000

/** What is corrected by hand in a closed month: asked for, seen, decided by another, paid by a delta. */
export function correctionByBrowser(month: () => BrowserMonth): void {
  test('a correction of a closed month is asked for by one, shows what it changes, is approved by another, and a delta pays just that', async () => {
    const { people, company, leader, period } = month()
    const { page } = people.admin
    const second = people.second.page
    const staff = await signedIn(company.address, 'staff', signIns.second.login)
    const { rows } = await leader(listTeam, { query: { sort: '-own', level: 1, rows: 1 } })
    const [one] = rows
    if (!one) throw new Error('nobody stands below the leader')
    await people.admin.open(`/console/people/${one.person}`)
    await page.getByRole('button', { name: 'Adjust …' }).click()
    await page.getByLabel('How much').fill('many')
    await page.getByLabel('On which day it counts').fill(`${period}-15`)
    await page.getByLabel('Reason').fill('An order was lost on the way.')
    await people.admin.look('a correction that is asked for')
    await page.getByRole('button', { name: 'Ask for the adjustment' }).click()
    // What is no number is told at its field, and nothing of the rest is lost.
    await page.getByLabel('How much').and(page.locator('[aria-invalid="true"]')).waitFor()
    await page.getByLabel('How much').fill('1200')
    await page.getByRole('button', { name: 'Ask for the adjustment' }).click()
    await page.waitForURL(/\/pay\/adjustments\/adj_/)
    const adjustment = page.url().split('/').at(-1) ?? ''
    const { answer: effect } = await until(
      () => staff(showAdjustmentEffect, { params: { adjustment }, query: {} }),
      ({ state }) => state !== 'computing' && state !== 'none',
      WORK_MS,
    )
    const [sums] = effect.periods.find((of) => of.period === period)?.sums ?? []
    if (!sums) throw new Error(`the correction changes nothing in ${period}`)
    expect(sums.gained.minor).toBeGreaterThan(0n)
    await page.getByText(formatMoney(sums.gained, LOCALE)).first().waitFor()
    await page.getByText('You asked for this adjustment, so somebody else decides it.').waitFor()
    await people.admin.look('what a correction would change')

    await people.second.open(new URL(page.url()).pathname)
    await second.getByRole('button', { name: /^Approve/ }).click()
    await second.getByRole('dialog').getByRole('button', { name: /now$/ }).click()
    await second.getByRole('dialog').waitFor({ state: 'hidden' })
    await people.second.look('a correction that is done')
    const paid = await paidByDelta(month(), 3)
    expect(paid).toMatchObject({ adjustments: 1, moves: 0, lateOrders: 0 })
    expect(paid.changes.map(({ amount }) => amount.minor)).toEqual([sums.gained.minor - sums.lost.minor])
  })
}

/** A position that ends in another one of the same person. */
export function mergeByBrowser(month: () => BrowserMonth): void {
  test('a further position ends in the main one: asked for by one, seen, and done by another, and the team comes under the one that stays', async () => {
    const { people, company, leader } = month()
    const { page } = people.admin
    const second = people.second.page
    const staff = await signedIn(company.address, 'staff', signIns.second.login)
    const { rows } = await leader(listTeam, { query: { sort: 'branch', level: 1, rows: 1 } })
    const [main] = rows
    if (!main) throw new Error('nobody stands below the leader')
    await people.admin.open(`/console/people/${main.person}`)
    await page.getByRole('button', { name: 'Add a position …' }).click()
    await page.getByLabel('Number of the sponsor').fill(main.code)
    await page.getByRole('button', { name: 'Add the position' }).click()
    // One is the most, until the company says otherwise.
    await page.getByRole('dialog').getByText('The rule of the company allows 1 for one person.').waitFor()
    const admin = await signedIn(company.address, 'staff', signIns.admin.login)
    const two = { market: null, value: 2 }
    await admin(changeSetting, { params: { name: 'field.positions_most' }, body: two }, { key: newKey() })
    await page.getByRole('button', { name: 'Add the position' }).click()
    const said = await page.getByText(/^The position \d+ is there\.$/).textContent()
    const code = /\d+/.exec(said ?? '')?.[0] ?? ''
    await page.getByRole('link', { name: code }).first().click()
    await page.getByRole('button', { name: 'Merge into another …' }).click()
    await page.getByLabel('Number of the position that stays').fill(main.code)
    await page.getByLabel('Reason').fill('Opened by mistake.')
    await people.admin.look('a merge that is asked for')
    await page.getByRole('button', { name: 'Ask for the merge' }).click()
    await page.waitForURL(/\/people\/moves\/mov_/)
    const move = page.url().split('/').at(-1) ?? ''
    await until(
      () => staff(showMoveEffect, { params: { move }, query: {} }),
      ({ state }) => state !== 'computing' && state !== 'none',
      WORK_MS,
    )
    await page.getByText('You asked for this merge, so somebody else decides it.').waitFor()
    await people.admin.look('what a merge would change')

    await people.second.open(new URL(page.url()).pathname)
    await second.getByRole('button', { name: 'Approve and merge …' }).click()
    await second.getByRole('button', { name: 'Merge now' }).click()
    await second.getByText('has ended in').waitFor()
    await people.second.look('a merge that is done')
    // The number of the position that ended leads to nobody of the team any more.
    const { answer } = await until(
      () => leader(listTeam, { query: { search: code, rows: 2 } }),
      ({ rows: found }) => found.every(({ status }) => status === 'terminated'),
      WORK_MS,
    )
    expect(answer.rows.filter(({ status }) => status === 'active')).toEqual([])
    await people.second.open(`/console/people/${main.person}/tree`)
    await second.getByRole('treeitem').first().waitFor()
    await people.second.look('the team of the position that stays')
  })
}

/** The delta of the closed month with a number: computed by one, accepted by another. */
async function paidByDelta({ people, company, period }: BrowserMonth, number: number) {
  const { page } = people.admin
  const second = people.second.page
  const close = `/console/pay/periods/${period}`
  await people.admin.open(close)
  const name = formatPeriod(period, 'en', 'month')
  await page.getByRole('button', { name: `Compute ${name} again` }).click()
  await page.getByText('You began this close, so somebody else accepts it.').waitFor({ timeout: WORK_MS })
  await people.second.open(close)
  await second.getByRole('button', { name: `Accept delta ${number}` }).click({ timeout: WORK_MS })
  const staff = await signedIn(company.address, 'staff', signIns.second.login)
  const { answer } = await until(
    () => staff(showClose, { params: { period } }),
    ({ deltas }) => deltas[number - 1]?.state === 'accepted',
    WORK_MS,
  )
  const delta = answer.deltas[number - 1]
  if (!delta) throw new Error('the delta is gone')
  return delta
}
