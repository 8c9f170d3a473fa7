import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { marketById } from '#modules/company/api.ts'
import { personByCode } from '#modules/field/api.ts'
import { act, addDays, goOn, type AutoshipAct, type AutoshipCourse, type Rhythm } from '../domain/autoship.ts'
import {
  addAutoship,
  autoshipById,
  goodsByCode,
  lockAutoship,
  orderToRepeat,
  saveCourse,
  saveGoods,
  type Autoship,
} from '../store/autoships.ts'
import { decideOrder, type Address } from './place-order.ts'
import { sellerOfAutoship } from './seller-of.ts'

const DAYS_AHEAD_MAX = 366

type Line = Readonly<{ product: string; quantity: number }>
type When = Rhythm & Readonly<{ next: string }>

/**
 * Begins an autoship with the goods of an own order. Refused as `orders.not_found`, `orders.autoship_rhythm`, `orders.autoship_date`, or
 * with the reason for which the goods could not be ordered today.
 */
export async function beginAutoship(
  deps: { db: Db },
  tx: Tx,
  input: When & Readonly<{ personId: bigint; order: string }>,
): Promise<Result<Autoship>> {
  const { personId, order } = input
  const repeated = await orderToRepeat(tx, { code: order, personId })
  if (!repeated) return refuse('orders.not_found')
  const market = await marketById(tx, repeated.marketId)
  if (!market) throw new Error('an order has a market')
  const wrong = refuseWhen(input, await today(tx, market.timeZone))
  if (wrong) return wrong
  const id = await addAutoship(tx, { ...repeated, course: courseOf(input) })
  return orderable(deps, tx, id)
}

/**
 * Begins an autoship of goods that somebody asked for, in their market. Refused as `beginAutoship`, as
 * `orders.autoship_person` or as `orders.address_country`.
 */
export async function beginAutoshipFor(
  deps: { db: Db },
  tx: Tx,
  input: When &
    Readonly<{
      person: string
      lines: readonly Line[]
      payment: Autoship['payment']
      delivery: Address
    }>,
  may: (marketId: bigint) => boolean,
): Promise<Result<Autoship>> {
  const { person: code, payment, delivery } = input
  const person = await personByCode(tx, code)
  if (!person || !may(person.marketId)) return refuse('orders.autoship_person', { code }, 'person')
  const { id: personId, marketId } = person
  const market = await marketById(tx, marketId)
  if (!market) throw new Error('a person has a market')
  const wrong = refuseWhen(input, await today(tx, market.timeZone))
  if (wrong) return wrong
  if (delivery.country !== market.country) return refuse('orders.address_country', {}, 'delivery')
  const lines = await linesOf(tx, input.lines)
  if (!lines.ok) return lines
  const course = courseOf(input)
  const goods = { payment, address: delivery, way: null, place: null, lines: lines.value }
  return orderable(deps, tx, await addAutoship(tx, { personId, marketId, course, ...goods }))
}

function courseOf({ everyWeeks, monthDay, next }: When): AutoshipCourse {
  const rhythm = { everyWeeks, monthDay }
  return { state: 'active', rhythm, nextOn: next, tryOn: next, tries: 0, problem: null }
}

export type AutoshipChange = When &
  Readonly<{
    lines: readonly Line[]
    payment?: Autoship['payment'] | undefined
    delivery?: Address | undefined
  }>

/** Changes what comes and when; a line without pieces is taken out. Refused as `beginAutoship`, or as `orders.autoship_not_found`. */
export async function changeAutoship(
  deps: { db: Db },
  tx: Tx,
  input: AutoshipChange & Readonly<{ id: bigint }>,
): Promise<Result<Autoship>> {
  const { id, everyWeeks, monthDay, next } = input
  const autoship = await lockAutoship(tx, id)
  if (!autoship) return refuse('orders.autoship_not_found')
  if (autoship.course.state === 'ended') return refuse('orders.autoship_conflict')
  const day = await today(tx, autoship.timeZone)
  // Whoever changes something else leaves the date as it is, also one that passed while the autoship paused.
  const wrong = refuseWhen({ ...input, next: next === autoship.course.nextOn ? addDays(day, 1) : next }, day)
  if (wrong) return wrong
  const goods = await linesOf(tx, input.lines)
  if (!goods.ok) return goods
  const { payment = autoship.payment, delivery = autoship.address } = input
  // Who names an address for what was picked up until now wants it delivered.
  const isSent = autoship.address === null && delivery !== null
  const { way, place } = isSent ? { way: null, place: null } : autoship
  await saveGoods(tx, id, { payment, address: delivery, way, place, lines: goods.value })
  const course = { ...autoship.course, rhythm: { everyWeeks, monthDay } }
  await saveCourse(tx, id, next === course.nextOn ? course : goOn(course, next))
  return orderable(deps, tx, id)
}

/**
 * Skips the next order, pauses, goes on, or ends. `next` is the date that was looked at: where another one comes meanwhile, or it
 * cannot be done as the autoship stands, it is refused as `orders.autoship_conflict`.
 */
export async function actOnAutoship(
  tx: Tx,
  input: Readonly<{ id: bigint; act: AutoshipAct; next: string }>,
): Promise<Result<Autoship>> {
  const { id, next } = input
  const autoship = await lockAutoship(tx, id)
  if (!autoship) return refuse('orders.autoship_not_found')
  const course = act(autoship.course, input.act, await today(tx, autoship.timeZone))
  if (!course || autoship.course.nextOn !== next) return refuse('orders.autoship_conflict')
  await saveCourse(tx, id, course)
  return ok({ ...autoship, course })
}

/** What the order of an autoship would cost today, or why it could not be placed. */
export async function priceAutoship(
  deps: { db: Db },
  tx: Tx,
  autoship: Autoship,
): Promise<Result<Readonly<{ minor: bigint; currency: string }>>> {
  const { personId, marketId, address, lines, way, place } = autoship
  const order = {
    marketId,
    type: 'autoship' as const,
    buyerId: personId,
    sellerId: way === null ? undefined : await sellerOfAutoship(tx, autoship),
    lines: lines.map(({ product, quantity }) => ({ product, quantity })),
    address: address ?? undefined,
    way: way ?? undefined,
    place: place ?? undefined,
    // Nobody is there to confirm an age when the order is placed.
    ofAge: 0,
  }
  const decided = await decideOrder(deps, tx, order, { channel: 'office', isPlacing: false })
  if (!decided.ok) return decided
  const { priced, market } = decided.value
  return ok({ minor: priced.totalMinor, currency: market.currency })
}

/** Goods by their numbers; those without pieces are left out. */
async function linesOf(
  tx: Tx,
  wanted: readonly Line[],
): Promise<Result<readonly Readonly<{ productId: bigint; quantity: number }>[]>> {
  const quantities = new Map<string, number>()
  for (const { product, quantity } of wanted)
    if (quantity > 0) quantities.set(product, (quantities.get(product) ?? 0) + quantity)
  if (quantities.size === 0) return refuse('orders.empty', {}, 'lines')
  const goods = await goodsByCode(tx, [...quantities.keys()])
  const lines: { productId: bigint; quantity: number }[] = []
  for (const [product, quantity] of quantities) {
    const productId = goods.get(product)
    if (productId === undefined) return refuse('orders.product_gone', { product }, 'lines')
    lines.push({ productId, quantity })
  }
  return ok(lines)
}

/** What was written can be ordered as it stands; else nothing of it stays. */
async function orderable(deps: { db: Db }, tx: Tx, id: bigint): Promise<Result<Autoship>> {
  const autoship = await autoshipById(tx, id)
  if (!autoship) throw new Error('what was written is there')
  const priced = await priceAutoship(deps, tx, autoship)
  return priced.ok ? ok(autoship) : priced
}

function refuseWhen({ everyWeeks, monthDay, next }: When, day: string): Result<never> | undefined {
  if ((everyWeeks === null) === (monthDay === null)) return refuse('orders.autoship_rhythm', {}, 'everyWeeks')
  const until = addDays(day, DAYS_AHEAD_MAX)
  return next <= day || next > until ? refuse('orders.autoship_date', { day, until }, 'next') : undefined
}

async function today(tx: Tx, timeZone: string): Promise<string> {
  return dayText(await companyNow(tx), timeZone)
}
