import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'

/** What happens to the next question: it is lost, never answered, or answered with an error of the server. */
export type Fault = 'lost' | 'silent' | 'server_error'

export type EasyPostSimulator = Readonly<{
  /** What the program is configured with to ask the simulator and not EasyPost. */
  settings: Readonly<{ apiKey: string; apiBase: string }>
  failNext: (...faults: readonly Fault[]) => void
  stop: () => Promise<void>
}>

const HTTP = { created: 201, unauthorized: 401, notFound: 404, unprocessable: 422, server: 500 } as const
const OUNCES_PER_STEP = 16
const CURRENCIES: Readonly<Record<string, string>> = { NO: 'NOK', DE: 'EUR' }

const address = z.object({ country: z.string().length(2), zip: z.string().default('') })
const asked = z.object({
  shipment: z.object({
    from_address: address,
    to_address: address,
    parcel: z.object({ weight: z.number().positive() }),
  }),
})
type Shipment = z.output<typeof asked>['shipment']

/**
 * A simulator of the part of EasyPost that the program uses, on this machine: a shipment tells its rates, made up and the same for the same
 * question, and nothing is ever sent.
 */
export async function startEasyPostSimulator(): Promise<EasyPostSimulator> {
  const apiKey = `EZTK${randomBytes(12).toString('hex')}`
  const faults: Fault[] = []
  const answer = async (request: IncomingMessage): Promise<Answer | undefined> => {
    const body = await bodyOf(request)
    if (request.headers.authorization !== `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`)
      return failed(HTTP.unauthorized, 'UNAUTHORIZED', 'This api key is not active.')
    const fault = faults.shift()
    if (fault === 'lost') return undefined
    if (fault === 'silent') return new Promise(() => undefined)
    if (fault === 'server_error') return failed(HTTP.server, 'INTERNAL_ERROR', 'We could not do that.')
    if (request.method !== 'POST' || request.url !== '/v2/shipments')
      return failed(HTTP.notFound, 'NOT_FOUND', 'The requested resource could not be found.')
    return shipmentOf(body)
  }
  const server = createServer((request, reply) => {
    const send = ({ status, body }: Answer): void => {
      reply.writeHead(status, { 'content-type': 'application/json' })
      reply.end(JSON.stringify(body))
    }
    const broken = (error: unknown): Answer => failed(HTTP.server, 'INTERNAL_ERROR', String(error))
    void answer(request)
      .catch(broken)
      .then((answered) => (answered ? send(answered) : void request.socket.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const info = server.address()
  if (info === null || typeof info === 'string') throw new Error('the simulator listens nowhere')
  return {
    settings: { apiKey, apiBase: `http://127.0.0.1:${info.port}` },
    failNext: (...next) => void faults.push(...next),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Answer = Readonly<{ status: number; body: object }>

function failed(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message, errors: [] } } }
}

function shipmentOf(body: string): Answer {
  const read = asked.safeParse(JSON.parse(body))
  if (!read.success) return failed(HTTP.unprocessable, 'SHIPMENT.INVALID_PARAMS', 'Invalid shipment.')
  const { shipment } = read.data
  if (shipment.to_address.zip === '00000')
    return failed(HTTP.unprocessable, 'ADDRESS.VERIFY.FAILURE', 'Unable to verify address.')
  const id = `shp_${randomBytes(16).toString('hex')}`
  return {
    status: HTTP.created,
    body: { id, object: 'Shipment', mode: 'test', messages: [], rates: ratesOf(shipment) },
  }
}

/**
 * The post carries what is no heavier than ten pounds within its country; the express carries everything everywhere, and tells what it
 * takes in dollars where the parcel leaves its country. Both take more by each pound that is begun.
 */
function ratesOf({ from_address: from, to_address: to, parcel }: Shipment) {
  const steps = Math.ceil(parcel.weight / OUNCES_PER_STEP)
  const isHome = from.country === to.country
  const currency = CURRENCIES[from.country] ?? 'USD'
  const rate = (carrier: string, service: string, of: { whole: number; currency: string }) => ({
    id: `rate_${randomBytes(16).toString('hex')}`,
    object: 'Rate',
    carrier,
    service,
    rate: `${of.whole}.58`,
    currency: of.currency,
  })
  const express = { whole: 80 + 20 * steps, currency: isHome ? currency : 'USD' }
  const post = rate('Post', 'Parcel', { whole: 30 + 10 * steps, currency })
  return [...(isHome && steps <= 10 ? [post] : []), rate('Express', 'NextDay', express)]
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const piece of request) body += String(piece)
  return body
}
