import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { call } from './live-load.ts'

/** Goods that a promotion is about. */
export type BenchAbout = Readonly<{ n: number; category: string; other: string; product: string }>

/** Promotions such as a company runs beside each other; each of them is about a few goods, some are limited. */
const KINDS: readonly ((of: BenchAbout) => string)[] = [
  ({ n, product }) => `reward: {percent: {off: ${5 + (n % 20)} %, of: {product: "${product}"}}}`,
  ({ category }) =>
    `each: {set: [{pieces: 3, of: {category: ${category}}}]}\nreward: {free: {pieces: 1, of: {category: ${category}}, which: cheapest}}`,
  ({ category, other }) =>
    `when: {basket: {of: {category: ${category}}, amount: 40}}\nreward: {percent: {off: 25 %, of: {category: ${other}}}}`,
  ({ n }) => `when: {coupon: k${n}}\nreward: {amount: {off: 5, of: all}}`,
  ({ product }) =>
    `reward: {percent: {off: 10 %, of: {product: "${product}"}}}\nlimits: {budget: 1000000, uses_per_person: 100000}`,
]

/** The text of the promotion of a number. */
export function benchPromotion(about: BenchAbout): string {
  const kind = KINDS[about.n % KINDS.length]
  return `openfield_promotion: 1\npromotion: bench-${about.n}\ntitle: {en: Bench ${about.n}}\n${kind?.(about) ?? ''}\n`
}

/** Makes promotions active as an administrator does, over the API; those that are there stay. */
export async function activatePromotions(
  address: string,
  cookie: string,
  client: Client,
  count: number,
): Promise<void> {
  const { rows } = await client.query<{ code: string; category_code: string }>(
    'SELECT code, category_code FROM catalog.v_product ORDER BY code',
  )
  const { rows: markets } = await client.query<{ code: string }>(
    'SELECT code FROM company.v_market ORDER BY id',
  )
  const market = markets[0]?.code ?? ''
  const categories = [...new Set(rows.map((row) => row.category_code))]
  const pick = <T>(list: readonly T[], at: number): T => {
    const found = list[at % list.length]
    if (found === undefined) throw new Error('nothing is sold')
    return found
  }
  for (let n = 0; n < count; n++) {
    const about = {
      n,
      category: pick(categories, n),
      other: pick(categories, n + 1),
      product: pick(rows, n).code,
    }
    const text = benchPromotion(about)
    const made = await call(address, cookie, {
      method: 'POST',
      path: '/promotions',
      body: { market, text },
      key: randomUUID(),
    })
    if (made.status === 409) continue
    if (made.status !== 201)
      throw new Error(`a promotion was answered ${made.status}: ${JSON.stringify(made.body)}`)
    const path = `/promotions/${market}/bench-${n}/state`
    const { status, body } = await call(address, cookie, { method: 'PUT', path, body: { state: 'active' } })
    if (status !== 200) throw new Error(`a promotion was answered ${status}: ${JSON.stringify(body)}`)
  }
}
