import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import { showToken } from './place.ts'

const address = z.object({
  recipient: z.string(),
  line1: z.string(),
  line2: z.string().optional(),
  postalCode: z.string(),
  city: z.string(),
  country: z.string(),
})
const contact = z.object({ name: z.string(), email: z.string().optional(), phone: z.string().optional() })

const row = z.object({
  id: z.bigint(),
  version: z.number(),
  channel: z.string(),
  marketId: z.bigint(),
  market: z.string(),
  ownerId: z.bigint().nullable(),
  preparerId: z.bigint().nullable(),
  isOfStaff: z.boolean(),
  buyerId: z.bigint().nullable(),
  buyerCode: z.string().nullable(),
  buyerName: z.string().nullable(),
  guestName: z.string().nullable(),
  contact: contact.nullable(),
  address: address.nullable(),
  begunAt: z.date(),
  touchedAt: z.date(),
  handedAt: z.date().nullable(),
  isShared: z.boolean(),
  pieces: z.number(),
})
/** An order that is begun, without its goods. */
export type Draft = z.output<typeof row>

export type DraftsQuestion = Readonly<{
  /** Whose list it is, or who prepared it for somebody else. */
  personId?: bigint | undefined
  /** Only whose list it is. */
  ownerId?: bigint | undefined
  /** Undefined: all markets. */
  marketIds?: readonly bigint[] | undefined
  /** The number of who buys, or a part of the name. */
  search?: string | undefined
  channel?: string | undefined
  limit: number
  offset: number
}>

/** Drafts that the viewer may see, the one that was touched last first, and how many match. */
export async function listDrafts(
  tx: Tx,
  question: DraftsQuestion,
): Promise<{ rows: Draft[]; total: number }> {
  const { personId = null, ownerId = null, marketIds, search = null, channel = null } = question
  const markets = marketIds?.map(String) ?? null
  const matching = sql`WHERE b.kind = 'draft'
    AND (${personId}::bigint IS NULL OR b.owner_person_id = ${personId} OR b.preparer_person_id = ${personId})
    AND (${ownerId}::bigint IS NULL OR b.owner_person_id = ${ownerId})
    AND (${markets}::bigint[] IS NULL OR b.market_id = ANY (${markets}::bigint[]))
    AND (${channel}::text IS NULL OR b.channel = ${channel})
    AND (${search}::text IS NULL OR p.code = ${search} OR strpos(lower(n.display_name), lower(${search})) > 0
      OR strpos(lower(w.guest_name), lower(${search})) > 0)`
  const { rows: counted } = await sql<{
    total: bigint
  }>`SELECT count(*) AS total ${FROM} ${matching}`.execute(tx)
  const page = sql`${matching} ORDER BY b.touched_at DESC, b.id DESC LIMIT ${question.limit} OFFSET ${question.offset}`
  return { rows: await selected(tx, page), total: Number(counted[0]?.total ?? 0) }
}

export async function draftById(tx: Tx, id: bigint): Promise<Draft | undefined> {
  return (await selected(tx, sql`WHERE b.kind = 'draft' AND b.id = ${id}`))[0]
}

const FROM = sql`FROM orders.basket b JOIN company.v_market m ON m.id = b.market_id
  LEFT JOIN orders.basket_buyer w ON w.basket_id = b.id
  LEFT JOIN field.v_person p ON p.id = b.buyer_person_id LEFT JOIN field.v_person_name n ON n.person_id = b.buyer_person_id`

async function selected(tx: Tx, rest: ReturnType<typeof sql>): Promise<Draft[]> {
  const { rows } = await sql`
    SELECT b.id, b.version, b.channel, b.market_id AS "marketId", m.code AS market, b.owner_person_id AS "ownerId",
      b.preparer_person_id AS "preparerId", b.preparer_account_id IS NOT NULL AS "isOfStaff",
      b.buyer_person_id AS "buyerId", p.code AS "buyerCode", n.display_name AS "buyerName", w.guest_name AS "guestName",
      w.contact, w.address, b.begun_at AS "begunAt", b.touched_at AS "touchedAt", b.handed_at AS "handedAt", b.link_hash IS NOT NULL AS "isShared",
      (SELECT coalesce(sum(l.quantity), 0)::int FROM orders.basket_line l WHERE l.basket_id = b.id) AS pieces
    ${FROM} ${rest}`.execute(tx)
  return z.array(row).parse(rows)
}

/** Who keeps a draft and who prepared it: a person, or staff by an account. */
export type DraftKeeper =
  | Readonly<{ ownerId: bigint; preparerId: bigint; accountId: null }>
  | Readonly<{ ownerId: null; preparerId: null; accountId: bigint | null }>

export async function addDraft(
  tx: Tx,
  draft: DraftKeeper &
    Readonly<{
      tokenHash: Buffer
      marketId: bigint
      channel: string
      sellerId: bigint | null
      begunAtMs: number
    }>,
): Promise<bigint> {
  await showToken(tx, draft.tokenHash)
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO orders.basket (token_hash, market_id, seller_person_id, owner_person_id, begun_at, kind, channel,
      preparer_person_id, preparer_account_id)
    VALUES (${draft.tokenHash}, ${draft.marketId}, ${draft.sellerId}, ${draft.ownerId}, ${new Date(draft.begunAtMs)}, 'draft',
      ${draft.channel}, ${draft.preparerId}, ${draft.accountId}) RETURNING id`.execute(tx)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('what was written has an id')
  return id
}

/** All that a draft holds, in place of what it held. */
export type DraftContent = Readonly<{
  buyerId: bigint | null
  guestName: string | null
  contact: Draft['contact']
  address: Draft['address']
  partyId: bigint | null
  sellerId: bigint | null
  /** Codes of the way in which it comes, and of a showroom; null is the usual way. */
  way: string | null
  place: string | null
  lines: readonly Readonly<{ productId: bigint; printed: string; quantity: number }>[]
  coupons: readonly string[]
  gifts: readonly Readonly<{ promotion: string; productId: bigint; quantity: number }>[]
}>

/** Writes what a draft holds from now on. It is held. */
export async function saveDraft(tx: Tx, id: bigint, draft: DraftContent): Promise<void> {
  const { buyerId, guestName, partyId, sellerId, way, place, lines, coupons, gifts } = draft
  await sql`UPDATE orders.basket SET buyer_person_id = ${buyerId}, party_id = ${partyId}, seller_person_id = ${sellerId},
    way_code = ${way}, place_code = ${place} WHERE id = ${id}`.execute(tx)
  await sql`INSERT INTO orders.basket_buyer (basket_id, guest_name, contact, address)
    VALUES (${id}, ${guestName}, ${jsonOf(draft.contact)}::jsonb, ${jsonOf(draft.address)}::jsonb)
    ON CONFLICT (basket_id) DO UPDATE SET guest_name = excluded.guest_name, contact = excluded.contact, address = excluded.address`.execute(
    tx,
  )
  for (const table of ['basket_line', 'basket_coupon', 'basket_gift'])
    await sql`DELETE FROM ${sql.table(`orders.${table}`)} WHERE basket_id = ${id}`.execute(tx)
  await sql`INSERT INTO orders.basket_line (basket_id, product_id, printed_code, quantity, added_at)
    SELECT ${id}, x.product, x.printed, x.quantity, now() + x.n * interval '1 microsecond'
    FROM unnest(${lines.map(({ productId }) => productId.toString())}::bigint[], ${lines.map(({ printed }) => printed)}::text[],
      ${lines.map(({ quantity }) => quantity)}::integer[]) WITH ORDINALITY x (product, printed, quantity, n)`.execute(
    tx,
  )
  await sql`INSERT INTO orders.basket_coupon (basket_id, code, added_at)
    SELECT ${id}, x.code, now() + x.n * interval '1 microsecond' FROM unnest(${[...coupons]}::text[]) WITH ORDINALITY x (code, n)
    ON CONFLICT DO NOTHING`.execute(tx)
  await sql`INSERT INTO orders.basket_gift (basket_id, promotion, product_id, quantity)
    SELECT ${id}, x.promotion, x.product, x.quantity
    FROM unnest(${gifts.map(({ promotion }) => promotion)}::text[], ${gifts.map(({ productId }) => productId.toString())}::bigint[],
      ${gifts.map(({ quantity }) => quantity)}::integer[]) x (promotion, product, quantity)
    ON CONFLICT DO NOTHING`.execute(tx)
}

/** Puts a draft on the list of who is to go on with it. */
export async function handDraftTo(
  tx: Tx,
  of: Readonly<{ id: bigint; ownerId: bigint; atMs: number }>,
): Promise<void> {
  await sql`UPDATE orders.basket SET owner_person_id = ${of.ownerId}, handed_at = ${new Date(of.atMs)} WHERE id = ${of.id}`.execute(
    tx,
  )
}

export async function saveDraftLink(tx: Tx, of: Readonly<{ id: bigint; linkHash: Buffer }>): Promise<void> {
  await sql`UPDATE orders.basket SET link_hash = ${of.linkHash} WHERE id = ${of.id}`.execute(tx)
}

export async function removeDraftRow(tx: Tx, id: bigint): Promise<void> {
  await sql`DELETE FROM orders.basket WHERE id = ${id} AND kind = 'draft'`.execute(tx)
}

function jsonOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}
