import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import {
  AUTOSHIP_PROBLEMS,
  AUTOSHIP_STATES,
  type AutoshipCourse,
  type AutoshipState,
} from '../domain/autoship.ts'

const addressShape = z.object({
  recipient: z.string(),
  line1: z.string(),
  line2: z.string().optional(),
  postalCode: z.string(),
  city: z.string(),
  region: z.string().optional(),
  country: z.string(),
})
type Address = z.output<typeof addressShape>
const scaled = z.string().transform((text) => BigInt(text))

const stored = z
  .object({
    id: z.bigint(),
    personId: z.bigint(),
    personCode: z.string(),
    personName: z.string().nullable(),
    marketId: z.bigint(),
    market: z.string(),
    timeZone: z.string(),
    begunAt: z.date(),
    state: z.enum(AUTOSHIP_STATES),
    everyWeeks: z.number().nullable(),
    monthDay: z.number().nullable(),
    nextOn: z.string(),
    tryOn: z.string(),
    tries: z.number(),
    problem: z.enum(AUTOSHIP_PROBLEMS).nullable(),
    remindedFor: z.string().nullable(),
    payment: z.enum(['pay_later', 'transfer', 'wallet']),
    address: addressShape.nullable(),
    /** Codes of the way in which each order comes, and of a showroom; null is the usual way. */
    way: z.string().nullable(),
    place: z.string().nullable(),
    lines: z.array(
      z.object({ productId: scaled, product: z.string(), name: z.string(), quantity: z.number() }),
    ),
    orders: z.array(z.object({ order: z.string(), date: z.string() })),
  })
  .transform(({ state, everyWeeks, monthDay, nextOn, tryOn, tries, problem, ...row }) => ({
    ...row,
    course: { state, rhythm: { everyWeeks, monthDay }, nextOn, tryOn, tries, problem },
  }))
export type Autoship = z.output<typeof stored>

const ORDERS_SHOWN = 6

export type AutoshipQuestion = Readonly<{
  personId?: bigint | undefined
  personCode?: string | undefined
  state?: AutoshipState | undefined
  isFailing?: boolean | undefined
  search?: string | undefined
  /** Undefined: all markets. */
  marketIds?: readonly bigint[] | undefined
  limit: number
  offset: number
}>

/** Autoships that the viewer may see: those that go on by their next dates, then the others, and how many match. */
export async function listAutoships(
  tx: Tx,
  question: AutoshipQuestion,
): Promise<{ rows: Autoship[]; total: number }> {
  const { personId, personCode, state, isFailing = false, search, marketIds } = question
  const matching = sql`
    (${personId ?? null}::bigint IS NULL OR a.person_id = ${personId ?? null})
    AND (${personCode ?? null}::text IS NULL OR p.code = ${personCode ?? null})
    AND (${state ?? null}::text IS NULL OR a.state = ${state ?? null})
    AND (NOT ${isFailing} OR (a.problem IS NOT NULL AND a.state <> 'ended'))
    AND (${marketIds?.map(String) ?? null}::bigint[] IS NULL OR a.market_id = ANY (${marketIds?.map(String) ?? null}::bigint[]))
    AND (${search ?? null}::text IS NULL OR p.code = ${search ?? null}
      OR strpos(lower(n.display_name), lower(${search ?? null})) > 0)`
  const { rows: counted } = await sql<{ total: bigint }>`
    SELECT count(*) AS total FROM orders.autoship a JOIN field.v_person p ON p.id = a.person_id
    LEFT JOIN field.v_person_name n ON n.person_id = a.person_id WHERE ${matching}`.execute(tx)
  const rows = await selected(
    tx,
    sql`WHERE ${matching}
      ORDER BY array_position(ARRAY['active', 'paused', 'ended'], a.state), a.next_on, a.id
      LIMIT ${question.limit} OFFSET ${question.offset}`,
  )
  return { rows, total: Number(counted[0]?.total ?? 0) }
}

/** One autoship, held until the transaction ends; undefined when there is none that the viewer may see. */
export async function lockAutoship(tx: Tx, id: bigint): Promise<Autoship | undefined> {
  // What waited for the row asks only then what stands in it.
  await sql`SELECT FROM orders.autoship WHERE id = ${id} FOR UPDATE`.execute(tx)
  return autoshipById(tx, id)
}

export async function autoshipById(tx: Tx, id: bigint): Promise<Autoship | undefined> {
  return (await selected(tx, sql`WHERE a.id = ${id}`))[0]
}

async function selected(tx: Tx, rest: ReturnType<typeof sql>): Promise<Autoship[]> {
  const { rows } = await sql`
    SELECT a.id, a.person_id AS "personId", p.code AS "personCode", n.display_name AS "personName",
      a.market_id AS "marketId", m.code AS market, m.time_zone AS "timeZone", a.begun_at AS "begunAt", a.state,
      a.every_weeks AS "everyWeeks", a.month_day AS "monthDay", a.next_on::text AS "nextOn", a.try_on::text AS "tryOn",
      a.tries, a.problem, a.reminded_for::text AS "remindedFor", a.payment, a.address, a.way_code AS way,
      a.place_code AS place,
      (SELECT coalesce(json_agg(json_build_object('productId', l.product_id::text, 'product', g.code,
          'name', coalesce(gn.name, g.code), 'quantity', l.quantity) ORDER BY g.code), '[]')
        FROM orders.autoship_line l JOIN catalog.v_product g ON g.id = l.product_id
        LEFT JOIN catalog.v_product_name gn ON gn.id = l.product_id WHERE l.autoship_id = a.id) AS lines,
      (SELECT coalesce(json_agg(json_build_object('order', s.code, 'date', s.due_on) ORDER BY s.due_on DESC), '[]')
        FROM (SELECT o.code, ao.due_on FROM orders.autoship_order ao JOIN orders."order" o ON o.id = ao.order_id
          WHERE ao.autoship_id = a.id ORDER BY ao.due_on DESC LIMIT ${ORDERS_SHOWN}) s) AS orders
    FROM orders.autoship a JOIN field.v_person p ON p.id = a.person_id JOIN company.v_market m ON m.id = a.market_id
    LEFT JOIN field.v_person_name n ON n.person_id = a.person_id ${rest}`.execute(tx)
  return z.array(stored).parse(rows)
}

export type NewAutoship = Readonly<{
  personId: bigint
  marketId: bigint
  course: AutoshipCourse
  payment: Autoship['payment']
  address: Address | null
  way: string | null
  place: string | null
  lines: readonly Readonly<{ productId: bigint; quantity: number }>[]
}>

export async function addAutoship(tx: Tx, autoship: NewAutoship): Promise<bigint> {
  const { personId, marketId, course, payment, address, way, place } = autoship
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO orders.autoship (person_id, market_id, begun_at, state, every_weeks, month_day, next_on, try_on, tries,
      payment, address, way_code, place_code)
    VALUES (${personId}, ${marketId}, date_trunc('milliseconds', platform.company_now()), ${course.state},
      ${course.rhythm.everyWeeks}, ${course.rhythm.monthDay}, ${course.nextOn}, ${course.tryOn}, ${course.tries},
      ${payment}, ${address === null ? null : JSON.stringify(address)}::jsonb, ${way}, ${place})
    RETURNING id`.execute(tx)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('the autoship was not written')
  await addLines(tx, id, autoship.lines)
  return id
}

export async function saveCourse(tx: Tx, id: bigint, course: AutoshipCourse): Promise<void> {
  await sql`UPDATE orders.autoship SET state = ${course.state}, every_weeks = ${course.rhythm.everyWeeks},
    month_day = ${course.rhythm.monthDay}, next_on = ${course.nextOn}, try_on = ${course.tryOn}, tries = ${course.tries},
    problem = ${course.problem} WHERE id = ${id}`.execute(tx)
}

/** What comes, to where and how it is paid, in place of what came before. */
export async function saveGoods(
  tx: Tx,
  id: bigint,
  goods: Pick<NewAutoship, 'payment' | 'address' | 'way' | 'place' | 'lines'>,
): Promise<void> {
  const { payment, address, way, place, lines } = goods
  await sql`UPDATE orders.autoship SET payment = ${payment},
    address = ${address === null ? null : JSON.stringify(address)}::jsonb, way_code = ${way}, place_code = ${place}
    WHERE id = ${id}`.execute(tx)
  await sql`DELETE FROM orders.autoship_line WHERE autoship_id = ${id}`.execute(tx)
  await addLines(tx, id, lines)
}

async function addLines(tx: Tx, id: bigint, lines: NewAutoship['lines']): Promise<void> {
  await sql`INSERT INTO orders.autoship_line (autoship_id, product_id, quantity)
    SELECT ${id}, u.product, u.quantity
    FROM unnest(${lines.map(({ productId }) => String(productId))}::bigint[],
      ${lines.map(({ quantity }) => quantity)}::integer[]) u (product, quantity)`.execute(tx)
}

export async function saveReminded(tx: Tx, id: bigint, dueOn: string): Promise<void> {
  await sql`UPDATE orders.autoship SET reminded_for = ${dueOn} WHERE id = ${id}`.execute(tx)
}

export async function addAutoshipOrder(
  tx: Tx,
  of: Readonly<{ id: bigint; dueOn: string; orderId: bigint }>,
): Promise<void> {
  await sql`INSERT INTO orders.autoship_order (autoship_id, due_on, order_id)
    VALUES (${of.id}, ${of.dueOn}, ${of.orderId})`.execute(tx)
}

/** Active autoships after an id of which something is tried by a day, or whose order comes by then. */
export async function comingAutoships(
  tx: Tx,
  of: Readonly<{ afterId: bigint; untilDay: string; most: number }>,
): Promise<readonly bigint[]> {
  const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders.autoship
    WHERE state = 'active' AND id > ${of.afterId} AND try_on <= ${of.untilDay} ORDER BY id LIMIT ${of.most}`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** What of an own order can come again: its goods without gifts, where it went and how it was paid. */
export async function orderToRepeat(
  tx: Tx,
  of: Readonly<{ code: string; personId: bigint }>,
): Promise<Omit<NewAutoship, 'course'> | undefined> {
  const { rows } = await sql`
    SELECT o.market_id AS "marketId", d.address, w.code AS way, r.code AS place,
      -- A card has to be held by somebody: what was paid by one comes to be paid later.
      CASE o.payment WHEN 'card' THEN 'pay_later' ELSE o.payment END AS payment,
      (SELECT coalesce(json_agg(json_build_object('productId', s.product_id::text, 'quantity', s.quantity)), '[]')
        FROM (SELECT l.product_id, sum(l.quantity)::integer AS quantity FROM orders.order_line l
          WHERE l.order_id = o.id AND NOT l.gift GROUP BY l.product_id) s) AS lines
    FROM orders."order" o LEFT JOIN orders.delivery d ON d.order_id = o.id
    LEFT JOIN orders.delivery_way t ON t.order_id = o.id LEFT JOIN shipping.v_way w ON w.id = t.way_id
    LEFT JOIN shipping.v_showroom r ON r.id = t.showroom_id
    WHERE o.code = ${of.code} AND o.buyer_person_id = ${of.personId}`.execute(tx)
  const [found] = z
    .array(
      z.object({
        marketId: z.bigint(),
        payment: z.enum(['pay_later', 'transfer', 'wallet']),
        address: addressShape.nullable(),
        way: z.string().nullable(),
        place: z.string().nullable(),
        lines: z.array(z.object({ productId: scaled, quantity: z.number() })),
      }),
    )
    .parse(rows)
  return found && found.lines.length > 0 ? { ...found, personId: of.personId } : undefined
}

/** The ids of goods by their own numbers. */
export async function goodsByCode(tx: Tx, codes: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ code: string; id: bigint }>`
    SELECT code, id FROM catalog.v_product WHERE code = ANY (${[...codes]})`.execute(tx)
  return new Map(rows.map(({ code, id }) => [code, id]))
}
