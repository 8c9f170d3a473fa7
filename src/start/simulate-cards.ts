import { startStripeSimulator, type StripeSimulator } from '../demo/stripe-simulator/simulator.ts'

/** Starts the simulator of Stripe beside the program, which tells what happened to the address that the program listens at by then. */
export function simulateCards(
  deps: { onError: (error: Error) => void },
  addressOf: () => string | undefined,
): Promise<StripeSimulator> {
  const tell = async (body: string, signature: string): Promise<void> => {
    const address = addressOf()
    if (address === undefined) return
    await fetch(`${address}/api/v1/payments/stripe/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
      body,
    })
  }
  return startStripeSimulator({
    // What is lost on the way, the program asks for by itself later.
    tell: ({ body, signature }) => void tell(body, signature).catch(deps.onError),
  })
}
