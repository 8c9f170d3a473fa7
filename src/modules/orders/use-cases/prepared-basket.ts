import { ok, refuse, type Result } from '#shared/refusal.ts'
import { marketById } from '#modules/company/api.ts'
import { publicFace } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { hashToken, newToken } from '#platform/sessions/token.ts'
import { COUPONS_MOST } from '../domain/basket.ts'
import { LINES_MAX } from '../domain/order.ts'
import {
  addBasket,
  addBasketCoupon,
  basketByLink,
  basketNamed,
  setBasketLine,
  setBasketSeller,
  type Basket,
} from '../store/baskets.ts'
import { draftById, listDrafts, removeDraftRow } from '../store/drafts.ts'
import { joinInto, keepBasket, ownBasketFor, type BasketName } from './own-basket.ts'
import { preparedBy, shownLines } from './show-draft.ts'

/** How many of the drafts that were handed over to somebody are shown. */
const PREPARED_MOST = 20

/** What was prepared for somebody and waits to be taken, the latest first. */
export async function shownPrepared(deps: Readonly<{ ids: OpaqueIds }>, tx: Tx, personId: bigint) {
  const { rows } = await listDrafts(tx, { ownerId: personId, limit: PREPARED_MOST, offset: 0 })
  const prepared = []
  for (const draft of rows) {
    const basket = await basketNamed(tx, { id: draft.id })
    if (!basket || draft.handedAt === null) continue
    const by = await preparedBy(tx, draft, personId)
    prepared.push({
      draft: deps.ids.close('bas', draft.id),
      market: draft.market,
      preparedBy: by?.name ?? null,
      handedAt: draft.handedAt.getTime(),
      lines: await shownLines(tx, basket),
    })
  }
  return ok({ prepared })
}

/** Puts what was prepared for somebody into the own basket, where the same goods add up; it is gone. Refused as `orders.draft_not_found` or `joinInto`. */
export async function takePrepared(
  tx: Tx,
  about: About,
  of: Readonly<{ id: bigint; personId: bigint }>,
): Promise<Result<bigint>> {
  const held = await preparedFor(tx, about, of)
  if (!held.ok) return held
  const { marketId, language, sellerId } = held.value
  const ownId = await ownBasketFor(tx, { ownerId: of.personId, marketId, sellerId, language })
  const joined = await joinInto(tx, about, { from: held.value, ownId })
  return joined.ok ? ok(ownId) : joined
}

/** Says no to what was prepared; it is gone. */
export async function removePrepared(
  tx: Tx,
  about: About,
  of: Readonly<{ id: bigint; personId: bigint }>,
): Promise<Result<undefined>> {
  const held = await preparedFor(tx, about, of)
  if (!held.ok) return held
  await removeDraftRow(tx, of.id)
  return ok(undefined)
}

async function preparedFor(
  tx: Tx,
  about: About,
  { id, personId }: Readonly<{ id: bigint; personId: bigint }>,
): Promise<Result<Basket>> {
  const held = await keepBasket(tx, { id }, about)
  const draft = await draftById(tx, id)
  return held.ok && draft?.ownerId === personId ? held : refuse('orders.draft_not_found')
}

/** The goods of a link that a distributor gave away; refused as `orders.link_gone`. */
export async function shownShared(tx: Tx, link: string) {
  const basket = await basketByLink(tx, hashToken(link))
  const market = basket && (await marketById(tx, basket.marketId))
  if (!basket || !market) return refuse('orders.link_gone')
  const face = basket.sellerId === null ? undefined : await publicFace(tx, basket.sellerId)
  return ok({
    market: market.code,
    preparedBy: face?.displayName ?? null,
    shopName: face?.shopName ?? null,
    lines: await shownLines(tx, basket),
  })
}

/**
 * Puts the goods of a link into a basket: the own one, the guest's that is named, or a new one. Where the same goods lie there already, the
 * greater number stays, so that a link that is opened twice puts nothing in twice; coupons come with them. A basket of no party stands
 * in the shop of whoever gave the link away. Gives the basket. Refused as `orders.link_gone` or `orders.too_many_lines`.
 */
export async function takeShared(
  tx: Tx,
  about: About,
  input: Readonly<{ link: string; basket: BasketName | undefined; ownerId: bigint | undefined }>,
): Promise<Result<BasketName>> {
  const shared = await basketByLink(tx, hashToken(input.link))
  if (!shared) return refuse('orders.link_gone')
  const name = await targetOf(tx, shared, input)
  const into = await keepBasket(tx, name, about)
  if (!into.ok) return into
  const { id: basketId, lines, coupons, partyId } = into.value
  const before = new Map(lines.map((line) => [`${line.productId} ${line.printed}`, line.quantity]))
  const fresh = shared.lines.filter((line) => !before.has(`${line.productId} ${line.printed}`))
  if (lines.length + fresh.length > LINES_MAX) return refuse('orders.too_many_lines', { most: LINES_MAX })
  for (const { productId, printed, quantity } of shared.lines)
    if (quantity > (before.get(`${productId} ${printed}`) ?? 0))
      await setBasketLine(tx, { basketId, productId, printed, quantity })
  for (const code of new Set([...coupons, ...shared.coupons].slice(0, COUPONS_MOST)))
    await addBasketCoupon(tx, { basketId, code })
  if (partyId === null && shared.sellerId !== null)
    await setBasketSeller(tx, { basketId, sellerId: shared.sellerId })
  return ok(name)
}

async function targetOf(
  tx: Tx,
  { marketId, sellerId, language }: Basket,
  { basket, ownerId }: Readonly<{ basket: BasketName | undefined; ownerId: bigint | undefined }>,
): Promise<BasketName> {
  if (ownerId !== undefined) return { id: await ownBasketFor(tx, { ownerId, marketId, sellerId, language }) }
  const guest = basket && (await keepBasket(tx, basket))
  if (basket && guest?.ok === true && guest.value.marketId === marketId) return basket
  const { token, hash } = newToken()
  const begunAtMs = await companyNow(tx)
  await addBasket(tx, { tokenHash: hash, marketId, sellerId, language, ownerId: null, begunAtMs })
  return { token }
}
