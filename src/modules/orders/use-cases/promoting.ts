import { ok, type Result } from '#shared/refusal.ts'
import type { PriceKind } from '#modules/catalog/api.ts'
import {
  promotionGround,
  type AskHistory,
  type ChosenGift,
  type HistoryQuestion,
  type PromotionSet,
  type Selection,
} from '#modules/promotions/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { OrderChannel } from '../domain/order.ts'
import { boughtSums, orderCount, type BoughtQuestion } from '../store/buyer-history.ts'
import { promotedLines, type PricingInput, type Promoting } from './price-order.ts'

/** What promotions ask about an order beside its goods. */
export type PromotingAsked = Readonly<{
  market: Readonly<{ id: bigint; code: string; currency: string; timeZone: string }>
  buyerId: bigint | undefined
  channel: OrderChannel
  /** What promotions learn of the party that it belongs to; nothing for what belongs to none. */
  party?: readonly string[] | undefined
  codes: readonly string[]
  chosen: readonly ChosenGift[]
  /** Placed now: others of the same buyer are waited for. */
  isPlacing: boolean
  instead?: ((set: PromotionSet) => PromotionSet) | undefined
}>

/**
 * Promotions as they stand for an order, read in the caller's transaction: basket, quote and placing ask alike, so that they
 * are answered alike. Refused as the order's lines are.
 */
export async function promotingFor(
  deps: { db: Db },
  tx: Tx,
  asked: PromotingAsked,
  input: PricingInput,
): Promise<Result<Promoting>> {
  const lines = promotedLines(input)
  if (!lines.ok) return lines
  const { market, buyerId, channel, party, codes, chosen, instead } = asked
  const kinds = kindsOf(input.kind, buyerId)
  const { atMs } = input
  const ground = await promotionGround(
    deps,
    tx,
    {
      market,
      buyerId,
      kinds,
      channel,
      party,
      codes,
      atMs,
      lines: lines.value,
      ...(instead ? { instead } : {}),
    },
    historyOf(tx, { atMs, waits: asked.isPlacing }),
  )
  return ok({ ground, chosen, currency: market.currency })
}

/** The kinds that a buyer counts as. */
export function kindsOf(kind: PriceKind, buyerId: bigint | undefined): readonly string[] {
  return buyerId === undefined ? [kind, 'guest'] : [kind]
}

/** What promotions ask of a buyer's earlier orders, as of a moment. */
export function historyOf(tx: Tx, of: Readonly<{ atMs: number; waits: boolean }>): AskHistory {
  const { atMs, waits } = of
  return {
    // Which order this one is: the first has none before it.
    orderNumber: async (buyerId) => (await orderCount(tx, { buyerId, waits, atMs })) + 1,
    sums: (buyerId, questions) => boughtSums(tx, { buyerId, atMs, asked: questions.map(askedOf) }),
  }
}

function askedOf({ key, who, measure, of, days }: HistoryQuestion): BoughtQuestion {
  const counted = measure.by === 'volume' ? { by: measure.by, volume: measure.volume } : { by: measure.by }
  return { key, who, days, ...counted, of: selectionOf(of) }
}

/** A selection as JSON carries it: amounts as text. */
function selectionOf({ priceFrom, priceUntil, except, ...named }: Selection): BoughtQuestion {
  return {
    ...named,
    ...(priceFrom === undefined ? {} : { priceFrom: priceFrom.toString() }),
    ...(priceUntil === undefined ? {} : { priceUntil: priceUntil.toString() }),
    ...(except === undefined ? {} : { except: selectionOf(except) }),
  }
}
