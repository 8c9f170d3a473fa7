import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sumOf, type DocumentContent, type DocumentItem } from '../domain/document.ts'
import { printDocument } from './print-document.ts'

const goods = (name: string, totalMinor: bigint, ratePpm: bigint): DocumentItem => ({
  what: 'goods',
  code: '100014',
  name,
  quantity: 2,
  unitMinor: totalMinor / 2n,
  discountMinor: 0n,
  totalMinor,
  taxMinor: (totalMinor * ratePpm) / (1_000_000n + ratePpm),
  ratePpm,
})

const invoice = (items: readonly DocumentItem[]): DocumentContent => ({
  kind: 'invoice',
  number: 'I-2026-000123',
  issuedOn: '2026-10-26',
  placedOn: '2026-10-25',
  order: '100000015',
  corrects: null,
  demonstration: true,
  language: 'en',
  currency: 'NOK',
  seller: { name: 'Example', address: 'Storgata 1, 0155 Oslo', taxNumber: 'NO 1' },
  buyer: { name: 'Ødegård Łukasz', code: '10000012', address: null },
  payment: 'transfer',
  items,
  ...sumOf(items),
})

test('a printed document says what it was issued with, in Latin, Greek and Cyrillic letters, and twice the same bytes', async () => {
  const of = invoice([
    goods('Zażółć jaźń, őrült, Straße', 25_000n, 250_000n),
    goods('Καλημέρα', 1_150n, 150_000n),
    goods('Доброе утро', 1_234_500n, 250_000n),
  ])
  const bytes = await printDocument(of)
  const [page = ''] = pagesOf(bytes)
  const said = [
    'Invoice',
    'I-2026-000123',
    '2026-10-26',
    'Ødegård Łukasz',
    'Zażółć jaźń, őrült, Straße',
    'Καλημέρα',
    'Доброе утро',
    '12 345.00',
    '12 606.50 NOK',
    '25 %',
    '2 519.00',
    '10 076.00',
    '15 %',
    '1.50',
    '10.00',
    'Demonstration: this document stands for no sale.',
    'Page 1 of 1',
  ]
  for (const words of said) expect(page).toContain(words)
  expect((await printDocument(of)).equals(bytes)).toBe(true)
  const real = await printDocument({ ...of, demonstration: false })
  expect(pagesOf(real).join('')).not.toContain('Demonstration')
})

test('where tax comes on top, a document tells what goods cost without it, each named rate, and what is to pay', async () => {
  const rates = [
    { name: 'County tax', ratePpm: 35_000n },
    { name: 'State tax', ratePpm: 60_000n },
  ]
  const items = [{ ...goods('Soap', 24_000n, 95_000n), taxMinor: 2_280n, rates }]
  const page = pagesOf(
    await printDocument({ ...invoice(items), taxAdded: true, ...sumOf(items, true) }),
  ).join('')
  const sums = ['Net', '240.00', 'Plus tax', '22.80', 'Total', '262.80 NOK']
  const taxes = ['Tax on top', 'County tax', '3.5 %', '8.40', 'State tax', '6 %', '14.40']
  for (const words of [...sums, ...taxes]) expect(page).toContain(words)
  expect(page).not.toContain('Tax contained')
})

test('a document speaks the language of its order, and English where nobody translated it', async () => {
  const of = invoice([goods('Savon', 1_234_550n, 55_000n)])
  const said = async (language: string) => pagesOf(await printDocument({ ...of, language })).join('')
  const french = await said('fr')
  for (const words of ['Facture', 'Qté', '12 345,50 NOK', '5,5 %', 'Par virement', 'Page 1 sur 1'])
    expect(french).toContain(words)
  const polish = await said('pl-PL')
  for (const words of ['Faktura', 'Ilość', '12 345,50 NOK', 'Przelewem', 'Strona 1 z 1'])
    expect(polish).toContain(words)
  expect(await said('xx')).toBe(await said('en'))
})

test('two hundred lines go over pages that repeat the head and carry the sum, and none is lost', async () => {
  const items = Array.from({ length: 200 }, (_, at) => goods(`Article ${at + 1}.`, 10_000n, 250_000n))
  const pages = pagesOf(await printDocument(invoice(items)))
  let before = 0
  for (const [at, page] of pages.entries()) {
    expect(page).toContain('Qty')
    expect(page).toContain(`Page ${at + 1} of ${pages.length}`)
    expect(page.includes(`Carried over${sumText(before)}`)).toBe(at > 0)
    before += page.split('Article ').length - 1
  }
  expect(before).toBe(200)
  expect(pages.at(-1)).toContain('20 000.00 NOK')
})

const sumText = (lines: number) => `${(lines * 100).toString().replace(/\B(?=(\d{3})+$)/, ' ')}.00`

/** The words of each page of a PDF as this program writes it: its fonts say which letters their signs stand for. */
function pagesOf(pdf: Buffer): string[] {
  const raw = pdf.toString('latin1')
  const objects = new Map<string, { head: string; body: string }>()
  for (const found of raw.matchAll(/(\d+) 0 obj\n(.*?)(stream\n|endobj)/gs)) {
    const [all, id = '', head = '', end] = found
    const from = found.index + all.length
    const packed = end === 'endobj' ? '' : raw.slice(from, raw.indexOf('\nendstream', from))
    const body = packed === '' ? '' : inflateSync(Buffer.from(packed, 'latin1')).toString('latin1')
    objects.set(id, { head, body })
  }
  const of = (id: string | undefined) => objects.get(id ?? '') ?? { head: '', body: '' }
  const fonts = new Map<string, readonly string[]>()
  for (const { head } of objects.values())
    for (const [, name = '', id] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const { body } = of(/\/ToUnicode (\d+)/.exec(of(id).head)?.[1])
      fonts.set(name, lettersOf(body))
    }
  return [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\n/.test(head))
    .map(({ head }) => wordsOf(of(/\/Contents (\d+)/.exec(head)?.[1]).body, fonts))
}

/** The letters of a font by the numbers of its signs. */
function lettersOf(map: string): readonly string[] {
  return [...map.matchAll(/\[(.*?)\]/g)].flatMap(([, row = '']) =>
    [...row.matchAll(/<([0-9a-f ]+)>/g)].map(([, hex = '']) =>
      Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
    ),
  )
}

function wordsOf(drawn: string, fonts: ReadonlyMap<string, readonly string[]>): string {
  let letters: readonly string[] = []
  let words = ''
  for (const [, font, line] of drawn.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
    if (font !== undefined) letters = fonts.get(font) ?? []
    for (const [, hex = ''] of (line ?? '').matchAll(/<([0-9a-f]+)>/g))
      for (const sign of hex.match(/.{4}/g) ?? []) words += letters[Number.parseInt(sign, 16)] ?? '?'
  }
  return words.replaceAll('\u00A0', ' ')
}
