import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseDecimal } from '#shared/decimal.ts'
import { csvFile, csvRows, temporaryFolder } from '#test/support/run-folder.ts'
import { runPlan } from '#test/support/run-plan.ts'
import { importInvoices } from './import-invoices.ts'

const invoices = ['germany', 'france'].map(
  (country) =>
    new URL(`../../../../../shared/data/field/online-retail/${country}.csv`, import.meta.url).pathname,
)
const plan = new URL('../../../../examples/invoices/plan.yaml', import.meta.url).pathname

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

function cents(text: string | undefined): bigint {
  const value = parseDecimal(text ?? '', 2)
  if (typeof value !== 'bigint') throw new Error(`${text} is no amount`)
  return value
}

function exact(text: string | undefined): bigint {
  const value = parseDecimal(text ?? '', 18)
  if (typeof value !== 'bigint') throw new Error(`${text} is no amount`)
  return value
}

test('rows that are no sale and no return are rejected with their place and reason, the others are taken over', async () => {
  const file = await folder.write(
    'shop.csv',
    [
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
      '1,A,x,3,12/1/2010 8:45,1.005,7,X',
      '1,B,x,1,12/1/2010 8:46,2,7,X',
      'C2,A,x,-1,1/5/2011 9:00,1.005,7,X',
      '3,A,x,-1,1/5/2011 9:00,1,7,X',
      '4,A,x,1,13/5/2011 9:00,1,8,X',
      '5,A,x,1,1/6/2011 9:00,1,,X',
    ].join('\n'),
  )
  const done = await importInvoices({ from: [file], out: folder.path('small'), currency: 'GBP', seed: 1 })
  expect(done).toEqual({ people: 1, orderRows: 4, rejectedRows: 2 })
  const orders = await csvFile(folder.path('small/orders.csv'))
  expect(orders.map((row) => [row['order_id'], row['at'], row['type'], row['amount']])).toEqual([
    ['1', '2010-12-01T08:45:00', 'order', '3.02'],
    ['1', '2010-12-01T08:45:00', 'order', '2.00'],
    ['C2', '2011-01-05T09:00:00', 'return', '-1.01'],
    ['5', '2011-01-06T09:00:00', 'order', '1.00'],
  ])
  expect((await csvFile(folder.path('small/rejected.csv'))).map((row) => row['row'])).toEqual(['5', '6'])
})

test('a year of real invoices with cancellations: nothing is lost on the way, every amount is the sum of its lines', async () => {
  if (!invoices.every((path) => existsSync(path))) {
    process.stdout.write('real invoices: not run, the files are not here\n')
    return
  }
  const done = await importInvoices({ from: invoices, out: folder.path('real'), currency: 'GBP', seed: 7 })
  expect(done.orderRows + done.rejectedRows).toBe(18_052)
  const inOctober = csvRows(await readFile(folder.path('real/orders.csv'), 'utf8')).filter((row) =>
    row['at']?.startsWith('2011-10'),
  )
  const summary = await runPlan({
    plan,
    people: folder.path('real/people.csv'),
    orders: folder.path('real/orders.csv'),
    period: '2011-10',
    out: folder.path('october'),
  })
  expect(summary.counts.order_rows).toBe(inOctober.length)
  expect(inOctober.some((row) => row['type'] === 'return')).toBe(true)
  expect(exact(summary.sales['GBP'])).toBe(inOctober.reduce((sum, row) => sum + exact(row['amount']), 0n))
  const earnings = await csvFile(folder.path('october/earnings.csv'))
  const lines = await csvFile(folder.path('october/lines.csv'))
  expect(earnings.length).toBeGreaterThan(10)
  for (const earning of earnings) {
    const own = lines.filter(
      (line) => line['person_id'] === earning['person_id'] && line['bonus'] === earning['bonus'],
    )
    expect(exact(earning['amount'])).toBe(own.reduce((sum, line) => sum + exact(line['amount']), 0n))
  }
  expect(cents(summary.paid['GBP'])).toBe(earnings.reduce((sum, row) => sum + cents(row['amount']), 0n))
  expect((await csvFile(folder.path('october/skipped.csv'))).every((row) => row['missing'] !== '')).toBe(true)
})
