import { expect, test } from 'vitest'
import { explainMine, showStatement } from '#modules/compensation/contract.ts'
import { formatAmount, formatMoney, formatPeriod } from '#kit/format.ts'
import type { BrowserMonth } from './by-browser.ts'
import { signedIn } from './callers.ts'
import { recompute } from './recompute.ts'

const LOCALE = 'en-GB'
const TEAM_BONUS = 'team bonus'

/** What people see of the closed month, down to the reason of an amount that is missing. */
export function statementsByBrowser(month: () => BrowserMonth): void {
  test('the leader sees the statement and asks of an amount why: orders, rate, rounding, who was skipped', async () => {
    const { people, leader, period } = month()
    const { page } = people.leader
    const statement = await leader(showStatement, { params: { period } })
    expect(statement.byBonus.reduce((sum, part) => sum + part.amount.minor, 0n)).toBe(statement.total.minor)
    await people.leader.open('/office/money')
    await people.leader.look('money')
    await page.getByRole('link', { name: formatPeriod(period, LOCALE) }).click()
    await page.getByRole('heading', { name: 'Statement' }).waitFor()
    await page.getByText(formatMoney(statement.total, LOCALE)).first().waitFor()
    await people.leader.look('the statement')

    await page.getByRole('button', { name: /^Team bonus/ }).click()
    await page.getByRole('link', { name: 'Why?' }).last().click()
    await page.getByRole('heading', { name: 'Why this amount?' }).waitFor()
    await page.getByRole('heading', { name: /^The rate: / }).waitFor()
    await people.leader.look('why this amount')

    const whole = await leader(explainMine, { query: { period, bonus: TEAM_BONUS } })
    // The way of a source is told where the source is asked for.
    const each = await Promise.all(
      whole.sources.map(({ person }) =>
        leader(explainMine, { query: { period, bonus: TEAM_BONUS, source: person.code } }),
      ),
    )
    const skipped = each
      .flatMap(({ sources }) => sources)
      .find((source) => source.path.slice(1).some((stop) => stop.skipped !== null))
    expect(skipped, 'somebody on the way to the leader was skipped').toBeDefined()
    await people.leader.open(
      `/office/money/${period}/why?bonus=${encodeURIComponent(TEAM_BONUS)}&source=${skipped?.person.code}`,
    )
    await page.getByRole('heading', { name: /skipped$/ }).waitFor()
    await page.getByText(skipped?.orders[0]?.code ?? 'no order').waitFor()
    await people.leader.look('why, with somebody who was skipped')
    await page
      .getByText(/ to go$/)
      .first()
      .waitFor()
  })

  test('the newcomer asks why an amount is missing and reads what was not reached', async () => {
    const { people, company, newcomer, period } = month()
    const { page } = people.newcomer
    const own = await signedIn(company.address, 'distributor', newcomer.login, newcomer.password)
    const statement = await own(showStatement, { params: { period } })
    await people.newcomer.open(`/office/money/${period}`)
    await page.getByText(formatAmount(statement.total, LOCALE)).first().waitFor()
    await people.newcomer.look("the newcomer's statement")
    await page.getByRole('link', { name: 'Is an amount missing? Ask why' }).click()
    await page.getByRole('link', { name: /^Team bonus/ }).click()
    await page.getByText('You did not meet the conditions of this bonus.').waitFor()
    await people.newcomer.look('why nothing')
    const why = await own(explainMine, { query: { period, bonus: TEAM_BONUS } })
    const [need] = why.why.find((reason) => reason.code === 'not_qualified')?.needs ?? []
    expect(need?.kind === 'number' ? Number(need.missing) : 0).toBeGreaterThan(0)
    expect(why.amount.minor).toBe(0n)
  })

  test('each order lies in the right month, which computes to the same earnings from its exported files', async () => {
    const { company, newcomer, period, reported } = month()
    const seller = await signedIn(company.address, 'distributor', newcomer.login, newcomer.password)
    expect(await recompute(company, { period, seller, reported })).toEqual({
      sameEarnings: true,
      sameOrders: true,
    })
  })
}
