import { Stripe } from 'stripe'

/** How Stripe is asked. */
export type StripeAccess = Readonly<{
  secretKey: string
  /** Another place than Stripe itself: a simulator. */
  apiBase: string | undefined
  timeoutMs?: number | undefined
}>

const TIMEOUT_MS = 10_000

/** Stripe's official library, which asks once and tells what came of it. */
export function stripeClient({ secretKey, apiBase, timeoutMs = TIMEOUT_MS }: StripeAccess): Stripe {
  return new Stripe(secretKey, {
    timeout: timeoutMs,
    // What was not answered is for whoever asked to know.
    maxNetworkRetries: 0,
    telemetry: false,
    ...(apiBase === undefined ? {} : placeOf(apiBase)),
  })
}

function placeOf(apiBase: string) {
  const { hostname, port, protocol } = new URL(apiBase)
  const isSafe = protocol === 'https:'
  return {
    host: hostname,
    port: port === '' ? (isSafe ? 443 : 80) : Number(port),
    protocol: isSafe ? ('https' as const) : ('http' as const),
  }
}
