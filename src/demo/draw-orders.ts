import { seededRandom, type Random } from '#shared/random.ts'
import { at, between, DAY_MS, happens, HOUR_MS, MINUTE_MS, oneOf, weighted } from './chance.ts'
import type { DrawnPeople } from './draw-people.ts'
import { keepOrders, type DrawnOrders } from './order-columns.ts'

/** One order as drawn: who, when and what; what it costs follows from the market's tables. */
export type DrawnOrder = Readonly<{
  /** Undefined for a guest, who gave a name. */
  buyer: number | undefined
  guest: string | undefined
  seller: number
  channel: 'shop' | 'office' | 'reported' | 'desk'
  placedAtMs: number
  /** When a reported order was taken from the consumer. */
  takenAtMs: number | undefined
  cancelled: Readonly<{ atMs: number; reason: string }> | undefined
  /** Places in the list of goods, each once, and pieces. */
  lines: readonly Readonly<{ good: number; quantity: number }>[]
}>

/** A stretch that orders are drawn for: a month, or what has passed of it; `monthEndMs` is where the month ends. */
export type DrawnStretch = Readonly<{ label: string; fromMs: number; untilMs: number; monthEndMs: number }>

/** Points of one piece of each good, rounded; what people aim at when they fill a basket. */
export type Points = readonly number[]

const LAST_WEEK_MS = 7 * DAY_MS
/** Of a thousand orders, in the last week of a month. */
const IN_LAST_WEEK = 400
const LINES_MAX = 4
/** How often nothing, one, two and three pieces of a thing are taken. */
const PIECES = [0, 55, 30, 15]
const REASONS = [
  'Changed their mind',
  'Ordered twice',
  'Wrong address',
  'Out of stock at the carrier',
] as const
const GUESTS = ['Mary', 'Tom', 'Ellen', 'Paul', 'Kate', 'Brian', 'Nora', 'Liam', 'Ada', 'Frank'] as const

type Size = Readonly<{ low: number; high: number }>
type Habit = Size & Readonly<{ often: number }>

/** How often (of a thousand) and how much somebody orders in a month, by how keen the person is. */
const OWN: readonly Habit[] = [
  { often: 90, low: 20, high: 60 },
  { often: 430, low: 40, high: 125 },
  { often: 860, low: 100, high: 150 },
  { often: 985, low: 110, high: 210 },
]
const CUSTOMER: readonly Habit[] = [
  { often: 170, low: 15, high: 50 },
  { often: 330, low: 20, high: 60 },
  { often: 480, low: 25, high: 80 },
  { often: 700, low: 30, high: 95 },
]
/** Guests whom keen distributors sell to in a month, at most. */
const GUESTS_MOST = [0, 0, 1, 3] as const

/** Draws the orders of a month, in order of time. The same seed and people draw the same orders. */
export function drawOrders(
  people: DrawnPeople,
  points: Points,
  input: { seed: number; stretch: DrawnStretch },
): DrawnOrders {
  const { stretch } = input
  const month = Number(stretch.label.replace('-', ''))
  const random = seededRandom(Math.imul(input.seed, 0x9e37) ^ month)
  const orders = keepOrders()
  const keep = (order: DrawnOrder): void => {
    // What the clock has not reached yet is not placed; drawing goes on, so that the rest stays the same.
    const fits = order.placedAtMs >= stretch.fromMs && order.placedAtMs < stretch.untilMs
    if (fits) orders.keep(order)
  }
  for (let person = 1; person < people.count; person++)
    drawOf(random, { people, points, stretch, person, keep })
  return orders.inOrderOfTime()
}

type Drawing = Readonly<{
  people: DrawnPeople
  points: Points
  stretch: DrawnStretch
  person: number
  keep: (order: DrawnOrder) => void
}>

function drawOf(random: Random, drawing: Drawing): void {
  const { people, stretch, person } = drawing
  const joined = at(people.joinedAtMs, person)
  if (joined >= stretch.untilMs) return
  const gone = at(people.leftAtMs, person)
  if (gone > 0 && gone < stretch.monthEndMs) return
  if (!people.isDistributor(person) && hasGone(people, at(people.sponsor, person))) return
  const distributor = people.isDistributor(person)
  const eager = at(people.eager, person)
  const habit = at(distributor ? OWN : CUSTOMER, eager)
  const joinsNow = joined >= stretch.fromMs
  const signsIn = person === people.leader || person === people.small || person === people.customer
  if (joinsNow && happens(random, 800)) drawFirst(random, drawing, habit)
  else if (signsIn || happens(random, habit.often)) drawOwn(random, drawing, habit)
  if (eager >= 2 && happens(random, 220)) drawOwn(random, drawing, { low: 20, high: 45 })
  if (distributor)
    for (let left = random.below(at(GUESTS_MOST, eager) + 1); left > 0; left--) drawGuest(random, drawing)
}

/** Whether nobody may buy through a distributor any more. */
function hasGone(people: DrawnPeople, person: number): boolean {
  return people.status(person) === 'suspended' || people.status(person) === 'terminated'
}

function drawFirst(random: Random, drawing: Drawing, size: Size): void {
  const joined = at(drawing.people.joinedAtMs, drawing.person)
  drawing.keep({
    ...ownPlace(random, drawing),
    ...timed(random, joined + between(random, 10, 2 * 24 * 60) * MINUTE_MS, drawing),
    takenAtMs: undefined,
    lines: drawLines(random, drawing.points, size),
  })
}

/** A distributor's own order, or a customer's from the distributor who looks after the customer. */
function drawOwn(random: Random, drawing: Drawing, size: Size): void {
  const place = ownPlace(random, drawing)
  const joined = at(drawing.people.joinedAtMs, drawing.person)
  const signsIn = drawing.person === drawing.people.leader || drawing.person === drawing.people.customer
  const when = signsIn
    ? drawing.stretch.fromMs + between(random, 2, 9) * DAY_MS + between(random, 9, 20) * HOUR_MS
    : drawTime(random, drawing.stretch)
  const time = timed(random, Math.max(when, joined + HOUR_MS), drawing)
  drawing.keep({
    ...place,
    ...time,
    takenAtMs: place.channel === 'reported' ? takenBefore(random, time.placedAtMs, drawing) : undefined,
    lines: drawLines(random, drawing.points, size),
  })
}

function drawGuest(random: Random, drawing: Drawing): void {
  const joined = at(drawing.people.joinedAtMs, drawing.person)
  const channel = happens(random, 650) ? 'shop' : 'reported'
  const time = timed(random, Math.max(drawTime(random, drawing.stretch), joined + HOUR_MS), drawing)
  const guest = oneOf(random, GUESTS)
  drawing.keep({
    buyer: undefined,
    guest,
    seller: drawing.person,
    channel,
    ...time,
    takenAtMs: channel === 'reported' ? takenBefore(random, time.placedAtMs, drawing) : undefined,
    lines: drawLines(random, drawing.points, { low: 15, high: 60 }),
  })
}

function ownPlace(random: Random, { people, person }: Drawing) {
  const distributor = people.isDistributor(person)
  const desk = happens(random, 30)
  const shop = happens(random, 720)
  const channel = desk ? 'desk' : distributor ? 'office' : shop ? 'shop' : 'reported'
  const seller = distributor ? person : at(people.sponsor, person)
  return { buyer: person, guest: undefined, seller, channel } as const
}

/** When the order is placed and, for a few, taken back; in whole milliseconds, and never after the clock. */
function timed(random: Random, placedAtMs: number, { stretch }: Drawing) {
  const cancels = happens(random, 15)
  const atMs = placedAtMs + between(random, 30, 9 * 24 * 60) * MINUTE_MS
  const reason = oneOf(random, REASONS)
  return { placedAtMs, cancelled: cancels && atMs < stretch.untilMs ? { atMs, reason } : undefined }
}

/** A reported order was taken up to two days earlier, within the same month. */
function takenBefore(random: Random, placedAtMs: number, { people, person, stretch }: Drawing): number {
  const earliest = Math.max(stretch.fromMs, at(people.joinedAtMs, person))
  const room = Math.floor(Math.min(2 * DAY_MS, placedAtMs - earliest))
  return placedAtMs - random.below(Math.max(1, room))
}

/** A moment of the month: many order in its last week, nobody deep in the night. */
function drawTime(random: Random, stretch: DrawnStretch): number {
  const lastWeek = stretch.monthEndMs - LAST_WEEK_MS
  const late = happens(random, IN_LAST_WEEK)
  const days = late ? 7 : Math.round((lastWeek - stretch.fromMs) / DAY_MS)
  const day = (late ? lastWeek : stretch.fromMs) + random.below(days) * DAY_MS
  const hour = 7 + weighted(random, [2, 4, 6, 6, 5, 6, 5, 4, 4, 5, 6, 8, 10, 10, 7, 3])
  return day + hour * HOUR_MS + random.below(HOUR_MS)
}

/** Fills a basket until its points are reached. */
function drawLines(random: Random, points: Points, size: Size): DrawnOrder['lines'] {
  const quantities = new Map<number, number>()
  let missing = between(random, size.low, size.high)
  while (missing > 0) {
    const full = quantities.size >= LINES_MAX
    const good = full ? oneOf(random, [...quantities.keys()]) : random.below(points.length)
    const pieces = weighted(random, PIECES)
    quantities.set(good, (quantities.get(good) ?? 0) + pieces)
    missing -= at(points, good) * pieces
  }
  return [...quantities].map(([good, quantity]) => ({ good, quantity })).sort((a, b) => a.good - b.good)
}
