import { expect, test } from 'vitest'
import {
  acceptClose,
  explainMine,
  listEarnings,
  showClose,
  showStatement,
  startClose,
} from '#modules/compensation/contract.ts'
import { moveClock } from '#modules/company/contract.ts'
import { listJournals, showJournal } from '#modules/ledger/contract.ts'
import { refusalOf, type ApiMonth } from './by-api.ts'
import { signedIn } from './callers.ts'
import { until } from './company.ts'
import { countedBefore, reportMeanwhile, reportOne } from './orders-around-cut.ts'
import { recompute } from './recompute.ts'

const CLOSE_MS = 60_000

/** The close of the month over the wire, its statements and its files. */
export function closesByApi(month: () => ApiMonth): void {
  test('a month that goes on is not closed; after its end orders of both months come in while it is', async () => {
    const { company, period, newcomers, leader, reported } = month()
    const [, seller = leader] = newcomers
    const admin = await signedIn(company.address, 'staff', 'admin@demo.test')
    const params = { period }
    expect(await refusalOf(admin(startClose, { params }))).toBe('pay.period_goes_on')
    const { until: untilMs } = await admin(showClose, { params })
    await admin(moveClock, { body: { step: 'next_month' } })
    reported.push(await reportOne(seller, { untilMs, late: true }))
    let closing = true
    const meanwhile = reportMeanwhile(seller, { untilMs, goOn: () => closing })
    await admin(startClose, { params })
    const { answer } = await until(
      () => admin(showClose, { params }),
      ({ state }) => state === 'review' || state === 'failed',
      CLOSE_MS,
    )
    closing = false
    reported.push(...(await meanwhile), await reportOne(seller, { untilMs, late: false }))
    // What comes after the cut waits for a delta.
    reported.push(await reportOne(seller, { untilMs, late: true }))
    expect(answer).toMatchObject({ state: 'review', failure: null, youStarted: true })
    expect(answer.history.at(-1)?.period).toBe(period)
    const counted = await countedBefore(seller, reported, untilMs)
    expect(counted).toContain(reported[0]?.code)
    expect(counted).not.toContain(reported.at(-1)?.code)
    const late = reported.filter((order) => order.late).map((order) => order.code)
    expect(late).toEqual(expect.arrayContaining([...counted]))
  })

  test('only somebody else accepts, and only the results that were looked at; the journal comes to zero', async () => {
    const { company, period } = month()
    const params = { period }
    const admin = await signedIn(company.address, 'staff', 'admin@demo.test')
    const second = await signedIn(company.address, 'staff', 'second@demo.test')
    const clerk = await signedIn(company.address, 'staff', 'clerk@demo.test')
    const { results, paid } = await second(showClose, { params })
    const body = { results: results ?? '' }
    expect(await refusalOf(clerk(acceptClose, { params, body }))).toBe('forbidden')
    expect(await refusalOf(admin(acceptClose, { params, body }))).toBe('pay.second_person')
    expect(await refusalOf(second(acceptClose, { params, body: { results: 'others' } }))).toBe(
      'pay.other_results',
    )
    await second(acceptClose, { params, body })
    await until(
      () => second(showClose, { params }),
      ({ state }) => state === 'accepted',
      CLOSE_MS,
    )
    const journals = await second(listJournals, { query: { search: period } })
    expect(journals.rows.map(({ state }) => state)).toEqual(['posted'])
    const journal = await second(showJournal, { params: { id: journals.rows[0]?.id ?? '' } })
    expect(journal.lines).toHaveLength(journal.lineCount)
    expect(journal.lines.reduce((sum, line) => sum + line.amount.minor, 0n)).toBe(0n)
    const earnings = await second(listEarnings, { params, query: { rows: 200 } })
    expect(earnings.rows.reduce((sum, row) => sum + row.total.minor, 0n)).toBe(paid?.minor)
  })

  statementsByApi(month)
}

function statementsByApi(month: () => ApiMonth): void {
  test('each amount of a statement is explained to the same cent, and a missing one by what was not reached', async () => {
    const { leader, newcomers, period } = month()
    const statement = await leader(showStatement, { params: { period } })
    for (const part of statement.byBonus) {
      const why = await leader(explainMine, { query: { period, bonus: part.bonus } })
      expect(why.amount).toEqual(part.amount)
      expect(why.state).toBe('accepted')
    }
    const [, seller = leader] = newcomers
    const why = await seller(explainMine, { query: { period, bonus: 'team bonus' } })
    expect(why.amount.minor).toBe(0n)
    const missing = why.why.find((reason) => reason.code === 'not_qualified')?.needs ?? []
    expect(missing).toContainEqual(expect.objectContaining({ kind: 'number', what: 'PV' }))
  })

  test('the month computes to the same earnings from its exported files', async () => {
    const { company, period, newcomers, leader, reported } = month()
    const [, seller = leader] = newcomers
    expect(await recompute(company, { period, seller, reported })).toEqual({
      sameEarnings: true,
      sameOrders: true,
    })
  })
}
