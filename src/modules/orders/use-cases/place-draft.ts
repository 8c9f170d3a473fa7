import { ok, refuse, type Result } from '#shared/refusal.ts'
import { mayServe, personById } from '#modules/field/api.ts'
import type { CardDeps } from '#modules/payments/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import type { Basket } from '../store/baskets.ts'
import { draftById, type Draft } from '../store/drafts.ts'
import { partyById } from '../store/parties.ts'
import { placedBefore, type Placed } from '../store/place.ts'
import { findDraft, holdDraft, type Keeper } from './keep-draft.ts'
import { prepareOfficeOrder, decidedQuote } from './office-order.ts'
import { basketNamed } from '../store/baskets.ts'
import type { ChosenPayment } from './paying-terms.ts'
import { decideOrder, placeOrder, type OrderKey, type OrderToPlace } from './place-order.ts'
import { sellerOf } from './seller-of.ts'
import { chosenGifts, linesByCode } from './show-basket.ts'
import { nameOfParty } from './show-draft.ts'

type Deps = Readonly<{ db: Db }> & CardDeps

export type DraftToPlace = Readonly<{
  id: bigint
  /** The version that was looked at. */
  seen: number
  payment: ChosenPayment
  expectedTotal?: Readonly<{ minor: bigint; currency: string }> | undefined
  ofAge?: number | undefined
  takenAt?: number | undefined
}>
type Call = Readonly<{ actor: Actor; once: Readonly<{ key: string; payloadHash: Buffer }> }>

/**
 * Places a distributor's draft, for themselves or as taken from a consumer, as an order with the same goods is placed; the draft is gone.
 * The same key gives the same order again. Refused as `orders.draft_not_found`, `orders.basket.conflict`, and as `prepareOfficeOrder`
 * and `placeOrder` refuse.
 */
export async function placeOwnDraft(
  deps: Deps,
  call: Call,
  input: DraftToPlace & Readonly<{ distributorId: bigint }>,
): Promise<Result<Placed>> {
  const { id, distributorId } = input
  const keeper = { realm: 'distributor', personId: distributorId } as const
  const keyOf = (channel: 'office' | 'reported'): OrderKey => ({
    channel,
    scope: `draft ${id}`,
    ...call.once,
  })
  const known = await read(deps, call.actor, async (tx) => {
    const draft = await draftById(tx, id)
    if (draft) return { draft }
    return {
      before: (await placedBefore(tx, keyOf('office'))) ?? (await placedBefore(tx, keyOf('reported'))),
    }
  })
  if (!known.draft) return known.before ?? refuse('orders.draft_not_found')
  const channel = known.draft.buyerId === distributorId ? 'office' : 'reported'
  const placing = { actor: call.actor, useCase: `orders.place_${channel}`, key: keyOf(channel) }
  return placeOrder(deps, placing, async (tx) => {
    const held = await holdDraft(tx, undefined, keeper, input)
    return held.ok ? ownOrderOf(tx, keeper, input, held.value) : held
  })
}

async function ownOrderOf(
  tx: Tx,
  keeper: Extract<Keeper, { realm: 'distributor' }>,
  input: DraftToPlace,
  { draft, basket }: Readonly<{ draft: Draft; basket: Basket }>,
): Promise<Result<OrderToPlace>> {
  const { buyerId, buyerCode, guestName } = draft
  const buyer =
    buyerId === keeper.personId
      ? ({ kind: 'self' } as const)
      : buyerCode !== null
        ? ({ kind: 'customer', code: buyerCode } as const)
        : guestName !== null
          ? ({ kind: 'guest', name: guestName } as const)
          : undefined
  if (!buyer) return refuse('orders.draft_buyer', {}, 'buyer')
  const party = basket.partyId === null ? undefined : await partyById(tx, basket.partyId)
  const prepared = await prepareOfficeOrder(tx, {
    distributorId: keeper.personId,
    buyer,
    party: party && (await nameOfParty(tx, party, keeper)),
    ...(await goodsOf(tx, basket)),
    delivery: draft.address ?? undefined,
    ofAge: input.ofAge,
    payment: input.payment,
    takenAt: input.takenAt,
    expectedTotal: input.expectedTotal,
  })
  return prepared.ok ? ok({ ...prepared.value, basketHash: basket.tokenHash }) : prepared
}

/** Places a draft in the name of who buys, as staff; otherwise as `placeOwnDraft`. */
export async function placeDraftFor(
  deps: Deps,
  call: Call,
  keeper: Extract<Keeper, { realm: 'staff' }>,
  input: DraftToPlace,
): Promise<Result<Placed>> {
  const key: OrderKey = { channel: 'desk', scope: `draft ${input.id}`, ...call.once }
  return placeOrder(deps, { actor: call.actor, useCase: 'orders.place_desk', key }, async (tx) => {
    const held = await holdDraft(tx, undefined, keeper, input)
    if (!held.ok) return held
    const { draft, basket } = held.value
    const order = await deskOrderOf(tx, draft, basket)
    if (!order.ok) return order
    const { ofAge, payment, expectedTotal } = input
    const expectedTotalMinor = expectedTotal?.minor
    return ok({ ...order.value, ofAge, payment, expectedTotalMinor, basketHash: basket.tokenHash })
  })
}

/** What a draft would cost and carry if staff placed it now; nothing is written. Throws `RatesToAsk` where a carrier is to be asked. */
export async function quoteDraftFor(
  deps: Deps,
  tx: Tx,
  keeper: Extract<Keeper, { realm: 'staff' }>,
  asked: Readonly<{ id: bigint; language: string | undefined }>,
) {
  const draft = await findDraft(tx, keeper, asked.id)
  const basket = draft && (await basketNamed(tx, { id: asked.id }))
  if (!draft || !basket) return refuse('orders.draft_not_found')
  const order = await deskOrderOf(tx, draft, basket)
  if (!order.ok) return order
  const look = { channel: 'desk', isPlacing: false, asksRates: true } as const
  const decided = await decideOrder(deps, tx, order.value, look)
  if (!decided.ok) return decided
  return ok(await decidedQuote(tx, order.value, { decided: decided.value, language: asked.language }))
}

/** An order belongs to its buyer where that sells, else to who looks after the buyer, else to who prepared it. */
async function deskOrderOf(tx: Tx, draft: Draft, basket: Basket): Promise<Result<OrderToPlace>> {
  const { buyerId, guestName, marketId } = draft
  if (buyerId === null && guestName === null) return refuse('orders.draft_buyer', {}, 'buyer')
  const buyer = buyerId === null ? undefined : await personById(tx, buyerId)
  const party = basket.partyId === null ? undefined : await partyById(tx, basket.partyId)
  const of = { buyerId: buyer?.id, shopOwnerId: basket.sellerId, marketId }
  const ownSeller = buyer && mayServe(buyer) ? buyer.id : undefined
  return ok({
    marketId,
    type: 'order' as const,
    buyerId: buyer?.id,
    sellerId: party?.sellerId ?? ownSeller ?? (await sellerOf(tx, of)),
    party,
    ...(await goodsOf(tx, basket)),
    guestName: guestName ?? undefined,
    contact: draft.contact ?? undefined,
    address: party?.shipsTo === 'host' ? undefined : (draft.address ?? undefined),
  })
}

async function goodsOf(tx: Tx, basket: Basket) {
  return {
    lines: await linesByCode(tx, basket),
    coupons: basket.coupons,
    gifts: await chosenGifts(tx, basket),
    way: basket.way ?? undefined,
    place: basket.place ?? undefined,
  }
}
