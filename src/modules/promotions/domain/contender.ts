import { PPM } from '#shared/ratio.ts'
import { unreachable } from '#shared/unreachable.ts'
import type { Ground } from './conditions.ts'
import type { Each, Extra, PieceReward, Promotion, Reward, Selection, Which } from './promotion.ts'
import { countedPrice, measured, type Stack } from './stacks.ts'
import { textOf, whereOf } from './where.ts'

/** Amounts while promotions are compared: minor units times a million, so that no percentage is rounded yet. */
export type Worth = bigint

/** A promotion whose conditions hold, with all that is needed to say what it takes and gives in this lane. */
export type Contender = Readonly<{
  promotion: Promotion
  /** The reward, or that of the highest tier that is reached. */
  reward: Reward
  each: Each
  mostTimes: number
  /** The most that it may take off the order altogether, in minor units. */
  mostMinor: bigint | undefined
}>

/** The contender of a promotion in a lane whose conditions hold; undefined when no tier is reached or nothing is left of it. */
export function contenderOf(promotion: Promotion, ground: Ground): Contender | undefined {
  const reward = promotion.tiers ? tierReached(promotion.tiers, ground) : promotion.reward
  const left = ground.basket.left[promotion.code]
  const mostTimes = Math.min(promotion.mostTimes, left?.times ?? Infinity)
  if (reward === undefined || mostTimes < 1) return undefined
  const { credit } = promotion
  const caps = [
    left?.minor,
    reward.pieces?.is === 'percent' ? reward.pieces.most : undefined,
    credit === undefined ? undefined : (ground.basket.credits?.[credit] ?? 0n),
  ]
  const known = caps.filter((one) => one !== undefined)
  const mostMinor = known.length === 0 ? undefined : known.reduce((a, b) => (a < b ? a : b))
  return { promotion, reward, each: promotion.each, mostTimes, mostMinor }
}

function tierReached(tiers: NonNullable<Promotion['tiers']>, ground: Ground): Reward | undefined {
  const reached = measured(ground.stacks, { ...tiers, on: ground.on })
  return tiers.steps.findLast((step) => reached >= step.from)?.reward
}

/** Whether each piece is rewarded by itself, so that the best of several can be chosen piece by piece. */
export function isByPiece(
  { reward: { pieces }, each, mostMinor, promotion }: Contender,
  { stacks, on }: Pick<Ground, 'stacks' | 'on'>,
): boolean {
  if (!pieces || each.by !== 'order' || promotion.group !== undefined) return false
  const isEach =
    pieces.is === 'amount'
      ? pieces.per === 'piece'
      : (pieces.is === 'percent' || pieces.is === 'price') && pieces.pieces === undefined
  const of = rewardedSelection(pieces)
  if (!isEach || !of || mostMinor === undefined) return isEach
  // The most that it may take off stands in nobody's way where all pieces together come to no more.
  let sum = 0n
  for (const place of whereOf(stacks, of).places) {
    const stack = stacks[place]
    if (stack) sum += BigInt(stack.count) * pieceWorth(pieces, stack, on)
  }
  return sum <= mostMinor * PPM
}

/** Pieces that a reward may fall on, as it says; rewards of a set fall on the pieces of the set. */
export function rewardedSelection(pieces: PieceReward): Selection | undefined {
  return pieces.is === 'set_percent' || pieces.is === 'set_price' ? undefined : pieces.of
}

/** How many pieces a reward falls on each time, and which; undefined where it falls on all that match. */
export function rewardedPieces(pieces: PieceReward): Readonly<{ pieces: number; which: Which }> | undefined {
  if (pieces.is !== 'percent' && pieces.is !== 'price') return undefined
  return pieces.pieces === undefined ? undefined : { pieces: pieces.pieces, which: pieces.which }
}

/** Whether the reward falls on the pieces that are taken. */
export function isOfSet({ reward: { pieces } }: Contender): boolean {
  return pieces !== undefined && rewardedSelection(pieces) === undefined
}

/** Who takes most off one piece of a stack, of those that reward piece by piece, and how much. */
export type Single = Readonly<{ contender: Contender; worth: Worth }> | undefined

/** What a reward takes off one piece of a stack, never more than what is left of its price. */
export function pieceWorth(pieces: PieceReward, stack: Stack, on: Ground['on']): Worth {
  const counted = countedPrice(stack, on)
  const left = stack.leftMinor * PPM
  const worth = worthBefore(pieces, counted)
  return worth < left ? worth : left
}

function worthBefore(pieces: PieceReward, counted: bigint): Worth {
  switch (pieces.is) {
    case 'percent':
    case 'set_percent':
      return counted * pieces.ppm
    case 'price':
      return counted > pieces.minor ? (counted - pieces.minor) * PPM : 0n
    // An amount for the whole, and the price of a set, are shared out over the pieces in proportion to their price.
    case 'amount':
      return pieces.per === 'piece' ? pieces.minor * PPM : counted * PPM
    case 'set_price':
      return counted * PPM
    default:
      return unreachable(pieces)
  }
}

/** What the extras of a reward are worth to a buyer each time: gifts at the price that `priceOf` knows, all else nothing. */
export function extrasWorth(extras: readonly Extra[], priceOf: (extra: Extra) => bigint): Worth {
  return extras.reduce((sum, extra) => sum + priceOf(extra) * PPM, 0n)
}

/** What a contender takes and gives, as a text: those of one text can do the same, whatever they are called. */
export function shapeOf({ each, reward, mostTimes, mostMinor }: Contender): string {
  return `${textOf(each)} ${textOf(reward)} ${mostTimes} ${mostMinor}`
}
