import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { TEST_CARDS, type Books } from './books.ts'

const SEE_OTHER = 303
const NOT_FOUND = 404

/** The page that stands in for Stripe's own script: it takes a test card, and sends its payer back to where they came from. */
export function payPage(
  books: Books,
  input: { request: IncomingMessage; reply: ServerResponse; url: URL; body: string },
): void {
  const { request, reply, url, body } = input
  const id = url.pathname.split('/')[2] ?? ''
  const intent = books.intents().find((one) => one.id === id)
  reply.setHeader('content-type', 'text/html; charset=utf-8')
  if (!intent) {
    reply.statusCode = NOT_FOUND
    reply.end(page('<p>There is no such payment. It ended with the simulator; go back and pay again.</p>'))
    return
  }
  const back = url.searchParams.get('back') ?? ''
  const typed = new URLSearchParams(body)
  const asked = intent.status
  if (request.method === 'POST' && asked === 'requires_payment_method')
    books.confirm(id, (typed.get('card') ?? '').replaceAll(/\s/g, ''))
  if (request.method === 'POST' && asked === 'requires_action')
    books.answerBank(id, typed.get('confirm') === 'yes')
  const isDone = intent.status !== 'requires_payment_method' && intent.status !== 'requires_action'
  // Whoever said no at the bank comes back as well, and is told there.
  if ((isDone || (asked === 'requires_action' && request.method === 'POST')) && /^https?:\/\//.test(back)) {
    reply.statusCode = SEE_OTHER
    reply.setHeader('location', back)
    reply.end()
    return
  }
  reply.end(page(intent.status === 'requires_action' ? bank() : form(intent)))
}

function form(intent: ReturnType<Books['intentBy']>): string {
  const currency = intent.currency.toUpperCase()
  const amount = `${formatDecimal(BigInt(intent.amount), currencyDigits(currency))} ${currency}`
  const problem = intent.last_payment_error
  return `<p>Nothing is charged. ${amount} for the order ${safe(intent.metadata['order'] ?? '')}.</p>
${problem ? `<p role="alert"><strong>${safe(problem.message)}</strong> Try another card.</p>` : ''}
<form method="post">
<label for="card">Card number</label>
<input id="card" name="card" inputmode="numeric" autocomplete="off" value="${TEST_CARDS.succeeds}">
<button type="submit">Pay ${amount}</button>
</form>
<ul><li>${TEST_CARDS.succeeds} is paid.</li><li>${TEST_CARDS.declined} is declined.</li>
<li>${TEST_CARDS.disputed} is paid, and then disputed.</li><li>${TEST_CARDS.asks} has its bank ask you first.</li>
<li>${TEST_CARDS.refundsLate} is paid; what goes back takes some seconds.</li>
<li>${TEST_CARDS.refundsFail} is paid; what goes back comes again after some seconds.</li></ul>`
}

/** What the payer's bank would ask. */
function bank(): string {
  return `<h2>Your bank asks</h2><p>Do you confirm this payment?</p>
<form method="post"><button type="submit" name="confirm" value="yes">Yes, confirm it</button>
<button type="submit" name="confirm" value="no">No</button></form>`
}

function page(main: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Simulator of card payments</title><style>
body{font:1rem/1.5 system-ui;max-width:28rem;margin:2rem auto;padding:0 1rem}label,input,button{display:block;width:100%;box-sizing:border-box}
input,button{font:inherit;min-height:2.75rem;margin:.25rem 0 1rem;padding:.5rem}</style></head>
<body><main><h1>Simulator of card payments</h1>${main}</main></body></html>`
}

function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
