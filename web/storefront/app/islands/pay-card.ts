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
}>

declare global {
  interface Window {
    Stripe?: (key: string) => Stripe
  }
}

const SCRIPT = 'https://js.stripe.com/v3/'

/** Makes a form take a card and send its payer back. */
export async function payCard(form: HTMLFormElement): Promise<void> {
  const { key = '', secret = '', back = '', broken = '' } = form.dataset
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
  const elements = stripe.elements({ clientSecret: secret })
  const card = elements.create('payment')
  card.on('ready', () => {
    button.disabled = false
  })
  card.mount(fields)
  const confirm = async (): Promise<void> => {
    button.disabled = true
    say('')
    const asked = stripe.confirmPayment({ elements, confirmParams: { return_url: back } })
    // Where it went through, the browser has left for the address to come back to.
    const { error } = await asked.catch(() => ({ error: { message: broken } }))
    say(error?.message ?? '')
    button.disabled = false
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void confirm()
  })
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
