import { z } from 'zod'
import { parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { divideRounded } from '#shared/ratio.ts'
import type { CarrierQuestion, CarrierRate } from '../domain/carrier.ts'
import type { CarrierService, CarrierTold } from '../domain/carrier-service.ts'

export type EasyPostAccess = Readonly<{
  apiKey: string
  /** Another place than EasyPost itself: a simulator. */
  apiBase: string | undefined
  timeoutMs?: number | undefined
}>

const PLACE = 'https://api.easypost.com'
const TIMEOUT_MS = 5_000
/** What EasyPost answers to something that it cannot take; every other fault is its own, or the company's. */
const REFUSALS: readonly number[] = [400, 422]

const shipment = z.object({
  rates: z.array(
    z.object({ carrier: z.string(), service: z.string(), rate: z.string(), currency: z.string() }),
  ),
})
const fault = z.object({ error: z.object({ message: z.string() }) })

/** EasyPost as the service that knows what carriers take: a shipment that is never bought tells its rates. */
export function openEasyPost(access: EasyPostAccess): CarrierService {
  const { apiKey, apiBase = PLACE, timeoutMs = TIMEOUT_MS } = access
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`
  const url = new URL('/v2/shipments', apiBase)
  return {
    ask: async (question): Promise<CarrierTold> => {
      try {
        const reply = await fetch(url, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify({ shipment: shipmentOf(question) }),
          signal: AbortSignal.timeout(timeoutMs),
        })
        return told(reply.status, await reply.json())
      } catch (error) {
        // No connection, no answer in time, or one that is no JSON.
        return { kind: 'down', why: error instanceof Error ? error.message : 'unknown' }
      }
    },
  }
}

function told(status: number, body: unknown): CarrierTold {
  const answer = shipment.safeParse(body)
  if (status < 300 && answer.success) return { kind: 'rates', rates: answer.data.rates.flatMap(rateOf) }
  const why = fault.safeParse(body).data?.error.message ?? `It answered with ${status}.`
  return { kind: REFUSALS.includes(status) ? 'refused' : 'down', why }
}

function shipmentOf({ from, to, grams }: CarrierQuestion) {
  return {
    from_address: { country: from.country, zip: from.postalCode },
    to_address: { country: to.country, state: to.region, zip: to.postalCode },
    parcel: { weight: ouncesOf(grams) },
  }
}

const UG_PER_TENTH_OUNCE = 2_834_952
const UG_PER_GRAM = 1_000_000

/** A weight in ounces to the next higher tenth, as EasyPost takes it; nothing weighs nothing. */
function ouncesOf(grams: number): number {
  return Math.max(1, Math.ceil((grams * UG_PER_GRAM) / UG_PER_TENTH_OUNCE)) / 10
}

const PLACES = 6

/** A rate in minor units, to the nearest; one that cannot be read is none. */
function rateOf({ carrier, service, rate, currency }: z.output<typeof shipment>['rates'][number]) {
  const exact = parseDecimal(rate, PLACES)
  if (typeof exact !== 'bigint' || exact < 0n) return []
  const minor = divideRounded(exact, 10n ** BigInt(PLACES - currencyDigits(currency)), 'half_up')
  return [{ carrier, service, currency, minor } satisfies CarrierRate]
}
