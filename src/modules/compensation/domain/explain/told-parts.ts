import { exactText, type Exact } from '#shared/exact.ts'
import type { Need } from '../figures/needs.ts'
import { personTold, type KnownFigures, type PersonTold } from '../figures/told.ts'
import type { Bonus } from '../language/plan.ts'
import type { World } from '../pay/world.ts'
import type { Asked } from './explain.ts'
import { LISTED_MAX, type ListedItems } from './listed.ts'
import { pathTo } from './path.ts'
import type { RateStep } from './rate.ts'
import { sumOf, type OrderPart, type SourcePart } from './sources.ts'
import type { Leg, Node, Unpaid, Walk } from './walk-for.ts'

/** The most steps of a way up that are listed: those who were paid or skipped come first in any case. */
const STEPS_MAX = 60

const notes = {
  leg_capped: 'leg capped',
  capped: 'capped',
  scaled_down: 'scaled down',
  rounding: 'rounding',
  limit: 'limit',
  adjustment: 'adjustment',
  recomputed: 'recomputed',
} as const

type NoteTold = Readonly<{ note: keyof typeof notes | 'share' | 'other'; about: string }>

/** "limit: ceiling" is the note `limit` about "ceiling"; a plain part without a source is a share. */
export function noteTold(note: string): NoteTold {
  for (const name of noteNames) {
    const words = notes[name]
    if (note.startsWith(words)) return { note: name, about: note.slice(words.length).replace(/^:? */, '') }
  }
  return { note: note === '' ? 'share' : 'other', about: note }
}

const noteNames = [
  'leg_capped',
  'capped',
  'scaled_down',
  'rounding',
  'limit',
  'adjustment',
  'recomputed',
] as const

export function rateTold(step: RateStep | undefined) {
  if (!step) return null
  const { by, reached, from, rate, next } = step
  return {
    by,
    reached: exactText(reached),
    from: textOf(from),
    rate: exactText(rate),
    next: next
      ? { rate: exactText(next.rate), from: exactText(next.from), missing: exactText(next.missing) }
      : null,
  }
}

/** In a list of more sources the way of each, and more of its orders, are told when it is opened. */
const FULL_MAX = 10
const ORDERS_IN_LIST = 10

/** The sources that are listed. */
export function sourcesTold(
  of: KnownFigures,
  walk: Walk,
  { bonus, payee }: Node,
  { items }: ListedItems,
  asked: Asked,
) {
  const isFull = items.length <= FULL_MAX
  return items.flatMap((item) =>
    'source' in item
      ? [
          {
            ...sourceTold(of, walk, item.source, asked, isFull ? LISTED_MAX : ORDERS_IN_LIST),
            path: isFull ? stepsTold(of, walk, bonus, payee, item.source) : [],
          },
        ]
      : [],
  )
}

/** One source: its orders from the one that is asked for on, its way, and what it brings without an order. */
function sourceTold(of: KnownFigures, walk: Walk, part: SourcePart, asked: Asked, most: number) {
  const orders = part.parts.filter(({ order }) => order !== '')
  const from = asked.source === part.source ? (asked.from ?? 0) : 0
  const [before, rest] = [orders.slice(0, from), orders.slice(from + most)]
  const counted = (some: readonly OrderPart[], at: number) =>
    some.length === 0
      ? null
      : { orders: some.length, exact: exactText(sumOf(some.map(({ amount }) => amount))), from: at }
  return {
    person: personOf(of, part.source),
    level: part.level ?? null,
    base: textOf(part.base),
    rate: textOf(part.rate),
    exact: exactText(part.amount),
    orders: orders.slice(from, from + most).map((order) => orderTold(walk, order)),
    ordersBefore: counted(before, Math.max(0, from - LISTED_MAX)),
    moreOrders: counted(rest, from + most),
    /** What the source brings without an order: a share of earnings, of a group, or for the person as such. */
    without: textOf(partsWithout(part)),
  }
}

/** What the team of one below brings. */
export function legTold(of: KnownFigures, { person, sources, amount }: Leg) {
  return { person: personTold(of, person), sources, exact: exactText(amount) }
}

function partsWithout({ parts }: SourcePart): Exact | undefined {
  const without = parts.filter(({ order }) => order === '')
  return without.length === 0 ? undefined : sumOf(without.map(({ amount }) => amount))
}

function orderTold({ world }: Readonly<{ world: World }>, { order, base, rate, amount, note }: OrderPart) {
  const known = world.book.byId.get(order)
  return {
    code: order,
    at: known?.atMs ?? 0,
    type: known?.type ?? 'order',
    base: textOf(base),
    rate: textOf(rate),
    exact: exactText(amount),
    note,
  }
}

function stepsTold(of: KnownFigures, walk: Walk, bonus: Bonus, person: number, part: SourcePart) {
  const steps = pathTo(walk, bonus, person, part)
  const last = steps.length - 1
  const listed =
    steps.length <= STEPS_MAX
      ? steps
      : steps
          .filter(
            (step, i) => i === 0 || i === last || step.paidRate !== undefined || step.skipped !== undefined,
          )
          .slice(-STEPS_MAX)
  return listed.map((step) => ({
    person: personTold(of, step.person),
    you: step.person === person,
    level: step.level ?? null,
    ownRate: textOf(step.ownRate),
    paidRate: textOf(step.paidRate),
    skipped: step.skipped ?? null,
    needs: [...step.needs] satisfies Need[],
  }))
}

/** What did not come to the person, by reason. */
export function unpaidTold(unpaid: readonly Unpaid[]) {
  return unpaid
    .slice(0, LISTED_MAX)
    .map(({ reason, missing, parts, amount }) => ({ reason, missing, parts, exact: exactText(amount) }))
}

export function personOf(of: KnownFigures, id: string): PersonTold {
  const number = of.figures.world.population.numberOf.get(id)
  if (number === undefined) throw new Error(`a line names ${id}, whom the run does not know`)
  return personTold(of, number)
}

export function textOf(value: Exact | undefined): string | null {
  return value === undefined ? null : exactText(value)
}
