import type { Bonus } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { amountParts } from './bonus-amount.ts'
import { binaryOf } from './bonus-binary.ts'
import { differentialParts } from './bonus-differential.ts'
import { leadershipParts } from './bonus-leadership.ts'
import { levelsParts } from './bonus-levels.ts'
import { poolParts } from './bonus-pool.ts'
import { capBook } from './caps.ts'
import { numberOf } from './evaluate.ts'
import {
  isAbove,
  larger,
  minus,
  NOTHING,
  over,
  plus,
  readFraction,
  smaller,
  sumOf,
  times,
  WHOLE,
  type Fraction,
} from './fraction.ts'
import { payable } from './money.ts'
import type { Order } from './order-book.ts'
import type { Part } from './part.ts'
import { periodPaying } from './periods.ts'
import { givenBack, originalTakenBack, reversals, shareOf } from './returns.ts'
import { companyScene, payeeScene } from './scene.ts'
import { adjustments } from './volumes.ts'
import { isWithin, paysOrders, windowOf } from './versions.ts'
import type { Atlas, World } from './world.ts'

/** All parts of a bonus in a period, before caps and rounding. */
export function partsOf(world: World, bonus: Bonus): readonly Part[] {
  switch (bonus.kind) {
    case 'amount':
      return amountParts(world, bonus)
    case 'levels':
      return levelsParts(world, bonus)
    case 'differential':
      return differentialParts(world, bonus)
    case 'leadership':
      return leadershipParts(world, bonus)
    case 'pool':
      return poolParts(world, bonus)
    default:
      return binaryOf(world, bonus).flatMap((one) => one.parts)
  }
}

/** What each person gets by a bonus, and what the bonus left unpaid of what it could have paid, in major units. */
export type Settled = Readonly<{
  paid: ReadonlyMap<string, Fraction>
  /** The single lines of a person, with those of caps and rounding; they add up to what is paid. */
  lines: ReadonlyMap<string, readonly Part[]>
  /** What people did not get. */
  skips: readonly Part[]
  /** What the bonus could have paid, and where what is not paid of it went. */
  sums: Sums
  unpaid: Fraction
  /** The share of a part of the bonus that its caps left. */
  kept: (part: Part) => Fraction
}>

export type Sums = Readonly<{
  potential: Fraction
  skipped: Fraction
  capped: Fraction
  cut: Fraction
  rounded: Fraction
}>

/**
 * What each person gets by a bonus, in major units: rounded where the plan says so, and within the caps. What returns change
 * of earlier periods comes on top, after the limits: `recomputed`.
 */
export function settle(atlas: Atlas, world: World, bonus: Bonus): Settled {
  const back = partsBack(atlas, world, bonus, 'of this period')
  const parts = [...partsOf(world, bonus), ...back, ...partsByHand(world, bonus)]
  const round = (amount: Fraction) => payable(world.plan, bonus, amount)
  const perLine = bonus.roundedPer === 'line'
  const before = versionsBefore(atlas, world, bonus)
  const paidBefore = (id: string) => sumOf(before.map(({ paid }) => paid.get(id) ?? NOTHING))
  const caps = capBook(world, bonus, paidBefore)
  const within = world.field.ids.map((id) => {
    const mine = parts
      .filter((part) => part.personId === id && !part.skip)
      .map((part) => (perLine ? { ...part, amount: round(part.amount) } : part))
    const legs = legsOf(world, bonus, { id, parts: mine, before: before.flatMap(({ lines }) => lines(id)) })
    const sum = sumOf(legs.map((leg) => leg.kept))
    const free = caps.free(id)
    const amount = free ? smaller(sum, free) : sum
    caps.take(id, amount)
    const cuts = [
      ...legs.map((leg) => ({ ...plain(id, minus(leg.kept, leg.all), 'leg capped'), source: leg.name })),
      plain(id, minus(amount, sum), 'capped'),
    ].filter((cut) => cut.amount.n !== 0n)
    const kept = sum.n === 0n ? WHOLE : over(amount, sum)
    return { id, amount, cuts, legs, kept, lines: mine }
  })
  const all = sumOf(within.map((one) => one.amount))
  const share = companyShare(world, bonus, all, sumOf(world.field.ids.map(paidBefore)))
  const people = within.map(({ id, amount, cuts, lines }) => {
    const scaled = times(amount, share)
    const paid = round(scaled)
    const last = [plain(id, minus(scaled, amount), 'scaled down'), plain(id, minus(paid, scaled), 'rounding')]
    return { id, paid, lines: [...lines, ...cuts, ...last] }
  })
  const capped = within.flatMap((one) => one.cuts).map((cut) => negated(cut))
  const skips = [
    ...parts.filter((part) => part.skip),
    ...capped.map((cut) => ({ ...cut, skip: { reason: 'capped' as const, lost: false } })),
  ]
  const skipped = sumOf(parts.filter((part) => part.skip?.lost).map((part) => part.amount))
  const due = sumOf(parts.filter((part) => !part.skip).map((part) => part.amount))
  const sums = {
    potential: plus(due, skipped),
    skipped,
    capped: sumOf(capped.map((cut) => cut.amount)),
    cut: minus(all, times(all, share)),
  }
  const paid = sumOf(people.map((one) => one.paid))
  const rest = [sums.skipped, sums.capped, sums.cut, paid].reduce(minus, sums.potential)
  return {
    paid: new Map(people.map((one) => [one.id, one.paid])),
    lines: new Map(people.map(({ id, lines }) => [id, lines])),
    skips,
    sums: { ...sums, rounded: rest },
    unpaid: sumOf([sums.skipped, sums.capped, sums.cut]),
    kept: (part) => {
      const one = within.find(({ id }) => id === part.personId)
      const leg = one?.legs.find(({ name }) => name === legOf(world, bonus, part))
      const ofLeg = leg && leg.all.n !== 0n ? over(leg.kept, leg.all) : WHOLE
      return times(times(ofLeg, one?.kept ?? WHOLE), share)
    },
  }
}

/** A line that comes from no order. */
export function plain(personId: string, amount: Fraction, note: string): Part {
  return { personId, amount, order: undefined, note }
}

function negated(part: Part): Part {
  return { ...part, amount: minus(NOTHING, part.amount) }
}

/** What versions of the plan that hold earlier in the period pay by a bonus of the same name. */
function versionsBefore(atlas: Atlas, { period }: World, bonus: Bonus) {
  return atlas.before.flatMap((one) => {
    const own = one.plan.bonuses.find(({ name }) => name === bonus.name)
    if (!own || !paysOrders(own)) return []
    return [{ paid: one.paid(period, own), lines: (id: string) => one.lines(period, own, id) }]
  })
}

/**
 * What comes to a person from each leg, and what the cap of a leg keeps of it after what it took before; what comes from no
 * leg is not capped.
 */
function legsOf(
  world: World,
  bonus: Bonus,
  { id, parts, before }: Readonly<{ id: string; parts: readonly Part[]; before: readonly Part[] }>,
): readonly Readonly<{ name: string; all: Fraction; kept: Fraction }>[] {
  const legs = new Map<string, Fraction>()
  for (const part of parts) {
    const leg = legOf(world, bonus, part)
    legs.set(leg, plus(legs.get(leg) ?? NOTHING, part.amount))
  }
  const most = bonus.legCap && larger(numberOf(bonus.legCap, payeeScene(world, bonus, id)), NOTHING)
  const used = (name: string) =>
    sumOf(before.filter((part) => legOf(world, bonus, part) === name).map(({ amount }) => amount))
  return [...legs].map(([name, all]) => ({
    name,
    all,
    kept: most && name !== '' ? smaller(all, larger(minus(most, used(name)), NOTHING)) : all,
  }))
}

/** Who of those directly under the payee a part comes through; '' where it comes from no leg. */
function legOf(world: World, bonus: Bonus, part: Part): string {
  const tree = 'tree' in bonus ? bonus.tree : 'sponsor'
  const field = part.order ? world.fieldOf(part.order.atMs) : world.field
  const way = part.source ? [part.source, ...field.uplineOf(tree, part.source)] : []
  return way.find((one) => field.parentOf(tree, one) === part.personId) ?? ''
}

/** Corrections by hand are parts like others: rounded, and within the caps. */
function partsByHand(world: World, bonus: Bonus): readonly Part[] {
  const rows = adjustments(world, 'bonus', bonus.name).filter((row) =>
    isWithin(windowOf(world, bonus), row.atMs),
  )
  return rows.map((row) => ({
    personId: row.personId,
    amount: readFraction(row.value) ?? NOTHING,
    order: undefined,
    note: `adjustment: ${row.reason}`,
  }))
}

/** The share of everybody's pay that the cap over the whole company leaves after what was paid before. */
function companyShare(world: World, bonus: Bonus, all: Fraction, before: Fraction): Fraction {
  if (!bonus.companyCap) return WHOLE
  const cap = larger(numberOf(bonus.companyCap, companyScene(world)), NOTHING)
  const most = larger(minus(cap, before), NOTHING)
  return isAbove(all, most) ? over(most, all) : WHOLE
}

/**
 * What people give back for returns of the period: the returned share of what each part of the original order was paid.
 * A part of the same period is not cut yet; it meets the caps together with what is given back of it. One of an earlier
 * period was cut then, and no cap of this period looks at what is given back of it.
 */
function partsBack(
  atlas: Atlas,
  world: World,
  bonus: Bonus,
  which: 'of this period' | 'of earlier ones',
): readonly Part[] {
  if (world.plan.returns.mode !== 'reverse') return []
  return reversals(world, bonus).flatMap((reversal) => {
    const share = shareOf(world, reversal)
    const then = atlas.runAt(bonus, reversal.original.atMs, atlas.input)
    if (!then || share.n === 0n || then.isNow !== (which === 'of this period')) return []
    return partsOf(then.world(then.bonus), then.bonus)
      .filter((part) => part.order?.id === reversal.original.id && !part.skip)
      .map((part) =>
        givenBack(part, then.isNow ? share : times(share, then.kept(then.bonus, part)), reversal),
      )
  })
}

/** What returns of the period change of earlier ones, payable, line by line; rounding the sum of a person is a line too. */
export function besideParts(atlas: Atlas, world: World, bonus: Bonus): readonly Part[] {
  if (world.plan.returns.mode === 'recompute') return recomputedParts(atlas, world, bonus)
  const parts = partsBack(atlas, world, bonus, 'of earlier ones')
  const round = (amount: Fraction) => payable(world.plan, bonus, amount)
  if (bonus.roundedPer === 'line')
    return parts.map((part) => ({ ...part, amount: round(part.amount), unrounded: part.amount }))
  const ids = [...new Set(parts.map(({ personId }) => personId))]
  const offs = ids.map((id) => {
    const sum = sumOf(parts.filter(({ personId }) => personId === id).map(({ amount }) => amount))
    return plain(id, minus(round(sum), sum), 'rounding')
  })
  return [...parts, ...offs]
}

/**
 * The differences that returns of the period make to earlier ones, by person: the period of the original is computed anew as
 * if its returns had lain there, once with those of this period and once without them. Each period has its own difference.
 */
function recomputedParts(atlas: Atlas, world: World, bonus: Bonus): readonly Part[] {
  const found = reversals(world, bonus)
  const window = windowOf(world, bonus)
  const periods = new Map(
    found.flatMap(({ original }) => {
      const period = periodPaying(world.plan, bonus, original.atMs)
      return period ? [[period.label, original.atMs] as const] : []
    }),
  )
  return [...periods].flatMap(([label, atMs]) => {
    const anew = (isMoved: (order: Order) => boolean) => {
      const then = atlas.runAt(bonus, atMs, withReturnsMoved(world, bonus, isMoved))
      return then ? then.paid(bonus) : new Map<string, Fraction>()
    }
    const before = anew((order) => order.atMs < window.fromMs)
    const after = anew((order) => order.atMs < window.untilMs)
    return world.field.ids.map((id) =>
      plain(id, minus(after.get(id) ?? NOTHING, before.get(id) ?? NOTHING), `recomputed ${label}`),
    )
  })
}

/** The input with those returns that take something back laid at the time of their originals. */
function withReturnsMoved(world: World, bonus: Bonus, isMoved: (order: Order) => boolean): PayInput {
  const moved = new Map(
    world.book.orders.flatMap((by) => {
      const original = isMoved(by) ? originalTakenBack(world, by) : undefined
      const period = original && periodPaying(world.plan, bonus, original.atMs)
      // Within one period a return is plain negative volume at its own time.
      return original && period && period.untilMs <= by.atMs ? [[by.id, original.atMs] as const] : []
    }),
  )
  const lines = world.input.lines.map((line) => ({ ...line, atMs: moved.get(line.orderId) ?? line.atMs }))
  return { ...world.input, lines }
}
