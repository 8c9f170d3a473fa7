import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'

export const placeShape = z.object({
  name: z.string(),
  address: z.object({
    line1: z.string(),
    line2: z.string(),
    postalCode: z.string(),
    city: z.string(),
    region: z.string().optional(),
    country: z.string(),
  }),
  opening: z.string(),
})
const kinds = ['parcel', 'showroom', 'seller'] as const

export type KeptWay = Readonly<{
  wayId: bigint
  kind: (typeof kinds)[number]
  name: string
  showroomId: bigint | undefined
  place: z.output<typeof placeShape> | undefined
}>

/** Keeps how an order that was just placed comes to its buyer; see orders.keep_way. */
export async function keepWay(tx: Tx, orderId: bigint, way: KeptWay): Promise<void> {
  const { wayId, kind, name, showroomId, place } = way
  const document = {
    order: orderId.toString(),
    way: wayId.toString(),
    kind,
    name,
    showroom: showroomId?.toString(),
    place,
  }
  await sql`SELECT orders.keep_way(${JSON.stringify(document)}::jsonb)`.execute(tx)
}

const stored = z.object({
  wayId: z.bigint(),
  code: z.string(),
  kind: z.enum(kinds),
  name: z.string(),
  showroom: z.string().nullable(),
  place: placeShape.nullable(),
  readyAt: z.date().nullable(),
})
/** How an order comes to its buyer, where that was chosen. */
export type OrderWay = z.output<typeof stored>

/** The way that was chosen for an order; undefined where it goes by the usual one, or the viewer may not see it. */
export async function wayOfOrder(tx: Tx, orderId: bigint): Promise<OrderWay | undefined> {
  const { rows } = await sql`
    SELECT d.way_id AS "wayId", w.code, d.kind, d.name, s.code AS showroom, d.place, d.ready_at AS "readyAt"
    FROM orders.delivery_way d JOIN shipping.v_way w ON w.id = d.way_id
    LEFT JOIN shipping.v_showroom s ON s.id = d.showroom_id
    WHERE d.order_id = ${orderId}`.execute(tx)
  const [row] = rows
  return row === undefined ? undefined : stored.parse(row)
}

/** Says that an order that is picked up is ready; see orders.make_ready. Undefined where it is not picked up. */
export async function makeReady(tx: Tx, orderId: bigint): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`SELECT orders.make_ready(${orderId}) AS at`.execute(tx)
  return rows[0]?.at ?? undefined
}
