import { z } from 'zod'
import { instant, money, volume } from '#shared/contract.ts'

export const changeKind = z.enum(['cancel', 'send', 'return'])
/** What became of pieces that came back; only resaleable ones go back to stock. */
export const disposition = z.enum(['resaleable', 'damaged', 'lost'])

/** The number of a line, and where its pieces are: of those placed some were cancelled, some sent, and of these some came back. */
export const pieceCounts = { line: z.int(), cancelled: z.int(), sent: z.int(), returned: z.int() }

const sums = z.object({
  subtotal: money,
  discount: money,
  shipping: money,
  tax: money,
  taxAdded: z.boolean(),
  total: money,
})

/** A change of an order: what it was about, what it brought back, and what was kept or refunded of it. */
const change = z.object({
  number: z.int(),
  /** An edit changed where it is delivered. */
  kind: z.enum([...changeKind.options, 'edit']),
  at: instant,
  /** Told to staff only, as is who did it. */
  reason: z.string().nullable(),
  by: z.string().nullable(),
  tracking: z.string().nullable(),
  lines: z.array(
    z.object({ line: z.int(), quantity: z.int(), total: money, disposition: disposition.nullable() }),
  ),
  goods: money,
  shipping: money,
  tax: money,
  fee: money,
  /** What goes back to the buyer or lowers what the buyer owes: goods and shipping, with tax that came on top, less the fee. */
  back: money,
  /** The part of it that was paid already and goes out. */
  refunded: money,
})

/** How an order stands in one word: nothing, some or all of what it has left was sent, or nothing is left. */
export const progress = z.enum(['waiting', 'partly_sent', 'sent', 'cancelled', 'returned'])

/** How an order stands. */
export const standing = {
  progress,
  /** What is left of the sums after all changes. */
  now: sums,
  volumesNow: z.record(z.string(), volume),
  changes: z.array(change),
  /** Other orders that the viewer may see: the one whose goods this one replaces or adds to, and those that do so with goods of this one. */
  links: z.array(
    z.object({
      code: z.string(),
      kind: z.enum(['exchange', 'substitute', 'addition']),
      isFrom: z.boolean(),
      /** 0 where goods were only added. */
      change: z.int(),
    }),
  ),
}

export const countsExample = { line: 1, cancelled: 0, sent: 0, returned: 0 }

export function standingExample(now: z.input<typeof sums>) {
  const { subtotal, discount, shipping, tax, taxAdded, total } = now
  return {
    progress: 'waiting' as const,
    now: { subtotal, discount, shipping, tax, taxAdded, total },
    volumesNow: { PV: '24000000' },
    changes: [],
    links: [],
  }
}
