import { divideRounded } from '#shared/ratio.ts'

/** A line as it was placed. Volumes are millionths; the promotions' shares add up to the discount or to less. */
export type PlacedLine = Readonly<{
  line: number
  quantity: number
  unitMinor: bigint
  discountMinor: bigint
  totalMinor: bigint
  taxMinor: bigint
  promotions: readonly Readonly<{ promotionId: bigint; minor: bigint }>[]
  volumes: ReadonlyMap<string, bigint>
}>

/** What pieces of a line bring back when they are taken back. */
export type PieceShares = Readonly<{
  minor: bigint
  taxMinor: bigint
  discountMinor: bigint
  promotions: readonly Readonly<{ promotionId: bigint; minor: bigint }>[]
  volumes: ReadonlyMap<string, bigint>
}>

/**
 * The share of the pieces of a line from the `before`-th on up to the `after`-th, counted as they are taken back. It is the difference
 * of two splits of the whole line, so that any sequence of changes adds up to what was placed, to the unit; no share is below zero.
 */
export function pieceShares(line: PlacedLine, before: number, after: number): PieceShares {
  const [was, is] = [upTo(line, before), upTo(line, after)]
  return {
    minor: is.minor - was.minor,
    taxMinor: is.taxMinor - was.taxMinor,
    discountMinor: is.discountMinor - was.discountMinor,
    promotions: is.promotions.map(({ promotionId, minor }, place) => ({
      promotionId,
      minor: minor - (was.promotions[place]?.minor ?? 0n),
    })),
    volumes: new Map(
      [...is.volumes].map(([name, micro]) => [name, micro - (was.volumes.get(name) ?? 0n)] as const),
    ),
  }
}

/** The share of the first so many pieces of a line: the part of a split by largest remainder. */
function upTo(line: PlacedLine, pieces: number): PieceShares {
  const part = (whole: bigint): bigint =>
    divideRounded(whole * BigInt(pieces), BigInt(line.quantity), 'half_up')
  const discountMinor = part(line.discountMinor)
  const minor = line.unitMinor * BigInt(pieces) - discountMinor
  return {
    minor,
    discountMinor,
    // The tax follows the money, so that it is never more than it.
    taxMinor: partOf(line.taxMinor, minor, line.totalMinor),
    promotions: splitInTurn(line, discountMinor),
    volumes: new Map([...line.volumes].map(([name, micro]) => [name, part(micro)] as const)),
  }
}

/**
 * Splits a part of a line's discount over its promotions, one after the other: each takes its share of what those before it left, so
 * that with a growing discount no share ever shrinks. A remainder that no promotion gave is left out.
 */
function splitInTurn(line: PlacedLine, discountMinor: bigint): PieceShares['promotions'] {
  let [left, whole] = [discountMinor, line.discountMinor]
  return line.promotions.map(({ promotionId, minor: all }) => {
    const minor = partOf(all, left, whole)
    left -= minor
    whole -= all
    return { promotionId, minor }
  })
}

/** `all` in the proportion of `some` to `whole`, to the nearest unit. */
function partOf(all: bigint, some: bigint, whole: bigint): bigint {
  return whole === 0n ? 0n : divideRounded(all * some, whole, 'half_up')
}
