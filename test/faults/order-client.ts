import { z } from 'zod'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { seededRandom, type Random } from '#shared/random.ts'
import type { Acknowledged, Asked, Notebook } from './notebook.ts'

const WORKERS = 4
const ANSWER_MS = 20_000
const BACK_MS = 90_000
const GOES_ON_MS = 90_000
const LINES_MAX = 3
const QUANTITY_MAX = 5

/** A client that places orders without a pause while the program is killed under it. */
export type OrderClient = Readonly<{
  acknowledgements: () => number
  /** Requests that got no answer, or one that says that the program failed. */
  lost: () => number
  /** Resolves when so many are acknowledged, or in time not; rejects with what made the client give up. */
  acknowledged: (wanted: number) => Promise<boolean>
  /** Ends after the requests that are under way. Throws what was answered when it was neither an order nor a failure. */
  stop: () => Promise<void>
}>

type Settings = Readonly<{
  /** Where the program is now: it moves when it is started again. */
  address: () => string
  cookie: string
  products: readonly string[]
  seed: number
  notebook: Notebook
}>

const placed = z.object({ order: z.string(), total: z.object({ minor: z.string() }) })

export function startOrderClient(settings: Settings): OrderClient {
  const counts = { made: 0, acknowledged: 0, lost: 0 }
  const stopping = new AbortController()
  const chance = seededRandom(settings.seed)
  const placeOne = async (): Promise<void> => {
    const asked = drawOrder(settings, chance, counts.made++)
    settings.notebook.ask(asked)
    // Half of the lost ones are sent again with their key, as a careful client does; the others stay unknown.
    for (let again = true; again; again = chance.below(2) === 0) {
      const answer = await sendOrder(settings, asked)
      if (answer !== undefined) {
        settings.notebook.acknowledge(answer)
        counts.acknowledged++
        return
      }
      counts.lost++
      const back = await waitUntil(() => stopping.signal.aborted || answers(settings.address()), BACK)
      if (!back) throw new Error('the program did not come back')
      if (stopping.signal.aborted) return
    }
  }
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) await placeOne()
  }
  const working = Promise.all(Array.from({ length: WORKERS }, work))
  // Heard of at stop; until then it is no unhandled rejection.
  working.catch(() => stopping.abort())
  return {
    acknowledgements: () => counts.acknowledged,
    lost: () => counts.lost,
    acknowledged: async (wanted) => {
      const enough = () => stopping.signal.aborted || counts.acknowledged >= wanted
      await waitUntil(enough, { stepMs: 5, mostMs: GOES_ON_MS })
      if (stopping.signal.aborted) await working
      return counts.acknowledged >= wanted
    },
    stop: async () => {
      stopping.abort()
      await working
    },
  }
}

const BACK = { stepMs: 50, mostMs: BACK_MS }

/** Sends an order; undefined when no answer came or the program says that it failed: it may or may not be placed. */
export async function sendOrder(
  to: Pick<Settings, 'address' | 'cookie'>,
  asked: Asked,
): Promise<Acknowledged | undefined> {
  const headers = { cookie: to.cookie, 'content-type': 'application/json', 'idempotency-key': asked.key }
  let status: number
  let text: string
  try {
    const reply = await fetch(`${to.address()}/api/v1${asked.path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(asked.body),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    status = reply.status
    text = await reply.text()
  } catch {
    return undefined
  }
  if (status >= 500) return undefined
  if (status !== 201) throw new Error(`an order was answered with ${status}: ${text}`)
  const { order, total } = placed.parse(JSON.parse(text))
  return { key: asked.key, order, totalMinor: total.minor }
}

/** Draws an order for oneself, or one reported for a guest. */
function drawOrder({ products, seed }: Settings, chance: Random, number: number): Asked {
  const wanted = new Set(
    Array.from({ length: 1 + chance.below(LINES_MAX) }, () => products[chance.below(products.length)] ?? ''),
  )
  const lines = [...wanted].map((product) => ({ product, quantity: 1 + chance.below(QUANTITY_MAX) }))
  const key = `fault-${seed}-${number}`
  const order = { lines, payment: 'pay_later' }
  if (chance.below(2) === 0)
    return {
      key,
      path: '/office/reported-orders',
      body: { ...order, buyer: { kind: 'guest', name: 'Guest of a test' } },
    }
  const delivery = { recipient: 'A test', line1: 'Quay 1', postalCode: 'D01', city: 'Dublin', country: 'IE' }
  return { key, path: '/office/orders', body: { ...order, delivery } }
}

function answers(address: string): Promise<boolean> {
  return fetch(`${address}/api/v1/company`).then(
    (reply) => reply.ok,
    () => false,
  )
}
