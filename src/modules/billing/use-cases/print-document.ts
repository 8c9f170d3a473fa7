import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { openPaper, PAGE, type Paper } from '#platform/pdf/paper.ts'
import { taxesOf, type DocumentContent, type DocumentItem } from '../domain/document.ts'
import { documentWords, type DocumentWords } from '../domain/document-words.ts'

const { left, right, bottom } = PAGE
const wide = right - left
const COLUMNS = {
  article: { x: left, width: 210 },
  quantity: { x: left + 214, width: 34, right: true },
  price: { x: left + 252, width: 66, right: true },
  discount: { x: left + 322, width: 58, right: true },
  rate: { x: left + 384, width: 34, right: true },
  amount: { x: left + 422, width: wide - 422, right: true },
} as const
const COLUMN_KEYS = ['article', 'quantity', 'price', 'discount', 'rate', 'amount'] as const
/** Where names and values of facts begin: what an invoice is called that is corrected stands on one line. */
const FACTS = { name: 300, value: 388 } as const
/** What the sums, the taxes and the payment take below the last line, at least. */
const CLOSING = 190
const HEIGHTS = { total: 42, added: 34, taxHead: 32, tax: 14, taxName: 11 } as const

type Sheet = Readonly<{
  paper: Paper
  of: DocumentContent
  words: DocumentWords
  money: (minor: bigint) => string
}>

/** A document as a PDF, drawn from what it said when it was issued: the same content gives the same bytes. */
export async function printDocument(of: DocumentContent): Promise<Buffer> {
  const words = documentWords(of.language)
  const paper = openPaper({
    title: `${words[of.kind]} ${of.number}`,
    language: of.language,
    at: new Date(`${of.issuedOn}T12:00:00Z`),
  })
  const digits = currencyDigits(of.currency)
  const money = (minor: bigint) => grouped(formatDecimal(minor, digits), words.decimalMark)
  const sheet: Sheet = { paper, of, words, money }
  const below = drawItems(sheet, drawHead(sheet))
  drawClosing(sheet, below)
  paper.onEveryPage((page, pages) => drawFoot(sheet, page, pages))
  return paper.finish()
}

function drawHead({ paper, of, words }: Sheet): number {
  paper.text(of.seller.name, { x: left, y: 52, width: 260, size: 15, bold: true, ink: 'leaf' })
  const address = of.seller.address.split(',').map((part) => part.trim())
  const taxNumber = of.seller.taxNumber === '' ? [] : [`${words.taxNumber} ${of.seller.taxNumber}`]
  const seller = [...address, ...taxNumber].join('\n')
  paper.text(seller, { x: 330, y: 54, width: right - 330, size: 8, ink: 'soft', right: true })
  paper.text(buyerText(of), { x: left, y: 138, width: 250, size: 10 })
  paper.text(words[of.kind], { x: left, y: 242, width: 300, size: 22, bold: true })
  const facts: readonly (readonly [string, string])[] = [
    [words.number, of.number],
    [words.issuedOn, of.issuedOn],
    [words.order, of.order],
    [words.placedOn, of.placedOn],
    ...(of.buyer.code === null ? [] : [[words.customer, of.buyer.code] as const]),
    ...(of.corrects === null
      ? []
      : [[words.corrects, words.correctsOf(of.corrects.number, of.corrects.issuedOn)] as const]),
  ]
  let y = 138
  for (const [name, value] of facts) {
    paper.text(name, { x: FACTS.name, y, width: FACTS.value - FACTS.name - 4, size: 8.5, ink: 'soft' })
    paper.text(value, { x: FACTS.value, y, width: right - FACTS.value, size: 8.5, right: true })
    y += paper.heightOf(value, { width: right - FACTS.value, size: 8.5 }) + 4
  }
  return 292
}

function buyerText({ buyer }: DocumentContent): string {
  const { name, address } = buyer
  if (!address) return name
  const rows = [
    name,
    address.recipient === name ? '' : address.recipient,
    address.line1,
    address.line2 ?? '',
    `${address.postalCode} ${address.city}`,
    address.region ?? '',
    address.country,
  ]
  return rows.filter((row) => row !== '').join('\n')
}

function drawColumns({ paper, words }: Sheet, y: number): number {
  const names = {
    article: words.article,
    quantity: words.quantity,
    price: words.price,
    discount: words.discount,
    rate: words.taxRate,
    amount: words.amount,
  }
  for (const key of COLUMN_KEYS) paper.text(names[key], { ...COLUMNS[key], y, size: 8, ink: 'soft' })
  paper.rule(y + 15, true)
  return y + 22
}

/** Draws line after line; a page that is full carries its sum over to the next one, which repeats the head. */
function drawItems(sheet: Sheet, top: number): number {
  const { paper, of, words, money } = sheet
  let y = drawColumns(sheet, top)
  let sum = 0n
  const closing = closingOf(of)
  for (const [place, item] of of.items.entries()) {
    const name = nameOf(words, item)
    const height = paper.heightOf(name, { width: COLUMNS.article.width }) + (item.code === '' ? 0 : 11) + 9
    const isLast = place === of.items.length - 1
    if (y + height + (isLast ? closing : 24) > bottom) {
      drawCarried(sheet, y, words.carriedOn, sum)
      paper.nextPage()
      y = drawColumns(sheet, 56)
      y = drawCarried(sheet, y, words.carried, sum)
    }
    drawItem(sheet, item, y)
    sum += item.totalMinor
    y += height
    paper.rule(y - 5)
  }
  if (of.taxAdded) y = drawAdded(sheet, y)
  paper.text(words[of.kind === 'invoice' ? 'total' : 'totalBack'], {
    x: left + 214,
    y: y + 6,
    width: 150,
    size: 12,
    bold: true,
  })
  paper.text(`${money(of.totalMinor)} ${of.currency}`, {
    x: left + 330,
    y: y + 6,
    width: wide - 330,
    size: 12,
    bold: true,
    right: true,
  })
  return y + HEIGHTS.total
}

function closingOf(of: DocumentContent): number {
  const taxes = taxesOf(of.items, of.taxAdded).map(
    ({ name }) => HEIGHTS.tax + (name === '' ? 0 : HEIGHTS.taxName),
  )
  const sums = HEIGHTS.total + (of.taxAdded ? HEIGHTS.added : 0)
  return Math.max(CLOSING, sums + HEIGHTS.taxHead + taxes.reduce((all, one) => all + one, 0))
}

/** What the items cost without tax, and the tax on top of it. */
function drawAdded({ paper, of, words, money }: Sheet, top: number): number {
  const rows = [
    [words.net, of.totalMinor - of.taxMinor],
    [words.plusTax, of.taxMinor],
  ] as const
  for (const [place, [name, minor]] of rows.entries()) {
    const y = top + 4 + place * 15
    paper.text(name, { x: left + 214, y, width: 150 })
    paper.text(money(minor), { ...COLUMNS.amount, y })
  }
  return top + HEIGHTS.added
}

function drawItem({ paper, words, money }: Sheet, item: DocumentItem, y: number): void {
  const name = nameOf(words, item)
  paper.text(name, { ...COLUMNS.article, y })
  if (item.code !== '') {
    const below = y + paper.heightOf(name, { width: COLUMNS.article.width })
    paper.text(item.code, { ...COLUMNS.article, y: below, size: 7.5, ink: 'soft' })
  }
  if (item.what === 'goods') {
    paper.text(item.quantity.toString(), { ...COLUMNS.quantity, y })
    paper.text(money(item.unitMinor), { ...COLUMNS.price, y })
    if (item.discountMinor !== 0n) paper.text(`−${money(item.discountMinor)}`, { ...COLUMNS.discount, y })
  }
  if (item.ratePpm !== null) paper.text(percent(words, item.ratePpm), { ...COLUMNS.rate, y, ink: 'soft' })
  paper.text(signed(money, item.totalMinor), { ...COLUMNS.amount, y })
}

function drawCarried({ paper, money }: Sheet, y: number, words: string, sum: bigint): number {
  paper.text(words, { ...COLUMNS.article, y, ink: 'soft' })
  paper.text(money(sum), { ...COLUMNS.amount, y, ink: 'soft' })
  return y + 22
}

function drawClosing({ paper, of, words, money }: Sheet, top: number): void {
  const columns = [0, 74, 158, 242].map((x) => ({ x: left + x, width: x === 0 ? 70 : 78, right: x !== 0 }))
  const row = (cells: readonly string[], y: number, ink: 'ink' | 'soft') =>
    cells.forEach((cell, place) => {
      const column = columns[place]
      if (column) paper.text(cell, { ...column, y, size: 8.5, ink })
    })
  const title = of.taxAdded ? words.added : words.contained
  paper.text(title, { x: left, y: top, width: 200, bold: true })
  row([words.rate, words.net, words.tax, words.gross], top + 17, 'soft')
  let y = top + HEIGHTS.taxHead
  for (const { name, ratePpm, netMinor, taxMinor, grossMinor } of taxesOf(of.items, of.taxAdded)) {
    const rate = ratePpm === null ? words.noRate : percent(words, ratePpm)
    if (name !== '') paper.text(name, { x: left, y, width: 300, size: 8.5 })
    if (name !== '') y += HEIGHTS.taxName
    const gross = grossMinor === undefined ? '' : money(grossMinor)
    row([rate, money(netMinor), money(taxMinor), gross], y, 'ink')
    y += HEIGHTS.tax
  }
  paper.text(words.payment, { x: left + 350, y: top, width: wide - 350, bold: true })
  paper.text(of.kind === 'invoice' ? paymentText(words, of.payment) : words.back, {
    x: left + 350,
    y: top + 17,
    width: wide - 350,
    size: 8.5,
    ink: 'soft',
  })
}

function paymentText(words: DocumentWords, method: string): string {
  return words.payments[method] ?? method
}

function drawFoot({ paper, of, words }: Sheet, page: number, pages: number): void {
  paper.rule(794)
  const style = { y: 800, size: 7.5 }
  paper.text(`${words[of.kind]} ${of.number}`, { ...style, x: left, width: 150, ink: 'soft' })
  if (of.demonstration)
    paper.text(words.demonstration, { ...style, x: left + 150, width: wide - 220, ink: 'clay' })
  paper.text(words.page(page, pages), { ...style, x: right - 70, width: 70, ink: 'soft', right: true })
}

function nameOf(words: DocumentWords, { what, name }: DocumentItem): string {
  return what === 'goods' ? name : words[what]
}

function signed(money: (minor: bigint) => string, minor: bigint): string {
  return minor < 0n ? `−${money(-minor)}` : money(minor)
}

function percent({ decimalMark }: DocumentWords, ratePpm: bigint): string {
  return `${formatDecimal(ratePpm, 4)
    .replace(/\.?0+$/, '')
    .replace('.', decimalMark)} %`
}

/** Thousands apart by a space that does not break. */
function grouped(decimal: string, mark: string): string {
  const [whole = '', fraction] = decimal.split('.')
  const spaced = whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u00A0')
  return fraction === undefined ? spaced : `${spaced}${mark}${fraction}`
}
