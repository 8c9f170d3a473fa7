// Takes a card by the provider's own script, so that no number of a card ever reaches this site.
type Elements = Readonly<{
  create: (
    kind: 'payment',
  ) => Readonly<{ mount: (at: HTMLElement) => void; on: (event: 'ready', then: () => void) => void }>
}>
type Stripe = Readonly<{
  elements: (options: { clientSecret: string }) => Elements
  confirmPayment: (options: {
    elements: Elements
    confirmParams: { return_url: string }
  }) => Promise<{ error?: { message?: string } }>
  handleNextAction: (options: { clientSecret: string }) => Promise<{ error?: { message?: string } }>
}>

declare global {
  interface Window {
    Stripe?: (key: string) => Stripe
  }
}

const SCRIPT = 'https://js.stripe.com/v3/'

/** Makes a form take a card, or go on with what the payer's bank asks for, and send its payer back. */
export async function payCard(form: HTMLFormElement): Promise<void> {
  const { key = '', secret = '', back = '', broken = '', confirm: asksBank } = form.dataset
  const fields = form.querySelector<HTMLElement>('[data-fields]')
  const problem = form.querySelector<HTMLElement>('[data-problem]')
  const button = form.querySelector('button')
  if (!fields || !problem || !button) return
  const say = (text: string): void => {
    problem.textContent = text
    problem.hidden = text === ''
  }
  const stripe = await load(key).catch(() => undefined)
  if (!stripe) return say(broken)
  const send = (work: () => Promise<{ error?: { message?: string } }>): void => {
    const ask = async (): Promise<void> => {
      button.disabled = true
      say('')
      const { error } = await work().catch(() => ({ error: { message: broken } }))
      say(error?.message ?? '')
      button.disabled = false
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void ask()
    })
  }
  if (asksBank !== undefined) {
    button.disabled = false
    return send(async () => {
      const done = await stripe.handleNextAction({ clientSecret: secret })
      if (!done.error) location.assign(back)
      return done
    })
  }
  const elements = stripe.elements({ clientSecret: secret })
  const card = elements.create('payment')
  card.on('ready', () => {
    button.disabled = false
  })
  card.mount(fields)
  // Where it went through, the browser has left for the address to come back to.
  send(() => stripe.confirmPayment({ elements, confirmParams: { return_url: back } }))
}

function load(key: string): Promise<Stripe | undefined> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = SCRIPT
    script.addEventListener('load', () => resolve(window.Stripe?.(key)))
    script.addEventListener('error', reject)
    document.head.append(script)
  })
}
