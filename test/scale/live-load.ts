import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { seededRandom } from '#shared/random.ts'
import type { SignedIn } from './live-company.ts'

/** Whoever reads has connections of their own and does not wait where many orders are on their way. */
const agents = {
  orders: new Agent({ keepAlive: true, maxSockets: 256 }),
  pages: new Agent({ keepAlive: true, maxSockets: 256 }),
} as const
const PREFIX = '/api/v1'

/** One call of the program's API with a session. */
export async function call(
  address: string,
  cookie: string,
  asked: Readonly<{ method: string; path: string; body?: unknown; key?: string }>,
): Promise<Readonly<{ status: number; body: unknown }>> {
  const text = asked.body === undefined ? undefined : JSON.stringify(asked.body)
  const { promise, resolve, reject } = Promise.withResolvers<Readonly<{ status: number; text: string }>>()
  const sent = request(`${address}${PREFIX}${asked.path}`, {
    agent: asked.method === 'GET' ? agents.pages : agents.orders,
    method: asked.method,
    headers: {
      cookie,
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(asked.key === undefined ? {} : { 'idempotency-key': asked.key }),
    },
  })
  sent.on('response', (reply) => {
    const parts: Buffer[] = []
    reply.on('data', (part: Buffer) => parts.push(part))
    reply.on('end', () =>
      resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
    )
    reply.on('error', reject)
  })
  sent.on('error', reject)
  sent.end(text)
  const answer = await promise
  return { status: answer.status, body: answer.text === '' ? undefined : JSON.parse(answer.text) }
}

/** The session of the demonstration's administrator. */
export async function signInAsAdministrator(address: string): Promise<string> {
  const reply = await fetch(`${address}${PREFIX}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ realm: 'staff', login: 'admin@demo.test', password: 'demonstration' }),
  })
  return reply.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
}

const money = z.object({ minor: z.string() })
const needsShape = z.array(z.looseObject({ what: z.string().optional(), reached: z.string().optional() }))
const expectedShape = z.object({
  seq: z.string(),
  asOf: z.union([z.string(), z.number()]),
  total: money,
  volumes: z.array(z.object({ name: z.string(), amount: z.string() })),
  rank: z.object({ name: z.string().nullable(), needs: needsShape, keep: needsShape }),
})

/** What the office shows a person of the open month, and when it came: real time, as what is measured is how long people wait. */
export type Reading = Readonly<{
  sentMs: number
  cameMs: number
  seq: bigint
  /** Volumes by name, in millionths. */
  volumes: ReadonlyMap<string, bigint>
  /** What the needs of the next rank and of the one that is held say that is reached, by what it is. */
  reached: ReadonlyMap<string, string>
  rank: string | null
  totalMinor: bigint
}>

export async function readExpected(address: string, who: SignedIn): Promise<Reading> {
  const sentMs = Date.now()
  const { status, body } = await call(address, who.cookie, { method: 'GET', path: '/office/pay/expected' })
  if (status !== 200) throw new Error(`the office answered ${status}: ${JSON.stringify(body)}`)
  const told = expectedShape.parse(body)
  return {
    sentMs,
    cameMs: Date.now(),
    seq: BigInt(told.seq),
    volumes: new Map(told.volumes.map(({ name, amount }) => [name, BigInt(amount)])),
    reached: new Map(
      [...told.rank.keep, ...told.rank.needs].flatMap(({ what, reached }) =>
        what && reached ? [[what, reached]] : [],
      ),
    ),
    rank: told.rank.name,
    totalMinor: BigInt(told.total.minor),
  }
}

/** An order that the program took. */
export type Sent = Readonly<{ code: string; seller: string; answeredMs: number }>

export type Load = Readonly<{ sent: readonly Sent[]; refused: number; tookMs: number; latestMs: number }>

const delivery = {
  recipient: 'Bench',
  line1: '1 Main Street',
  postalCode: 'D01',
  city: 'Dublin',
  country: 'IE',
}
const placedShape = z.object({ order: z.string() })

/** Places orders at a steady rate, whether earlier ones were answered or not. */
export async function sendOrders(
  address: string,
  sellers: readonly SignedIn[],
  products: readonly string[],
  of: Readonly<{ perSecond: number; seconds: number; seed: number }>,
): Promise<Load> {
  const { below } = seededRandom(of.seed)
  const sent: Sent[] = []
  let [refused, latestMs] = [0, 0]
  const place = async (): Promise<void> => {
    const who = sellers[below(sellers.length)]
    if (!who) throw new Error('nobody sells')
    const lines = Array.from({ length: 1 + below(3) }, (_, at) => ({
      product: products[(below(products.length - 3) + at) % products.length],
      quantity: 1 + below(3),
    }))
    const distinct = [...new Map(lines.map((line) => [line.product, line])).values()]
    const body = { lines: distinct, payment: 'pay_later', delivery }
    const { status, body: answer } = await call(address, who.cookie, {
      method: 'POST',
      path: '/office/orders',
      body,
      key: randomUUID(),
    })
    if (status !== 201) {
      refused += 1
      if (refused <= 3) process.stderr.write(`an order was answered ${status}: ${JSON.stringify(answer)}\n`)
      return
    }
    sent.push({ code: placedShape.parse(answer).order, seller: who.personId, answeredMs: Date.now() })
  }
  const begun = performance.now()
  const under: Promise<void>[] = []
  for (let number = 0; number < of.perSecond * of.seconds; number++) {
    const dueMs = begun + (number * 1000) / of.perSecond
    const now = performance.now()
    if (dueMs > now) await pause(dueMs - now)
    latestMs = Math.max(latestMs, performance.now() - dueMs)
    under.push(
      place().catch((error: unknown) => {
        refused += 1
        process.stderr.write(`${String(error)}\n`)
      }),
    )
  }
  await Promise.all(under)
  return { sent, refused, tookMs: performance.now() - begun, latestMs }
}

/** Reads somebody's figures again and again until it is stopped; a reading begins at the earliest so long after the last one. */
export function keepReading(address: string, who: SignedIn, everyMs: number) {
  const readings: Reading[] = []
  let failed = 0
  const stopping = new AbortController()
  const done = (async () => {
    while (!stopping.signal.aborted) {
      const begun = Date.now()
      try {
        readings.push(await readExpected(address, who))
      } catch {
        failed += 1
      }
      const rest = everyMs - (Date.now() - begun)
      if (rest > 0) await pause(rest)
    }
  })()
  return {
    readings,
    failed: () => failed,
    async stop(): Promise<void> {
      stopping.abort()
      await done
    },
  }
}

export function closeConnections(): void {
  for (const agent of Object.values(agents)) agent.destroy()
}
