import type { Client } from 'pg'
import { openDatabase } from '#platform/postgres/database.ts'
import { headSeq } from '#platform/outbox/event.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import type { FrozenColumns } from '#modules/compensation/domain/frozen/columns.ts'
import { columnFigures } from '#modules/compensation/domain/figures/live-columns.ts'
import { expectedTold } from '#modules/compensation/domain/figures/told.ts'
import { periodOfPlan } from '#modules/compensation/domain/pay/periods.ts'
import { planInEffect } from '#modules/compensation/store/plans.ts'
import { readColumns, stateBefore, type ActiveBefore } from '#modules/compensation/use-cases/read-facts.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import type { Cast } from './live-company.ts'
import { shapeOf } from './live-shape.ts'
import type { Reading, Sent } from './live-load.ts'

/** What the database knows of the orders that were sent: when they were told, at which position, and their volume. */
export type Told = Readonly<{ code: string; seq: bigint; atMs: number; microPv: bigint }>

export async function toldOrders(client: Client, afterSeq: bigint): Promise<ReadonlyMap<string, Told>> {
  const { rows } = await client.query<{ code: string; seq: string | null; at: string; pv: string }>(
    `SELECT o.code, x.seq, (extract(epoch FROM x.at) * 1000)::text AS at,
      coalesce((SELECT sum(v.micro) FROM orders.v_volume_entry v WHERE v.order_id = o.id AND v.name = 'PV'), 0)::text AS pv
    FROM platform.outbox x JOIN orders.v_order o ON o.id = x.key_id
    WHERE x.topic = 'orders.order_placed' AND x.seq > $1`,
    [String(afterSeq)],
  )
  return new Map(
    rows.map(({ code, seq, at, pv }) => [
      code,
      { code, seq: BigInt(seq ?? 0), atMs: Number(at), microPv: BigInt(pv) },
    ]),
  )
}

/** When an order was told, and when the first question that was answered with it was asked and answered. */
export type SeenOrder = Readonly<{ seq: bigint; atMs: number; sentMs: number; cameMs: number }>

/** `held` readings were compared, of which `progress` said how much of the group volume that ranks need is reached. */
export type Seen = Readonly<{
  orders: readonly SeenOrder[]
  lost: number
  wrong: number
  held: number
  progress: number
}>

/**
 * For each order the time from its event, which is written just before the commit, to the first reading of its top upline that
 * contains it. Every reading is held against the sum of all orders up to its position: the group volume, and what the needs of
 * ranks say that is reached of it.
 */
export function seenOrders(
  sent: readonly Sent[],
  told: ReadonlyMap<string, Told>,
  cast: Cast,
  readings: ReadonlyMap<string, readonly Reading[]>,
): Seen {
  const seen: SeenOrder[] = []
  let [lost, wrong, held, progress] = [0, 0, 0, 0]
  const orders = sent.flatMap(({ code, seller }) => {
    const one = told.get(code)
    if (!one) lost += 1
    return one ? [{ ...one, top: cast.topOf.get(seller) ?? '' }] : []
  })
  for (const [top, list] of readings) {
    const own = orders.filter((order) => order.top === top).toSorted((a, b) => (a.seq < b.seq ? -1 : 1))
    const [first] = list
    const begun = first?.volumes.get('group PV')
    if (!first || begun === undefined) throw new Error('the plans of this benchmark have a group PV')
    let [next, sum] = [0, 0n]
    for (const reading of list) {
      for (let order = own[next]; order && order.seq <= reading.seq; order = own[++next]) {
        sum += order.microPv
        seen.push({ seq: order.seq, atMs: order.atMs, sentMs: reading.sentMs, cameMs: reading.cameMs })
      }
      const group = reading.volumes.get('group PV') ?? 0n
      const reached = reading.reached.get('group PV')
      const isReached = reached === undefined || microOf(reached) === group
      if (group !== begun + sum || !isReached) wrong += 1
      if (reached !== undefined) progress += 1
      held += 1
    }
    lost += own.length - next
  }
  return { orders: seen, lost, wrong, held, progress }
}

function microOf(text: string): bigint {
  const [whole = '0', part = ''] = text.split('.')
  return BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'))
}

/** Everybody's group volume of a month, summed up along the places of the tables. */
export async function groupVolumes(
  client: Client,
  cast: Cast,
  period: string,
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await client.query<{ seller: string; pv: string }>(
    `SELECT coalesce(seller_person_id, buyer_person_id) AS seller, sum(micro)::text AS pv FROM orders.v_volume_entry
    WHERE name = 'PV' AND commission_at >= $1::timestamp AT TIME ZONE 'Europe/Dublin'
      AND commission_at < ($1::timestamp + interval '1 month') AT TIME ZONE 'Europe/Dublin'
    GROUP BY 1`,
    [`${period}-01`],
  )
  const { rows: customers } = await client.query<{ id: string; served_by: string | null }>(
    `SELECT id, served_by FROM field.v_person WHERE served_by IS NOT NULL`,
  )
  const served = new Map(customers.map(({ id, served_by: by }) => [id, by]))
  const groups = new Map<string, bigint>()
  for (const { seller, pv } of rows)
    for (let at: string | null | undefined = seller; at != null; at = cast.above.get(at) ?? served.get(at))
      groups.set(at, (groups.get(at) ?? 0n) + BigInt(pv))
  return groups
}

/** The same people by a run over all facts at once, beside the program. */
export async function runAtOnce(url: string, label: string, people: readonly string[]) {
  return figuresAtOnce(url, label, ({ figures, ground, columns }) => {
    const all = { figures, personIds: columns.people.ids }
    return {
      shape: shapeOf({ figures, columns }),
      told: new Map(people.map((id) => [id, expectedTold(all, ground.people.placeOf(BigInt(id)) ?? -1)])),
    }
  })
}

type AtOnce = NonNullable<ReturnType<typeof columnFigures>> &
  Readonly<{ columns: FrozenColumns; before: ActiveBefore | undefined }>

/** Runs the plan of a month over all facts at once, beside the program, and takes from the figures what is wanted of them. */
export async function figuresAtOnce<T>(url: string, label: string, take: (all: AtOnce) => T): Promise<T> {
  const onError = (error: Error): void => {
    throw error
  }
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'bench-live' })
  try {
    return await read(database, systemActor('bench'), async (tx) => {
      const version = await planInEffect(tx, `${label}-01`)
      const plan = version && readPayPlanText(version.source, version.name)
      const period = plan && periodOfPlan(plan, label)
      if (!plan || !period || !version) throw new Error(`there is no plan for ${label}`)
      const { state, before } = await stateBefore(database, tx, period.fromMs)
      const of = {
        plan,
        planHash: version.hash,
        period,
        cutSeq: await headSeq(tx),
        state,
        late: 'counted',
      } as const
      const columns = await readColumns(tx, of)
      const known = columnFigures(plan, columns, period)
      if (!known) throw new Error('the plans of this benchmark are computed by columns')
      return take({ ...known, columns, before })
    })
  } finally {
    await database.close()
  }
}
