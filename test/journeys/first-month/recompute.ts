import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { showClose } from '#modules/compensation/contract.ts'
import type { Api } from '#kit/api.ts'
import { signedIn } from './callers.ts'
import type { Company } from './company.ts'
import { countedBefore, type Reported } from './orders-around-cut.ts'

/**
 * Exports a closed month beside the running program and computes it again from the files alone. Says whether the
 * earnings are the same, and whether of the orders around the cut exactly those that count before it are in the files.
 */
export async function recompute(
  company: Company,
  input: Readonly<{ period: string; seller: Api; reported: readonly Reported[] }>,
): Promise<Readonly<{ sameEarnings: boolean; sameOrders: boolean }>> {
  const { period, seller, reported } = input
  const out = join(company.folder, `export-${period}`)
  const again = join(company.folder, `again-${period}`)
  const file = (name: string) => join(out, name)
  await company.command('export', '--period', period, '--out', out)
  const [plan, people, orders] = [file('plan.yaml'), file('people.csv'), file('orders.csv')]
  const known = ['facts', 'links', 'state'].flatMap((name) => [`--${name}`, file(`${name}.csv`)])
  const from = ['--plan', plan, '--people', people, '--orders', orders, ...known]
  await company.command('run', ...from, '--period', period, '--out', again)
  const paid = paying(await readFile(file('earnings.csv'), 'utf8'))
  const computed = paying(await readFile(join(again, 'earnings.csv'), 'utf8'))
  if (paid.length < 2) throw new Error('nobody was paid, so that nothing is shown by the same earnings')

  const staff = await signedIn(company.address, 'staff', 'admin@demo.test')
  const { until: untilMs } = await staff(showClose, { params: { period } })
  const counted = await countedBefore(seller, reported, untilMs)
  const inFile = new Set(
    (await readFile(file('orders.csv'), 'utf8')).split('\n').map((row) => row.split(',')[0]),
  )
  return {
    sameEarnings: paid.join('\n') === computed.join('\n'),
    sameOrders:
      counted.length > 0 &&
      counted.length < reported.length &&
      reported.every(({ code }) => inFile.has(code) === counted.includes(code)),
  }
}

/** The rows that pay somebody; amounts that came to nothing are told in one file and not in the other. */
function paying(text: string): readonly string[] {
  return text.split('\n').filter((row) => row !== '' && !/,0(\.0+)?,[A-Z]{3}$/.test(row))
}
