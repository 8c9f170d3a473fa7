import { divideRounded, PPM } from '#shared/ratio.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { BookEntry, OrderState } from './order.ts'
import { pieceShares, type PieceShares, type PlacedLine } from './piece-shares.ts'

export type ChangeKind = 'cancel' | 'send' | 'return'
/** What became of pieces that came back: only resaleable ones go back to stock. */
export type Disposition = 'resaleable' | 'damaged' | 'lost'
export type RefundTo = 'payment' | 'wallet'

/** A line with where its pieces are: of those placed some were cancelled, some sent, and of these some came back. */
export type StandingLine = PlacedLine & Readonly<{ cancelled: number; sent: number; returned: number }>

/** An order as it stands before a change. `owedMinor` is what its buyer still owes for it. */
export type StandingOrder = Readonly<{
  code: string
  currency: string
  buyerId: bigint | undefined
  lines: readonly StandingLine[]
  shippingMinor: bigint
  shippingTaxMinor: bigint
  /** Its tax came on top of goods and shipping. */
  taxAdded: boolean
  /** Delivery was given back by an earlier change. */
  shippingGivenBack: boolean
  owedMinor: bigint
  /** How many changes there were. */
  changes: number
}>

type WantedPieces = Readonly<{
  line: number
  quantity: number
  disposition?: Disposition | undefined
}>

export type WantedChange = Readonly<{
  kind: ChangeKind
  /** Undefined: everything that is left. */
  lines?: readonly WantedPieces[] | undefined
  /** Whether delivery is given back; undefined: when nothing is left of the order. */
  shipping?: boolean | undefined
  /** The part of the goods that is kept. */
  feePpm?: bigint | undefined
  refundTo?: RefundTo | undefined
}>

type DecidedLine = Readonly<{ line: number; quantity: number; disposition: Disposition | undefined }> &
  PieceShares

/** A change with all that it brings back: `backMinor` is what the buyer gets of it, a part of which was not paid yet. */
export type DecidedChange = Readonly<{
  kind: ChangeKind
  lines: readonly DecidedLine[]
  goodsMinor: bigint
  shippingMinor: bigint
  taxMinor: bigint
  /** It came on top of goods and shipping. */
  taxAdded: boolean
  feeMinor: bigint
  backMinor: bigint
  refundedMinor: bigint
  refundTo: RefundTo | undefined
  /** Nothing is left of the order. */
  isLast: boolean
  /** It takes back everything that was placed, at once and in full. */
  isWhole: boolean
}>

export type Progress = 'waiting' | 'partly_sent' | 'sent' | 'cancelled' | 'returned'

/** How an order stands in one word, by its state and where the pieces of its lines are. */
export function progressOf(
  state: OrderState,
  lines: readonly Readonly<{ quantity: number; cancelled: number; sent: number }>[],
): Progress {
  if (state !== 'placed') return state
  const isSent = lines.some(({ sent }) => sent > 0)
  const waits = lines.some(({ quantity, cancelled, sent }) => quantity > cancelled + sent)
  return waits ? (isSent ? 'partly_sent' : 'waiting') : 'sent'
}

/** How many pieces of a line a change of a kind may take. */
export function piecesFor(kind: ChangeKind, line: StandingLine): number {
  return kind === 'return' ? line.sent - line.returned : line.quantity - line.cancelled - line.sent
}

/**
 * Decides a change by what stands. Refused as `orders.cancelled_conflict` when nothing is left for it, `orders.change_line_unknown`,
 * `orders.change_pieces` when a line has fewer pieces for it, `orders.change_shipping` when delivery was given back already, and
 * `orders.refund_wallet` when a buyer without a wallet was to be paid into it.
 */
export function decideChange(order: StandingOrder, wanted: WantedChange): Result<DecidedChange> {
  const chosen = chosenLines(order, wanted)
  if (!chosen.ok) return chosen
  const isBack = wanted.kind !== 'send'
  const lines = chosen.value.map(({ of, quantity, disposition }) => {
    const before = of.cancelled + of.returned
    const shares = isBack ? pieceShares(of, before, before + quantity) : nothing
    return { line: of.line, quantity, disposition, ...shares }
  })
  const taken = new Map(lines.map(({ line, quantity }) => [line, quantity]))
  const isLast =
    isBack &&
    order.lines.every((of) => of.quantity - of.cancelled - of.returned === (taken.get(of.line) ?? 0))
  if (wanted.shipping === true && order.shippingGivenBack)
    return refuse('orders.change_shipping', {}, 'shipping')
  const withShipping = isBack && !order.shippingGivenBack && (wanted.shipping ?? isLast)
  const goodsMinor = sumOf(lines, ({ minor }) => minor)
  const shippingMinor = withShipping ? order.shippingMinor : 0n
  const feeMinor = divideRounded(goodsMinor * (wanted.feePpm ?? 0n), PPM, 'half_up')
  const taxMinor = sumOf(lines, (line) => line.taxMinor) + (withShipping ? order.shippingTaxMinor : 0n)
  const backMinor = goodsMinor + shippingMinor + (order.taxAdded ? taxMinor : 0n) - feeMinor
  const owed = order.owedMinor > 0n ? order.owedMinor : 0n
  const refundedMinor = backMinor > owed ? backMinor - owed : 0n
  const refundTo = refundedMinor > 0n ? (wanted.refundTo ?? 'payment') : undefined
  if (refundTo === 'wallet' && order.buyerId === undefined)
    return refuse('orders.refund_wallet', {}, 'refundTo')
  return ok({
    kind: wanted.kind,
    lines,
    goodsMinor,
    shippingMinor,
    taxMinor,
    taxAdded: order.taxAdded,
    feeMinor,
    backMinor,
    refundedMinor,
    refundTo,
    isLast,
    isWhole:
      wanted.kind === 'cancel' &&
      order.changes === 0 &&
      isLast &&
      feeMinor + refundedMinor === 0n &&
      withShipping,
  })
}

/** What goes back to a credit with pieces that it paid. */
export type CreditBack = Readonly<{ name: string; minor: bigint }>

/** What goes back to credits with the pieces of a change: their shares in what each promotion took of one, by credit. */
export function creditsBack(
  change: Pick<DecidedChange, 'lines'>,
  taken: readonly Readonly<{ promotionId: bigint; name: string; minor: bigint }>[],
): readonly CreditBack[] {
  const open = new Map<bigint, bigint>()
  for (const { promotionId, minor } of change.lines.flatMap(({ promotions }) => promotions))
    open.set(promotionId, (open.get(promotionId) ?? 0n) + minor)
  const back = new Map<string, bigint>()
  for (const { promotionId, name, minor } of taken) {
    const left = open.get(promotionId) ?? 0n
    const part = left < minor ? left : minor
    open.set(promotionId, left - part)
    if (part > 0n) back.set(name, (back.get(name) ?? 0n) + part)
  }
  return [...back].map(([name, minor]) => ({ name, minor }))
}

const nothing: PieceShares = {
  minor: 0n,
  taxMinor: 0n,
  discountMinor: 0n,
  promotions: [],
  volumes: new Map(),
}

const nothingLeft = {
  cancel: 'orders.cancelled_conflict',
  send: 'orders.send_conflict',
  return: 'orders.return_conflict',
} as const

type Chosen = Readonly<{ of: StandingLine; quantity: number; disposition: Disposition | undefined }>

function chosenLines(order: StandingOrder, wanted: WantedChange): Result<readonly Chosen[]> {
  const { kind } = wanted
  const usual = kind === 'return' ? 'resaleable' : undefined
  const all = order.lines.map((of) => ({ of, quantity: piecesFor(kind, of), disposition: usual }) as const)
  if (all.every(({ quantity }) => quantity === 0)) return refuse(nothingLeft[kind], { order: order.code })
  if (wanted.lines === undefined) return ok(all.filter(({ quantity }) => quantity > 0))
  const chosen: Chosen[] = []
  for (const { line, quantity, disposition } of wanted.lines) {
    const of = order.lines.find((one) => one.line === line)
    if (!of || chosen.some((one) => one.of === of))
      return refuse('orders.change_line_unknown', { line }, 'lines')
    const most = piecesFor(kind, of)
    if (quantity < 1 || quantity > most) return refuse('orders.change_pieces', { line, most }, 'lines')
    chosen.push({ of, quantity, disposition: kind === 'return' ? (disposition ?? usual) : undefined })
  }
  return chosen.length === 0 ? refuse('orders.empty', {}, 'lines') : ok(chosen)
}

/**
 * What a change does to the books: sales, delivery and tax are lowered, what is kept is income, the buyer owes less, and what was
 * paid beyond that is on its way back. Sums to zero.
 */
export function changeEntries(order: StandingOrder, change: DecidedChange): readonly BookEntry[] {
  const { goodsMinor, shippingMinor, taxMinor, feeMinor, backMinor, refundedMinor } = change
  const goodsTaxMinor = sumOf(change.lines, (line) => line.taxMinor)
  const [goodsTax, shippingTax] = order.taxAdded ? [0n, 0n] : [goodsTaxMinor, taxMinor - goodsTaxMinor]
  return [
    { account: 'receivable', minor: backMinor - refundedMinor },
    { account: 'refunds', minor: refundedMinor },
    { account: 'return_fees', minor: feeMinor },
    { account: 'sales', minor: goodsTax - goodsMinor },
    { account: 'shipping_income', minor: shippingTax - shippingMinor },
    { account: 'tax_payable', minor: -taxMinor },
  ]
    .filter((entry) => entry.minor !== 0n)
    .map((entry) => ({ ...entry, currency: order.currency }))
}

function sumOf(lines: readonly DecidedLine[], of: (line: DecidedLine) => bigint): bigint {
  return lines.reduce((sum, line) => sum + of(line), 0n)
}
