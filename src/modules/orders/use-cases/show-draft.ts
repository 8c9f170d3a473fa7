import { productsByIds, textIn } from '#modules/catalog/api.ts'
import { publicFace } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { basketNamed, type Basket } from '../store/baskets.ts'
import { listDrafts, type Draft, type DraftsQuestion } from '../store/drafts.ts'
import { partyById, type Party } from '../store/parties.ts'
import { findDraft, isKeptBy, type Keeper } from './keep-draft.ts'
import { partySecret } from './party-link.ts'
import type { PartyNamed } from './party-of-order.ts'
import { chosenGifts } from './show-basket.ts'

type Deps = Readonly<{ ids: OpaqueIds }>

/** A page of drafts as the keeper sees them. */
export async function shownDrafts(deps: Deps, tx: Tx, keeper: Keeper, question: DraftsQuestion) {
  const { rows, total } = await listDrafts(tx, question)
  const shown: Awaited<ReturnType<typeof shownRow>>[] = []
  for (const row of rows) shown.push(await shownRow(deps, tx, keeper, row))
  return ok({ rows: shown, total })
}

/** All that a draft holds; refused as `orders.draft_not_found`. */
export async function shownDraft(deps: Deps, tx: Tx, keeper: Keeper, id: bigint) {
  const draft = await findDraft(tx, keeper, id)
  const basket = draft && (await basketNamed(tx, { id }))
  if (!draft || !basket) return refuse('orders.draft_not_found')
  const party = basket.partyId === null ? undefined : await partyById(tx, basket.partyId)
  return ok({
    ...(await shownRow(deps, tx, keeper, draft)),
    lines: await shownLines(tx, basket),
    coupons: [...basket.coupons],
    gifts: [...(await chosenGifts(tx, basket))],
    way: basket.way,
    place: basket.place,
    party: party ? { code: party.code, host: party.hostName, shipsTo: party.shipsTo } : null,
    at: party ? await nameOfParty(tx, party, keeper) : null,
    contact: draft.contact,
    delivery: draft.address,
  })
}

/** How an order names the party of a draft: an own one by its number, another one by its link. */
export async function nameOfParty(tx: Tx, party: Party, keeper: Keeper): Promise<PartyNamed> {
  const isOwn = keeper.realm === 'distributor' && party.sellerId === keeper.personId
  return isOwn ? { code: party.code } : { link: (await partySecret(tx, party)).secret }
}

/** What lies in a basket, by the codes that it was named by, with names. */
export async function shownLines(tx: Tx, basket: Basket) {
  const products = await productsByIds(
    tx,
    basket.lines.map(({ productId }) => productId),
  )
  return basket.lines.flatMap(({ productId, printed, quantity }) => {
    const product = products.get(productId)
    if (!product) return []
    const { name } = textIn(product.texts, basket.language ?? undefined)
    return [{ product: printed || product.code, name, quantity }]
  })
}

async function shownRow(deps: Deps, tx: Tx, keeper: Keeper, draft: Draft) {
  const { id, version, channel, market, pieces, begunAt, touchedAt, handedAt, isShared } = draft
  return {
    draft: deps.ids.close('bas', id),
    version,
    channel,
    market,
    buyer: buyerOf(keeper, draft),
    preparedBy: await preparedBy(tx, draft, keeper.realm === 'staff' ? undefined : keeper.personId),
    pieces,
    begunAt: begunAt.getTime(),
    touchedAt: touchedAt.getTime(),
    handedAt: handedAt?.getTime() ?? null,
    isMine: isKeptBy(draft, keeper),
    isShared,
  }
}

/** Who prepared a draft, where that is somebody else than the viewer: a distributor by name, the company without one. */
export async function preparedBy(
  tx: Tx,
  { preparerId, isOfStaff }: Pick<Draft, 'preparerId' | 'isOfStaff'>,
  viewerId: bigint | undefined,
) {
  if (preparerId !== null && preparerId !== viewerId)
    return { name: (await publicFace(tx, preparerId))?.displayName ?? null }
  return isOfStaff ? { name: null } : null
}

function buyerOf(keeper: Keeper, { buyerId, buyerCode, buyerName, guestName }: Draft) {
  if (buyerCode !== null) {
    if (keeper.realm === 'distributor' && buyerId === keeper.personId) return { kind: 'self' as const }
    return { kind: 'customer' as const, code: buyerCode, ...(buyerName === null ? {} : { name: buyerName }) }
  }
  return guestName === null ? null : { kind: 'guest' as const, name: guestName }
}
