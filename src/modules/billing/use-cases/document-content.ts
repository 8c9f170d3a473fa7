import { z } from 'zod'
import { DOCUMENT_KINDS, type DocumentContent } from '../domain/document.ts'

const minor = z.codec(z.string(), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
})
const address = z.object({
  recipient: z.string(),
  line1: z.string(),
  line2: z.string().optional(),
  postalCode: z.string(),
  city: z.string(),
  region: z.string().optional(),
  country: z.string(),
})
const item = z.object({
  what: z.enum(['goods', 'shipping', 'kept']),
  code: z.string(),
  name: z.string(),
  quantity: z.int(),
  unitMinor: minor,
  discountMinor: minor,
  totalMinor: minor,
  taxMinor: minor,
  ratePpm: minor.nullable(),
  rates: z.array(z.object({ name: z.string(), ratePpm: minor })).optional(),
  line: z.int().optional(),
})

/** How a document is kept. The order of the keys is that of this shape, so that the same content is the same text. */
const shape = z.object({
  kind: z.enum(DOCUMENT_KINDS),
  number: z.string(),
  issuedOn: z.string(),
  placedOn: z.string(),
  order: z.string(),
  corrects: z.object({ number: z.string(), issuedOn: z.string() }).nullable(),
  demonstration: z.boolean(),
  language: z.string(),
  currency: z.string(),
  seller: z.object({ name: z.string(), address: z.string(), taxNumber: z.string() }),
  buyer: z.object({ name: z.string(), code: z.string().nullable(), address: address.nullable() }),
  payment: z.string(),
  items: z.array(item),
  taxAdded: z.boolean().optional(),
  totalMinor: minor,
  taxMinor: minor,
})

export function contentText(content: DocumentContent): string {
  const items = content.items.map((one) => ({ ...one, rates: one.rates && [...one.rates] }))
  return JSON.stringify(z.encode(shape, { ...content, items }))
}

export function contentOf(text: string): DocumentContent {
  const parsed: unknown = JSON.parse(text)
  return shape.parse(parsed)
}
