import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import {
  PARTY_KINDS,
  PARTY_SHIPPING,
  PARTY_STATES,
  type PartyKind,
  type PartyReward,
  type PartyShipping,
  type PartyState,
} from '../domain/party.ts'

const scaled = z.string().transform((text) => BigInt(text))
const addressShape = z.object({
  recipient: z.string(),
  line1: z.string(),
  line2: z.string().optional(),
  postalCode: z.string(),
  city: z.string(),
  region: z.string().optional(),
  country: z.string(),
})
export type PartyAddress = z.output<typeof addressShape>

const stored = z.object({
  id: z.bigint(),
  code: z.string(),
  marketId: z.bigint(),
  market: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  sellerId: z.bigint(),
  sellerCode: z.string(),
  sellerName: z.string().nullable(),
  hostId: z.bigint().nullable(),
  hostCode: z.string().nullable(),
  hostKind: z.string().nullable(),
  hostName: z.string(),
  place: z.string().nullable(),
  kind: z.enum(PARTY_KINDS),
  heldAt: z.date(),
  endsOn: z.string(),
  endsAt: z.date(),
  shipsTo: z.enum(PARTY_SHIPPING),
  state: z.enum(PARTY_STATES),
  openedAt: z.date(),
  closedAt: z.date().nullable(),
  bookedFrom: z.bigint().nullable(),
  bookedFromCode: z.string().nullable(),
  link: z.number(),
  address: addressShape.nullable(),
})
/** A party with what stands of its orders. */
export type Party = z.output<typeof stored> & Readonly<{ salesMinor: bigint; orders: number; guests: number }>

export type PartiesQuestion = Readonly<{
  sellerId?: bigint | undefined
  hostId?: bigint | undefined
  state?: PartyState | undefined
  /** The code of a market. */
  market?: string | undefined
  search?: string | undefined
  /** The number of a seller or host. */
  personCode?: string | undefined
  /** Undefined: all markets. */
  marketIds?: readonly bigint[] | undefined
  limit: number
  offset: number
}>

/** Parties that the viewer may see: open ones by the day on which they are held, then the others, the latest first; and how many match. */
export async function listParties(
  tx: Tx,
  question: PartiesQuestion,
): Promise<{ rows: Party[]; total: number }> {
  const { sellerId, hostId, state, market, search, personCode, marketIds } = question
  const matching = sql`
    (${sellerId ?? null}::bigint IS NULL OR p.seller_person_id = ${sellerId ?? null})
    AND (${hostId ?? null}::bigint IS NULL OR p.host_person_id = ${hostId ?? null})
    AND (${state ?? null}::text IS NULL OR p.state = ${state ?? null})
    AND (${marketIds?.map(String) ?? null}::bigint[] IS NULL OR p.market_id = ANY (${marketIds?.map(String) ?? null}::bigint[]))
    AND (${market ?? null}::text IS NULL OR m.code = ${market ?? null})
    AND (${personCode ?? null}::text IS NULL OR s.code = ${personCode ?? null} OR h.code = ${personCode ?? null})
    AND (${search ?? null}::text IS NULL OR p.code = ${search ?? null} OR s.code = ${search ?? null}
      OR strpos(lower(w.name), lower(${search ?? null})) > 0)`
  const { rows: counted } = await sql<{ total: bigint }>`
    SELECT count(*) AS total FROM orders.party p JOIN company.v_market m ON m.id = p.market_id JOIN field.v_person s ON s.id = p.seller_person_id
    LEFT JOIN field.v_person h ON h.id = p.host_person_id JOIN orders.party_host w ON w.party_id = p.id
    WHERE ${matching}`.execute(tx)
  const rows = await selected(
    tx,
    sql`WHERE ${matching}
      ORDER BY p.state <> 'open', CASE WHEN p.state = 'open' THEN p.held_at END, p.held_at DESC, p.id DESC
      LIMIT ${question.limit} OFFSET ${question.offset}`,
  )
  return { rows, total: Number(counted[0]?.total ?? 0) }
}

export async function partyById(tx: Tx, id: bigint): Promise<Party | undefined> {
  return (await selected(tx, sql`WHERE p.id = ${id}`))[0]
}

export async function partyByCode(tx: Tx, code: string): Promise<Party | undefined> {
  return (await selected(tx, sql`WHERE p.code = ${code}`))[0]
}

/** The party of a link, for whoever has it. */
export async function partyByLink(tx: Tx, linkHash: Buffer): Promise<Party | undefined> {
  await sql`SELECT set_config('openfield.orders_party', ${linkHash.toString('hex')}, true)`.execute(tx)
  return (await selected(tx, sql`WHERE p.link_hash = ${linkHash}`))[0]
}

async function selected(tx: Tx, rest: ReturnType<typeof sql>): Promise<Party[]> {
  const { rows } = await sql`
    SELECT p.id, p.code, p.market_id AS "marketId", m.code AS market, m.currency, m.time_zone AS "timeZone",
      p.seller_person_id AS "sellerId", s.code AS "sellerCode", sn.display_name AS "sellerName",
      p.host_person_id AS "hostId", h.code AS "hostCode", h.kind AS "hostKind", w.name AS "hostName", w.place, p.kind,
      p.held_at AS "heldAt", p.ends_on::text AS "endsOn", p.ends_at AS "endsAt", p.ships_to AS "shipsTo", p.state,
      p.opened_at AS "openedAt", p.closed_at AS "closedAt", p.booked_from AS "bookedFrom", b.code AS "bookedFromCode",
      p.link, a.address
    FROM orders.party p JOIN company.v_market m ON m.id = p.market_id JOIN field.v_person s ON s.id = p.seller_person_id
    JOIN orders.party_host w ON w.party_id = p.id LEFT JOIN field.v_person h ON h.id = p.host_person_id
    LEFT JOIN field.v_person_name sn ON sn.person_id = p.seller_person_id LEFT JOIN orders.party b ON b.id = p.booked_from
    LEFT JOIN orders.party_address a ON a.party_id = p.id ${rest}`.execute(tx)
  const found = z.array(stored).parse(rows)
  const ids = found.map(({ id }) => id.toString())
  const totals = await sql<{ partyId: bigint; salesMinor: bigint; orders: number; guests: number }>`
    SELECT party_id AS "partyId", sales_minor AS "salesMinor", orders, guests
    FROM orders.party_totals(${ids}::bigint[])`.execute(tx)
  const byId = new Map(totals.rows.map(({ partyId, ...sums }) => [partyId, sums]))
  return found.map((row) => ({ ...row, ...(byId.get(row.id) ?? { salesMinor: 0n, orders: 0, guests: 0 }) }))
}

export type NewParty = Readonly<{
  code: string
  marketId: bigint
  sellerId: bigint
  hostId: bigint | null
  hostName: string
  place: string | null
  kind: PartyKind
  heldAtMs: number
  endsOn: string
  endsAtMs: number
  shipsTo: PartyShipping
  address: PartyAddress | null
  openedAtMs: number
  bookedFrom: bigint | null
  linkHash: Buffer
}>

/** Writes a new party that is open; gives its id. */
export async function addParty(tx: Tx, party: NewParty): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO orders.party (code, market_id, seller_person_id, host_person_id, kind, held_at, ends_on, ends_at, ships_to, opened_at,
      booked_from, link_hash)
    VALUES (${party.code}, ${party.marketId}, ${party.sellerId}, ${party.hostId}, ${party.kind}, ${new Date(party.heldAtMs)},
      ${party.endsOn}, ${new Date(party.endsAtMs)}, ${party.shipsTo}, ${new Date(party.openedAtMs)}, ${party.bookedFrom},
      ${party.linkHash})
    RETURNING id`.execute(tx)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('what was written is there')
  await sql`INSERT INTO orders.party_host (party_id, name, place) VALUES (${id}, ${party.hostName}, ${party.place})`.execute(
    tx,
  )
  await saveAddress(tx, id, party.address)
  return id
}

/** Changes when and where a party is held, and who hosts it. */
export async function saveParty(
  tx: Tx,
  id: bigint,
  party: Omit<NewParty, 'code' | 'marketId' | 'sellerId' | 'openedAtMs' | 'bookedFrom' | 'linkHash'>,
): Promise<void> {
  await sql`
    UPDATE orders.party SET host_person_id = ${party.hostId}, kind = ${party.kind}, held_at = ${new Date(party.heldAtMs)},
      ends_on = ${party.endsOn}, ends_at = ${new Date(party.endsAtMs)}, ships_to = ${party.shipsTo}
    WHERE id = ${id}`.execute(tx)
  await sql`UPDATE orders.party_host SET name = ${party.hostName}, place = ${party.place} WHERE party_id = ${id}`.execute(
    tx,
  )
  await saveAddress(tx, id, party.address)
}

async function saveAddress(tx: Tx, id: bigint, address: PartyAddress | null): Promise<void> {
  if (address === null) await sql`DELETE FROM orders.party_address WHERE party_id = ${id}`.execute(tx)
  else
    await sql`
      INSERT INTO orders.party_address (party_id, address) VALUES (${id}, ${JSON.stringify(address)}::jsonb)
      ON CONFLICT (party_id) DO UPDATE SET address = EXCLUDED.address`.execute(tx)
}

export async function saveState(
  tx: Tx,
  id: bigint,
  to: Readonly<{ state: PartyState; closedAtMs: number | null }>,
): Promise<void> {
  const closedAt = to.closedAtMs === null ? null : new Date(to.closedAtMs)
  await sql`UPDATE orders.party SET state = ${to.state}, closed_at = ${closedAt} WHERE id = ${id}`.execute(tx)
}

export async function saveLink(
  tx: Tx,
  id: bigint,
  to: Readonly<{ link: number; linkHash: Buffer }>,
): Promise<void> {
  await sql`UPDATE orders.party SET link = ${to.link}, link_hash = ${to.linkHash} WHERE id = ${id}`.execute(
    tx,
  )
}

/** Notes what a party is from now on, and gives the number of that stand; see orders.note_party. */
export async function noteParty(tx: Tx, id: bigint): Promise<number> {
  const { rows } = await sql<{ number: number }>`SELECT orders.note_party(${id}) AS number`.execute(tx)
  const number = rows[0]?.number
  if (number === undefined) throw new Error('what was changed is there')
  return number
}

const held = z.object({
  id: scaled,
  state: z.enum(PARTY_STATES),
  marketId: scaled,
  hostId: scaled.nullable(),
  openedAtMs: z.number(),
  heldAtMs: z.number(),
  endsAtMs: z.number(),
  closedAtMs: z.number().nullable(),
  salesMinor: scaled,
  orders: z.number(),
  from: z.object({ id: scaled, hostId: scaled.nullable(), heldAtMs: z.number() }).nullable(),
})
export type HeldParty = z.output<typeof held>

/** Holds a party until the transaction ends, whoever looks; undefined when there is none. See orders.hold_party. */
export async function holdParty(tx: Tx, id: bigint): Promise<HeldParty | undefined> {
  const { rows } = await sql<{ held: unknown }>`SELECT orders.hold_party(${id}) AS held`.execute(tx)
  const found = rows[0]?.held ?? undefined
  return found === undefined ? undefined : held.parse(found)
}

/** Keeps a party open until the transaction ends; false when it takes no orders any more. */
export async function holdOpen(tx: Tx, id: bigint): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`SELECT orders.hold_open_party(${id}) AS open`.execute(tx)
  return rows[0]?.open ?? false
}

/** Whether an order of a party that stands pays for delivery, whoever asks; whoever places waits for others who do. */
export async function isDeliveryPaid(
  tx: Tx,
  { partyId, waits }: Readonly<{ partyId: bigint; waits: boolean }>,
): Promise<boolean> {
  const { rows } = await sql<{
    paid: boolean
  }>`SELECT orders.delivery_is_paid(${partyId}, ${waits}) AS paid`.execute(tx)
  return rows[0]?.paid ?? false
}

/** Leaves exactly these rewards of a party, and the entitlements that they are; see orders.keep_rewards. */
export async function keepRewards(
  tx: Tx,
  of: Readonly<{ partyId: bigint; atMs: number; rewards: readonly PartyReward[] }>,
): Promise<void> {
  const rewards = of.rewards.map(({ hostOf, ...gives }) => ({ ...gives, hostOf: hostOf.toString() }))
  await sql`SELECT orders.keep_rewards(${of.partyId}, ${new Date(of.atMs)}, ${JSON.stringify(rewards)}::jsonb)`.execute(
    tx,
  )
}

/** Parties that brought something to the host of one, oldest first. */
export async function rewardingParties(tx: Tx, hostOf: bigint): Promise<readonly bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT id FROM orders.rewarding_parties(${hostOf}) AS id ORDER BY id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Parties that are over and not closed, at most so many. */
export async function overdueParties(
  tx: Tx,
  of: Readonly<{ nowMs: number; afterId: bigint; most: number }>,
): Promise<readonly bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT id FROM orders.party WHERE state = 'open' AND ends_at < ${new Date(of.nowMs)} AND id > ${of.afterId}
    ORDER BY id LIMIT ${of.most}`.execute(tx)
  return rows.map(({ id }) => id)
}

const reward = z.object({
  name: z.string(),
  title: z.string(),
  uses: z.number(),
  days: z.number(),
  /** The number of the party that brought it; the own one, or one that was booked there. */
  party: z.string(),
  isBooking: z.boolean(),
  expiresAt: z.date().nullable(),
  used: z.number().nullable(),
  /** Then uses are minor units. */
  isCredit: z.boolean(),
})
export type ShownReward = z.output<typeof reward>

/** What the host of a party got, with the uses of it; what waits for a host without an account has none. */
export async function rewardsOfHost(tx: Tx, partyId: bigint): Promise<readonly ShownReward[]> {
  const { rows } = await sql`
    SELECT name, title, uses, days, party, is_booking AS "isBooking", expires_at AS "expiresAt", used,
      is_credit AS "isCredit"
    FROM orders.host_rewards(${partyId})`.execute(tx)
  return z.array(reward).parse(rows)
}

const guestOrder = z.object({
  code: z.string(),
  buyerCode: z.string().nullable(),
  buyerName: z.string().nullable(),
  guestName: z.string().nullable(),
  placedAt: z.date(),
  state: z.enum(['placed', 'cancelled', 'returned']),
  pieces: z.number(),
  totalMinor: z.bigint(),
  currency: z.string(),
})

/** The orders of a party that the viewer may see, newest first, and how many they are. */
export async function ordersOfParty(
  tx: Tx,
  of: Readonly<{ partyId: bigint; limit: number; offset: number }>,
) {
  const { rows: counted } = await sql<{ total: bigint }>`
    SELECT count(*) AS total FROM orders."order" o WHERE o.party_id = ${of.partyId}`.execute(tx)
  const { rows } = await sql`
    SELECT o.code, b.code AS "buyerCode", n.display_name AS "buyerName", g.name AS "guestName", o.placed_at AS "placedAt", o.state,
      o.pieces, o.total_minor AS "totalMinor", o.currency
    FROM orders."order" o LEFT JOIN field.v_person b ON b.id = o.buyer_person_id
    LEFT JOIN field.v_person_name n ON n.person_id = o.buyer_person_id LEFT JOIN orders.guest g ON g.order_id = o.id
    WHERE o.party_id = ${of.partyId} ORDER BY o.placed_at DESC, o.id DESC LIMIT ${of.limit} OFFSET ${of.offset}`.execute(
    tx,
  )
  return { rows: z.array(guestOrder).parse(rows), total: Number(counted[0]?.total ?? 0) }
}
