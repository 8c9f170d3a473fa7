import { expect, test } from 'vitest'
import { showClose } from '#modules/compensation/contract.ts'
import { showMoveEffect } from '#modules/compensation/contract/moves.ts'
import { listTeam } from '#modules/genealogy/contract.ts'
import { formatMoney, formatPeriod } from '#kit/format.ts'
import { signIns, type BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'
import { until } from './company.ts'

const LOCALE = 'en-GB'
const WORK_MS = 60_000

/** A branch that comes to stand elsewhere from a day of a closed month on. */
export function moveByBrowser(month: () => BrowserMonth): void {
  test('a back-dated move is asked for by one, shows what it changes, is approved by another, and a delta pays just that', async () => {
    const { people, company, leader, period } = month()
    const { page } = people.admin
    const second = people.second.page
    const name = formatPeriod(period, 'en', 'month')
    const staff = await signedIn(company.address, 'staff', signIns.second.login)
    const { rows } = await leader(listTeam, { query: { sort: 'branch', level: 1, rows: 2 } })
    const [largest, other] = rows
    if (!largest || !other) throw new Error('two people stand below the leader')

    await people.admin.open(`/console/people/${largest.person}`)
    await page.getByRole('button', { name: 'Move to another place' }).click()
    await page.getByLabel('Number of the person above').fill(largest.code)
    await page.getByLabel('From which day on').fill(`${period}-15`)
    await page.getByLabel('Reason').fill('The wrong sponsor was named.')
    await people.admin.look('a move that is asked for')
    await page.getByRole('button', { name: 'Ask for the move' }).click()
    // Nobody stands below oneself: the refusal stands in the form, and nothing of it is lost.
    await page.getByLabel('Number of the person above').and(page.locator('[aria-invalid="true"]')).waitFor()
    await page.getByLabel('Number of the person above').fill(other.code)
    await page.getByRole('button', { name: 'Ask for the move' }).click()
    await page.waitForURL(/\/people\/moves\/mov_/)
    const move = page.url().split('/').at(-1) ?? ''
    const { answer: effect } = await until(
      () => staff(showMoveEffect, { params: { move }, query: {} }),
      ({ state }) => state !== 'computing' && state !== 'none',
      WORK_MS,
    )
    const [sums] = effect.periods.find((one) => one.period === period)?.sums ?? []
    if (!sums) throw new Error(`the move changes nothing in ${period}`)
    expect(sums.people).toBeGreaterThan(0)
    await page.getByText(formatMoney(sums.lost, LOCALE)).first().waitFor()
    await page.getByText('You asked for this move, so somebody else decides it.').waitFor()
    expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0)
    await people.admin.look('what a move would change')

    await people.second.open(new URL(page.url()).pathname)
    await second.getByRole('button', { name: 'Approve and move' }).click()
    await second.getByRole('button', { name: 'Move now' }).click()
    await second.getByText('has moved.').waitFor()
    await people.second.look('a move that is done')
    const moved = await leader(listTeam, { query: { under: other.person, level: 2 } })
    expect(moved.rows.map(({ code }) => code)).toContain(largest.code)

    const close = `/console/pay/periods/${period}`
    await people.admin.open(close)
    await page.getByRole('button', { name: `Compute ${name} again` }).click()
    await page.getByText('You began this close, so somebody else accepts it.').waitFor({ timeout: WORK_MS })
    await people.second.open(close)
    await second.getByRole('button', { name: 'Accept delta 2' }).click({ timeout: WORK_MS })
    const { answer } = await until(
      () => staff(showClose, { params: { period } }),
      ({ deltas }) => deltas[1]?.state === 'accepted',
      WORK_MS,
    )
    const { moves, lateOrders, changes } = answer.deltas[1] ?? {}
    expect({ moves, lateOrders }).toEqual({ moves: 1, lateOrders: 0 })
    expect(changes?.map(({ amount }) => amount.minor)).toEqual([sums.gained.minor - sums.lost.minor])
  })
}
