import type { Price, PriceKind, Texts } from '../price-book.ts'

/** What a kind of buyer pays under a campaign; without volumes of its own it brings those of the price that holds otherwise. */
export type PrintedPrice = Readonly<{
  kind: PriceKind
  minor: bigint
  volumes: Readonly<Record<string, bigint>> | null
}>

/** A catalogue on paper, which holds on days of a market, both included. */
export type Campaign = Readonly<{
  id: bigint
  code: string
  texts: Texts<Readonly<{ name: string }>>
  fromDay: string
  untilDay: string
}>

/** What a campaign prints for a product, in one market, with the moments (epoch milliseconds) between which it holds there. */
export type Printed = Readonly<{
  code: string
  product: string
  page: number | null
  prices: readonly PrintedPrice[]
  campaign: Campaign
  fromMs: number
  untilMs: number
}>

/** All that is printed in a market, by printed code; the latest campaign first. */
export type PrintedCodes = ReadonlyMap<string, readonly Printed[]>

/** What a printed code means at a moment; undefined when no campaign with it holds then. */
export function printedAt(codes: PrintedCodes | undefined, code: string, atMs: number): Printed | undefined {
  return codes?.get(code)?.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)
}

/** The campaigns that hold at a moment, the latest first. */
export function campaignsAt(codes: PrintedCodes | undefined, atMs: number): readonly Campaign[] {
  const held = [...(codes?.values() ?? [])]
    .flat()
    .filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)
    .map(({ campaign }) => campaign)
  return [...new Map(held.map((campaign) => [campaign.id, campaign])).values()]
}

/**
 * The price of a kind under a campaign: what is printed for the kind, or what holds for it otherwise; a kind that has neither pays
 * what retail buyers pay, printed or not.
 */
export function printedPriceAt(
  printed: Printed,
  kind: PriceKind,
  usual: (kind: PriceKind) => Price | undefined,
): Price | undefined {
  const { fromMs, untilMs, prices } = printed
  const of = (one: PriceKind): Price | undefined => {
    const own = prices.find((price) => price.kind === one)
    const held = usual(one)
    if (!own) return held
    return { kind: one, minor: own.minor, volumes: own.volumes ?? held?.volumes ?? {}, fromMs, untilMs }
  }
  return of(kind) ?? of('retail')
}

/** Why a code that somebody typed names nothing to buy now; undefined where nothing more can be said of it. */
export type CodeTrouble =
  | Readonly<{ is: 'ended' | 'to_come'; printed: Printed }>
  | Readonly<{ is: 'near'; nearest: string }>

/**
 * What is wrong with a code: its campaign is over or has not begun, or it is nearly another one that is known. `products` are all
 * codes of products, which are no printed ones.
 */
export function codeTrouble(
  code: string,
  of: Readonly<{ products: Iterable<string>; printed: PrintedCodes | undefined; atMs: number }>,
): CodeTrouble | undefined {
  const { printed, atMs } = of
  const own = printed?.get(code) ?? []
  // The one that was last is what a caller holds in their hands; else the one that comes next.
  const ended = own.find(({ untilMs }) => untilMs <= atMs)
  if (ended) return { is: 'ended', printed: ended }
  const next = own.findLast(({ fromMs }) => fromMs > atMs)
  if (next) return { is: 'to_come', printed: next }
  const known = new Set(of.products)
  for (const [one, meanings] of printed ?? [])
    if (meanings.some(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)) known.add(one)
  const nearest = nearestCode(code, known)
  return nearest === undefined ? undefined : { is: 'near', nearest }
}

/** The first code, in their order, that differs from a typed one by one slip: a digit wrong, missing, too many, or two swapped. */
export function nearestCode(typed: string, codes: Iterable<string>): string | undefined {
  let nearest: string | undefined
  for (const code of codes)
    if (isOneSlip(typed, code) && (nearest === undefined || code < nearest)) nearest = code
  return nearest
}

function isOneSlip(typed: string, code: string): boolean {
  if (typed === code || Math.abs(typed.length - code.length) > 1) return false
  let same = 0
  while (same < typed.length && same < code.length && typed[same] === code[same]) same += 1
  const [left, right] = [typed.slice(same), code.slice(same)]
  const isSwapped = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2)
  return (
    left.slice(1) === right.slice(1) ||
    left.slice(1) === right ||
    left === right.slice(1) ||
    (left.length > 1 && isSwapped)
  )
}
