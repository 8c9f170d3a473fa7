import { ok, refuse, type Result } from '#shared/refusal.ts'
import { priceBookOf } from '#modules/catalog/api.ts'
import { marketByCode, marketById } from '#modules/company/api.ts'
import { mayServe, personByCode, personById } from '#modules/field/api.ts'
import { couponCode, isCouponKnown, type ChosenGift } from '#modules/promotions/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { hashToken, newToken } from '#platform/sessions/token.ts'
import { mergeLines, type WantedLine } from '../domain/order.ts'
import type { Basket } from '../store/baskets.ts'
import {
  addDraft,
  draftById,
  handDraftTo,
  removeDraftRow,
  saveDraft,
  saveDraftLink,
  type Draft,
  type DraftContent,
} from '../store/drafts.ts'
import { partyByLink } from '../store/parties.ts'
import { namedProduct } from './basket.ts'
import { linkSecret } from './link-secret.ts'
import { officeBuyerOf, type OfficeBuyer } from './office-order.ts'
import { keepBasket } from './own-basket.ts'
import { namedParty, takesOrders, type PartyNamed } from './party-of-order.ts'
import type { Address, Contact } from './place-order.ts'

type Deps = Readonly<{ db: Db }>

/** Who keeps drafts: a distributor the own ones, staff those of the markets of their right. */
export type Keeper =
  | Readonly<{ realm: 'distributor'; personId: bigint }>
  | Readonly<{ realm: 'staff'; accountId: bigint; may: (marketId: bigint) => boolean }>

/** What a draft is to hold. */
export type WantedDraft = Readonly<{
  buyer: OfficeBuyer | null
  lines: readonly WantedLine[]
  coupons?: readonly string[] | undefined
  gifts?: readonly ChosenGift[] | undefined
  way?: string | undefined
  place?: string | undefined
  party?: PartyNamed | undefined
  contact?: Contact | undefined
  delivery?: Address | undefined
}>

/**
 * Keeps an order that is begun in a channel. Refused as `orders.draft_market` where no market is known, as whatever it holds is
 * refused elsewhere (`orders.customer_not_found`, `orders.product_gone`, `orders.party_not_found`, `promotions.coupon_unknown`), with
 * nothing kept. Stock and limits are looked at when it is priced and placed.
 */
export async function beginDraft(
  deps: Deps,
  tx: Tx,
  about: About,
  keeper: Keeper,
  wanted: WantedDraft & Readonly<{ channel: string; market?: string | undefined }>,
): Promise<Result<bigint>> {
  const marketId = await marketOf(tx, keeper, wanted)
  if (marketId === undefined) return refuse('orders.draft_market', {}, 'market')
  const preparerId = keeper.realm === 'staff' ? null : keeper.personId
  const content = await contentOf(deps, tx, keeper, { ...wanted, marketId, preparerId })
  if (!content.ok) return content
  const { channel } = wanted
  const of =
    keeper.realm === 'staff'
      ? ({ ownerId: null, preparerId: null, accountId: keeper.accountId } as const)
      : ({ ownerId: keeper.personId, preparerId: keeper.personId, accountId: null } as const)
  const begunAtMs = await companyNow(tx)
  const id = await addDraft(tx, {
    ...of,
    channel,
    marketId,
    sellerId: null,
    tokenHash: newToken().hash,
    begunAtMs,
  })
  await saveDraft(tx, id, content.value)
  about('basket', id)
  return ok(id)
}

/** Puts something else into a draft. Refused as `beginDraft`, as `orders.draft_not_found`, or as `orders.basket.conflict`. */
export async function changeDraft(
  deps: Deps,
  tx: Tx,
  about: About,
  keeper: Keeper,
  wanted: WantedDraft & Readonly<{ id: bigint; seen: number }>,
): Promise<Result<undefined>> {
  const held = await holdDraft(tx, about, keeper, wanted)
  if (!held.ok) return held
  const { marketId, preparerId } = held.value.draft
  const content = await contentOf(deps, tx, keeper, { ...wanted, marketId, preparerId })
  if (!content.ok) return content
  await saveDraft(tx, wanted.id, content.value)
  return ok(undefined)
}

/** A draft that the keeper may go on with, held; refused as `orders.draft_not_found` or, where it was changed since, `orders.basket.conflict`. */
export async function holdDraft(
  tx: Tx,
  about: About | undefined,
  keeper: Keeper,
  of: Readonly<{ id: bigint; seen: number }>,
): Promise<Result<Readonly<{ draft: Draft; basket: Basket }>>> {
  const basket = await keepBasket(tx, { id: of.id }, about)
  const draft = await findDraft(tx, keeper, of.id)
  if (!basket.ok || !draft || !isKeptBy(draft, keeper)) return refuse('orders.draft_not_found')
  if (basket.value.version !== of.seen + 1) return refuse('orders.basket.conflict')
  return ok({ draft, basket: basket.value })
}

/** A draft that the keeper may look at; undefined when there is none. */
export async function findDraft(tx: Tx, keeper: Keeper, id: bigint): Promise<Draft | undefined> {
  const draft = await draftById(tx, id)
  if (!draft) return undefined
  if (keeper.realm === 'staff') return keeper.may(draft.marketId) ? draft : undefined
  return [draft.ownerId, draft.preparerId].includes(keeper.personId) ? draft : undefined
}

/** Whether the keeper goes on with a draft; a distributor who handed one over only looks, or takes it back. */
export function isKeptBy(draft: Draft, keeper: Keeper): boolean {
  return keeper.realm === 'staff' || draft.ownerId === keeper.personId
}

/** Removes a draft, also one that was handed over and is not taken yet. */
export async function removeDraft(
  tx: Tx,
  about: About,
  keeper: Keeper,
  id: bigint,
): Promise<Result<undefined>> {
  const basket = await keepBasket(tx, { id }, about)
  if (!basket.ok || !(await findDraft(tx, keeper, id))) return refuse('orders.draft_not_found')
  await removeDraftRow(tx, id)
  return ok(undefined)
}

/** Hands a draft over to who buys. Refused as `holdDraft`, or as `orders.draft_buyer` where that is nobody else with a number. */
export async function handDraft(
  tx: Tx,
  about: About,
  keeper: Keeper,
  of: Readonly<{ id: bigint; seen: number }>,
): Promise<Result<undefined>> {
  const held = await holdDraft(tx, about, keeper, of)
  if (!held.ok) return held
  const { buyerId, ownerId } = held.value.draft
  if (buyerId === null || buyerId === ownerId) return refuse('orders.draft_buyer', {}, 'buyer')
  await handDraftTo(tx, { id: of.id, ownerId: buyerId, atMs: await companyNow(tx) })
  about('person', buyerId)
  return ok(undefined)
}

/** The secret of the link by which anybody takes the goods of a draft over; the same each time. Refused as `orders.draft_not_found`. */
export async function shareDraft(tx: Tx, about: About, keeper: Keeper, id: bigint): Promise<Result<string>> {
  const draft = await findDraft(tx, keeper, id)
  if (!draft || !isKeptBy(draft, keeper)) return refuse('orders.draft_not_found')
  about('basket', id)
  const { secret, linkHash } = await linkSecret(tx, ['basket link', id.toString()])
  await saveDraftLink(tx, { id, linkHash })
  return ok(secret)
}

/** The market of a distributor, of who buys, or the one that is named. */
async function marketOf(
  tx: Tx,
  keeper: Keeper,
  { buyer, market }: Readonly<{ buyer: OfficeBuyer | null; market?: string | undefined }>,
): Promise<bigint | undefined> {
  if (keeper.realm === 'distributor') return (await personById(tx, keeper.personId))?.marketId
  const person = buyer?.kind === 'customer' ? await personByCode(tx, buyer.code) : undefined
  const id = person?.marketId ?? (market === undefined ? undefined : (await marketByCode(tx, market))?.id)
  return id !== undefined && keeper.may(id) ? id : undefined
}

async function contentOf(
  deps: Deps,
  tx: Tx,
  keeper: Keeper,
  wanted: WantedDraft & Readonly<{ marketId: bigint; preparerId: bigint | null }>,
): Promise<Result<DraftContent>> {
  const { marketId, buyer, delivery = null, contact = null } = wanted
  const buyerId = await buyerOf(tx, keeper, wanted)
  if (!buyerId.ok) return buyerId
  const market = await marketById(tx, marketId)
  if (delivery && market?.country !== delivery.country)
    return refuse('orders.address_country', {}, 'delivery')
  const party = wanted.party && (await partyOf(tx, keeper, wanted.party))
  if (party && !party.ok) return party
  if (party && party.value.marketId !== marketId) return refuse('orders.party_market', {}, 'party')
  const lines = await linesOf(deps, tx, wanted)
  if (!lines.ok) return lines
  const coupons = (wanted.coupons ?? []).map(couponCode)
  for (const code of coupons)
    if (!(await isCouponKnown(tx, { marketId, code })))
      return refuse('promotions.coupon_unknown', { code }, 'coupons')
  const gifts = await giftsOf(deps, tx, wanted)
  if (!gifts.ok) return gifts
  return ok({
    buyerId: buyerId.value ?? null,
    guestName: buyer?.kind === 'guest' ? buyer.name : null,
    contact,
    address: delivery,
    partyId: party?.value.id ?? null,
    sellerId: party?.value.sellerId ?? (await sellingPreparer(tx, wanted.preparerId)),
    way: wanted.way ?? null,
    place: wanted.way === undefined ? null : (wanted.place ?? null),
    lines: lines.value,
    coupons,
    gifts: gifts.value,
  })
}

/** A distributor who prepares an order sells it, whoever changes it later; what staff prepare belongs to who looks after the buyer. */
async function sellingPreparer(tx: Tx, preparerId: bigint | null): Promise<bigint | null> {
  const person = preparerId === null ? undefined : await personById(tx, preparerId)
  return person && mayServe(person) ? person.id : null
}

async function buyerOf(
  tx: Tx,
  keeper: Keeper,
  { buyer, marketId }: Readonly<{ buyer: OfficeBuyer | null; marketId: bigint }>,
): Promise<Result<bigint | undefined>> {
  if (buyer === null || buyer.kind === 'guest') return ok(undefined)
  if (keeper.realm === 'distributor') return officeBuyerOf(tx, { id: keeper.personId }, buyer)
  const person = buyer.kind === 'customer' ? await personByCode(tx, buyer.code) : undefined
  return person?.marketId === marketId
    ? ok(person.id)
    : refuse('orders.draft_person', { code: buyer.kind === 'customer' ? buyer.code : '' }, 'buyer')
}

async function partyOf(tx: Tx, keeper: Keeper, named: PartyNamed) {
  if (keeper.realm === 'distributor') return namedParty(tx, named, keeper.personId)
  const party = 'link' in named ? await partyByLink(tx, hashToken(named.link)) : undefined
  if (!party) return refuse('orders.party_not_found', {}, 'party')
  return takesOrders(party, await companyNow(tx)) ? ok(party) : refuse('orders.party_over', {}, 'party')
}

async function linesOf(
  deps: Deps,
  tx: Tx,
  { lines, marketId }: Readonly<{ lines: readonly WantedLine[]; marketId: bigint }>,
): Promise<Result<DraftContent['lines']>> {
  if (lines.length === 0) return ok([])
  const merged = mergeLines(lines)
  if (!merged.ok) return merged
  const book = await priceBookOf(deps, tx, marketId)
  const quantities = new Map(merged.value.map(({ product, quantity }) => [product, quantity]))
  const found: DraftContent['lines'][number][] = []
  // As they were put in.
  for (const code of new Set(lines.map(({ product }) => product))) {
    const quantity = quantities.get(code) ?? 0
    const named = await namedProduct(tx, book, { product: code, quantity })
    if (!named.ok) return named
    found.push({ productId: named.value.product.id, printed: named.value.printed, quantity })
  }
  return ok(found)
}

async function giftsOf(
  deps: Deps,
  tx: Tx,
  { gifts = [], marketId }: Readonly<{ gifts?: readonly ChosenGift[] | undefined; marketId: bigint }>,
): Promise<Result<DraftContent['gifts']>> {
  if (gifts.length === 0) return ok([])
  const book = await priceBookOf(deps, tx, marketId)
  const found: DraftContent['gifts'][number][] = []
  for (const { promotion, product, quantity } of gifts) {
    const known = book.byCode.get(product)
    if (!known) return refuse('orders.product_gone', { product }, 'gifts')
    found.push({ promotion, productId: known.id, quantity })
  }
  return ok(found)
}
