import { currencyDigits } from '#shared/money.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { questionsOf } from '../domain/conditions.ts'
import { promotionSet, type HeldPromotion } from '../domain/held-promotions.ts'
import { promoteOrder } from '../domain/promote-order.ts'
import { earnedBy, leaveEarned } from '../store/earned.ts'
import { groundAt, type AskHistory, type GroundAsked } from './promotion-ground.ts'
import { readPromotion } from './read-promotion.ts'

const NO_LIMITS: HeldPromotion['limits'] = {
  uses: null,
  usesPerPerson: null,
  usesPerMonth: null,
  budgetMinor: null,
  monthBudgetMinor: null,
}

/** An order of which a part came back: who bought it, when and where, and the goods that are left at their prices before promotions. */
export type OrderLeft = Omit<GroundAsked, 'codes' | 'instead'>

/** Uses of an entitlement that are taken back. */
type LostEarning = Readonly<{ name: string; uses: number }>

/**
 * Looks again at what an order earned for later ones: each promotion that gave an entitlement is asked by itself, by the version that
 * held then, about the goods that are left. Uses that are no longer earned are taken back as long as nobody used them; others stay and
 * are marked. What the order used (coupons, entitlements) and what was before it counts as it did. Most orders earned nothing: one
 * question, and what is left of them is not read. `isTried` only tells what would be taken back.
 */
export async function checkEarned(
  tx: Tx,
  of: Readonly<{
    orderId: bigint
    atMs: number
    left: () => Promise<OrderLeft>
    history: AskHistory
    isTried: boolean
  }>,
): Promise<readonly LostEarning[]> {
  const standing = await earnedBy(tx, of)
  if (!standing) return []
  const order = await of.left()
  const { history } = of
  const lost: LostEarning[] = []
  for (const [, rows] of Map.groupBy(standing.earned, ({ version }) => version)) {
    const [first] = rows
    if (!first) continue
    const held = {
      id: first.promotion,
      versionId: first.version,
      promotion: readPromotion(first.text, order.market.currency),
      limits: NO_LIMITS,
      campaignId: null,
      campaignBudgetMinor: null,
    }
    // oxlint-disable-next-line no-await-in-loop -- an order earns by a promotion or two
    const still = await stillEarned({ order, held, standing, history })
    for (const { id, name, uses, used } of rows) {
      const left = Math.min(uses, still.get(name) ?? 0)
      still.set(name, (still.get(name) ?? 0) - left)
      const taken = uses - Math.max(left, used)
      if (taken > 0) lost.push({ name, uses: taken })
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (left < uses && !of.isTried) await leaveEarned(tx, id, left)
    }
  }
  return lost
}

/** How many uses of which entitlements a promotion would give for what is left. */
async function stillEarned(
  of: Readonly<{
    order: OrderLeft
    held: HeldPromotion
    standing: NonNullable<Awaited<ReturnType<typeof earnedBy>>>
    history: AskHistory
  }>,
): Promise<Map<string, number>> {
  const { order, held, standing, history } = of
  const { buyerId, lines, market } = order
  const asked = questionsOf(held.promotion.when)
  const ground = groundAt(promotionSet([held]), {
    ...order,
    orderNumber: buyerId === undefined ? undefined : await history.orderNumber(buyerId),
    known: standing.known ?? {},
    left: {},
    brought: {
      coupons: standing.coupons,
      entitlements: standing.used,
      credits: standing.credits,
      history: buyerId !== undefined && asked.length > 0 ? await history.sums(buyerId, asked) : {},
    },
  })
  const digits = currencyDigits(market.currency)
  const { given } = promoteOrder(ground, { lines, gifts: [], chosen: [], currencyDigits: digits })
  const still = new Map<string, number>()
  for (const { name, uses } of given.flatMap(({ earns }) => earns))
    still.set(name, (still.get(name) ?? 0) + uses)
  return still
}
