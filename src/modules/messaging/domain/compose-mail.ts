import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { mailWords, type MailWords } from './mail-words.ts'

/** What a mail is made of; it fits `platform/mail`. */
type Block =
  | Readonly<{ what: 'text' | 'small'; text: string }>
  | Readonly<{ what: 'button'; label: string; path: string }>
  | Readonly<{ what: 'facts'; rows: { name: string; value: string }[] }>
  | Readonly<{
      what: 'goods'
      rows: { name: string; note: string; amount: string }[]
      sums: { name: string; amount: string; isTotal: boolean }[]
    }>
export type Composed = Readonly<{
  subject: string
  content: { sender: string; title: string; blocks: Block[]; closing: string }
}>

type To = Readonly<{ language: string; sender: string; name: string }>

export type OrderToTell = Readonly<{
  code: string
  placedOn: string
  currency: string
  payment: string
  lines: readonly Readonly<{
    name: string
    quantity: number
    unitMinor: bigint
    discountMinor: bigint
    totalMinor: bigint
  }>[]
  shippingMinor: bigint
  taxMinor: bigint
  taxAdded: boolean
  totalMinor: bigint
  address: Readonly<{
    recipient: string
    line1: string
    line2?: string | undefined
    postalCode: string
    city: string
    region?: string | undefined
    country: string
  }> | null
  /** How it comes, where that was chosen, and where it is picked up. */
  way: Readonly<{ name: string; place: PlaceToTell | null }> | null
  page: string | undefined
}>

/** Where something is picked up, and when. */
export type PlaceToTell = Readonly<{
  name: string
  address: Readonly<{ line1: string; line2: string; postalCode: string; city: string; country: string }>
  opening: string
}>

/** The confirmation of an order: what was ordered, its sums, where it goes and how it is paid. */
export function composeConfirmation(to: To, order: OrderToTell): Composed {
  const words = mailWords(to.language)
  const money = moneyIn(words, order.currency)
  const { address, way } = order
  const facts = [
    { name: words.order.payment, value: words.order.payments[order.payment] ?? order.payment },
    ...(way === null ? [] : [{ name: words.order.way, value: way.name }]),
    ...(way?.place ? [{ name: words.order.pickup, value: placeText(way.place) }] : []),
    ...(address === null ? [] : [{ name: words.order.delivery, value: addressText(address) }]),
  ]
  const sum = (name: string, minor: bigint, isTotal = false) => ({ name, amount: money(minor), isTotal })
  return {
    subject: words.order.subject(order.code),
    content: {
      sender: to.sender,
      title: words.order.title,
      blocks: [
        {
          what: 'text',
          text: `${words.hello(to.name)}\n${words.order.lead(order.code, dayIn(words, order.placedOn))}`,
        },
        {
          what: 'goods',
          rows: order.lines.map(({ name, quantity, unitMinor, discountMinor, totalMinor }) => ({
            name,
            note: `${quantity} × ${money(unitMinor)}${discountMinor === 0n ? '' : `, −${money(discountMinor)}`}`,
            amount: money(totalMinor),
          })),
          sums: [
            sum(words.order.shipping, order.shippingMinor),
            ...(order.taxAdded ? [sum(words.order.plusTax, order.taxMinor)] : []),
            sum(words.order.total, order.totalMinor, true),
            ...(order.taxAdded ? [] : [sum(words.order.tax, order.taxMinor)]),
          ],
        },
        { what: 'facts', rows: facts },
        ...buttonTo(words.order.follow, order.page),
      ],
      closing: words.closing,
    },
  }
}

/** That an order can be picked up: where, and when. */
export function composeReady(
  to: To,
  of: Readonly<{ code: string; place: PlaceToTell; page: string | undefined }>,
): Composed {
  const words = mailWords(to.language)
  const { opening, ...place } = of.place
  const facts = [
    { name: words.ready.where, value: placeText({ ...place, opening: '' }) },
    ...(opening === '' ? [] : [{ name: words.ready.when, value: opening }]),
  ]
  return {
    subject: words.ready.subject(of.code),
    content: {
      sender: to.sender,
      title: words.ready.title,
      blocks: [
        { what: 'text', text: `${words.hello(to.name)}\n${words.ready.lead(of.code)}` },
        { what: 'facts', rows: facts },
        ...buttonTo(words.order.follow, of.page),
      ],
      closing: words.closing,
    },
  }
}

export type DocumentToTell = Readonly<{
  kind: 'invoice' | 'credit_note'
  number: string
  order: string
  totalMinor: bigint
  currency: string
  page: string | undefined
}>

/** What comes with an invoice or a credit note. */
export function composeDocument(to: To, of: DocumentToTell): Composed {
  const words = mailWords(to.language)
  const said = words.document
  return {
    subject: said.subject[of.kind](of.number, of.order),
    content: {
      sender: to.sender,
      title: said.title[of.kind],
      blocks: [
        { what: 'text', text: `${words.hello(to.name)}\n${said.lead[of.kind](of.number, of.order)}` },
        { what: 'facts', rows: [{ name: said.total, value: moneyIn(words, of.currency)(of.totalMinor) }] },
        ...buttonTo(said.follow, of.page),
      ],
      closing: words.closing,
    },
  }
}

export type AutoshipToTell = Readonly<{
  what: 'reminded' | 'failed' | 'paused'
  dueOn: string
  /** When it is tried again; null where it is not. */
  tryOn: string | null
  problem: 'payment' | 'goods' | 'person' | 'other' | null
  lines: readonly Readonly<{ name: string; quantity: number }>[]
  page: string
}>

/** What a buyer is told of orders that come by themselves: that one comes soon, could not be placed, or waits. */
export function composeAutoship(to: To, of: AutoshipToTell): Composed {
  const words = mailWords(to.language)
  const said = words.autoship
  const day = dayIn(words, of.dueOn)
  const reason = of.problem === null ? [] : [said.problems[of.problem]]
  const again = of.what === 'failed' && of.tryOn !== null ? [said.again(dayIn(words, of.tryOn))] : []
  return {
    subject: said.subject[of.what](day),
    content: {
      sender: to.sender,
      title: said.title[of.what],
      blocks: [
        {
          what: 'text',
          text: `${words.hello(to.name)}\n${[said.lead[of.what](day), ...reason, ...again].join(' ')}`,
        },
        {
          what: 'facts',
          rows: of.lines.map(({ name, quantity }) => ({ name: `${quantity} ×`, value: name })),
        },
        ...buttonTo(said.manage, of.page),
      ],
      closing: words.closing,
    },
  }
}

/** A link for one use, of which only its reader is told; `path` says where its secret goes. */
export function composeLink(
  to: To,
  of: Readonly<{ purpose: 'new_password' | 'confirm_login'; path: string }>,
): Composed {
  const words = mailWords(to.language)
  const said = words.link[of.purpose]
  return {
    subject: said.subject,
    content: {
      sender: to.sender,
      title: said.title,
      blocks: [
        { what: 'text', text: `${words.hello(to.name)}\n${said.lead}` },
        { what: 'button', label: said.button, path: of.path },
        { what: 'small', text: said.note },
      ],
      closing: said.closing,
    },
  }
}

/** That another login is used from a day on: to whoever read mail at the earlier one. */
export function composeLoginChanged(to: To, day: string): Composed {
  const words = mailWords(to.language)
  const said = words.loginChanged
  return {
    subject: said.subject,
    content: {
      sender: to.sender,
      title: said.title,
      blocks: [
        { what: 'text', text: `${words.hello(to.name)}\n${said.lead(dayIn(words, day))}` },
        { what: 'small', text: said.note },
      ],
      closing: said.closing,
    },
  }
}

function buttonTo(label: string, path: string | undefined): Block[] {
  return path === undefined ? [] : [{ what: 'button', label, path }]
}

function addressText(address: NonNullable<OrderToTell['address']>): string {
  const { recipient, line1, line2 = '', postalCode, city, region = '', country } = address
  return [recipient, line1, line2, `${postalCode} ${city}`, region, country]
    .filter((row) => row !== '')
    .join('\n')
}

function placeText({ name, address, opening }: PlaceToTell): string {
  const place = addressText({ ...address, recipient: name })
  return opening === '' ? place : `${place}\n${opening}`
}

function moneyIn({ locale }: MailWords, currency: string): (minor: bigint) => string {
  const digits = currencyDigits(currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // As text it is formatted exactly.
  return (minor) => format.format(numeric(formatDecimal(minor, digits)))
}

function numeric(text: string): `${number}` {
  if (!isNumeric(text)) throw new Error(`not a decimal: ${text}`)
  return text
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}

/** A day such as `2026-10-26` in words. */
function dayIn({ locale }: MailWords, day: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  )
}
