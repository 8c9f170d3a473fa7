import { add, exactRatio, multiply, ZERO, type Exact } from '#shared/exact.ts'
import { placeBrings, teamBrings, type Brought, type Ground, type Rates } from '../passes/shares/shares.ts'
import { legsBelow, teamOf } from '../passes/shares/team-index.ts'
import { NotCompiled } from '../passes/code.ts'
import { collectorFor } from '../pay/bonuses/collect.ts'
import { coinsIn } from '../pay/convert.ts'
import type { PayLine } from '../pay/pay-result.ts'
import { walkSum, walkWay, type Found } from '../pay/walk-part.ts'
import { tookOf } from './everybody.ts'
import { unpaidOf } from './unpaid.ts'
import type { Leg, Place, Unpaid, Walk } from './walk-for.ts'

/**
 * A node that is not told by all its sources: the lines of the node's own orders (of the source that is asked for, or of
 * `sources` where these are all), and beside them what each leg brings.
 */
export function walkByLegs(
  place: Place,
  ground: Ground,
  rates: Rates,
  sources: readonly number[] | undefined,
): Walk | undefined {
  const { world, passed, node, focus, way } = place
  const { bonus, payee, leg, source } = node
  const settled = passed.bonuses.find((one) => one.bonus.name === bonus.name)
  if (!settled) return undefined
  if (coinsIn(world, bonus)(payee)) throw new NotCompiled('legs in another currency')
  const root = leg ?? payee
  const unit = collectorFor(world, bonus).unit(payee)
  const { base, rate } = ground.decimals
  const foundOf = (sum: bigint): Exact => multiply(exactRatio(sum, 10n ** BigInt(base + rate)), unit)
  const { amounts } = rates
  const amountOf = ({ sum }: Brought): Exact =>
    amounts ? exactRatio(sum, 10n ** BigInt(amounts.decimals)) : foundOf(sum)
  const all = rates.isPaid ? teamBrings(ground, rates, root) : { sum: 0n, sources: 0 }
  const told = { world, way, all: { amount: amountOf(all), sources: all.sources } }
  const listed = sources ?? (source === undefined ? [root] : [source])
  const own = ownLines(place, listed)
  const whole =
    leg === undefined
      ? walkSum(
          world,
          bonus,
          focus([]),
          foundIn(place, ground, rates, amountOf),
          tookOf(passed, settled, payee),
        )
      : undefined
  if (whole && whole.minor !== BigInt(settled.minor[payee] ?? 0)) return undefined
  const legs = sources || source !== undefined || !rates.isPaid ? [] : legsOf(ground, rates, root, amountOf)
  const lost = rates.isPaid || leg !== undefined ? [] : unpaidByArrival(place, ground, rates, foundOf)
  return {
    ...told,
    lines: [...(whole?.lines ?? []), ...own],
    unpaid: [...unpaidOf(whole?.skipped ?? []), ...lost],
    legs,
  }
}

/** What comes to the payee: from each leg apart where a cap of the bonus takes of legs. */
function foundIn(
  { node: { bonus, payee } }: Place,
  ground: Ground,
  rates: Rates,
  amountOf: (brought: Brought) => Exact,
): readonly Found[] {
  if (!rates.isPaid) return []
  if (!bonus.legCap) return [{ leg: undefined, amount: amountOf(teamBrings(ground, rates, payee)) }]
  const legs = legsOf(ground, rates, payee, amountOf).map(({ person, amount }) => ({ leg: person, amount }))
  const own = placeBrings(ground, rates, payee)
  return [...legs, { leg: undefined, amount: amountOf(own) }]
}

/** The payee's lines of some sources, as they are found. */
function ownLines({ world, node, focus }: Place, sources: readonly number[]): readonly PayLine[] {
  const id = world.population.people[node.payee]?.id ?? ''
  const { lines } = walkWay(world, node.bonus, focus(sources))
  return lines.filter(({ personId }) => personId === id)
}

function legsOf(
  ground: Ground,
  rates: Rates,
  root: number,
  amountOf: (brought: Brought) => Exact,
): readonly Leg[] {
  const legs: Leg[] = []
  for (const person of legsBelow(ground.tree, root)) {
    const brought = teamBrings(ground, rates, person)
    if (brought.sources > 0) legs.push({ person, sources: brought.sources, amount: amountOf(brought) })
  }
  return legs
}

/**
 * What would have come, where the person may not be paid. What becomes of it hangs on how it arrives alone, so that one
 * source of each kind tells the reason.
 */
function unpaidByArrival(
  { world, node, focus }: Place,
  { tree, base }: Ground,
  { from, rates, arrives }: Rates,
  amountOf: (sum: bigint) => Exact,
): readonly Unpaid[] {
  const { until } = teamOf(tree, node.payee)
  const kinds = new Map<number, { first: number; sum: bigint; parts: number }>()
  for (let i = from; i < until; i++) {
    const person = tree.order[i] ?? 0
    const brought = (rates[i - from] ?? 0) * (base[person] ?? 0)
    if (brought === 0) continue
    const kind = kinds.get(arrives(i - from)) ?? { first: person, sum: 0n, parts: 0 }
    kind.sum += BigInt(brought)
    kind.parts += 1
    kinds.set(arrives(i - from), kind)
  }
  const id = world.population.people[node.payee]?.id ?? ''
  const byReason = new Map<string, Unpaid>()
  for (const { first, sum, parts } of kinds.values()) {
    const { skipped } = walkWay(world, node.bonus, focus([first]))
    const one = skipped.find(({ personId }) => personId === id)
    if (!one) continue
    const key = `${one.reason}\n${one.missing}`
    const known = byReason.get(key)
    byReason.set(key, {
      reason: one.reason,
      missing: one.missing,
      parts: parts + (known?.parts ?? 0),
      amount: add(amountOf(sum), known?.amount ?? ZERO),
    })
  }
  return [...byReason.values()].toSorted((a, b) => b.parts - a.parts)
}
