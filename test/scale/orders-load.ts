import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '#shared/random.ts'
import type { SignedIn } from './live-company.ts'
import { call } from './live-load.ts'

/** Who orders what. */
export type Ordering = Readonly<{
  address: string
  sellers: readonly SignedIn[]
  products: readonly string[]
  seed: number
}>

/** Orders that were answered, and how long each answer took, the quickest first. */
export type Answered = Readonly<{ placed: number; refused: number; tookMs: number; timesMs: Float64Array }>

const LINES = 3

/** How orders are placed: so many clients in turn, each with orders of so many lines (3). */
type InTurn = Readonly<{ clients: number; seconds: number; lines?: number }>

const delivery = {
  recipient: 'Bench',
  line1: '1 Main Street',
  postalCode: 'D01',
  city: 'Dublin',
  country: 'IE',
}

/** So many clients, each of which sends its next order when the last one was answered. */
export async function inTurn(ordering: Ordering, of: InTurn): Promise<Answered> {
  const one = ordersOf(ordering, of.lines)
  const begun = performance.now()
  const end = begun + of.seconds * 1000
  await Promise.all(
    Array.from({ length: of.clients }, async () => {
      while (performance.now() < end) await one.place(performance.now())
    }),
  )
  return one.answered(begun)
}

/** Orders at a steady rate, whether earlier ones were answered or not; the time runs from when an order was due. */
export async function atRate(
  ordering: Ordering,
  of: Readonly<{ perSecond: number; seconds: number }>,
): Promise<Answered> {
  const one = ordersOf(ordering)
  const begun = performance.now()
  const under: Promise<void>[] = []
  for (let number = 0; number < of.perSecond * of.seconds; number++) {
    const dueMs = begun + (number * 1000) / of.perSecond
    const now = performance.now()
    if (dueMs > now) await pause(dueMs - now)
    under.push(one.place(dueMs))
  }
  await Promise.all(under)
  return one.answered(begun)
}

function ordersOf({ address, sellers, products, seed }: Ordering, count = LINES) {
  const { below } = seededRandom(seed)
  const timesMs: number[] = []
  let refused = 0
  const place = async (fromMs: number): Promise<void> => {
    const who = sellers[below(sellers.length)]
    if (!who) throw new Error('nobody sells')
    const first = below(products.length)
    const lines = Array.from({ length: count }, (_, at) => ({
      // One after the other in large orders, so that no product comes twice.
      product: products[(first + at * (count > LINES ? 1 : 7)) % products.length],
      quantity: 1 + below(3),
    }))
    const { status, body } = await call(address, who.cookie, {
      method: 'POST',
      path: '/office/orders',
      body: { lines, payment: 'pay_later', delivery },
      key: randomUUID(),
    })
    if (status === 201) timesMs.push(performance.now() - fromMs)
    else refused += 1
    if (status !== 201 && refused <= 3)
      process.stderr.write(`an order was answered ${status}: ${JSON.stringify(body)}\n`)
  }
  const answered = (begun: number): Answered => ({
    placed: timesMs.length,
    refused,
    tookMs: performance.now() - begun,
    timesMs: Float64Array.from(timesMs).sort(),
  })
  return { place, answered }
}
