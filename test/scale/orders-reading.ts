import { randomUUID } from 'node:crypto'
import { seededRandom } from '#shared/random.ts'
import { call } from './live-load.ts'
import type { Answered, Ordering } from './orders-load.ts'

const QUOTED_LINES = 3
const PAGE_ROWS = 20

/** What a distributor asks before there is an order. */
export type Question = 'a basket of three lines' | 'a page of 20 products'

/** So many clients, each of which asks again when the last answer came. */
export async function askInTurn(
  ordering: Ordering,
  question: Question,
  of: Readonly<{ clients: number; seconds: number }>,
): Promise<Answered> {
  const { below } = seededRandom(ordering.seed)
  const timesMs: number[] = []
  let refused = 0
  const begun = performance.now()
  const end = begun + of.seconds * 1000
  await Promise.all(
    Array.from({ length: of.clients }, async () => {
      while (performance.now() < end) {
        const sent = performance.now()
        const { status, body } = await ask(ordering, question, below)
        if (status === 200) timesMs.push(performance.now() - sent)
        else if ((refused += 1) <= 3)
          process.stderr.write(`${question} was answered ${status}: ${JSON.stringify(body)}\n`)
      }
    }),
  )
  return {
    placed: timesMs.length,
    refused,
    tookMs: performance.now() - begun,
    timesMs: Float64Array.from(timesMs).sort(),
  }
}

function ask(
  { address, sellers, products }: Ordering,
  question: Question,
  below: (limit: number) => number,
): Promise<Readonly<{ status: number; body: unknown }>> {
  const who = sellers[below(sellers.length)]
  if (!who) throw new Error('nobody sells')
  if (question === 'a page of 20 products')
    return call(address, who.cookie, { method: 'GET', path: `/office/products?rows=${PAGE_ROWS}` })
  const first = below(products.length)
  const lines = Array.from({ length: QUOTED_LINES }, (_, at) => ({
    product: products[(first + at * 7) % products.length],
    quantity: 1 + below(3),
  }))
  return call(address, who.cookie, {
    method: 'POST',
    path: '/office/quotes',
    body: { buyer: { kind: 'self' }, lines },
    key: randomUUID(),
  })
}
