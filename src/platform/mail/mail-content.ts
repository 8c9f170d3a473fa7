import { z } from 'zod'

/** Where the secret of a mail stands in the path of a button. */
export const SECRET_MARK = '{secret}'

const text = z.string().max(2000)
const block = z.discriminatedUnion('what', [
  z.object({ what: z.literal('text'), text }),
  /** A link to a page of this program, by its path. */
  z.object({ what: z.literal('button'), label: text, path: z.string().startsWith('/').max(500) }),
  /** Names with their values; a value may have several lines. */
  z.object({ what: z.literal('facts'), rows: z.array(z.object({ name: text, value: text })).max(50) }),
  z.object({
    what: z.literal('goods'),
    rows: z.array(z.object({ name: text, note: text, amount: text })).max(2000),
    sums: z.array(z.object({ name: text, amount: text, isTotal: z.boolean() })).max(20),
  }),
  z.object({ what: z.literal('small'), text }),
])

/** What a mail says, apart from how it looks. `sender` is what the company is called. */
export const mailContent = z.object({
  sender: text,
  title: text,
  blocks: z.array(block).max(40),
  /** Why it came, below everything else. */
  closing: text,
})
export type MailContent = Readonly<z.output<typeof mailContent>>
export type MailBlock = MailContent['blocks'][number]

/** Bytes that go along, asked for when the mail goes: `source` says of whom, `ref` which. */
export const mailAttachment = z.object({
  name: z.string().min(1).max(200),
  type: z.string().min(1).max(100),
  source: z.string().min(1).max(60),
  ref: z.string().min(1).max(100),
})
export type MailAttachment = Readonly<z.output<typeof mailAttachment>>
