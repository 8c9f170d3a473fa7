import { settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { ownershipOf } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact, type About } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import {
  addDays,
  afterFailure,
  isDue,
  passDate,
  problemOf,
  retryDaysOf,
  type AutoshipProblem,
} from '../domain/autoship.ts'
import {
  addAutoshipOrder,
  comingAutoships,
  lockAutoship,
  saveCourse,
  saveReminded,
  type Autoship,
} from '../store/autoships.ts'
import { askingOutside, type OutsideDeps } from './ask-outside.ts'
import { placeWithin, type OrderKey, type OrderToPlace } from './place-order.ts'
import { sellerOfAutoship } from './seller-of.ts'

/** How long before its date somebody is reminded of an order that comes by itself. */
export const autoshipReminderDays: SettingDefinition<number> = {
  name: 'orders.autoship_reminder_days',
  label: 'Days before the date of an autoship on which its buyer is reminded',
  kind: 'whole_number',
  read: (stored) =>
    typeof stored === 'number' && Number.isInteger(stored) && stored >= 0 && stored <= REMINDER_DAYS_MAX
      ? stored
      : undefined,
  fallback: 3,
}

const REMINDER_DAYS_MAX = 30
const USUAL_RETRIES = '1, 3, 7'

/** When an order that could not be placed is tried again; after the last of these days its autoship pauses. */
export const autoshipRetryDays: SettingDefinition<string> = {
  name: 'orders.autoship_retry_days',
  label:
    'Days after its date on which an autoship that could not be placed is tried again, rising and with commas (0: it pauses at once)',
  kind: 'text',
  read: (stored) => (typeof stored === 'string' && retryDaysOf(stored) !== undefined ? stored : undefined),
  fallback: USUAL_RETRIES,
}

const AUTOSHIPS_A_STEP = 500
const actor = systemActor('orders.place_autoships')

/**
 * Places what is due of all autoships, reminds of what comes soon, and notes what could not be placed. Each is done in a transaction of
 * its own that holds the autoship and writes the order together with the next date, so that any number of these may run at once, and
 * one that dies leaves nothing half done.
 */
export async function placeAutoships(deps: { db: Db } & OutsideDeps, signal?: AbortSignal): Promise<void> {
  // Somewhere on earth it is tomorrow already; what is really due is looked at by the market's own day.
  const untilDay = await read(deps, actor, async (tx) =>
    addDays(dayText(await companyNow(tx), 'UTC'), REMINDER_DAYS_MAX + 1),
  )
  for (let afterId = 0n; ;) {
    const step = { afterId, untilDay, most: AUTOSHIPS_A_STEP }
    const ids = await read(deps, actor, (tx) => comingAutoships(tx, step))
    for (const id of ids) {
      signal?.throwIfAborted()
      await tend(deps, id)
    }
    const last = ids.at(-1)
    if (last === undefined) return
    afterId = last
  }
}

/** Does for one autoship what the day asks for. */
async function tend(deps: { db: Db } & OutsideDeps, id: bigint): Promise<void> {
  let seen: Autoship | undefined
  const call = { actor, useCase: 'orders.place_autoship' }
  const placeIt = async (tx: Tx, about: About): Promise<Result<undefined>> => {
    seen = await lockAutoship(tx, id)
    if (!seen || seen.course.state !== 'active') return ok(undefined)
    about('autoship', id)
    const today = await dayOf(tx, seen)
    // Whoever took a position over did not order this.
    const { since } = await ownershipOf(tx, seen.personId)
    if (since !== undefined && since >= seen.begunAt) {
      await saveCourse(tx, id, { ...seen.course, state: 'ended' })
      return ok(undefined)
    }
    if (!isDue(seen.course, today)) return remind(tx, seen, today)
    const autoship = seen
    const { result } = await placeWithin(deps, tx, keyOf(autoship), (inTx) => orderOf(inTx, autoship))
    if (!result.ok) return result
    about('order', result.value.order)
    const { nextOn: dueOn } = autoship.course
    await addAutoshipOrder(tx, { id, dueOn, orderId: result.value.order })
    await saveCourse(tx, id, passDate(autoship.course, today))
    await tell(tx, 'placed', autoship, null)
    return ok(undefined)
  }
  const placed = await askingOutside(deps, () => transact(deps, call, placeIt))
  if (!placed.ok && seen) await noteFailure(deps, seen, problemOf(placed.refusal.code))
}

async function remind(tx: Tx, autoship: Autoship, today: string): Promise<Result<undefined>> {
  const { course, marketId, remindedFor } = autoship
  const days = await settingAt(tx, autoshipReminderDays, { marketId, day: today })
  if (remindedFor === course.nextOn || course.tries > 0 || course.nextOn > addDays(today, days))
    return ok(undefined)
  await saveReminded(tx, autoship.id, course.nextOn)
  await tell(tx, 'reminded', autoship, null)
  return ok(undefined)
}

/** Writes down that an order could not be placed, unless somebody else did, or the autoship was changed meanwhile. */
async function noteFailure(deps: { db: Db }, seen: Autoship, problem: AutoshipProblem): Promise<void> {
  await transact(deps, { actor, useCase: 'orders.autoship_failed' }, async (tx, about) => {
    const now = await lockAutoship(tx, seen.id)
    const { state, nextOn, tries } = seen.course
    if (now?.course.state !== state || now.course.nextOn !== nextOn || now.course.tries !== tries) return
    about('autoship', seen.id)
    const today = await dayOf(tx, now)
    const days = await settingAt(tx, autoshipRetryDays, { marketId: now.marketId, day: today })
    const course = afterFailure(now.course, problem, { today, retryDays: retryDaysOf(days) ?? [] })
    await saveCourse(tx, seen.id, course)
    await tell(tx, course.state === 'paused' ? 'paused' : 'failed', now, problem)
  })
}

async function dayOf(tx: Tx, autoship: Autoship): Promise<string> {
  return dayText(await companyNow(tx), autoship.timeZone)
}

/** One key for each date, so that no second order could be written even beside the row that is held. */
function keyOf({ id, course }: Autoship): OrderKey {
  const payloadHash = hashToken(`autoship ${id} ${course.nextOn}`)
  return { channel: 'office', scope: `autoship:${id}`, key: course.nextOn, payloadHash }
}

async function orderOf(tx: Tx, autoship: Autoship): Promise<Result<OrderToPlace>> {
  const { personId, marketId, lines, address, payment, way, place } = autoship
  return ok({
    marketId,
    type: 'autoship' as const,
    buyerId: personId,
    sellerId: await sellerOfAutoship(tx, autoship),
    lines: lines.map(({ product, quantity }) => ({ product, quantity })),
    address: address ?? undefined,
    way: way ?? undefined,
    place: place ?? undefined,
    payment,
  })
}

/** The shape is `autoshipTold` of the contract. */
async function tell(
  tx: Tx,
  what: 'placed' | 'reminded' | 'failed' | 'paused',
  { id, personId, marketId, course }: Autoship,
  problem: AutoshipProblem | null,
): Promise<void> {
  const payload = { autoshipId: id, personId, marketId, dueOn: course.nextOn, problem }
  await appendEvent(tx, { topic: `orders.autoship_${what}`, keyId: id, payload })
}
